"""What there is to do in a round: to report, to sign, to check, to approve, to chase, to decide."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.collect.guarding import REPORTERS, needs_signature, valid_signature
from junheng.web.collect.lights import PRESSING_DAYS, WITH_UNIT
from junheng.web.collect.models import Conflict, Submission
from junheng.web.collect.services_entries import COLLECTING
from junheng.web.collect.services_signature import SIGNABLE
from junheng.web.people.actor import Actor
from junheng.web.tasks import Task


def tasks_of(actor: Actor) -> Sequence[Task]:
    """The actor's tasks in every round that is collecting."""
    today = timezone.localdate()
    return [
        *(_to_report(actor, today) if actor.has(*REPORTERS) else ()),
        *(_to_sign(actor, today) if actor.has("principal") else ()),
        *(_to_check(actor, today) if actor.has("checker") else ()),
        *(_to_approve(actor, today) if actor.has("approver") else ()),
        *(_to_chase(actor) if actor.has("office") else ()),
        *(_to_decide(actor) if actor.has("office") else ()),
    ]


def light_of(due_on: datetime.date, today: datetime.date) -> str:
    """How pressing a day is: past, close, or still some time."""
    days = (due_on - today).days
    return "red" if days < 0 else "amber" if days <= PRESSING_DAYS else "blue"


def _collecting(actor: Actor) -> QuerySet[Submission]:
    return Submission.objects.within(actor.scope).filter(round__state=COLLECTING)


def _units(actor: Actor, role: str) -> list[int]:
    return [post.unit_id for post in actor.posts if post.role == role and post.unit_id is not None]


def _to_report(actor: Actor, today: datetime.date) -> Iterator[Task]:
    units = [unit for role in REPORTERS for unit in _units(actor, role)]
    own = _collecting(actor).filter(unit__in=units, state__in=WITH_UNIT).select_related("round", "unit")
    for submission in own.order_by("due_on", "pk"):
        named = {"round": submission.round, "unit": submission.unit, "errors": submission.errors}
        if submission.state == "returned":
            words = _("已退回，请改正后重新提交：%(round)s（%(unit)s）")
        elif submission.errors:
            words = _("有 %(errors)s 条错误要改正：%(round)s（%(unit)s）")
        else:
            words = _("请填报并提交：%(round)s（%(unit)s）")
        light = light_of(submission.due_on, today)
        light = "amber" if light == "blue" and (submission.state == "returned" or submission.errors) else light
        yield Task(light, words % named, reverse("collect:submission", args=[submission.pk]), submission.due_on)


def _to_sign(actor: Actor, today: datetime.date) -> Iterator[Task]:
    own = _collecting(actor).filter(unit__in=_units(actor, "principal"), state__in=SIGNABLE)
    for submission in own.select_related("round", "unit"):
        if needs_signature(submission) and valid_signature(submission) is None:
            words = _("请校长签字确认：%(round)s") % {"round": submission.round}
            due_on = submission.round.check_by
            yield Task(light_of(due_on, today), words, reverse("collect:review", args=[submission.pk]) + "#signature", due_on)


def _to_check(actor: Actor, today: datetime.date) -> Iterator[Task]:
    waiting = _collecting(actor).filter(check_unit__in=_units(actor, "checker"), state="submitted")
    for row in waiting.values("round", title=F("round__title"), last_day=F("round__check_by")).annotate(count=Count("pk")):
        yield _of_round(row, _("待初审：%(round)s"), "?state=submitted", light_of(row["last_day"], today))


def _to_approve(actor: Actor, today: datetime.date) -> Iterator[Task]:
    counties = [post.county_id for post in actor.posts if post.role == "approver"]
    waiting = _collecting(actor).filter(unit__county__in=counties, state="checked")
    for row in waiting.values("round", title=F("round__title"), last_day=F("round__approve_by")).annotate(count=Count("pk")):
        yield _of_round(row, _("待审核：%(round)s"), "?state=checked", light_of(row["last_day"], today))


def _to_chase(actor: Actor) -> Iterator[Task]:
    late = _collecting(actor).filter(state__in=WITH_UNIT, due_on__lt=timezone.localdate())
    for row in late.values("round", title=F("round__title")).annotate(count=Count("pk"), last_day=Min("due_on")):
        yield _of_round(row, _("逾期未提交的单位，请催报：%(round)s"), "?only=late", "red")


def _to_decide(actor: Actor) -> Iterator[Task]:
    undecided = Conflict.objects.within(actor.scope).filter(state="open", round__state=COLLECTING)
    for row in undecided.values("round", title=F("round__title")).annotate(count=Count("pk")):
        words = _("待裁定的数据冲突：%(round)s") % {"round": row["title"]}
        yield Task("amber", words, reverse("collect:conflicts", args=[row["round"]]), count=row["count"])


def _of_round(row: Mapping[str, Any], words: str, query: str, light: str) -> Task:
    link = reverse("collect:board", args=[row["round"]]) + query
    return Task(light, words % {"round": row["title"]}, link, row["last_day"], row["count"])
