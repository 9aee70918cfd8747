"""Chasing (催报) and extending: reminders to units that have not handed in, with a log, and a later deadline for one unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from junheng.web.audit.services import record
from junheng.web.collect.lights import WITH_UNIT
from junheng.web.collect.models import Reminder, Round, Submission
from junheng.web.collect.services_entries import COLLECTING, locked
from junheng.web.collect.services_notices import REPORTING, link_to, people_at, tell
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Notice, User

# What is kept, and what may be typed: names and days are filled in.
TEXT_LENGTH, ASKED_LENGTH = 500, 250
# What the text of a reminder may leave to be filled in for each unit.
UNIT, DEADLINE, ROUND = "{单位}", "{截止日期}", "{轮次}"


@dataclass(frozen=True)
class Reminded:
    """The reminders sent, and the units that were asked for and have handed in already."""

    sent: list[Reminder]
    not_needed: list[Submission]

    @property
    def units(self) -> int:
        return len({reminder.submission_id for reminder in self.sent})


def default_text() -> str:
    """What a reminder says unless the office writes something else."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("{单位}：{轮次}的数据应于 {截止日期} 前提交，目前尚未提交，请尽快办理。")


@transaction.atomic
def remind(actor: Actor, round_id: int, submission_ids: Iterable[int], text: str) -> Reminded:
    """Remind the units that have not handed in. Everybody who reports or signs there gets a notice; a unit without accounts is logged too.

    Raises NotAllowed where the actor is not the county's office, the round is not collecting, or the text is empty or too long.
    """
    round = Round.objects.unscoped().select_related("county").get(pk=round_id)
    _office_only(actor, round)
    if not text.strip() or len(text) > ASKED_LENGTH:
        raise NotAllowed(_("催报内容不能为空，也不能超过 %(limit)s 个字。") % {"limit": ASKED_LENGTH})
    asked = (
        Submission.objects.unscoped()
        .filter(round=round, pk__in=list(submission_ids))
        .select_related("unit", "round")
        .order_by("unit__code")
    )
    late = [submission for submission in asked if submission.state in WITH_UNIT]
    not_needed = [submission for submission in asked if submission.state not in WITH_UNIT]
    people = people_at([submission.unit for submission in late], REPORTING)
    reminders = [one for submission in late for one in _reminders(actor, submission, text.strip(), people.get(submission.unit_id, []))]
    if not reminders:
        raise NotAllowed(_("所选单位都已经提交，不用催报。"))
    Notice.objects.unscoped().bulk_create([reminder.notice for reminder in reminders if reminder.notice])
    Reminder.objects.unscoped().bulk_create(reminders)
    units = list(dict.fromkeys(reminder.submission.unit.code for reminder in reminders))
    record(actor, "round.remind", f"round:{round.pk}", unit=round.county, after={"units": units, "text": text.strip()})
    return Reminded(reminders, not_needed)


@transaction.atomic
def extend(actor: Actor, submission_id: int, due_on: datetime.date, reason: str) -> Submission:
    """Give one unit a later deadline, with a reason. Raises NotAllowed."""
    submission = locked(submission_id)
    _office_only(actor, submission.round)
    if not reason.strip():
        raise NotAllowed(_("延期必须写明理由；请填写后重试。"))
    if submission.state not in WITH_UNIT:
        raise NotAllowed(_("“%(unit)s”已经提交，不用延期。") % {"unit": submission.unit})
    if not submission.due_on < due_on <= submission.round.approve_by:
        raise NotAllowed(
            _("延期后的截止日期应晚于 %(now)s，不晚于本轮审核截止日期 %(last)s。")
            % {"now": submission.due_on.isoformat(), "last": submission.round.approve_by.isoformat()}
        )
    before, submission.due_on = submission.due_on, due_on
    submission.save()
    words = lazy("“%(round)s”的填报截止日期已延至 %(due)s。")
    tell(submission, REPORTING, words, round=submission.round.title, due=due_on.isoformat())
    record(
        actor,
        "submission.extend",
        f"submission:{submission.pk}",
        unit=submission.unit,
        before={"due_on": before.isoformat()},
        after={"due_on": due_on.isoformat()},
        reason=reason.strip(),
    )
    return submission


def _reminders(actor: Actor, submission: Submission, text: str, people: Sequence[User]) -> list[Reminder]:
    words = text.replace(UNIT, submission.unit.name).replace(ROUND, submission.round.title)
    words = words.replace(DEADLINE, submission.due_on.isoformat())[:TEXT_LENGTH]
    common = {"submission": submission, "text": words, "by": actor.user, "at": timezone.now()}
    if not people:
        return [Reminder(to=None, to_name=submission.unit.name[:60], **common)]
    link = link_to(submission)
    return [Reminder(to=one, to_name=str(one), notice=Notice(user=one, text=words, link=link), **common) for one in people]


def _office_only(actor: Actor, round: Round) -> None:
    if not actor.holds("office", round.county):
        raise NotAllowed(_("只有创建办可以催报和延期。"))
    if round.state != COLLECTING:
        raise NotAllowed(_("本轮采集不在填报中，不能催报和延期。"))
