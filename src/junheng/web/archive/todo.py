"""What the signers of an application, and the office whose application was refused, have to do."""

from __future__ import annotations

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _

from junheng.web.archive.models import FrozenPackage, SignOff
from junheng.web.archive.services_signoff import STEPS, laid_out, next_role
from junheng.web.people.actor import Actor
from junheng.web.tasks import Task


def tasks_of(actor: Actor) -> list[Task]:
    """The newest applications of the actor's counties that wait for this actor."""
    if not actor.has(*STEPS):
        return []
    waiting = _newest_applications(actor)
    given: dict[int, dict[str, SignOff]] = defaultdict(dict)
    for one in SignOff.objects.unscoped().filter(package__in=waiting).select_related("signed_by"):
        given[one.package_id][one.step] = one
    tasks = []
    for package in waiting:
        steps = laid_out(given[package.pk])
        role = next_role(steps)
        link = reverse("archive:package", args=[package.pk])
        named = {"county": package.county_name, "year": package.school_year, "version": package.version}
        if role and actor.holds(role, package.county):
            tasks.append(Task("amber", _("签批申报数据：%(county)s %(year)s 学年第 %(version)s 版") % named, link))
        elif any(step.standing == "refused" for step in steps) and actor.holds("office", package.county):
            tasks.append(Task("red", _("申报签批被退回，须改正后重新冻结：%(county)s %(year)s 学年第 %(version)s 版") % named, link))
    return tasks


def _newest_applications(actor: Actor) -> list[FrozenPackage]:
    """Per county and year the newest version, where that is an application."""
    newest: dict[tuple[int, int], FrozenPackage] = {}
    versions = FrozenPackage.objects.within(actor.scope).select_related("county").order_by("school_year", "version")
    for package in versions:
        newest[package.county_id, package.school_year] = package
    return [package for package in newest.values() if package.is_application]
