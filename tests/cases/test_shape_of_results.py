"""The shape that the contract fixes: one whole per code, its parts at their grain, always 14 dispersion rows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import junheng
from casework import County, assess_county, code_of
from junheng.county.sample import sample_county
from perfect import perfect_county

WHOLES = (
    *(f"B{number}" for number in range(1, 16)),
    *(f"C{number}" for number in range(1, 10)),
    "S1",
    "P1",
    "P2",
    *(f"V{number}" for number in range(1, 9)),
)
ROLLUPS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B11", "B12", "B13", "B14", "B15", "C3", "C4", "C5", "C6", "C7", "C8", "C9")
COUNTY_PARTS = {
    "B2": {"construction", "staffing", "funding", "equipment"},
    "B8": {"pay", "performance_pay"},
    "B11": {"rotated", "backbone"},
    "B14": {"share", "rural_tilt"},
    "B15": {"placed", "left_behind_care"},
    "C9": {"数学", "体育"},
}
SCHOOL_PARTS = {
    "B3": {"music", "art"},
    "C3": {"charter", "informatisation"},
    "C5": {"skill", "utilisation"},
    "C6": {"moral_education", "campus_culture"},
    "C7": {"curriculum", "order", "practice"},
}
FIELDS = {
    "indicator",
    "subject",
    "level",
    "part",
    "rollup",
    "value",
    "threshold",
    "floor",
    "numerator",
    "denominator",
    "verdict",
    "reason",
    "rounding_sensitive",
    "clause",
    "reading",
    "relaxation",
    "relaxation_until",
    "inherited_from",
}


def nothing_reported() -> County:
    """Two schools with their keys alone: everything absent is «not reported»."""
    county = County()
    county.rows("schools").extend({"school_code": code_of(name), "kind": kind} for name, kind in (("s1", "primary"), ("s2", "special")))
    county.rows("sections").extend({"school_code": code_of(name), "level": "primary"} for name in ("s1", "s2"))
    return county


@pytest.fixture(params=["perfect", "nothing reported"])
def answer(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    county = perfect_county() if request.param == "perfect" else nothing_reported()
    return assess_county(county, tmp_path / "county").answer


@pytest.fixture
def perfect(tmp_path: Path) -> Any:
    return assess_county(perfect_county(), tmp_path / "county").answer


def whole(answer: Any, code: str) -> list[Any]:
    return [
        row
        for row in answer["findings"]
        if row["indicator"] == code and row["subject"] == "county" and row["part"] is None and row["level"] is None
    ]


@pytest.mark.parametrize("code", WHOLES)
def test_every_code_has_exactly_one_whole_finding_about_the_county(answer: Any, code: str) -> None:
    assert len(whole(answer, code)) == 1


def test_no_code_is_known_that_the_contract_does_not_name(answer: Any) -> None:
    known = {*WHOLES, *(f"A{number}" for number in range(1, 8))}
    assert {row["indicator"] for row in answer["findings"]} <= known


def test_findings_are_unique_by_indicator_subject_level_and_part(answer: Any) -> None:
    keys = [(row["indicator"], row["subject"], row["level"], row["part"]) for row in answer["findings"]]
    assert len(keys) == len(set(keys))


def test_every_finding_has_all_fields_of_the_contract(answer: Any) -> None:
    for row in answer["findings"]:
        assert set(row) >= FIELDS
    for row in answer["sections"]:
        assert set(row) >= {"school_code", "level", "verdict", "met", "above_floor", "failed", "excluded_by"}
    for row in answer["dispersion"]:
        assert set(row) >= {"indicator", "level", "sections", "pupils", "mean", "sd", "cv", "limit", "verdict", "rounding_sensitive"}


def test_all_fourteen_dispersion_rows_are_always_there(answer: Any) -> None:
    assert {(row["indicator"], row["level"]) for row in answer["dispersion"]} == {
        (f"A{number}", level) for number in range(1, 8) for level in ("primary", "junior")
    }
    assert len(answer["dispersion"]) == 14


def test_the_composite_is_given_for_both_levels(answer: Any) -> None:
    assert {row["level"] for row in answer["composite"]} == {"primary", "junior"}


def test_the_composite_is_the_plain_mean_of_the_seven(perfect: Any) -> None:
    for row in perfect["composite"]:
        single = [test["cv"] for test in perfect["dispersion"] if test["level"] == row["level"]]
        assert row["cv"] == pytest.approx(sum(single) / 7, rel=1e-12)


@pytest.mark.parametrize("code", sorted(COUNTY_PARTS))
def test_parts_judged_for_the_county_are_findings_of_their_own(perfect: Any, code: str) -> None:
    parts = {row["part"] for row in perfect["findings"] if row["indicator"] == code and row["part"] is not None}
    assert parts == COUNTY_PARTS[code]
    assert {row["subject"] for row in perfect["findings"] if row["indicator"] == code} == {"county"}


@pytest.mark.parametrize("code", sorted(SCHOOL_PARTS))
def test_parts_judged_for_schools_stand_at_every_school(perfect: Any, code: str) -> None:
    rows = [row for row in perfect["findings"] if row["indicator"] == code and row["subject"] != "county"]
    names = ["city_primary", "village_primary", "small_primary", "city_junior", "town_junior", "nine_year"]
    if code != "B3":
        names += ["point_60", "point_49", "special"]
    assert {(row["subject"], row["part"]) for row in rows} == {(code_of(name), part) for name in names for part in SCHOOL_PARTS[code]}
    assert {row["level"] for row in rows} == {None}


def test_sizes_funds_and_certificates_stand_at_their_grain(perfect: Any) -> None:
    def grain(code: str) -> set[tuple[str, Any, Any]]:
        return {
            (row["subject"], row["level"], row["part"]) for row in perfect["findings"] if row["indicator"] == code and not row["rollup"]
        }

    all_but_special = (
        "city_primary",
        "village_primary",
        "small_primary",
        "city_junior",
        "town_junior",
        "nine_year",
        "point_60",
        "point_49",
    )
    assert grain("B4") == {(code_of(name), None, None) for name in all_but_special}
    assert grain("C4") == {(code_of(name), None, None) for name in (*all_but_special, "special")}
    assert grain("C8") == grain("C4")
    assert grain("B7") == {(code_of("special"), None, None)}
    primary = ("city_primary", "village_primary", "small_primary", "nine_year", "point_60", "point_49")
    sections = {(code_of(name), "primary", None) for name in primary}
    sections |= {(code_of(name), "junior", None) for name in ("city_junior", "town_junior", "nine_year")}
    assert grain("B5") == sections
    assert grain("B12") == sections | {(code_of("special"), "primary", None)}
    assert grain("B13") == {("county", "primary", None), ("county", "junior", None)}


@pytest.mark.parametrize("code", WHOLES)
def test_a_whole_that_sums_up_rows_is_a_roll_up_without_a_value(perfect: Any, code: str) -> None:
    row = whole(perfect, code)[0]
    assert row["rollup"] is (code in ROLLUPS)
    if row["rollup"]:
        assert row["value"] is None


def test_only_wholes_are_roll_ups(answer: Any) -> None:
    for row in answer["findings"]:
        if row["rollup"]:
            assert (row["subject"], row["level"], row["part"]) == ("county", None, None)


def test_sections_in_scope_have_seven_findings_each_and_others_none(answer: Any) -> None:
    for row in answer["sections"]:
        found = [
            item["indicator"]
            for item in answer["findings"]
            if item["subject"] == row["school_code"] and item["level"] == row["level"] and item["indicator"].startswith("A")
        ]
        assert sorted(found) == ([] if row["excluded_by"] else [f"A{number}" for number in range(1, 8)])


def test_a_county_that_reported_nothing_meets_nothing(tmp_path: Path) -> None:
    answer = assess_county(nothing_reported(), tmp_path / "county").answer
    assert answer["county"]["verdict"] == "unknown"
    assert [row["indicator"] for row in answer["findings"] if row["verdict"] in ("met", "not_met")] == []
    assert [row["verdict"] for row in answer["sections"] if row["excluded_by"] is None] == ["unknown"]


def test_every_finding_that_law_decides_names_its_clause(perfect: Any) -> None:
    assert [row["indicator"] for row in perfect["findings"] if not row["clause"]] == []


def test_the_composite_is_the_mean_rounded_once_so_that_every_python_prints_the_same_bits() -> None:
    results = junheng.assess(sample_county(60)).results()
    for composite in results["composite"]:
        cvs = [Fraction(test["cv"]) for test in results["dispersion"] if test["level"] == composite["level"]]
        assert composite["cv"] == float(sum(cvs)) / len(cvs)


def test_only_the_keys_are_required_and_everything_else_is_not_reported(tmp_path: Path) -> None:
    county = County()
    county.rows("schools").append({"school_code": code_of("city_primary")})
    county.rows("sections").append({"school_code": code_of("city_primary"), "level": "primary"})
    results = assess_county(county, tmp_path / "county")
    assert results.verdict("county") == "unknown"
    assert {results.verdict(f"A{number} city_primary primary") for number in range(1, 8)} == {"unknown"}
