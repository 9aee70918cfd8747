"""What was read of a filled-in form: rows by key, every problem, and which cell of the file each value stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from junheng.county.form import Texts, UnitForm, school_of
from junheng.county.problems import Problem, Problems, Where
from junheng.county.schema import TABLE_BY_NAME

# Among a problem's values: the key of a row that stood ready and is not in the file.
MISSING_KEY = "missing_key"


@dataclass(frozen=True)
class FormRow:
    """One row: `line` is its number in the sheet, `values` hold stored texts of the columns that the unit answers for.

    A cell named in `faults` (column → code) could not be read, and its text is what was typed. `cells` say where each column stands
    («C7»), those only shown included. `school` is the school that the row belongs to, "" in a table of the county.
    """

    key: str
    line: int
    values: Texts
    cells: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    school: str = ""


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem and the cell of the form that it is about; None where it is about more than one row, or one column."""

    problem: Problem
    table: str | None = None
    key: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class FormReading:
    """A form read. Where the file is not this form at all, `rows` is empty and `problems` say why.

    `revision` is that of the form when the file was made (`UnitForm.revision`).
    """

    form: UnitForm
    file: str
    rows: Mapping[str, tuple[FormRow, ...]]
    problems: Problems
    revision: int | None = None

    @property
    def lines(self) -> Mapping[str, Mapping[str, int]]:
        """Table → key → number of the row in the sheet."""
        return {name: {row.key: row.line for row in rows} for name, rows in self.rows.items()}

    @property
    def placed(self) -> list[PlacedProblem]:
        """The problems of reading with the cells that they are about."""
        return [self.place(problem) for problem in self.problems.found]

    def place(self, problem: Problem) -> PlacedProblem:
        """The cell of the form that a problem of the workbook is about."""
        where = problem.where
        table = next((table.name for table in self.form.tables if table.spec.sheet == where.sheet), None)
        row = self._row_at.get((table, where.row))
        if row is None:
            # A row that stood ready and is gone has no line, but the problem knows its key.
            key = problem.values.get(MISSING_KEY)
            return PlacedProblem(problem, table, None if key is None else str(key))
        column = next((column for column, cell in row.cells.items() if cell == where.cell), None)
        return PlacedProblem(problem, table, row.key, column)

    def located(self, placed: PlacedProblem) -> Problem:
        """A problem found in the rows (by a check, by a reviewer) as one of this workbook, with sheet, row and cell."""
        if placed.table is None:
            return placed.problem
        spec = TABLE_BY_NAME[placed.table]
        row = self._row_of.get((placed.table, placed.key))
        heading = spec.column(placed.column).heading if placed.column else None
        cell = row.cells.get(placed.column) if row and placed.column else None
        return replace(placed.problem, where=Where(self.file, spec.sheet, row.line if row else None, heading, cell))

    @cached_property
    def _row_at(self) -> Mapping[tuple[str | None, int | None], FormRow]:
        return {(name, row.line): row for name, rows in self.rows.items() for row in rows}

    @cached_property
    def _row_of(self) -> Mapping[tuple[str | None, str | None], FormRow]:
        return {(name, row.key): row for name, rows in self.rows.items() for row in rows}


def problems_by_school(reading: FormReading, found: Iterable[PlacedProblem] | None = None) -> Mapping[str | None, list[Problem]]:
    """Problems (of reading, or those `found`) by the school whose rows they are about; under None those of no one school.

    So a workbook of many schools can be taken school by school: one that has no error here, where None has none either.
    """
    by_school: dict[str | None, list[Problem]] = defaultdict(list)
    schools = {(table.name, key): school_of(table.name, row) for table in reading.form.tables for key, row in table.given}
    schools |= {(name, row.key): row.school for name, rows in reading.rows.items() for row in rows}
    for placed in reading.placed if found is None else found:
        by_school[schools.get((placed.table or "", placed.key or "")) or None].append(placed.problem)
    return dict(by_school)
