"""How a submission stands against its deadline: a light and its words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.collect.models import Submission
from junheng.web.tasks import due_words

# States in which the unit still has to hand in.
WITH_UNIT = ("blank", "saved", "returned")
# From how many days before the last day on it presses.
PRESSING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A light (one of `tasks.LIGHTS`) and what it means here."""

    light: str
    words: str


def is_overdue(submission: Submission, today: datetime.date) -> bool:
    """Whether the unit should have handed in by now and has not."""
    return submission.state in WITH_UNIT and submission.due_on < today


def is_on_time(submission: Submission) -> bool | None:
    """Whether it was first handed in by its deadline; None while it was not handed in."""
    if submission.first_submitted_at is None:
        return None
    return timezone.localdate(submission.first_submitted_at) <= submission.due_on


def standing(submission: Submission, today: datetime.date) -> Standing:
    """The light of a submission on a day: red when overdue, amber when pressing or returned, green when handed in, amber when too late."""
    if submission.state not in WITH_UNIT:
        late = is_on_time(submission) is False
        return Standing("amber", _("逾期提交")) if late else Standing("green", _("按时提交"))
    days = (submission.due_on - today).days
    words = due_words(submission.due_on, today)
    if days < 0:
        return Standing("red", words)
    if days <= PRESSING_DAYS or submission.state == "returned":
        return Standing("amber", words)
    return Standing("blue" if submission.state == "saved" else "grey", words)
