"""The rows of one sheet of a filled-in form: found again by what is locked, each open cell read exactly or named in a problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from junheng.county.cells import has_text, shown, text_of
from junheng.county.form import FormTable, Texts, UnitForm, row_key, school_column, school_of
from junheng.county.form_grid import FormGrid, texts_of
from junheng.county.form_reading import MISSING_KEY, FormRow
from junheng.county.form_sheet import first_row
from junheng.county.form_stamp import shown_digest
from junheng.county.logic_keys import repeated_rows
from junheng.county.package import Table
from junheng.county.problems import Problem, Problems
from junheng.county.read_table import read_table
from junheng.county.values import allowed, canonical_text
from junheng.county.workbook import Grid

# What read_table says of headings, in the words of a form.
_TRANSLATED = {"unknown_column": "found", "column_without_heading": "kept"}

# Said in a form's own words, or of columns that it does not read.
_UNSAID = frozenset({("error", "no_column"), ("warning", "formula_without_value")})


@dataclass(frozen=True)
class _Sheet:
    """A sheet half read: its cells, the table parsed from its open columns, and what parsing found."""

    cells: FormGrid
    parsed: Table
    found: Problems
    problems: Problems

    @property
    def table(self) -> FormTable:
        return self.cells.table

    @cached_property
    def errors(self) -> Mapping[str, str]:
        """Cell → code of what could not be read in it."""
        return {problem.where.cell: problem.code for problem in self.found.errors if problem.where.cell}


def rows_of_sheet(table: FormTable, form: UnitForm, grid: Grid, digest: str, problems: Problems) -> tuple[FormRow, ...]:
    """The rows that the unit filled in. `digest` is that of the locked cells when the form was made."""
    cells = FormGrid.of(table, grid)
    missing = [column for column in table.laid_out if column.name not in cells.header.columns]
    for column in missing:
        problems.error("form_heading_missing", cells.where(cells.header.row + 1), heading=column.heading)
    _check_examples(cells, problems)
    if table.may_add_rows:
        cells = cells.completed(form)
    found = Problems()
    parsed = read_table(table.spec, cells.grid, found, only=frozenset((*table.columns, *table.answered, *table.spec.key)))
    sheet = _Sheet(cells, parsed, found, problems)
    _check_columns(sheet)
    if any(column.name in table.identity for column in missing):
        problems.found.extend(found.found)
        return ()
    rows = _added_rows(sheet) if table.may_add_rows else _given_rows(sheet, digest)
    problems.found.extend(found.found)
    if table.may_add_rows and table.spec.key:
        problems.found.extend(repeated_rows(parsed))
    _check_schools(rows, form, cells, problems)
    return rows


def _check_examples(cells: FormGrid, problems: Problems) -> None:
    """A row that begins with the example's mark is skipped in reading: it must be the one that the form wrote."""
    ours = 0
    for line in cells.lines:
        if cells.is_example(line):
            ours += 1
            if ours > 1 or not cells.is_our_example(line):
                problems.error("form_example_changed", cells.where(line, cells.table.laid_out[0].name))


def _check_columns(sheet: _Sheet) -> None:
    """Headings that are not this form's, and locked ones that were changed; what parsing said of them is put in a form's words."""
    table, header, where = sheet.table, sheet.cells.header, sheet.cells.where
    locked = {sheet.cells.cell(header.row + 1, name) for name in table.shown}
    kept: list[Problem] = []
    for problem in sheet.found.found:
        if problem.code in _TRANSLATED:
            kept.append(Problem("warning", "form_column_extra", problem.where, {"found": problem.values[_TRANSLATED[problem.code]]}))
        elif (problem.severity, problem.code) not in _UNSAID and (problem.code != "unit_converted" or problem.where.cell not in locked):
            kept.append(problem)
    sheet.found.found = kept
    for name in header.columns:
        heading = table.spec.column(name).heading
        if name in table.shown and name in header.units:
            found = sheet.parsed.headings[name]
            sheet.problems.error("form_heading_changed", where(header.row + 1, name), heading=heading, found=found)
        elif name not in table.columns and name not in table.shown:
            filled = [line for line in sheet.parsed.lines if canonical_text(sheet.cells.raw(line, name))]
            if filled:
                sheet.problems.error("form_column_of_others", where(filled[0], name), heading=heading)


def _given_rows(sheet: _Sheet, digest: str) -> tuple[FormRow, ...]:
    """The rows of a sheet whose rows are given, found by their locked cells; missing, added and changed ones are problems."""
    table, cells = sheet.table, sheet.cells
    waiting: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(table.rows):
        waiting[texts_of(row, table.identity)].append(number)
    matched: dict[int, int] = {}
    strange: list[int] = []
    for index, line in enumerate(sheet.parsed.lines):
        numbers = waiting[cells.texts(line, table.identity)]
        if numbers:
            matched[index] = numbers.pop(0)
        else:
            strange.append(line)
    missing = {number for numbers in waiting.values() for number in numbers}
    _drop_untouched(sheet, {sheet.parsed.lines[index]: table.rows[number] for index, number in matched.items()}, strange)
    _report_strange(sheet, strange, missing)
    _check_locked(sheet, matched, digest)
    given = table.given
    rows = []
    for index, number in matched.items():
        values, faults = _values(sheet, index)
        key, row = given[number]
        rows.append(_row(sheet, index, key, values, faults, school_of(table.name, row)))
    return tuple(rows)


