"""A unit's workbook with something wrong: named at its place, in words that help, and nothing of it taken silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from junheng.county import Problem
from junheng.county.form import FormTable, UnitForm
from junheng.county.form_read import read_form
from junheng.county.form_reading import problems_by_school
from junheng.county.form_write import form_bytes
from unit_forms import (
    IDENTITY,
    Book,
    answers,
    at,
    codes,
    department_form,
    division_form,
    edited,
    edited_bytes,
    first_school,
    given_answers,
    only,
    sample,
    school_form,
    unit_form,
)

SCHOOL = first_school(sample())
FORM = school_form(sample(), SCHOOL)
DIVISION = division_form(sample())


def after(edit: Callable[[Book], object], form: UnitForm = FORM) -> Problem:
    return only(edited(form, edit).problems.found)


# -- sheets and headings ----------------------------------------------------------------------------------------------


def test_a_deleted_sheet_and_a_renamed_one_are_missing() -> None:
    def edit(book: Book) -> None:
        book.remove(book["专用教室"])
        book["学段"].title = "学段表"

    found = edited(FORM, edit).problems.found
    assert [(problem.code, problem.where.sheet) for problem in found] == [
        ("form_sheet_missing", "学段"),
        ("form_sheet_missing", "专用教室"),
        ("form_sheet_extra", "学段表"),
    ]


def test_an_empty_extra_sheet_is_nobodys_trouble() -> None:
    assert edited(FORM, lambda book: book.create_sheet("Sheet1")).problems.found == []


def test_headings_that_were_changed_are_missing_and_the_new_one_is_not_read() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "图书册数", 1).value = "藏书"
        at(book, "学校", "城乡类型", 1).value = None

    reading = edited(FORM, edit)
    assert [(problem.code, problem.values) for problem in reading.problems.found] == [
        ("form_heading_missing", {"heading": "城乡类型"}),
        ("form_heading_missing", {"heading": "图书册数"}),
        ("form_column_extra", {"found": "无标题列E"}),
        ("form_column_extra", {"found": "藏书"}),
    ]
    assert "books" not in reading.rows["schools"][0].values


def test_the_unit_of_a_locked_column_cannot_be_changed() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "核定时学生数", 1).value = "核定时学生数(万人)"

    assert after(edit, DIVISION).code == "form_heading_changed"


def test_an_own_column_in_another_unit_is_converted_with_a_warning() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "教学仪器设备值", 1).value = "教学仪器设备值(万元)"
        at(book, "学校", "教学仪器设备值", 2).value = 12.5

    reading = edited(FORM, edit)
    assert codes(reading.problems.found) == ["unit_converted"]
    assert reading.rows["schools"][0].values["equipment_value_yuan"] == "125000"


def test_a_conversion_that_no_decimal_writes_is_an_error_and_not_rounded() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "占地面积", 1).value = "占地面积(亩)"
        at(book, "学校", "占地面积", 2).value = 1

    reading = edited(FORM, edit)
    assert set(codes(reading.problems.found)) == {"unit_converted", "no_exact_decimal"}
    row = reading.rows["schools"][0]
    assert (row.values["site_area_m2"], row.faults) == ("1", {"site_area_m2": "no_exact_decimal"})


def test_a_column_that_another_unit_fills_in_is_refused_when_filled() -> None:
    def edit(book: Book) -> None:
        column = book["学校"].max_column + 1
        book["学校"].cell(1, column, "图书册数")
        book["学校"].cell(3, column, 100)

    assert after(edit, DIVISION).code == "form_column_of_others"


def test_a_column_for_remarks_is_not_read_and_says_so() -> None:
    def edit(book: Book) -> None:
        book["学校"].cell(1, book["学校"].max_column + 1, "备注")

    problem = after(edit)
    assert (problem.severity, problem.code) == ("warning", "form_column_extra")


# -- rows -------------------------------------------------------------------------------------------------------------


def test_a_changed_key_says_what_the_row_was() -> None:
    def edit(book: Book) -> None:
        book["学校"]["A2"] = "9901009999"

    reading = edited(FORM, edit)
    problem = only(reading.problems.found)
    assert (problem.code, problem.where.cell) == ("form_key_changed", "A2")
    assert (problem.values["expected"], problem.values["found"]) == (SCHOOL, "9901009999")
    assert reading.rows["schools"] == ()


def test_a_deleted_row_is_missing_and_the_others_are_read() -> None:
    reading = edited(DIVISION, lambda book: book["学校"].delete_rows(5))
    problem = only(reading.problems.found)
    assert problem.code == "form_row_missing"
    missing = problem.values["expected"]
    expected = [entry for entry in given_answers(DIVISION)["schools"] if entry[0] != missing]
    assert answers(reading)["schools"] == expected
    assert list(problems_by_school(reading)) == [missing]


def test_added_and_repeated_rows_are_refused_where_rows_are_given() -> None:
    def edit(book: Book) -> None:
        sheet = book["学校"]
        sheet.append(["9901009998", "新学校"])
        sheet.append([cell.value for cell in sheet[2]])

    reading = edited(DIVISION, edit)
    assert codes(reading.problems.found) == ["form_row_extra", "form_row_extra"]
    assert answers(reading) == given_answers(DIVISION)


def test_sorting_the_rows_changes_nothing() -> None:
    def edit(book: Book) -> None:
        sheet = book["学校"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for position, value in enumerate(row, 1):
                sheet.cell(number, position).value = value

    reading = edited(DIVISION, edit)
    assert reading.problems.found == []
    assert answers(reading)["schools"] == list(reversed(given_answers(DIVISION)["schools"]))


def test_a_locked_cell_filled_in_differently_is_an_error_at_its_cell() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "城乡类型", 2).value = "乡村" if at(book, "学校", "城乡类型", 2).value != "乡村" else "城区"
        at(book, "学校", "所属乡镇", 2).value = None

    reading = edited(FORM, edit)
    assert codes(reading.problems.found) == ["form_locked_changed"] * 2
    assert {problem.where.column for problem in reading.problems.found} == {"城乡类型", "所属乡镇"}
    assert not set(IDENTITY) & set(reading.rows["schools"][0].values)


def test_what_others_changed_since_the_download_is_no_fault_of_this_unit() -> None:
    content = form_bytes(FORM)
    school = FORM.tables[0]
    renewed = replace(school, rows=({**school.rows[0], "township": "新乡"},))
    now = replace(FORM, tables=(renewed, *FORM.tables[1:]))
    problem = only(read_form(content, now).problems.found)
    assert (problem.severity, problem.code, problem.values["given"]) == ("warning", "form_locked_renewed", "新乡")


def test_a_wrong_cell_of_another_unit_is_not_held_against_this_one() -> None:
    school = FORM.tables[0]
    faulty = replace(school, rows=({**school.rows[0], "locality": "城郊", "opened_on": "去年", "parent_code": "12"},))
    form = replace(FORM, tables=(faulty, *FORM.tables[1:]))
    assert read_form(form_bytes(form), form).problems.found == []


def test_rows_may_be_added_emptied_and_deleted_where_the_unit_keeps_them() -> None:
    before = given_answers(FORM)["classes"]

    def edit(book: Book) -> None:
        sheet = book["班级"]
        for cell in sheet[3][1:]:
            cell.value = None
        sheet.append([None, "小学", "一年级", "新一班", 40])

    reading = edited(FORM, edit)
    assert reading.problems.found == []
    rows = answers(reading)["classes"]
    added = {"school_code": SCHOOL, "level": "primary", "grade": "一年级", "class_name": "新一班", "pupils": "40"}
    assert [values for _, values in rows] == [*(values for _, values in before[1:]), added]
    assert [key for key, _ in rows] == [f"#{number}" for number in range(1, len(before) + 1)]


def test_a_row_of_another_school_is_refused() -> None:
    problem = after(lambda book: book["班级"].append(["9901009999", "小学", "一年级", "一班", 40]))
    assert (problem.code, problem.values["found"]) == ("form_other_school", "9901009999")


def test_two_rows_of_one_key_are_refused() -> None:
    def edit(book: Book) -> None:
        for _ in range(2):
            book["校区"].append([None, "东校区", "小学", 10])

    problem = after(edit)
    assert (problem.code, problem.where.row) == ("duplicate_row", 4)


def test_data_written_over_the_example_are_not_lost_silently() -> None:
    problem = after(lambda book: book["班级"].__setitem__("E2", 51))
    assert (problem.code, problem.severity, problem.where.row) == ("form_example_changed", "error", 2)


def test_data_below_that_carry_the_examples_mark_are_not_lost_silently() -> None:
    assert after(lambda book: book["班级"].append([f"示例：{SCHOOL}", "小学", "一年级", "一班", 40])).code == "form_example_changed"


# -- cells ------------------------------------------------------------------------------------------------------------


def test_values_that_cannot_be_read_are_errors_at_their_cell_and_kept_as_typed() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "图书册数", 2).value = "三万"
        at(book, "学校", "计算机台数", 2).value = 12.5
        at(book, "学校", "租期至", 2).value = "明年"

    reading = edited(FORM, edit)
    row = reading.rows["schools"][0]
    assert row.faults == {"books": "not_a_number", "computers": "not_whole", "lease_until": "not_a_date"}
    assert {name: row.values[name] for name in row.faults} == {"books": "三万", "computers": "12.5", "lease_until": "明年"}
    assert {placed.column for placed in reading.placed} == set(row.faults)
    assert {placed.problem.where.cell for placed in reading.placed} == {row.cells[name] for name in row.faults}
    assert {(placed.table, placed.key) for placed in reading.placed} == {("schools", SCHOOL)}


def test_what_reading_mended_is_said_in_a_warning() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "图书册数", 2).value = "１２００"
        at(book, "学校", "租期至", 2).value = "2026年3月1日"

    reading = edited(FORM, edit)
    assert [(problem.severity, problem.code) for problem in reading.problems.found] == [
        ("warning", "date_not_iso"),
        ("warning", "number_as_text"),
    ]
    values = reading.rows["schools"][0].values
    assert (values["books"], values["lease_until"]) == ("1200", "2026-03-01")


def test_an_emptied_cell_is_not_reported_any_more() -> None:
    reading = edited(FORM, lambda book: setattr(at(book, "学校", "图书册数", 2), "value", None))
    assert reading.problems.found == []
    assert reading.rows["schools"][0].values["books"] is None


def test_facts_are_found_by_their_name_level_and_period() -> None:
    form = department_form(sample())

    def edit(book: Book) -> None:
        at(book, "县级数据", "数值", 2).value = 77
        at(book, "县级数据", "单位", 3).value = "万人"

    reading = edited(form, edit)
    assert codes(reading.problems.found) == ["form_locked_changed"]
    assert reading.rows["facts"][0].values["value"] == "77"
    assert [row.key for row in reading.rows["facts"]] == [key for key, _ in form.tables[0].given]


# -- many schools in one workbook -------------------------------------------------------------------------------------


def test_problems_are_sorted_by_school_so_that_sound_ones_can_be_taken() -> None:
    def edit(book: Book) -> None:
        at(book, "学校", "本年公用经费预算", 3).value = "很多"
        at(book, "学校", "教师培训经费预算", 3).value = -1
        at(book, "学校", "本年公用经费预算", 6).value = "6,200"
        book.create_sheet("附注")["A1"] = "见附件"

    reading = edited(DIVISION, edit)
    by_school = problems_by_school(reading)
    keys = [key for key, _ in DIVISION.tables[0].given]
    assert {school: codes(found) for school, found in by_school.items()} == {
        keys[1]: ["not_a_number", "negative_number"],
        keys[4]: ["grouped_number"],
        None: ["form_sheet_extra"],
    }


# -- what a form must be ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "shown", "may_add_rows", "name"),
    [
        (("pupils",), ("level",), True, "school_code"),
        (("pupils", "nothing"), ("school_code", "level"), False, "nothing"),
        (("pupils", "level"), ("school_code", "level"), False, "level"),
        ((), ("school_code", "level"), False, "filled in"),
        (("pupils", "level"), ("school_code",), False, "keys"),
    ],
)
def test_a_form_whose_rows_could_not_be_told_apart_is_refused(
    columns: tuple[str, ...], shown: tuple[str, ...], may_add_rows: bool, name: str
) -> None:
    with pytest.raises(ValueError, match=name):
        FormTable("sections", columns, shown, may_add_rows=may_add_rows)


def test_given_rows_of_a_table_without_a_key_are_found_by_what_is_shown() -> None:
    rows = ({"veto": "V1", "found": "false"}, {"veto": "V2"}, {"veto": "V2", "school_code": SCHOOL})
    form = unit_form("D", "督导股", FormTable("vetoes", ("found", "evidence"), ("veto", "school_code"), rows))

    def edit(book: Book) -> None:
        at(book, "一票否决", "是否发现", 4).value = "是"
        at(book, "一票否决", "事项", 2).value = "考试"

    reading = edited(form, edit)
    assert [(problem.code, problem.where.cell) for problem in reading.problems.found] == [("form_key_changed", "A2")]
    assert [(row.key, row.values["found"], row.school) for row in reading.rows["vetoes"]] == [("#2", None, ""), ("#3", "true", SCHOOL)]


def test_a_text_too_long_for_a_cell_is_refused_before_anything_is_written() -> None:
    form = unit_form(
        "D", "某股", FormTable("facts", ("document",), ("fact", "level", "subject", "period"), ({"fact": "a", "document": "长" * 32768},))
    )
    with pytest.raises(ValueError, match="32768"):
        form_bytes(form)


def test_a_file_edited_by_another_program_is_read_alike() -> None:
    assert answers(read_form(edited_bytes(FORM, lambda book: None), FORM)) == given_answers(FORM)
