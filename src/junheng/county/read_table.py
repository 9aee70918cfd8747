"""One table from one grid of raw cells: rows told apart from titles and examples, each cell parsed or named as a problem."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from junheng.county.fact_names import FACT_ALIASES, FACT_NAMES, fact_unit
from junheng.county.headings import DECORATION, Header, match_headings
from junheng.county.package import Table
from junheng.county.problems import Problems, Where
from junheng.county.schema import FACTS, Column, TableSpec
from junheng.county.units import UNIT_FACTORS
from junheng.county.values import BLANK, UNCALCULATED, Parsed, Value, allowed, canonical_text, number_fault, parse, plain_texts, raw_of
from junheng.county.workbook import Grid, column_letter

# The template's example row: no code of a school begins so.
EXAMPLE_MARKS = ("示例:", "示例\uff1a")
# A warning repeated in every row of a roster is said so often, then counted.
WARNINGS_NAMED = 100

_FACT_UNIT = re.compile(r"\s*(亿元|万元|千元|万人|%|％)")
_LARGE_UNIT = re.compile(r"\s*[十百千万亿]")


def read_table(
    spec: TableSpec, grid: Grid, problems: Problems, *, must_have_headings: bool = False, only: Container[str] | None = None
) -> Table:
    """The table that `grid` holds. Required headings may be missing only where there are no rows, unless they must be there.

    With `only`, no other columns are parsed: those that somebody else fills in are not this reader's to judge.
    """
    header = match_headings(spec, grid, problems)
    kept = _data_rows(grid, header)
    rows = [grid.rows[number] for number in kept]
    width = len(grid.rows[header.row]) if grid.rows else 0
    if grid.sheet is None:
        _compare_lengths(rows, kept, width, grid, problems)
    by_position = _by_position(rows, width)
    headings = {name: str(grid.rows[header.row][position]).strip(DECORATION) for name, position in header.columns.items()}
    table = Table(
        spec,
        {},
        [number + 1 for number in kept],
        grid.file,
        grid.sheet,
        {name: column_letter(position) for name, position in header.columns.items()},
        headings,
        {name: unit for name, unit in header.units.items() if UNIT_FACTORS[unit][1] != "1"},
        {name: [canonical_text(cell) for cell in by_position[position]] for name, position in header.extras.items()},
    )
    values: dict[str, Sequence[Value]] = {}
    for column in spec.columns if only is None else [column for column in spec.columns if column.name in only]:
        position = header.columns.get(column.name)
        if position is not None:
            values[column.name] = _parsed_column(column, by_position[position], table, problems)
        elif column.required and (rows or must_have_headings):
            problems.error("no_column", Where(grid.file, grid.sheet, header.row + 1, column.heading), name=column.name)
    _report_uncalculated(table, by_position, header, problems)
    _report_formulas(table, grid, header, problems)
    _report_merged(table, grid, header, problems)
    table = replace(table, columns=values)
    return _read_facts(table, problems) if spec is FACTS else table


def is_blank(row: Sequence[object]) -> bool:
    """Whether nothing is written in a row; spaces are nothing."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip(BLANK)) for cell in row)


def _data_rows(grid: Grid, header: Header) -> list[int]:
    """The numbers of the rows that hold data: those below the headings, neither blank nor the template's example."""
    ours = frozenset(position for position in (*header.columns.values(), *header.extras.values()))
    kept: list[int] = []
    for number in range(header.row + 1, len(grid.rows)):
        row = grid.rows[number]
        first = row[0] if row else None
        if type(first) is str and first[:1] not in BLANK:
            if first[0] != EXAMPLE_MARKS[0][0] or not first.startswith(EXAMPLE_MARKS):
                kept.append(number)
        elif not is_blank([cell for position, cell in enumerate(row) if position in ours or position >= len(grid.rows[header.row])]):
            kept.append(number)
    return kept


def _compare_lengths(rows: Sequence[Sequence[object]], kept: Sequence[int], width: int, grid: Grid, problems: Problems) -> None:
    """RFC 4180: every record has as many fields as the header. A longer one has been torn or shifted."""
    if all(len(row) == width for row in rows):
        return
    for number, row in zip(kept, rows, strict=True):
        where = Where(grid.file, grid.sheet, number + 1)
        if len(row) > width and not is_blank(row[width:]):
            problems.error("row_too_long", where, found=len(row), allowed=width)
        elif len(row) < width:
            problems.warning("row_too_short", where, found=len(row), allowed=width)


def _by_position(rows: Sequence[Sequence[object]], width: int) -> Sequence[Sequence[object]]:
    if any(len(row) != width for row in rows):
        rows = [(*row, *[None] * (width - len(row)))[:width] for row in rows]
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _parsed_column(column: Column, cells: Sequence[object], table: Table, problems: Problems) -> list[Value]:
    """Each distinct content is parsed once: a roster repeats the same few thousand values 100,000 times."""
    if column.kind == "text" and (plain := plain_texts(cells)) and not (column.required and None in plain):
        return plain
    # 1, 1.0 and True are one dictionary key, so where they meet the type belongs to it.
    mixed = len({bool, int, float} & set(map(type, cells))) > 1
    keys: Sequence[object] = [(type(cell), cell) for cell in cells] if mixed else cells
    memo: dict[object, Parsed] = {}
    for key, cell in dict(zip(keys, cells, strict=True)).items():
        memo[key] = _parsed(cell, column, table)
    value_of = {key: parsed.value for key, parsed in memo.items()}
    flawed = {key for key, parsed in memo.items() if parsed.fault or parsed.note or (column.required and parsed.value is None)}
    if flawed:
        _report_flaws(column, [(index, cells[index], memo[key]) for index, key in enumerate(keys) if key in flawed], table, problems)
    return list(map(value_of.__getitem__, keys))


