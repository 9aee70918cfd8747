"""Spans of the law: a month stands for its first or last day, and both ends belong to the span."""

from __future__ import annotations

import datetime

from junheng.standard import load_standard


def test_a_relaxation_ends_with_the_last_day_of_its_last_month() -> None:
    relaxation = load_standard().relaxations["B4_built_by_2010"]
    assert (relaxation.start, relaxation.end) == (datetime.date(2019, 10, 1), datetime.date(2022, 10, 31))
    days = [datetime.date(2019, 9, 30), relaxation.start, datetime.date(2022, 10, 31), datetime.date(2022, 11, 1)]
    assert [relaxation.is_in_force(day) for day in days] == [False, True, True, False]
