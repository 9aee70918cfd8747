"""Twelve planted faults: reading and checking names every one of them at its place, in every form of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from junheng.county import PackageError, Problem, read_package, try_read
from junheng.county.checks import check_package
from junheng.county.sample import PlantedFault, plant_faults, sample_county, write_sample
from junheng.county.schema import TABLE_BY_NAME

FORMS = ["county", "county.zip", "county.xlsx"]


def problems_of(path: Path) -> list[Problem]:
    package, problems = try_read(path)
    assert package is not None
    return [*problems.found, *check_package(package)]


def is_at(problem: Problem, fault: PlantedFault) -> bool:
    spec = TABLE_BY_NAME[fault.table]
    where = problem.where
    in_table = where.sheet == spec.sheet if where.sheet else where.file == f"{fault.table}.csv"
    column = (where.column or "").split("(")[0]
    return in_table and where.row == fault.row and column in (fault.column, spec.column(fault.column).heading)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", [7, 1, 23])
def test_every_planted_fault_is_named_at_its_place(tmp_path: Path, form: str, seed: int) -> None:
    planted = write_sample(tmp_path / form, seed=seed, faults=True)
    problems = problems_of(tmp_path / form)
    named = [
        fault.key
        for fault in planted
        if any((problem.code, problem.severity) == (fault.found_by, fault.severity) and is_at(problem, fault) for problem in problems)
    ]
    assert named == [fault.key for fault in planted]


def test_there_are_exactly_twelve_errors_and_oddities_of_different_kinds() -> None:
    _, planted = plant_faults(sample_county())
    assert len(planted) == 12
    assert len({fault.key for fault in planted}) == 12
    assert {fault.severity for fault in planted} == {"error", "warning"}


def test_no_error_is_found_that_was_not_planted(tmp_path: Path) -> None:
    planted = write_sample(tmp_path / "county", faults=True)
    errors = [problem for problem in problems_of(tmp_path / "county") if problem.severity == "error"]
    assert sorted(problem.code for problem in errors) == sorted(fault.found_by for fault in planted if fault.severity == "error")


def test_a_county_with_faults_cannot_be_assessed(tmp_path: Path) -> None:
    write_sample(tmp_path / "county", faults=True)
    with pytest.raises(PackageError, match="约一万二"):
        read_package(tmp_path / "county")


def test_the_same_seed_plants_the_same_faults_and_leaves_the_package_alone() -> None:
    package = sample_county()
    before = package.sha256, len(package.schools)
    assert plant_faults(package)[1] == plant_faults(package)[1]
    assert plant_faults(package, 8)[1] != plant_faults(package)[1]
    assert (package.sha256, len(package.schools)) == before


def test_twenty_four_schools_are_enough_for_the_faults_and_fewer_are_refused() -> None:
    assert len(plant_faults(sample_county(24))[1]) == 12
    with pytest.raises(ValueError, match="县太小"):
        plant_faults(sample_county(23))
