"""Rounds for the tests of collecting: planned, opened, and the submissions in them."""

from __future__ import annotations

import datetime
from typing import Any

from junheng.web.archive.models import FrozenPackage
from junheng.web.collect.models import Entry, Round, Submission
from junheng.web.collect.services_rounds import RoundPlan, make_round, open_round
from web.county import County

YEAR = 2026


def plan(**changes: Any) -> RoundPlan:
    """A plan for the school year, all in order but for the changes."""
    usual: dict[str, Any] = {
        "title": "2026年度数据采集",
        "school_year": YEAR,
        "as_of": datetime.date(YEAR, 9, 15),
        "standard": "cn-2017-6",
        "submit_by": datetime.date(YEAR, 10, 15),
        "check_by": datetime.date(YEAR, 10, 25),
        "approve_by": datetime.date(YEAR, 10, 31),
    }
    return RoundPlan(**usual | changes)


def opened(county: County, *, previous: FrozenPackage | None = None, **changes: Any) -> Round:
    """An open round of the county."""
    office = county.actor("office")
    made = make_round(office, county.unit, plan(previous=previous, **changes))
    return open_round(office, made.pk)


def submission_of(county: County, round: Round, at: str) -> Submission:
    """The submission of a school (by code) or another unit (by stem)."""
    rows = Submission.objects.unscoped().select_related("round__county", "unit__township", "check_unit")
    return rows.get(round=round, unit=county.place(at))


def values_of(submission: Submission, table: str, key: str) -> dict[str, str]:
    """The stored texts of one row."""
    return Entry.objects.unscoped().get(submission=submission, table=table, key=key).values
