"""Every value placed at a limit stands in its cell, and the standard says of it what the list says."""

from __future__ import annotations

from fractions import Fraction

import pytest

from junheng.assessment import COUNTY, Assessment, Finding, Verdict, assess
from junheng.county.sample import EdgeCase, edge_cases, sample_county
from junheng.county.values import canonical_text
from sample_listing import school_codes

EDGES = edge_cases()
SCHOOL_EDGES = [edge for edge in EDGES if edge.school]
COUNTY_EDGES = [edge for edge in EDGES if not edge.school]


def name(edge: EdgeCase) -> str:
    return "-".join(part for part in (edge.school or "county", edge.indicator, edge.part, edge.level) if part)


@pytest.fixture(scope="module", params=[7, 11])
def assessment(request: pytest.FixtureRequest) -> Assessment:
    return assess(sample_county(seed=request.param))


def findings(assessment: Assessment, edge: EdgeCase) -> list[Finding]:
    subject = school_codes()[edge.school] if edge.school else COUNTY
    return [
        finding
        for finding in assessment.findings_of(edge.indicator)
        if finding.subject == subject and finding.part == edge.part and (edge.level is None or finding.level == edge.level)
    ]


@pytest.mark.parametrize("edge", SCHOOL_EDGES, ids=name)
def test_the_value_stands_in_its_cell(assessment: Assessment, edge: EdgeCase) -> None:
    code = school_codes()[edge.school]
    rows = [row for row in assessment.package.table(edge.table) if row.text("school_code") == code]
    cells = [canonical_text(row[edge.column]) for row in rows if edge.level is None or row["level"] in (edge.level, None)]
    wanted = edge.value.format(year=2025, last=2024, next=2026)
    if edge.value:
        assert wanted in cells
    elif edge.table == "judgements":
        assert f"{edge.indicator}.{edge.part}" not in cells
    else:
        assert edge.part not in cells


@pytest.mark.parametrize("edge", SCHOOL_EDGES, ids=name)
def test_the_standard_says_of_a_placed_value_what_the_list_says(assessment: Assessment, edge: EdgeCase) -> None:
    verdicts = [finding.verdict.value for finding in findings(assessment, edge)]
    assert verdicts == ([edge.verdict] if edge.verdict else [])


@pytest.mark.parametrize("edge", COUNTY_EDGES, ids=name)
def test_a_figure_of_the_county_comes_out_exactly_at_its_limit(assessment: Assessment, edge: EdgeCase) -> None:
    (finding,) = findings(assessment, edge)
    assert finding.value == Fraction(edge.value)
    assert finding.verdict.value == edge.verdict


def test_every_reason_to_leave_a_section_out_occurs(assessment: Assessment) -> None:
    reasons = {section.excluded_by for section in assessment.sections}
    assert reasons == {None, "special_school", "vocational_school", "teaching_point_under_50", "not_open"}


def test_most_indicators_are_met_and_a_few_fail_believably(assessment: Assessment) -> None:
    wholes = [finding for finding in assessment.findings if finding.subject == COUNTY and finding.part is None and finding.level is None]
    failed = {finding.indicator for finding in wholes if finding.verdict is Verdict.NOT_MET}
    unknown = {finding.indicator for finding in wholes if finding.verdict is Verdict.UNKNOWN}
    assert failed == {"B3", "B4", "B5", "B6", "C4"}
    assert unknown == {"C5", "C7"}
    assert assessment.county.verdict is Verdict.NOT_MET


def test_a_few_schools_fail_and_they_are_the_placed_ones(assessment: Assessment) -> None:
    failed = {section.school_code for section in assessment.sections if section.verdict is Verdict.NOT_MET}
    codes = school_codes()
    assert failed == {codes[key] for key in ("crowded_primary", "crowded_junior", "no_music_no_art", "floor_missed")}


def test_a_school_at_the_floor_of_one_indicator_passes(assessment: Assessment) -> None:
    code = school_codes()["floor_exact"]
    (section,) = [section for section in assessment.sections if section.school_code == code and section.level == "primary"]
    assert (section.verdict, section.met, section.above_floor) == (Verdict.MET, 6, 7)


def test_a_value_printed_as_met_is_named_sensitive_to_rounding(assessment: Assessment) -> None:
    code = school_codes()["printed_as_met"]
    (finding,) = [finding for finding in assessment.findings_of("A1") if finding.subject == code]
    assert finding.value is not None
    assert (f"{float(finding.value):.2f}", finding.rounding_sensitive) == ("4.20", True)


def test_the_equipment_of_village_schools_brings_one_dispersion_test_near_its_limit() -> None:
    tests = {(test.indicator, test.level): test for test in assess(sample_county()).dispersion}
    assert [key for key, test in tests.items() if test.verdict is not Verdict.MET] == [("A6", "primary")]
    assert 0.50 < (tests["A6", "primary"].cv or 0) < 0.55


def test_the_survey_is_met_with_an_interval_that_straddles_the_limit(assessment: Assessment) -> None:
    whole = assessment.whole("S1")
    assert (whole.verdict, whole.reason) == (Verdict.MET, "marginal_interval")


def test_no_relaxation_is_in_force(assessment: Assessment) -> None:
    assert {finding.relaxation for finding in assessment.findings} == {None}


def test_a_teaching_point_inherits_what_its_parent_was_judged(assessment: Assessment) -> None:
    codes = school_codes()
    inherited = {
        finding.indicator
        for finding in assessment.findings
        if finding.subject == codes["point_12"] and finding.inherited_from == codes["centre_primary"]
    }
    assert inherited == {"B6", "C3", "C4", "C5", "C6", "C7", "C8"}


def test_a_nine_year_school_splits_its_equipment_by_weighted_pupils(assessment: Assessment) -> None:
    code = school_codes()["nine_year"]
    shares = {finding.level: finding.value for finding in assessment.findings_of("A6") if finding.subject == code}
    assert shares["primary"] is not None
    assert shares["junior"] == Fraction(11, 10) * shares["primary"]


@pytest.mark.parametrize("schools", [1, 2, 6, 30])
def test_a_smaller_county_is_assessed_too(schools: int) -> None:
    result = assess(sample_county(schools))
    assert len(result.dispersion) == 14
    assert {row.text("school_code") for row in result.package.schools} >= {section.school_code for section in result.sections}
