"""One sheet of a unit's form: headings, rows that stand ready with locked cells grey, limits, hints and last year's values."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from junheng.county.cells import shown
from junheng.county.form import FormTable
from junheng.county.notes import Notes
from junheng.county.schema import Column
from junheng.county.template_formats import SHEET_PROTECTION, Formats
from junheng.county.template_table import (
    COLUMNS_ON_A_PAGE,
    LAST_ROW,
    WIDE_PRINT_SCALE,
    input_rule,
    open_format,
    write_example,
    write_heading,
)
from junheng.county.values import Value, parse
from junheng.county.write_workbook import LONGEST_CELL, column_width, heading_of, write_cell

HEADING_HEIGHT = 48
# Of the grey columns that name a row, so many stay in sight while one scrolls to the right.
FROZEN_COLUMNS = 2
COMMENT_SIZE = {"x_scale": 1.2, "y_scale": 0.5}
MEASURED = ("count", "amount", "number", "share", "year")
# Where rows are given, nothing may be moved: each stands for a school or a fact.
FIXED_PROTECTION = {"format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True}


def first_row(table: FormTable) -> int:
    """The row, from 0, of the first row that stands ready; above it an example where rows may be added."""
    return 2 if table.may_add_rows else 1


def write_form_sheet(sheet: Any, table: FormTable, formats: Formats, known: Notes) -> None:
    """Headings in row 1, an example below where rows may be added, then the rows."""
    first = first_row(table)
    last = LAST_ROW if table.may_add_rows else first + len(table.rows) - 1
    sheet.set_tab_color("#2F75B5")
    sheet.set_row(0, HEADING_HEIGHT)
    sheet.set_comments_author("上年数")
    for position, column in enumerate(table.laid_out):
        ours = column.name in table.columns
        width = max(column_width(column), 19 if position == 0 else 0)
        # In a sheet that grows, nothing is locked below: a locked cell would keep Excel from deleting its row.
        sheet.set_column(position, position, width, open_format(column, formats) if table.may_add_rows else None)
        if ours:
            write_heading(sheet, position, table.spec, column, formats, known)
        else:
            sheet.write_string(0, position, heading_of(column), formats.computed_heading)
        if table.may_add_rows:
            write_example(sheet, position, table.spec, column, formats, known)
        if ours and last >= first:
            sheet.data_validation(first, position, last, position, input_rule(table.spec, column, formats, known))
        _write_column(sheet, position, table, column, formats)
    _set_page(sheet, table, first)


def _write_column(sheet: Any, position: int, table: FormTable, column: Column, formats: Formats) -> None:
    ours = column.name in table.columns
    cell_formats = _formats_of(column, formats, ours=ours, locked=not table.may_add_rows)
    for row, (key, texts) in enumerate(table.given, first_row(table)):
        value = value_to_write(column, texts.get(column.name))
        if value is None:
            sheet.write_blank(row, position, None, cell_formats["blank"])
        else:
            write_cell(sheet, row, position, value, cell_formats)
        last_year = table.last_year.get(key, {}).get(column.name) if ours else None
        if last_year is not None:
            sheet.write_comment(row, position, f"上年：{shown(column, last_year)}"[:LONGEST_CELL], COMMENT_SIZE)


def _formats_of(column: Column, formats: Formats, *, ours: bool, locked: bool) -> dict[str, Any]:
    if not ours:
        shade = formats.computed if locked else formats.shown_open
        return {"text": shade, "number": shade, "blank": shade, "date": formats.shown_date if locked else formats.shown_open_date}
    blank = formats.date_input if column.kind == "date" else formats.input if column.kind in MEASURED else formats.code_input
    return {"text": formats.code_input, "number": formats.input, "date": formats.date_input, "blank": blank}


def value_to_write(column: Column, text: str | None) -> Value:
    """The cell for a stored text: a number or a date as such, anything else as people see it; a faulty text as it was typed."""
    if text is None or text == "":
        return None
    if column.kind in MEASURED or column.kind == "date":
        value = parse(text, column, from_workbook=False).value
        if isinstance(value, int | Fraction | datetime.date):
            return value
    return shown(column, text)


def _set_page(sheet: Any, table: FormTable, first: int) -> None:
    leading = 0
    for column in table.laid_out:
        if column.name in table.columns or leading == FROZEN_COLUMNS:
            break
        leading += 1
    sheet.freeze_panes(first, max(leading, 1))
    sheet.protect("", SHEET_PROTECTION if table.may_add_rows else FIXED_PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.repeat_rows(0)
    if len(table.laid_out) <= COLUMNS_ON_A_PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.repeat_columns(0, max(leading - 1, 0))
        sheet.set_print_scale(WIDE_PRINT_SCALE)
