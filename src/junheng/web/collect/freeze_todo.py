"""What there is to do about freezing and supplements: rounds that are ready, and supplements that wait for the actor."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from junheng.web.collect.models import Round, Submission, Supplement
from junheng.web.collect.services_entries import COLLECTING
from junheng.web.people.actor import Actor
from junheng.web.tasks import Task


def tasks_of(actor: Actor) -> list[Task]:
    """For the office: rounds whose units are all approved. For checkers and approvers: supplements that wait for them."""
    tasks = _ready_rounds(actor) if actor.has("office") else []
    if actor.has("checker"):
        held = [post.unit_id for post in actor.posts if post.role == "checker"]
        tasks += _waiting(actor, Q(state="proposed", check_unit__in=held), "proposed", _("初审补报"))
    if actor.has("approver"):
        held = [post.county_id for post in actor.posts if post.role == "approver"]
        tasks += _waiting(actor, Q(state="checked", unit__county__in=held), "checked", _("审核补报"))
    return tasks


def _waiting(actor: Actor, wanted: Q, state: str, words: str) -> list[Task]:
    count = Supplement.objects.within(actor.scope).filter(wanted).count()
    return [Task("amber", words, f"{reverse('collect:supplements')}?state={state}", count=count)] if count else []


def _ready_rounds(actor: Actor) -> list[Task]:
    held = [post.county_id for post in actor.posts if post.role == "office"]
    open_rounds = Round.objects.within(actor.scope).filter(state=COLLECTING, county__in=held)
    counted = Submission.objects.unscoped().filter(round__in=open_rounds).values("round", "round__title", "round__approve_by")
    rows = counted.annotate(all=Count("pk"), approved=Count("pk", filter=Q(state="approved"))).order_by("round")
    return [
        Task(
            "amber",
            _("可以冻结：%(round)s") % {"round": row["round__title"]},
            reverse("collect:freeze", args=[row["round"]]),
            row["round__approve_by"],
        )
        for row in rows
        if row["all"] == row["approved"]
    ]
