"""Reading the workbook that a unit filled in: is it this form, and what does each cell hold; every problem at once."""

from __future__ import annotations

from collections.abc import Sequence

from junheng.county.containers import EXPLAINING_SHEETS
from junheng.county.form import UnitForm
from junheng.county.form_reading import FormReading, FormRow
from junheng.county.form_rows import rows_of_sheet
from junheng.county.form_stamp import SHOWN_DIGEST, check_stamp, read_stamp, revision_of
from junheng.county.manifest_names import MANIFEST_SHEET
from junheng.county.problems import Problems, Where
from junheng.county.values import canonical_text
from junheng.county.workbook import Grid, read_sheets, workbook_fault

USUAL_NAME = "填报表.xlsx"


def read_form(content: bytes, form: UnitForm, file_name: str = "") -> FormReading:
    """What a unit's workbook says, and every problem in it. Never raises for what the bytes hold."""
    problems = Problems()
    file = file_name or USUAL_NAME
    grids = _grids(content, file, problems)
    stamp_grid = next((grid for grid in grids if grid.name == MANIFEST_SHEET), None)
    stamp = read_stamp(stamp_grid)
    if problems.errors or not check_stamp(stamp, form, Where(file, stamp_grid.sheet if stamp_grid else None), problems):
        return FormReading(form, file, {}, problems)
    by_sheet = {grid.name: grid for grid in grids}
    rows: dict[str, tuple[FormRow, ...]] = {}
    for table in form.tables:
        sheet = table.spec.sheet
        if sheet in by_sheet:
            rows[table.name] = rows_of_sheet(table, form, by_sheet[sheet], stamp.get(f"{SHOWN_DIGEST} {sheet}", ""), problems)
        else:
            problems.error("form_sheet_missing", Where(file, sheet), sheet=sheet)
    _name_extra_sheets(grids, form, file, problems)
    return FormReading(form, file, rows, problems, revision_of(stamp))


def _grids(content: bytes, file: str, problems: Problems) -> Sequence[Grid]:
    fault = workbook_fault(content)
    if fault is None:
        return read_sheets(content, file, problems)
    problems.error("et_workbook" if fault == "old_workbook" and file.lower().endswith(".et") else fault, Where(file), detail="")
    return ()


def _name_extra_sheets(grids: Sequence[Grid], form: UnitForm, file: str, problems: Problems) -> None:
    asked = {table.spec.sheet for table in form.tables} | EXPLAINING_SHEETS
    for grid in grids:
        if grid.name not in asked and any(canonical_text(cell) for row in grid.rows for cell in row):
            problems.warning("form_sheet_extra", Where(file, grid.sheet), sheet=grid.name)
