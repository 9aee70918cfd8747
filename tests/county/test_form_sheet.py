"""How a unit's workbook looks: what may be typed where, what is locked and grey, which hints a person sees."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import openpyxl
import pytest

from junheng.county.form import FormTable, UnitForm
from junheng.county.form_write import form_bytes
from unit_forms import GROWING, IDENTITY, Book, at, department_form, division_form, first_school, sample, school_form, unit_form

SCHOOL = first_school(sample())
FORM = school_form(sample(), SCHOOL)
GREY, ORANGE, YELLOW, BLUE = "FFE7E6E6", "FFF4B183", "FFFFE699", "FFDCE6F1"


@cache
def book() -> Book:
    return book_of(FORM)


def book_of(form: UnitForm) -> Book:
    return openpyxl.load_workbook(io.BytesIO(form_bytes(form)))


def test_the_sheets_are_the_guide_the_stamp_the_units_tables_and_their_notes() -> None:
    assert book().sheetnames == ["填报说明", "说明", "学校", "学段", "校区", "班级", "专用教室", "口径"]
    assert book().active.title == "学校"
    assert book()["填报说明"]["A1"].value == "某小学 · 2025 学年数据采集"


def test_every_sheet_is_protected_and_of_the_stamp_nothing_is_open() -> None:
    assert all(sheet.protection.sheet for sheet in book().worksheets)
    assert all(cell.protection.locked for row in book()["说明"] for cell in row)


def test_own_cells_are_open_and_those_of_others_locked_and_grey() -> None:
    sheet = book()["学校"]
    for heading, cell in zip(sheet[1], sheet[2], strict=True):
        shown = any(column.name in IDENTITY and str(heading.value).startswith(column.heading) for column in FORM.tables[0].laid_out)
        assert cell.protection.locked is shown, heading.value
        assert (cell.fill.fgColor.rgb == GREY) is shown, heading.value
    assert sheet["A3"].protection.locked


def test_headings_say_their_unit_and_by_colour_whether_they_are_needed() -> None:
    assert at(book(), "学校", "教学仪器设备值", 1).value == "教学仪器设备值(元)"
    assert at(book(), "学校", "教学仪器设备值", 1).fill.fgColor.rgb == YELLOW
    assert at(book(), "学校", "图书册数", 1).fill.fgColor.rgb == BLUE
    assert at(book(), "学校", "办学类型", 1).fill.fgColor.rgb == GREY
    assert at(book(), "班级", "学段", 1).value == "*学段"
    assert at(book(), "班级", "学段", 1).fill.fgColor.rgb == ORANGE


@pytest.mark.parametrize("table", FORM.tables, ids=lambda table: table.name)
def test_an_example_stands_only_where_rows_may_be_added(table: FormTable) -> None:
    assert str(book()[table.spec.sheet]["A2"].value).startswith("示例：") is (table.name in GROWING)


def test_where_rows_may_be_added_they_can_be_typed_and_deleted() -> None:
    sheet = book()["班级"]
    assert not sheet.column_dimensions["A"].protection.locked
    assert not any(cell.protection.locked for cell in sheet[3])
    assert not sheet.protection.insertRows
    assert not sheet.protection.deleteRows


def test_where_rows_are_given_they_cannot_be_moved() -> None:
    protection = book()["学校"].protection
    assert protection.insertRows
    assert protection.deleteRows
    assert protection.sort


def test_own_cells_offer_their_choices_and_limits_and_locked_ones_nothing() -> None:
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book()["班级"].data_validations.dataValidation}
    assert rules["B3"].formula1 == '"小学,初中,高中,附设幼儿班,附设职教班"'
    assert rules["E3"].type == "whole"
    assert rules["E3"].prompt
    assert "A3" not in rules
    schools = book()["学校"].data_validations.dataValidation
    assert {str(rule.sqref) for rule in schools if rule.type == "decimal"} >= {at(book(), "学校", "教学及辅助用房面积", 2).coordinate}


def test_last_years_value_shows_as_people_write_it() -> None:
    school = FORM.tables[0]
    with_past = replace(
        school, last_year={SCHOOL: {"books": "1200", "dense_centre": "true", "kind": "junior"}, "9901009999": {"books": "1"}}
    )
    filled = book_of(replace(FORM, tables=(with_past, *FORM.tables[1:])))
    assert at(filled, "学校", "图书册数", 2).comment.text == "上年：1200"
    assert at(filled, "学校", "高密度中心城区", 2).comment.text == "上年：是"
    assert at(filled, "学校", "办学类型", 2).comment is None
    assert sum(1 for cell in filled["学校"][2] if cell.comment) == 2


def test_the_columns_that_name_a_row_stay_in_sight() -> None:
    assert book()["学校"].freeze_panes == "C2"
    assert book()["班级"].freeze_panes == "B3"
    assert book_of(division_form(sample()))["学校"].freeze_panes == "C2"


def test_the_notes_are_of_the_units_own_columns_and_facts() -> None:
    notes = [row[1] for row in book_of(department_form(sample()))["口径"].iter_rows(min_row=2, values_only=True) if row[1]]
    assert notes[:2] == ["项目", "学段"]
    assert set(notes[-3:]) == {"毕业班学生数", "适龄残疾儿童少年数", "已入学残疾儿童少年数"}
    assert "人均生产总值" not in notes


def test_a_form_without_rows_is_written_and_read_as_empty() -> None:
    form = unit_form("U", "某单位", FormTable("facts", ("value",), ("fact", "level", "subject", "period")))
    assert book_of(form)["县级数据"].max_row == 1


def test_text_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    rows = ({"fact": "villages", "document": "=1+1", "source": "http://x.cn/1"},)
    form = unit_form("U", "某单位", FormTable("facts", ("value", "source", "document"), ("fact", "level", "subject", "period"), rows))
    cells = book_of(form)["县级数据"]
    assert {cell.value: cell.data_type for cell in cells[2] if cell.value} == {"行政村数": "s", "=1+1": "s", "http://x.cn/1": "s"}
    assert not any(cell.hyperlink for cell in cells[2])
