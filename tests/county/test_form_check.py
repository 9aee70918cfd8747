"""The checks of a unit's part: what its own cells show, and nothing of what other units report or have not yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from junheng.county.check_scopes import SCOPES
from junheng.county.checks import check_package
from junheng.county.form import Texts, UnitForm, row_keys
from junheng.county.form_check import PackageOfRows, check_part, check_reading, package_of_rows
from junheng.county.form_reading import PlacedProblem
from junheng.county.messages import MESSAGES
from unit_forms import Book, at, codes, division_form, edited, first_school, sample, school_form, stored_rows

SCHOOL = first_school(sample())
FORM = school_form(sample(), SCHOOL)
DIVISION = division_form(sample())
SECTIONS = stored_rows(sample(), "sections")


def rows_of(form: UnitForm, **changes: Mapping[str, Texts]) -> dict[str, list[tuple[str, Texts]]]:
    """The rows of a form as the web keeps them; `changes` are by table and key."""
    return {table.name: [(key, {**row, **changes.get(table.name, {}).get(key, {})}) for key, row in table.given] for table in form.tables}


def part(form: UnitForm = FORM, **changes: Any) -> PackageOfRows:
    return package_of_rows(form.manifest, rows_of(form, **changes))


def named(found: list[PlacedProblem]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(placed.problem.code, placed.table, placed.key, placed.column) for placed in found]


def test_every_problem_is_classified_once() -> None:
    assert set(SCOPES) == set(MESSAGES)
    assert set(SCOPES.values()) == {"part", "all_schools", "county"}


def test_rows_make_the_package_that_they_came_from() -> None:
    package = sample()
    names = [name for name in package.tables if name not in ("teachers", "pupils")]
    rows = {name: list(zip(row_keys(name, stored_rows(package, name)), stored_rows(package, name), strict=True)) for name in names}
    made = package_of_rows(package.manifest, rows)
    assert codes(made.problems.found) == []
    for name in names:
        again, table = made.package.table(name), package.table(name)
        for column in table.columns:
            assert list(again.columns.get(column) or [None] * len(again)) == list(table.columns[column]), (name, column)
    # The same package has the same problems, whichever way it was read.
    assert {problem.code for problem in check_package(made.package)} == {problem.code for problem in check_package(package)}


def test_a_contradiction_between_two_cells_of_the_school_is_placed() -> None:
    key = f"{SCHOOL}|primary"
    found = check_part(part(sections={key: {"certified_teachers": "9999"}}), FORM.owned)
    assert named(found) == [("certified_exceed_teachers", "sections", key, "certified_teachers")]
    assert found[0].problem.where.cell is None
    assert found[0].problem.where.words() == "学段 第2行「持证教师数」"


def test_class_rows_that_do_not_add_up_are_named_at_the_section() -> None:
    key = f"{SCHOOL}|primary"
    found = check_part(part(sections={key: {"pupils": "1"}}), FORM.owned)
    assert ("count_disagrees", "sections", key, "pupils") in named(found)


def test_a_cell_that_cannot_be_read_is_placed_and_not_called_empty() -> None:
    found = check_part(part(schools={SCHOOL: {"teaching_area_m2": "很大"}}), FORM.owned)
    assert named(found) == [("not_a_number", "schools", SCHOOL, "teaching_area_m2")]


def test_nothing_is_said_of_cells_that_other_units_fill_in() -> None:
    changed = part(schools={SCHOOL: {"kind": "小小学", "opened_on": "2020-01-01", "closed_on": "2019-01-01", "parent_code": "9901009999"}})
    assert named(check_part(changed, FORM.owned)) == []
    assert "closed_before_opened" in named(check_part(changed, {"schools": {"closed_on"}}))[0]


def test_nothing_is_said_of_rows_that_other_units_answer_for() -> None:
    changed = part(DIVISION, schools={key: {"training_budget_yuan": "999999999"} for key, _ in DIVISION.tables[0].given[:3]})
    mine = DIVISION.tables[0].given[1][0]
    found = check_part(changed, DIVISION.owned, rows={"schools": {mine}})
    assert {placed.key for placed in found} == {mine}


def test_a_school_alone_is_not_compared_with_the_others() -> None:
    rows = rows_of(DIVISION)
    rows["sections"] = list(zip(row_keys("sections", SECTIONS), SECTIONS, strict=True))
    for _, row in rows["schools"]:
        row["books"] = "5000"  # type: ignore[index]
    made = package_of_rows(DIVISION.manifest, rows)
    owned = {"schools": {"books"}}
    assert "column_too_round" not in codes([placed.problem for placed in check_part(made, owned)])
    assert "column_too_round" in codes([placed.problem for placed in check_part(made, owned, all_schools=True)])


def test_a_school_without_its_fellows_is_asked_nothing_about_them() -> None:
    point = first_school(sample(), lambda kind: kind == "teaching_point")
    form = school_form(sample(), point)
    assert form.tables[0].rows[0].get("parent_code")
    everything = {table.name: {*table.columns, *table.shown} for table in form.tables}
    found = {code for code, *_ in named(check_part(part(form), everything))}
    assert found.isdisjoint({"parent_unknown", "unknown_school", "no_table"})


def test_last_years_rows_of_the_school_show_a_jump() -> None:
    before = part(schools={SCHOOL: {"books": "100000"}})
    earlier = replace(before.package, manifest=replace(FORM.manifest, school_year=2024))
    found = check_part(part(), FORM.owned, previous=earlier)
    assert ("jump", "schools", SCHOOL, "books") in named(found)


def test_sentences_name_the_rows_of_the_workbook_that_they_are_about() -> None:
    def edit(book: Book) -> None:
        for _ in range(2):
            book["班级"].append([None, "小学", "一年级", "重名班", 40])

    reading = edited(FORM, edit)
    rows = {name: [(row.key, row.values) for row in found] for name, found in reading.rows.items()}
    rows["schools"] = [(SCHOOL, FORM.tables[0].rows[0])]
    made = package_of_rows(FORM.manifest, rows, reading.lines)
    (twice,) = [placed for placed in check_part(made, FORM.owned) if placed.problem.code == "class_twice"]
    located = reading.located(twice)
    lines = [row.line for row in reading.rows["classes"]]
    assert (located.where.sheet, located.where.row, located.where.cell) == ("班级", lines[-1], f"D{lines[-1]}")
    assert located.values["first"] == lines[-2]


def test_a_row_that_begins_like_an_example_is_read_all_the_same() -> None:
    rows = {"judgements": [("#1", {"indicator": "示例：B1", "grade": "met"}), ("#2", {"indicator": "B1", "grade": "met"})]}
    assert len(package_of_rows(FORM.manifest, rows).package.table("judgements")) == 2


@pytest.mark.parametrize("table", ["classes", "judgements"])
def test_keys_that_the_web_gives_come_back_with_the_problems(table: str) -> None:
    rows = {table: [("row-7", {"pupils": "x"}), ("row-9", {"school_code": "12"})]}
    found = package_of_rows(FORM.manifest, rows).placed
    assert {placed.key for placed in found} <= {"row-7", "row-9"}
    assert ("row-9", "school_code") in {(placed.key, placed.column) for placed in found}


def test_an_uploaded_form_is_told_each_problem_once_and_at_its_cell() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "图书册数", 2).value = "三万"
        at(book, "学校", "教学及辅助用房面积", 2).value = "=1+1"
        at(book, "学段", "持证教师数", 2).value = 9999

    reading = edited(FORM, edit)
    row = reading.rows["schools"][0]
    section = reading.rows["sections"][0]
    assert {(problem.code, problem.where.sheet, problem.where.cell) for problem in check_reading(reading)} == {
        ("not_a_number", "学校", row.cells["books"]),
        ("formula_without_value", "学校", row.cells["teaching_area_m2"]),
        ("certified_exceed_teachers", "学段", section.cells["certified_teachers"]),
    }
    assert len(check_reading(reading)) == 3


def test_what_other_units_reported_is_compared_with_and_not_spoken_of() -> None:
    form = replace(FORM, tables=tuple(table for table in FORM.tables if table.name != "sections"))
    reading = edited(form, lambda book: setattr(at(book, "学校", "图书册数", 2), "value", 9_000_000))
    sections = [(key, row) for key, row in FORM.tables[1].given]
    found = check_reading(reading, {"sections": [(key, {**row, "certified_teachers": "9999"}) for key, row in sections]})
    assert codes(found) == ["per_pupil_too_large"]
    assert found[0].where.cell == reading.rows["schools"][0].cells["books"]
    assert check_reading(reading) == []


def test_a_file_that_is_not_the_form_is_not_checked() -> None:
    reading = edited(FORM, lambda book: book.remove(book["说明"]))
    assert codes(check_reading(reading)) == ["form_without_stamp"]
