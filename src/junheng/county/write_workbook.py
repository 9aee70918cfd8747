"""The workbook form of a package: one sheet a table, Chinese headings, exact values."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import xlsxwriter

from junheng.county.codes import CODES
from junheng.county.manifest import FORMAT
from junheng.county.manifest_names import MANIFEST_NAMES, MANIFEST_SHEET
from junheng.county.manifest_sheet import MANIFEST_EXTRAS_HEADING
from junheng.county.package import CountyPackage, Manifest
from junheng.county.reported import Reported, ReportedColumn, reported
from junheng.county.schema import TABLES, Column
from junheng.county.values import Value, canonical_text, decimal_text, fits_a_double

# Excel counts days from 1900 and believes in a 29 February of that year: before March its dates are wrong.
FIRST_SAFE_DATE = datetime.date(1900, 3, 1)
LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
HEADING_FILL = "#DCE6F1"
FONT = "宋体"
# Headings up to so many characters wide stand in one line; the row of headings has room for two.
LONGEST_LINE = 18
HEADING_HEIGHT = 32


def workbook_bytes(package: CountyPackage) -> bytes:
    """The package as an .xlsx. Raises ValueError for text that is longer than a cell can be."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        title = f"{package.manifest.county_name} 义务教育优质均衡数据包"
        workbook.set_properties({"title": title, "created": _noon(package.manifest.as_of)})
        formats = _formats(workbook)
        names = {MANIFEST_SHEET}
        _write_manifest(workbook.add_worksheet(MANIFEST_SHEET), package.manifest, formats)
        for spec in TABLES:
            table = package.tables.get(spec.name)
            kept = reported(table) if table is not None else None
            if kept is not None and (kept.columns or kept.extras):
                names.add(spec.sheet)
                _write_table(workbook.add_worksheet(spec.sheet), kept, formats)
        for name, grid in package.extra_tables.items():
            sheet = sheet_name(name, names)
            names.add(sheet)
            _write_grid(workbook.add_worksheet(sheet), grid)
    return buffer.getvalue()


def _noon(day: datetime.date) -> datetime.datetime:
    """A fixed moment of the data's own day, so that the same package always makes the same file."""
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC).replace(tzinfo=None)


def _formats(workbook: Any) -> Mapping[str, Any]:
    workbook.formats[0].set_font_name(FONT)
    base = {"font_name": FONT, "font_size": 11}
    heading = {"bold": True, "bg_color": HEADING_FILL, "border": 1, "text_wrap": True, "valign": "vcenter"}
    return {
        "heading": workbook.add_format({**base, **heading}),
        "text": workbook.add_format({**base, "num_format": "@"}),
        "date": workbook.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        "number": workbook.add_format(base),
    }


def _write_manifest(sheet: Any, manifest: Manifest, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 40)
    facts: list[tuple[str, Value]] = [
        ("format", FORMAT),
        ("county_code", manifest.county_code),
        ("county_name", manifest.county_name),
        ("school_year", manifest.school_year),
        ("as_of", manifest.as_of),
        ("standard", manifest.standard),
    ]
    for row, (key, value) in enumerate(facts):
        sheet.write_string(row, 0, MANIFEST_NAMES[key][0], formats["heading"])
        write_cell(sheet, row, 1, value, formats)
    if manifest.extras:
        first = len(facts) + 1
        sheet.write_string(first, 0, MANIFEST_EXTRAS_HEADING, formats["heading"])
        for row, (key, entry) in enumerate(manifest.extras.items(), first + 1):
            write_cell(sheet, row, 0, key, formats)
            write_cell(sheet, row, 1, json.dumps(entry, ensure_ascii=False), formats)


def _write_table(sheet: Any, kept: Reported, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, HEADING_HEIGHT)
    for position, entry in enumerate(kept.columns):
        sheet.set_column(position, position, column_width(entry.column))
        sheet.write_string(0, position, heading_of(entry.column, entry.unit), formats["heading"])
        _write_column(sheet, position, entry, kept.rows, formats)
    for position, (heading, extra) in enumerate(kept.extras.items(), len(kept.columns)):
        sheet.write_string(0, position, heading, formats["heading"])
        for row, index in enumerate(kept.rows, 1):
            write_cell(sheet, row, position, canonical_text(extra[index]), formats)


def _write_column(sheet: Any, position: int, entry: ReportedColumn, rows: Sequence[int], formats: Mapping[str, Any]) -> None:
    terms = CODES.get(entry.column.vocabulary, {})
    for row, index in enumerate(rows, 1):
        value = entry.cells[index]
        if isinstance(value, bool):
            value = "是" if value else "否"
        elif isinstance(value, str):
            value = terms.get(value, value)
        write_cell(sheet, row, position, value, formats)


def write_cell(sheet: Any, row: int, position: int, value: Value, formats: Mapping[str, Any]) -> None:
    """Write one value so that it reads back the same: a number as one only where a spreadsheet keeps all its digits."""
    if isinstance(value, bool):
        sheet.write_boolean(row, position, value)
    elif isinstance(value, int | Fraction) and fits_a_double(value):
        sheet.write_number(row, position, float(value), formats["number"])
    elif isinstance(value, int | Fraction):
        sheet.write_string(row, position, decimal_text(value), formats["text"])
    elif isinstance(value, datetime.date) and value >= FIRST_SAFE_DATE:
        sheet.write_datetime(row, position, value, formats["date"])
    elif value is not None:
        text = value.isoformat() if isinstance(value, datetime.date) else value
        if len(text) > LONGEST_CELL:
            raise ValueError(f"{sheet.name} 第 {row + 1} 行有 {len(text)} 个字，超过 Excel 单元格的上限 {LONGEST_CELL} 字")
        if text:
            sheet.write_string(row, position, text, formats["text"])


def _write_grid(sheet: Any, grid: Sequence[Sequence[object]]) -> None:
    formats: Mapping[str, Any] = dict.fromkeys(("text", "number", "date"))
    for number, row in enumerate(grid):
        for position, cell in enumerate(row):
            write_cell(sheet, number, position, canonical_text(cell), formats)


def heading_of(column: Column, unit: str = "") -> str:
    """The Chinese heading with its unit in brackets where it has one."""
    shown = unit or column.unit
    return f"{column.heading}({shown})" if shown else column.heading


def column_width(column: Column) -> float:
    """Width in characters: a Chinese character takes two. Short headings stay in one line, long ones break in the middle."""
    if column.name in ("school_name", "evidence", "fact"):
        return 28
    if column.kind == "school_code":
        return 19
    heading = sum(2 if ord(letter) > 0x2E7F else 1 for letter in heading_of(column))
    return max(13, heading + 2 if heading <= LONGEST_LINE else heading / 2 + 4)


def sheet_name(name: str, taken: set[str]) -> str:
    """A table's name as a sheet's: Excel allows 31 characters, none of []:*?/\\, and no two that differ only in case."""
    plain = "".join("_" if letter in "[]:*?/\\" or ord(letter) < 32 else letter for letter in name).strip("'")[:LONGEST_SHEET_NAME] or "表"
    lower = {entry.lower() for entry in taken}
    candidate, number = plain, 2
    while candidate.lower() in lower or candidate.lower() == "history":
        candidate, number = f"{plain[: LONGEST_SHEET_NAME - 4]}_{number}", number + 1
    return candidate
