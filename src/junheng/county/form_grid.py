"""One sheet of a filled-in form as cells: where its columns stand, what they hold, and whether they are as they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from junheng.county.cells import stored
from junheng.county.form import FormTable, Texts, UnitForm, school_column
from junheng.county.form_sheet import value_to_write
from junheng.county.headings import Header, match_headings
from junheng.county.notes import notes
from junheng.county.problems import Problems, Where
from junheng.county.read_table import EXAMPLE_MARKS
from junheng.county.template_table import example_of
from junheng.county.values import BLANK, UNCALCULATED, canonical_text
from junheng.county.workbook import Grid, column_letter


@dataclass(frozen=True)
class FormGrid:
    """The raw cells of one sheet under the headings of its form."""

    table: FormTable
    grid: Grid
    header: Header

    @classmethod
    def of(cls, table: FormTable, grid: Grid) -> FormGrid:
        return cls(table, grid, match_headings(table.spec, grid, Problems()))

    @property
    def lines(self) -> range:
        """The numbers of the rows below the headings."""
        return range(self.header.row + 2, len(self.grid.rows) + 1)

    def raw(self, line: int, column: str) -> object:
        """The cell of a column in a row as the file holds it; None where the sheet has no such column."""
        row, position = self.grid.rows[line - 1], self.header.columns.get(column)
        return row[position] if position is not None and position < len(row) else None

    def text(self, line: int, column: str) -> str | None:
        """The cell as it would be stored, readable or not."""
        return stored(self.table.spec.column(column), self.raw(line, column), from_workbook=True).text

    def texts(self, line: int, columns: Sequence[str]) -> tuple[str | None, ...]:
        return tuple(self.text(line, column) for column in columns)

    def cell(self, line: int, column: str) -> str | None:
        position = self.header.columns.get(column)
        return None if position is None else f"{column_letter(position)}{line}"

    def where(self, line: int | None, column: str | None = None) -> Where:
        heading = self.table.spec.column(column).heading if column else None
        return Where(self.grid.file, self.grid.sheet, line, heading, self.cell(line, column) if line and column else None)

    def is_blank(self, line: int, columns: Sequence[str]) -> bool:
        cells = (self.raw(line, column) for column in columns)
        return all(cell is None or (isinstance(cell, str) and not cell.strip(BLANK)) for cell in cells)

    def is_as_written(self, line: int, column: str, given: str | None) -> bool:
        """Whether the cell is in value and in kind what the form wrote there: nobody touched it, and nothing is to be said of it."""
        raw, written = self.raw(line, column), value_to_write(self.table.spec.column(column), given)
        return isinstance(raw, str) == isinstance(written, str) and canonical_text(raw) == canonical_text(written)

    def is_example(self, line: int) -> bool:
        """Whether the row is skipped in reading, as the template's example is."""
        row = self.grid.rows[line - 1]
        return bool(row) and isinstance(row[0], str) and row[0].startswith(EXAMPLE_MARKS)

    def is_our_example(self, line: int) -> bool:
        """Whether the row is the example that the form wrote, untouched."""
        table, known = self.table, notes()
        return table.may_add_rows and all(
            raw != UNCALCULATED and canonical_text(raw) == canonical_text(example_of(table.spec, column, position, known))
            for position, column in enumerate(table.laid_out)
            for raw in (self.raw(line, column.name),)
        )

    def completed(self, form: UnitForm) -> FormGrid:
        """Of a sheet where rows may be added: a unit of one school need not write its code, and a row that it emptied is no row."""
        table, column = self.table, school_column(self.table.name)
        position = self.header.columns.get(column)
        code = next(iter(form.school_codes)) if len(form.school_codes) == 1 and column in table.shown else None
        given = {texts_of(row, table.shown) for row in table.rows} | {texts_of({}, table.shown)}
        rows = list(self.grid.rows)
        for line in self.lines:
            if self.is_example(line):
                continue
            if self.is_blank(line, table.columns):
                if self.texts(line, table.shown) in given:
                    rows[line - 1] = ()
            elif code and position is not None and self.is_blank(line, (column,)):
                row = [*rows[line - 1], *[None] * (position + 1 - len(rows[line - 1]))]
                row[position] = code
                rows[line - 1] = row
        return replace(self, grid=replace(self.grid, rows=rows))


def texts_of(row: Texts, columns: Sequence[str]) -> tuple[str | None, ...]:
    """A given row's texts, nothing and the empty text being the same."""
    return tuple(row.get(column) or None for column in columns)
