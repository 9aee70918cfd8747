"""The borderline list: every narrow pass, nearest first, with the changes that just make it fail."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from casework import County
from junheng import CountyPackage, assess
from junheng.assessment.results import Finding, Verdict
from junheng.county import Row
from junheng.county.codes import LEVELS
from junheng.report.margins import NEAR_SHARE, Margin, margins_of
from junheng.report.page import page_text
from junheng.report.sheets_book import write_sheets
from junheng.report.summary import SectionRow, Summary
from reported import PageReader, changed, sample, sample_assessment, with_cells

# The cell of each numerator that the tests lower, as (table, column), and how far above what is needed it is left: so far that
# more than one unit must go, where units are small.
LOWERED = {
    "A1": ("sections", "above_degree_teachers", Fraction(1)),
    "A2": ("sections", "backbone_teachers", Fraction(1)),
    "A3": ("sections", "sports_arts_teachers", Fraction(1)),
    "A4": ("schools", "teaching_area_m2", Fraction(103, 100)),
    "A5": ("schools", "sports_ground_area_m2", Fraction(103, 100)),
    "A6": ("schools", "equipment_value_yuan", Fraction(103, 100)),
    "A7": ("schools", "multimedia_rooms", Fraction(1)),
}
DEGREES = ("doctor_teachers", "master_teachers", "bachelor_teachers", "associate_teachers")
# Facts of the county that one person, place or yuan less would fail, by indicator and part.
FACTS = {
    "B8": "teacher_average_pay_yuan",
    "B14": "elite_senior_allotted_places",
    "C1": "graduates",
    "C2": "disabled_enrolled",
}


@cache
def of_sample() -> tuple[Summary, tuple[Margin, ...]]:
    summary = Summary(sample_assessment())
    return summary, margins_of(summary)


def finding(package: CountyPackage, code: str, school: str | None, level: str | None, part: str | None = None) -> Finding:
    wanted = (school or "county", level, part)
    (found,) = [one for one in assess(package).findings_of(code) if (one.subject, one.level, one.part) == wanted]
    return found


def where(table: str, school: str) -> dict[str, str]:
    return {"school_code": school} | ({"level": "primary"} if table == "sections" else {})


def row_of(package: CountyPackage, table: str, school: str) -> Row:
    (row,) = [row for row in package.table(table) if all(row.text(name) == wanted for name, wanted in where(table, school).items())]
    return row


def school_for(code: str, kind: str) -> str:
    """The school whose primary section needs nearly a whole number of teachers, so that a whole one is near the limit."""
    rows = [row for row in of_sample()[0].counted("primary") if row.school.kind == kind]

    def beyond(row: SectionRow) -> Fraction:
        needed = Fraction(row.findings[code].threshold or 0) * Fraction(row.pupils or 0) / 100
        return (-needed % 1) / needed

    return min(rows, key=beyond).school.code


def lowered(code: str, school: str) -> CountyPackage:
    """The sample with the school's amount lowered to little more than its primary section needs."""
    table, column, slack = LOWERED[code]
    package = sample()
    for degree in DEGREES if code == "A1" else ():
        package = changed(package, "sections", degree, where("sections", school), None)
    if code in ("A4", "A5"):
        package = changed(package, "schools", "indoor_sports_area_m2", where("schools", school), 0)
    amount = Fraction(row_of(package, table, school).number(column) or 0)
    found = finding(package, code, school, "primary")
    needed = amount * (found.threshold or 0) / Fraction(found.value or 1) * slack
    return changed(package, table, column, where(table, school), -(-needed.numerator // needed.denominator))


@pytest.mark.parametrize("code", sorted(LOWERED))
@pytest.mark.parametrize("kind", ["小学", "九年一贯制"])
def test_the_changes_told_for_a_section_just_make_it_fail_and_one_unit_less_does_not(code: str, kind: str) -> None:
    school = school_for(code, kind)
    package = lowered(code, school)
    (margin,) = [one for one in margins_of(Summary(assess(package))) if (one.code, one.school_code, one.level) == (code, school, "primary")]
    table, column, slack = LOWERED[code]
    pupils, fewer = margin.changes
    assert (pupils.verb, pupils.unit, fewer.verb) == ("再增加", "名学生", "减少")
    assert slack == 1 or min(pupils.amount, fewer.amount) > 1
    for of, cell, step, amount in (("sections", "pupils", 1, pupils.amount), (table, column, -1, fewer.amount)):
        row = row_of(package, of, school)
        steps = [Fraction(row.number(cell) or 0) + step * units for units in (amount - 1, amount)]
        verdicts = [finding(with_cells(package, of, cell, {row.index: after}), code, school, "primary").verdict for after in steps]
        assert verdicts == [Verdict.MET, Verdict.NOT_MET], cell


@pytest.mark.parametrize(("code", "table"), [("B4", "sections"), ("B5", "classes")])
def test_schools_and_classes_say_how_many_pupils_more_are_too_many(code: str, table: str) -> None:
    margins = [margin for margin in of_sample()[1] if margin.code == code]
    assert margins
    for margin in margins:
        (change,) = margin.changes
        rows = [row for row in sample().table(table) if row.text("school_code") == margin.school_code and row.text("level") in LEVELS]
        row = max((row for row in rows if margin.level in (None, row.text("level"))), key=lambda row: row.number("pupils") or 0)
        steps = [Fraction(row.number("pupils") or 0) + more for more in (change.amount - 1, change.amount)]
        packages = [with_cells(sample(), table, "pupils", {row.index: after}) for after in steps]
        verdicts = [finding(package, code, margin.school_code, margin.level).verdict for package in packages]
        assert verdicts == [Verdict.MET, Verdict.NOT_MET]


@pytest.mark.parametrize("code", sorted(FACTS))
def test_shares_of_the_county_say_how_many_less_are_too_few(code: str) -> None:
    (margin,) = [one for one in of_sample()[1] if one.code == code]
    (change,) = margin.changes
    (found,) = [one for one in sample_assessment().findings_of(code) if one.value is not None]
    (cell,) = [cell for cell in found.inputs if cell.role == "numerator" and cell.row.text("fact") == FACTS[code]]
    steps = [Fraction(cell.row.number("value") or 0) - less for less in (change.amount - 1, change.amount)]
    packages = [with_cells(sample(), "facts", "value", {cell.row.index: after}) for after in steps]
    verdicts = [finding(package, code, None, found.level, found.part).verdict for package in packages]
    assert verdicts == [Verdict.MET, Verdict.NOT_MET]


def test_the_survey_says_how_many_satisfied_sheets_it_rests_on() -> None:
    (margin,) = [one for one in of_sample()[1] if one.code == "S1"]
    (change,) = margin.changes
    assert (change.verb, change.unit) == ("减少", "份")
    (cell, *_) = [cell for cell in sample_assessment().whole("S1").inputs if cell.column == "satisfied"]
    steps = [Fraction(cell.row.number("satisfied") or 0) - less for less in (change.amount - 1, change.amount)]
    packages = [with_cells(sample(), "survey", "satisfied", {cell.row.index: after}) for after in steps]
    assert [assess(package).whole("S1").verdict for package in packages] == [Verdict.MET, Verdict.NOT_MET]


def test_the_list_goes_from_exactly_at_the_limit_to_five_per_cent_and_holds_passes_only() -> None:
    summary, margins = of_sample()
    distances = [margin.distance for margin in margins]
    assert distances == sorted(distances)
    assert distances[0] == 0
    assert 0 < distances[-1] <= NEAR_SHARE
    passes = {(found.indicator, found.value) for found in summary.assessment.findings if found.verdict is Verdict.MET}
    assert {(margin.code, margin.value) for margin in margins} <= passes


def test_every_section_that_passes_within_five_per_cent_is_listed() -> None:
    summary, margins = of_sample()
    near = {
        (code, row.school.code, level)
        for level in summary.levels
        for row in summary.counted(level)
        for code, found in row.findings.items()
        if found.value is not None and found.threshold is not None and found.threshold <= found.value <= found.threshold * Fraction(21, 20)
    }
    assert len(near) > 5
    assert {(margin.code, margin.school_code, margin.level) for margin in margins if margin.code in LOWERED} == near


def test_what_can_only_pass_at_its_limit_is_not_listed() -> None:
    at_limit = {found.indicator for found in sample_assessment().findings if found.value is not None and found.value == found.threshold}
    assert at_limit >= {"B3", "B6", "B9", "B12"}
    assert {margin.code for margin in of_sample()[1]}.isdisjoint({"B3", "B6", "B9", "B12"})


# With two schools of equal size the coefficient is (difference ÷ 2) ÷ mean: 0.5 for 3 : 1.
@pytest.mark.parametrize(("richer", "distance"), [(9000, 0), (8900, 0.0084), (8000, 0.0909)])
def test_dispersion_is_listed_where_it_is_near_its_limit(richer: int, distance: float, tmp_path: Path) -> None:
    county = County().add_school("2100000001", "primary", {"primary": 100}).add_school("2100000002", "primary", {"primary": 100})
    for name, per_pupil in (("2100000001", richer), ("2100000002", 3000)):
        county.school(name).set(equipment_value_yuan=per_pupil * 100)
    found = [margin for margin in margins_of(Summary(assess(county.write(tmp_path)))) if margin.code == "A6.cv"]
    assert len(found) == (distance <= NEAR_SHARE)
    for margin in found:
        assert float(margin.distance) == pytest.approx(distance, abs=1e-4)
        assert margin.is_at_limit == (distance == 0)
        assert margin.changes == ()


def test_a_value_that_passes_by_its_printed_form_comes_first_and_fails_by_what_is_printed() -> None:
    package = sample()
    (found,) = [one for one in assess(package).findings_of("A1") if one.value and one.verdict is Verdict.NOT_MET and one.rounding_sensitive]
    summary = Summary(assess(package, readings={"comparison": "printed"}))
    margin = margins_of(summary)[0]
    assert (margin.code, margin.school_code, margin.value) == ("A1", found.subject, found.value)
    assert margin.distance < 0
    assert all(change.amount > 0 for change in margin.changes)


def test_page_and_workbook_show_the_same_list_and_the_conclusion_counts_it(tmp_path: Path) -> None:
    summary, margins = of_sample()
    page = PageReader(page_text(summary))
    shown = page.table("临界清单")
    assert [(row[0], row[1], row[6]) for row in shown.rows] == [(one.code, one.title, one.until_failing or "—") for one in margins]
    exactly = sum(margin.is_at_limit for margin in margins)
    assert f"另有 {len(margins)} 项虽已达标，但距标准不超过 5%，其中 {exactly} 项恰好等于标准" in page.text
    write_sheets(summary, tmp_path / "sheets.xlsx")
    sheet = load_workbook(tmp_path / "sheets.xlsx")["临界清单"]
    rows = list(sheet.iter_rows(min_row=4, max_row=3 + len(margins), values_only=True))
    assert [(row[2], row[4], row[9]) for row in rows] == [(one.school_code or "", one.code, one.until_failing) for one in margins]
