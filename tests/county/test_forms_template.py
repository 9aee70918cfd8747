"""The template: what it shows, what it forbids, and that a filled one reads back without a problem."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from junheng.county.fact_names import FACT_NAMES
from junheng.county.manifest_sheet import TEMPLATE_VERSION
from junheng.county.notes import notes
from junheng.county.schema import TABLES, TableSpec
from junheng.county.template import write_template
from raw_packages import OTHER, SCHOOL, codes, found, read

FIRST_ROW = 3


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_template(target)
    return target


def columns_of(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).lstrip("*").split("(")[0]: cell.column for cell in sheet[1]}


def put(sheet: Worksheet, row: int, cells: Mapping[str, Any]) -> None:
    columns = columns_of(sheet)
    for heading, value in cells.items():
        sheet.cell(row, columns[heading], value)


def filled(template: Path, target: Path, **facts: Any) -> Path:
    """The template as a county fills it in."""
    book = openpyxl.load_workbook(template)
    given = {"县区划代码": "990100", "县名称": "示例县", "学年": 2025, "数据时点": datetime.date(2025, 9, 30)}
    for row in book["说明"].iter_rows(min_row=2):
        name = str(row[0].value).rstrip(" *")
        if name in given:
            row[1].value = given[name]
    for number, code in enumerate((SCHOOL, OTHER), FIRST_ROW):
        put(
            book["学校"],
            number,
            {
                "学校标识码": code,
                "学校名称": "城关小学",
                "办学类型": "小学",
                "举办者": "公办",
                "城乡类型": "城区",
                "寄宿制": "否",
                "建校日期": datetime.date(1958, 9, 1),
                "教学及辅助用房面积": 6200.5,
                "室内体育用房面积": 0,
                "教学仪器设备值": 2760000,
                "网络多媒体教室间数": 30,
            },
        )
        put(book["学段"], number, {"学校标识码": code, "学段": "小学", "在校生数": 90, "班级数": 2, "专任教师数": 9})
    for number in range(4):
        put(
            book["班级"],
            FIRST_ROW + number,
            {"学校标识码": (SCHOOL, OTHER)[number // 2], "学段": "小学", "班级名称": f"{number}班", "学生数": 45},
        )
    put(book["专用教室"], FIRST_ROW, {"学校标识码": SCHOOL, "教室类型": "舞蹈", "单间面积": 96, "间数": 1})
    for row in book["县级数据"].iter_rows(min_row=FIRST_ROW):
        if row[0].value in facts:
            row[4].value = facts[row[0].value]
    book.save(target)
    return target


def test_a_filled_template_reads_back_without_a_problem(template: Path, tmp_path: Path) -> None:
    path = filled(template, tmp_path / "filled.xlsx", 常住人口=320000)
    assert codes(path) == []
    package = read(path)
    assert len(package.schools) == 2
    assert package.extra_tables == {}
    assert all(not table.extras for table in package.tables.values())
    population = next(row for row in package.table("facts") if row.text("fact") == "resident_population")
    assert population.number("value") == 320000


def test_an_empty_template_asks_for_the_county_and_nothing_else(template: Path) -> None:
    assert codes(template) == ["manifest_county_code", "manifest_school_year", "manifest_as_of"]
    assert "未填写" in found(template)[0].sentences()[0]


def test_the_example_row_is_passed_over_and_shown_on_every_sheet(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for spec in TABLES:
        assert str(book[spec.sheet]["A2"].value).startswith("示例\uff1a"), spec.sheet


def test_every_column_stands_under_its_heading_with_its_unit(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for spec in TABLES:
        shown = [str(cell.value) for cell in book[spec.sheet][1]][: len(spec.columns)]
        for column, heading in zip(spec.columns, shown, strict=True):
            unit = f"({column.unit})" if column.unit else ""
            assert heading == ("*" if column.required else "") + column.heading + unit


def rules_of(book: openpyxl.Workbook, spec: TableSpec) -> dict[str, Any]:
    """Column name → the validation that holds in its first input row."""
    sheet = book[spec.sheet]
    return {
        column.name: rule
        for position, column in enumerate(spec.columns, 1)
        for rule in sheet.data_validations.dataValidation
        if sheet.cell(FIRST_ROW, position).coordinate in rule.sqref
    }


def test_each_kind_of_column_has_its_limits_and_says_them_in_chinese(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    kinds = {
        "count": "whole",
        "amount": "decimal",
        "share": "decimal",
        "bool": "list",
        "coded": "list",
        "date": "date",
        "school_code": "textLength",
    }
    for spec in TABLES:
        rules = rules_of(book, spec)
        for column in spec.columns:
            if column.kind in kinds:
                assert rules[column.name].type == kinds[column.kind], (spec.name, column.name)
                assert column.heading in rules[column.name].error
                assert rules[column.name].promptTitle == column.heading


def test_the_drop_down_of_facts_reaches_every_fact(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    facts = next(spec for spec in TABLES if spec.name == "facts")
    name = rules_of(book, facts)["fact"].formula1
    sheet, cells = next(iter(book.defined_names[name].destinations))
    assert [row[0].value for row in book[sheet][cells]] == list(FACT_NAMES.values())
    ready = {row[0].value for row in book["县级数据"].iter_rows(min_row=FIRST_ROW)}
    assert set(FACT_NAMES.values()) <= ready


def test_headings_and_computed_cells_are_locked_and_input_is_open(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for spec in TABLES:
        sheet = book[spec.sheet]
        assert sheet.protection.sheet
        assert sheet["A1"].protection.locked
        assert sheet["A2"].protection.locked
        assert not sheet.column_dimensions["A"].protection.locked
    sections = book["学段"]
    helpers = [cell for cell in sections[1] if str(cell.value).startswith("▷")]
    assert [cell.value for cell in helpers] == ["▷班级表人数合计（核对）", "▷班级表班数合计（核对）"]
    for helper in helpers:
        cell = sections.cell(FIRST_ROW, helper.column)
        assert cell.protection.locked
        assert str(cell.value).startswith("=IF(")


def test_headings_stay_in_sight(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert {book[spec.sheet].freeze_panes for spec in TABLES} == {"B3"}


def test_the_template_is_stamped_on_its_guide_and_in_its_properties(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert [cell.value for cell in book["填报说明"][2]] == ["模板版本", TEMPLATE_VERSION]
    assert book.custom_doc_props["模板版本"].value == TEMPLATE_VERSION


def test_a_workbook_of_an_older_template_is_told_so(template: Path, tmp_path: Path) -> None:
    path = filled(template, tmp_path / "filled.xlsx")
    book = openpyxl.load_workbook(path)
    book["填报说明"]["B2"] = "0.9"
    book.save(path)
    assert codes(path) == ["template_version"]


def test_every_table_column_and_fact_has_a_note_that_the_template_prints(template: Path) -> None:
    known = notes()
    printed = {(row[0], row[2]): row[6] for row in openpyxl.load_workbook(template)["口径"].iter_rows(min_row=2, values_only=True)}
    for spec in TABLES:
        assert set(known.tables[spec.name]) == {"_", *(column.name for column in spec.columns)}
        for column in spec.columns:
            assert printed[spec.sheet, column.name] == known.column(spec.name, column.name)
    assert set(known.facts) == set(FACT_NAMES)
    for fact in FACT_NAMES:
        assert printed["县级数据", fact] == known.facts[fact]


def test_notes_name_only_columns_and_facts_that_exist() -> None:
    known = notes()
    for spec in TABLES:
        assert {*known.needed.get(spec.name, ()), *known.examples[spec.name]} <= {column.name for column in spec.columns}
    assert set(known.facts_by_level) <= set(FACT_NAMES)
