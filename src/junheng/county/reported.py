"""What a county reported of one table: the columns and rows to write, without the counts that we filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from junheng.county.package import Table
from junheng.county.schema import Column
from junheng.county.units import UNIT_FACTORS
from junheng.county.values import Value, is_terminating


@dataclass(frozen=True, slots=True)
class ReportedColumn:
    """One known column. `unit` is the heading's own unit where only that unit writes every value exactly, else ""."""

    column: Column
    cells: Sequence[Value]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """One table as it was reported: known columns, unknown ones as text, and the indexes of rows that hold anything."""

    columns: Sequence[ReportedColumn]
    extras: Mapping[str, Sequence[object]]
    rows: Sequence[int]


def reported(table: Table) -> Reported:
    """The reported part of `table`. Raises ValueError for a number that no finite decimal writes in any known unit."""
    columns = [_in_writable_unit(column, cells, table) for column, cells in _given_cells(table)]
    every = [*(column.cells for column in columns), *table.extras.values()]
    rows = [index for index in range(len(table)) if any(cells[index] not in (None, "") for cells in every)]
    return Reported(columns, table.extras, rows)


def _given_cells(table: Table) -> list[tuple[Column, Sequence[Value]]]:
    counted: dict[str, set[int]] = {}
    for name, index in table.derived:
        counted.setdefault(name, set()).add(index)
    given: list[tuple[Column, Sequence[Value]]] = []
    for column in table.spec.columns:
        cells = table.columns.get(column.name)
        if cells is None:
            continue
        ours = counted.get(column.name)
        if ours:
            cells = [None if index in ours else cell for index, cell in enumerate(cells)]
            if column.name not in table.letters and all(cell is None for cell in cells):
                continue
        given.append((column, cells))
    return given


def _in_writable_unit(column: Column, cells: Sequence[Value], table: Table) -> ReportedColumn:
    if all(_is_writable(cell) for cell in cells):
        return ReportedColumn(column, cells)
    unit = table.units.get(column.name, "")
    if unit:
        factor = Fraction(UNIT_FACTORS[unit][1])
        scaled = [_divided(cell, factor) for cell in cells]
        if all(_is_writable(cell) for cell in scaled):
            return ReportedColumn(column, scaled, unit)
    bad = next(cell for cell in cells if not _is_writable(cell))
    raise ValueError(f"{table.spec.name}.{column.name}: {bad} has no finite decimal")


def _is_writable(cell: Value) -> bool:
    return not isinstance(cell, Fraction) or is_terminating(cell)


def _divided(cell: Value, factor: Fraction) -> Value:
    if not isinstance(cell, int | Fraction) or isinstance(cell, bool):
        return cell
    number = cell / factor
    return number.numerator if number.denominator == 1 else number
