"""A package of files shown as a workbook, every cell as it was typed, so that what is wrong can be seen and mended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from junheng.county.containers import MANIFEST_FILE, grids_of
from junheng.county.headings import match_headings
from junheng.county.manifest_names import MANIFEST_NAMES, MANIFEST_SHEET
from junheng.county.problems import Problems
from junheng.county.read import spec_of
from junheng.county.schema import Column, TableSpec
from junheng.county.values import canonical_text, fits_a_double, parse, raw_of
from junheng.county.workbook import Grid, column_letter
from junheng.county.write_workbook import LONGEST_CELL, column_width, sheet_name

_HEADING = PatternFill("solid", fgColor="FFDCE6F1")
_MEASURED = ("count", "amount", "number", "share", "year")


def workbook_of_files(files: Mapping[str, bytes]) -> tuple[Workbook, dict[str, str]]:
    """The workbook, and the sheet that shows each file. Rows and columns keep their places."""
    book = Workbook()
    manifest = book.worksheets[0]
    manifest.title = MANIFEST_SHEET
    _write_manifest(manifest, files.get(MANIFEST_FILE, b""))
    sheets: dict[str, str] = {MANIFEST_FILE: MANIFEST_SHEET}
    for grid in grids_of(files, Problems()):
        spec = spec_of(grid.name)
        title = sheet_name(spec.sheet if spec else grid.name, {*book.sheetnames})
        sheets[grid.file] = title
        _write_grid(book.create_sheet(title), spec, grid)
    return book, sheets


def _write_manifest(sheet: Worksheet, content: bytes) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 40
    try:
        manifest = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        manifest = {}
    for row, (key, names) in enumerate(MANIFEST_NAMES.items(), 1):
        set_text(sheet.cell(row, 1), names[0])
        value = manifest.get(key) if isinstance(manifest, dict) else None
        if isinstance(value, int) and not isinstance(value, bool):
            sheet.cell(row, 2, value)
        elif value is not None:
            set_text(sheet.cell(row, 2), str(value))


def _write_grid(sheet: Worksheet, spec: TableSpec | None, grid: Grid) -> None:
    columns: dict[int, Column] = {}
    header_at = 0
    if spec is not None:
        header = match_headings(spec, grid, Problems())
        header_at = header.row
        columns = {position: spec.column(name) for name, position in header.columns.items() if name not in header.units}
    for number, row in enumerate(grid.rows):
        _write_row(sheet, number, row, columns if number > header_at else {})
    for cell in sheet[header_at + 1]:
        cell.font, cell.fill = Font(bold=True), _HEADING
    for position, column in columns.items():
        sheet.column_dimensions[column_letter(position)].width = column_width(column)
    sheet.freeze_panes = f"B{header_at + 2}"


def _write_row(sheet: Worksheet, number: int, row: Sequence[object], columns: Mapping[int, Column]) -> None:
    for position, raw in enumerate(row):
        if raw in (None, ""):
            continue
        cell = sheet.cell(number + 1, position + 1)
        column = columns.get(position)
        value = parse(raw_of(raw), column, from_workbook=False).value if column and column.kind in _MEASURED else None
        if isinstance(value, int | Fraction) and fits_a_double(value):
            cell.value = value if isinstance(value, int) else float(value)
        else:
            set_text(cell, canonical_text(raw) or "")


def set_text(cell: Cell | MergedCell, text: str) -> None:
    """Text as text, also where it begins with «=»; what no workbook can hold is shown as �."""
    if isinstance(cell, Cell):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:LONGEST_CELL]
        cell.data_type = "s"
        cell.number_format = "@"
