"""The ledger's lines: one for every failing finding and test, each with an amount that just suffices."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from junheng import assess
from junheng.assessment.results import Finding, Verdict
from junheng.report.gaps import Shortfall, gaps_of, missing_of, shortfall_of
from junheng.report.summary import Summary
from reported import RELAXED_DAY, changed, sample, sample_assessment

# Indicators whose numerator is one cell that can be raised: where it is, and how it is called.
RAISED = {
    "A1": ("sections", "above_degree_teachers"),
    "A2": ("sections", "backbone_teachers"),
    "A3": ("sections", "sports_arts_teachers"),
    "A4": ("schools", "teaching_area_m2"),
    "A5": ("schools", "sports_ground_area_m2"),
    "A6": ("schools", "equipment_value_yuan"),
    "A7": ("schools", "multimedia_rooms"),
}


def summary() -> Summary:
    return Summary(sample_assessment())


def failing_leaves() -> Counter[tuple[str, str | None, str | None]]:
    assessment = sample_assessment()
    findings = [found for found in assessment.findings if found.verdict is Verdict.NOT_MET and not found.rollup]
    keys = [(found.indicator, None if found.subject == "county" else found.subject, found.level) for found in findings]
    return Counter([*keys, *((test.code, None, test.level) for test in assessment.dispersion if test.verdict is Verdict.NOT_MET)])


def test_every_failing_finding_and_dispersion_test_is_one_line_and_nothing_else_is() -> None:
    lines = Counter((gap.code, gap.school_code, gap.level) for gap in gaps_of(summary()) if gap.tier == "gap")
    assert lines == failing_leaves()
    assert len(lines) > 10


def test_every_pass_that_rests_on_a_relaxation_is_a_promise_with_its_day() -> None:
    relaxed = Summary(sample_assessment(RELAXED_DAY))
    promised = [gap for gap in gaps_of(relaxed) if gap.tier == "commitment"]
    assert [(gap.code, gap.school_code) for gap in promised] == [(found.indicator, found.subject) for found in relaxed.relaxed]
    assert {gap.code for gap in promised} >= {"A3", "A5", "B4"}
    assert all(gap.due is not None and gap.shortfall is None for gap in promised)


def test_every_finding_that_cannot_be_judged_is_listed_as_missing_data() -> None:
    unknown = Counter(
        (found.indicator, found.subject) for found in sample_assessment().findings if found.verdict is Verdict.UNKNOWN and not found.rollup
    )
    assert Counter((item.code, item.school_code) for item in missing_of(summary())) == unknown


def test_missing_data_names_the_cell_that_was_not_reported() -> None:
    code = summary().counted("primary")[0].school.code
    bare = Summary(assess(changed(sample(), "schools", "equipment_value_yuan", {"school_code": code}, None)))
    (item,) = [item for item in missing_of(bare) if item.code == "A6" and item.level == "primary"]
    assert item.school_code == code
    assert [cell.column for cell in item.cells] == ["equipment_value_yuan"]


@pytest.mark.parametrize("code", sorted(RAISED))
@pytest.mark.parametrize("kind", ["小学", "九年一贯制"])
def test_adding_what_is_missing_is_enough_and_one_less_is_not(code: str, kind: str) -> None:
    table, column = RAISED[code]
    row = next(row for row in summary().counted("primary") if row.school.kind == kind)
    where = {"school_code": row.school.code} | ({"level": "primary"} if table == "sections" else {})
    start = max(_indoor(row.school.code) if column == "teaching_area_m2" else 0, 1)
    poor = changed(sample(), table, column, where, start)
    for counted in ("doctor_teachers", "master_teachers", "bachelor_teachers", "associate_teachers"):
        poor = changed(poor, "sections", counted, where, None) if code == "A1" else poor
    verdicts = []
    shortfall = _shortfall(Summary(assess(poor)), code, row.school.code)
    for amount in (start + shortfall.amount - 1, start + shortfall.amount):
        mended = Summary(assess(changed(poor, table, column, where, amount)))
        verdicts.append(_finding(mended, code, row.school.code).verdict)
    assert verdicts == [Verdict.NOT_MET, Verdict.MET]


def _indoor(code: str) -> int:
    row = next(row for row in sample().schools if row.text("school_code") == code)
    return int(row.number("indoor_sports_area_m2") or 0)


def _finding(found: Summary, code: str, school: str) -> Finding:
    return next(one for one in found.assessment.findings_of(code) if one.subject == school and one.level == "primary")


def _shortfall(found: Summary, code: str, school: str) -> Shortfall:
    shortfall = shortfall_of(found, _finding(found, code, school))
    assert shortfall is not None
    assert not shortfall.is_excess
    return shortfall


def test_a_school_that_is_too_large_or_a_class_is_so_by_whole_pupils() -> None:
    excess = {gap.code: gap.shortfall for gap in gaps_of(summary()) if gap.code in ("B4", "B5")}
    assert set(excess) == {"B4", "B5"}
    assert all(found is not None and found.is_excess and found.unit == "人" and found.amount > 0 for found in excess.values())


def test_rooms_are_missing_by_what_the_classes_need() -> None:
    rooms = [gap for gap in gaps_of(summary()) if gap.code == "B3"]
    assert rooms
    for gap in rooms:
        assert gap.value is not None
        assert gap.threshold is not None
        assert gap.shortfall == Shortfall(int(gap.threshold - Fraction(gap.value)), "间")


def test_money_is_missing_by_whole_yuan() -> None:
    units = {gap.code: gap.shortfall.unit for gap in gaps_of(summary()) if gap.code in ("B6", "C4") and gap.shortfall}
    assert units == {"B6": "元", "C4": "元"}


def test_what_is_judged_or_found_has_no_amount_and_says_what_was_judged() -> None:
    judged = changed(sample(), "judgements", "grade", {"indicator": "C8"}, "not_met")
    vetoed = changed(judged, "vetoes", "found", {"veto": "V3"}, True)
    lines = {gap.code: gap for gap in gaps_of(Summary(assess(vetoed))) if gap.code in ("C8", "V3")}
    assert lines["C8"].shortfall is None
    assert lines["C8"].problem.endswith("：评定为不达标")
    assert lines["V3"].shortfall is None
    assert lines["V3"].problem.endswith("：经核查存在")


def test_two_schools_with_one_name_are_told_apart_by_their_codes() -> None:
    by_name: dict[str, set[str]] = {}
    for gap in gaps_of(Summary(assess(changed(sample(), "schools", "school_name", {}, "中心学校")))):
        if gap.school_code:
            by_name.setdefault(gap.place, set()).add(gap.school_code)
    assert len(by_name) > 5
    assert all(len(codes) == 1 for codes in by_name.values())