def _drop_untouched(sheet: _Sheet, given: Mapping[int, Texts], strange: Sequence[int]) -> None:
    """Of a locked cell as the form wrote it there is nothing to say, nor of the keys of a row that is reported as a whole."""
    cells, dropped = sheet.cells, set()
    for column in sheet.table.shown:
        dropped |= {cells.cell(line, column) for line, row in given.items() if cells.is_as_written(line, column, row.get(column))}
        dropped |= {cells.cell(line, column) for line in strange}
    sheet.found.found = [problem for problem in sheet.found.found if problem.where.cell is None or problem.where.cell not in dropped]


def _report_strange(sheet: _Sheet, strange: Sequence[int], missing: set[int]) -> None:
    """Rows that were not given. Where one stands in the place of a missing one, its locked cells were changed."""
    table, cells, problems = sheet.table, sheet.cells, sheet.problems
    given = table.given
    for line in strange:
        number = line - 1 - first_row(table)
        found = _label(table, cells.texts(line, table.identity))
        if number in missing:
            missing.discard(number)
            key, row = given[number]
            expected = texts_of(row, table.identity)
            changed = next(name for name, text in zip(table.identity, expected, strict=True) if cells.text(line, name) != text)
            values = {"expected": _label(table, expected), "found": found, MISSING_KEY: key}
            problems.error("form_key_changed", cells.where(line, changed), **values)
        else:
            problems.error("form_row_extra", cells.where(line), found=found)
    for number in sorted(missing):
        key, row = given[number]
        problems.error("form_row_missing", cells.where(None), expected=_label(table, texts_of(row, table.identity)), **{MISSING_KEY: key})


def _label(table: FormTable, texts: Sequence[str | None]) -> str:
    return " ".join(shown(table.spec.column(name), text) for name, text in zip(table.identity, texts, strict=True) if text)


def _check_locked(sheet: _Sheet, matched: Mapping[int, int], digest: str) -> None:
    """Locked cells against what was given; where the sheet as a whole is as it was made, the difference came from others since."""
    table, cells = sheet.table, sheet.cells
    lines = sheet.parsed.lines
    changed = [
        (lines[index], column, text, row.get(column) or None)
        for index, number in matched.items()
        for row in (table.rows[number],)
        for column in table.shown
        if column in cells.header.columns
        if not cells.is_as_written(lines[index], column, row.get(column))
        if (text := cells.text(lines[index], column)) != (row.get(column) or None)
    ]
    if not changed:
        return
    renewed = shown_digest([cells.texts(line, table.shown) for line in lines]) == digest
    for line, name, text, given in changed:
        _report_locked(sheet, line, name, text, given, renewed=renewed)


def _report_locked(sheet: _Sheet, line: int, name: str, text: str | None, given: str | None, *, renewed: bool) -> None:
    column, where = sheet.table.spec.column(name), sheet.cells.where(line, name)
    values = {"heading": column.heading, "found": shown(column, text), "given": shown(column, given)}
    if renewed:
        sheet.problems.warning("form_locked_renewed", where, **values)
    else:
        sheet.problems.error("form_locked_changed", where, **values)


def _added_rows(sheet: _Sheet) -> tuple[FormRow, ...]:
    """The rows of a sheet that grows and shrinks: the unit's own, known by their key or counted."""
    table, cells = sheet.table, sheet.cells
    given = dict(table.given)
    context = [name for name in table.shown if name not in (*table.spec.key, school_column(table.name))]
    rows = []
    for index, line in enumerate(sheet.parsed.lines):
        values, faults = _values(sheet, index)
        key = row_key(table.name, values, index + 1)
        rows.append(_row(sheet, index, key, values, faults, school_of(table.name, values)))
        for name in context:
            usual = [given.get(key, {})] if table.spec.key else [*table.rows, {}]
            text = cells.text(line, name)
            if text is not None and text not in [row.get(name) for row in usual]:
                _report_locked(sheet, line, name, text, usual[0].get(name) if table.spec.key else None, renewed=False)
    return tuple(rows)


def _values(sheet: _Sheet, index: int) -> tuple[dict[str, str | None], dict[str, str]]:
    """The texts of a row's answered cells and the faults of those that could not be read."""
    cells, line = sheet.cells, sheet.parsed.lines[index]
    values: dict[str, str | None] = {}
    faults: dict[str, str] = {}
    for name in sheet.table.answered:
        cell = cells.cell(line, name)
        if cell is None:
            continue
        column, value = sheet.table.spec.column(name), sheet.parsed.value(name, index)
        if fault := sheet.errors.get(cell):
            faults[name], values[name] = fault, canonical_text(cells.raw(line, name))
        elif has_text(value):
            values[name] = text_of(column, value)
        else:
            faults[name], values[name] = "no_exact_decimal", canonical_text(cells.raw(line, name))
            unit = sheet.parsed.units.get(name, "")
            what = {"found": values[name], "unit": unit, "heading": column.heading, "allowed": column.unit or allowed(column)}
            sheet.problems.error("no_exact_decimal", cells.where(line, name), **what)
    return values, faults


def _row(sheet: _Sheet, index: int, key: str, values: Texts, faults: Mapping[str, str], school: str) -> FormRow:
    line = sheet.parsed.lines[index]
    cells = {column.name: cell for column in sheet.table.laid_out if (cell := sheet.cells.cell(line, column.name))}
    return FormRow(key, line, values, cells, faults, school)


def _check_schools(rows: Sequence[FormRow], form: UnitForm, cells: FormGrid, problems: Problems) -> None:
    column = school_column(cells.table.name)
    if column not in cells.table.answered or not form.school_codes:
        return
    for row in rows:
        code = row.values.get(column)
        if code and column not in row.faults and code not in form.school_codes:
            problems.error("form_other_school", cells.where(row.line, column), found=code)
