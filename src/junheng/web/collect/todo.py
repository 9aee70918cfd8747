"""What the office has to do before anybody can report: rounds that are planned and not begun."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from junheng.web.collect.machines import ROUND
from junheng.web.collect.models import Round
from junheng.web.people.actor import Actor
from junheng.web.tasks import Task


def tasks_of(actor: Actor) -> list[Task]:
    """The planned rounds of the counties whose office the actor works in."""
    if not actor.has("office"):
        return []
    planned = Round.objects.within(actor.scope).filter(state=ROUND.initial).select_related("county")
    return [
        Task("blue", _("核对填报分工，开始填报：%(round)s") % {"round": round.title}, reverse("collect:round", args=[round.pk]))
        for round in planned
        if actor.holds("office", round.county)
    ]