def _parsed(cell: object, column: Column, table: Table) -> Parsed:
    from_workbook = table.sheet is not None
    unit = table.units.get(column.name)
    if unit is None:
        return parse(raw_of(cell), column, from_workbook=from_workbook)
    # The column's limits hold for the converted number: 12.5 under «(%)» is a share of 0.125.
    parsed = parse(raw_of(cell), replace(column, kind="number"), from_workbook=from_workbook)
    return _scaled(parsed, column, Fraction(UNIT_FACTORS[unit][1]))


def _scaled(parsed: Parsed, column: Column, factor: Fraction) -> Parsed:
    if not isinstance(parsed.value, int | Fraction):
        return parsed
    scaled = parsed.value * factor
    value = scaled.numerator if scaled.denominator == 1 else scaled
    fault = number_fault(value, column)
    return Parsed(fault=fault) if fault else Parsed(value, note=parsed.note)


def _report_flaws(column: Column, flawed: Sequence[tuple[int, object, Parsed]], table: Table, problems: Problems) -> None:
    notes: Counter[str] = Counter()
    for index, cell, parsed in flawed:
        where = table.where(column.name, index)
        if parsed.fault:
            problems.error(parsed.fault, where, found=canonical_text(cell), allowed=allowed(column), heading=column.heading)
        elif parsed.note:
            notes[parsed.note] += 1
            if notes[parsed.note] <= WARNINGS_NAMED:
                problems.warning(parsed.note, where, found=canonical_text(cell), heading=column.heading)
        else:
            problems.error("required_cell_empty", where, heading=column.heading)
    for note, times in notes.items():
        if times > WARNINGS_NAMED:
            _say_how_many(column.heading, note, times, table, problems)


def _say_how_many(heading: str, code: str, times: int, table: Table, problems: Problems) -> None:
    where = Where(table.file, table.sheet, None, heading)
    problems.warning("more_of_the_same", where, times=times - WARNINGS_NAMED, named=WARNINGS_NAMED, same=code)


def _report_formulas(table: Table, grid: Grid, header: Header, problems: Problems) -> None:
    if not grid.formulas:
        return
    index_of = {line - 1: index for index, line in enumerate(table.lines)}
    name_at = {position: name for name, position in header.columns.items()}
    places = sorted((name_at[column], index_of[row]) for row, column in grid.formulas if column in name_at and row in index_of)
    times: Counter[str] = Counter()
    for name, index in places:
        heading = table.spec.column(name).heading
        times[heading] += 1
        if times[heading] <= WARNINGS_NAMED:
            problems.warning("formula_read", table.where(name, index), heading=heading)
    for heading, count in times.items():
        if count > WARNINGS_NAMED:
            _say_how_many(heading, "formula_read", count, table, problems)


def _report_uncalculated(table: Table, by_position: Sequence[Sequence[object]], header: Header, problems: Problems) -> None:
    for heading, position in header.extras.items():
        if UNCALCULATED in by_position[position]:
            index = by_position[position].index(UNCALCULATED)
            problems.warning("formula_without_value", table.where(heading, index), heading=heading)


def _report_merged(table: Table, grid: Grid, header: Header, problems: Problems) -> None:
    """Of merged cells only the first holds the value: the rows below it would read as not reported."""
    for (first_row, first_column), (last_row, last_column) in grid.merged:
        if first_row > header.row and (last_row > first_row or last_column > first_column):
            where = Where(grid.file, grid.sheet, first_row + 1, None, f"{column_letter(first_column)}{first_row + 1}")
            last = f"{column_letter(last_column)}{last_row + 1}"
            problems.warning("merged_cells", where, found=f"{where.cell}:{last}")


def _read_facts(table: Table, problems: Problems) -> Table:
    """The names of facts brought to their codes, and amounts in 万元 to 元."""
    names = {term: fact for fact, term in FACT_NAMES.items()} | {fact: fact for fact in FACT_NAMES} | dict(FACT_ALIASES)
    facts: list[Value] = []
    numbers = list(table.columns.get("value") or [None] * len(table))
    units = list(table.columns.get("unit") or [None] * len(table))
    for row in table:
        found = row.text("fact")
        fact = names.get(found)
        if fact is None and found:
            problems.warning("unknown_fact", row.where("fact"), found=found)
        facts.append(fact or found or None)
        number = row.number("value")
        if number is not None and row.text("unit"):
            numbers[row.index], units[row.index] = _without_large_unit(number, row.text("unit"), fact or "", row.where("value"), problems)
    columns: Mapping[str, Sequence[Value]] = {**table.columns, "fact": facts}
    if "value" in columns:
        columns = {**columns, "value": numbers}
    if "unit" in columns:
        columns = {**columns, "unit": units}
    return replace(table, columns=columns)


def _without_large_unit(number: int | Fraction, unit: str, fact: str, where: Where, problems: Problems) -> tuple[Value, str | None]:
    match = _FACT_UNIT.match(unit)
    if match is None:
        if _LARGE_UNIT.match(unit):
            problems.error("unknown_unit", where, found=unit, allowed="元、万元、亿元、人、万人", heading="数值")
        return number, unit
    kept, factor = UNIT_FACTORS[match[1]]
    own = fact_unit(fact) if fact else kept
    if kept != own:
        problems.error("unknown_unit", where, found=unit, allowed="元、万元、亿元" if own == "元" else "人、万人", heading="数值")
        return number, unit
    problems.warning("unit_converted", where, found=match[1], kept=kept or "0–1 的小数", factor=factor)
    scaled = number * Fraction(factor)
    return scaled.numerator if scaled.denominator == 1 else scaled, unit.replace(match[1], kept, 1).strip() or None
