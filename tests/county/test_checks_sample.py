"""The checks on the invented sample county, through its files: sound it has no error, faulty each fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from junheng.county import try_read
from junheng.county.checks import check_package
from junheng.county.sample import sample_county, write_sample

FEW_WARNINGS = 3


@pytest.mark.parametrize(("schools", "seed"), [(60, 7), (60, 1), (25, 2), (5, 3), (1, 4)])
def test_the_sample_county_has_no_error_and_few_warnings(schools: int, seed: int) -> None:
    problems = check_package(sample_county(schools, seed))
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert len(problems) <= FEW_WARNINGS, [problem.code for problem in problems]


def test_the_sample_county_with_rosters_has_no_error() -> None:
    problems = check_package(sample_county(25, 7, rosters=True))
    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("form", ["county", "county.xlsx"])
def test_reading_and_checking_name_every_fault_of_the_sample_once_and_little_else(tmp_path: Path, form: str) -> None:
    planted = write_sample(tmp_path / form, seed=7, faults=True)
    package, reading = try_read(tmp_path / form)
    assert package is not None
    problems = reading.found + check_package(package, reading=reading.found)
    named = [(problem.code, problem.where.row) for problem in problems]
    expected = {(fault.found_by, fault.row) for fault in planted}
    assert expected <= set(named)
    assert sum(1 for place in named if place in expected) == len(expected)
    sound = {(problem.code, problem.where.row) for problem in check_package(sample_county(60, 7))}
    alarms = [place for place in named if place not in expected | sound and place[0] != "unknown_manifest_key"]
    assert alarms == []
