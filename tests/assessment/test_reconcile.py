"""An amount reported in two ways: ways that agree are one amount, ways that disagree stop the assessment."""

from __future__ import annotations

from pathlib import Path

import pytest

import junheng
from casework import County, assess_county
from perfect import perfect_county


def codes_of_errors(county: County, folder: Path) -> list[str]:
    with pytest.raises(junheng.PackageError) as refused:
        junheng.assess(county.write(folder / "county"))
    return [problem.code for problem in refused.value.problems if problem.severity == "error"]


def with_degrees(bachelors: int) -> County:
    """City primary (60 above the required degree, as typed) with its teachers by degree."""
    county = perfect_county()
    county.section("city_primary", "primary").set(doctor_teachers=0, master_teachers=0, bachelor_teachers=bachelors, associate_teachers=10)
    return county


def test_degrees_that_add_up_to_the_typed_count_are_the_same_amount(tmp_path: Path) -> None:
    found = assess_county(with_degrees(50), tmp_path / "county").find("A1 city_primary primary")
    assert found is not None
    assert (found["numerator"], found["verdict"]) == (60, "met")


def test_degrees_that_do_not_add_up_to_the_typed_count_stop_the_assessment(tmp_path: Path) -> None:
    assert codes_of_errors(with_degrees(49), tmp_path) == ["two_ways_disagree"]


def test_a_total_of_facts_that_equals_its_parts_is_the_same_amount(tmp_path: Path) -> None:
    # 公办 180 + 购买学位 10
    county = perfect_county().state("migrant_children_placed", 190)
    assert assess_county(county, tmp_path / "county").verdict("B15 county - placed") == "met"


def test_a_total_of_facts_that_differs_from_its_parts_stops_the_assessment(tmp_path: Path) -> None:
    county = perfect_county().state("migrant_children_placed", 191)
    assert codes_of_errors(county, tmp_path) == ["two_ways_disagree"]
