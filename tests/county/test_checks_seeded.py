"""Seeded errors: of many faults planted at once, nearly all are named at their place and hardly anything else is."""

from __future__ import annotations

from random import Random

import pytest

from checks_county import Tables, package_of, sound_county
from checks_faults import EXPERIENCE_FAULTS, LOGIC_FAULTS, Fault
from junheng.county import Problem
from junheng.county.checks import check_package

# A whole column spoilt, or class rows taken away, would drown or undo the other faults.
SINGLE_CELL_FAULTS = [
    fault for fault in (*LOGIC_FAULTS, *EXPERIENCE_FAULTS) if fault.row is not None and fault.code not in ("class_size_large",)
]
RECALL = 0.9
FALSE_ALARMS = 0.05


def place_of(problem: Problem) -> tuple[str, str | None, int | None, str | None]:
    return problem.code, problem.where.file, problem.where.row, problem.where.column


def spoilt(faults: list[Fault]) -> Tables:
    tables = sound_county()
    for fault in faults:
        fault.spoil(tables)
    return tables


def one_of_each_row(faults: list[Fault]) -> list[Fault]:
    """Two faults in one row, or two that append to one table, would move each other's place."""
    chosen: dict[tuple[str, int | None], Fault] = {}
    for fault in faults:
        chosen.setdefault((fault.table, fault.row), fault)
    return list(chosen.values())


@pytest.mark.parametrize("seed", range(8))
def test_planted_faults_are_found_and_little_else_is_reported(seed: int) -> None:
    faults = list(SINGLE_CELL_FAULTS)
    Random(seed).shuffle(faults)
    planted = one_of_each_row(faults)
    assert len({fault.code for fault in planted}) >= 20
    expected = {fault.place for fault in planted}
    reported = [place_of(problem) for problem in check_package(package_of(spoilt(planted)))]
    # A row that is wrong may be named under two checks: only a row that nothing was planted in is a false alarm.
    rows = {(place[1], place[2]) for place in expected}
    alarms = [place for place in reported if (place[1], place[2]) not in rows]
    assert len(expected.intersection(reported)) >= RECALL * len(expected), expected.difference(reported)
    assert len(alarms) <= FALSE_ALARMS * len(reported), alarms
