"""Reading a county package: grids of raw cells → typed tables, every problem named at once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType

from junheng.county.containers import Contents, open_contents
from junheng.county.derive import derive_counts
from junheng.county.package import CountyPackage, Manifest, Table
from junheng.county.problems import PackageError, Problems, Where
from junheng.county.schema import (
    FACT_ALIASES,
    FACT_NAMES,
    FACTS,
    MANIFEST_NAMES,
    TABLE_BY_NAME,
    TABLES,
    UNIT_FACTORS,
    Column,
    TableSpec,
)
from junheng.county.values import EMPTY, Parsed, Raw, Value, allowed, canonical_text, code_text, number_fault, parse
from junheng.county.workbook import Grid

FORMAT = 1
SCHOOL_YEAR_STARTS = (9, 1)
REQUIRED_TABLES = ("schools", "sections")
# A title or a note may stand above the headings of a sheet that somebody made by hand.
HEADER_SEARCHED_ROWS = 6
# The template's example row: the mark cannot begin a code, and no county's school is named so.
EXAMPLE_MARKS = ("示例:", "示例\uff1a")

_UNIT_SUFFIX = re.compile(r"^(?P<name>.*?)\s*[(（\[【](?P<unit>[^()（）\[\]【】]*)[)）\]】]$")
_DECORATION = " \t\r\n*＊●\ufeff\u3000\xa0"


def read_package(path: str | Path) -> CountyPackage:
    """The package at `path` (folder, .zip or .xlsx). Raises PackageError with all problems where it cannot be read."""
    package, problems = try_read(path)
    if package is None or problems.errors:
        raise PackageError(problems.found)
    return package


def try_read(path: str | Path) -> tuple[CountyPackage | None, Problems]:
    """As much of the package as can be read, and every problem met."""
    problems = Problems()
    source = Path(path)
    contents = open_contents(source, problems)
    if contents is None:
        return None, problems
    manifest = _manifest(contents, problems)
    _compare_listed_files(contents, manifest, problems)
    tables: dict[str, Table] = {}
    extra_tables: dict[str, Sequence[Sequence[object]]] = {}
    for grid in contents.grids:
        spec = _spec_of(grid.name)
        if spec is None:
            rows = _kept_rows(grid)
            if rows:
                extra_tables[grid.name] = rows
                problems.warning("unknown_table", Where(grid.file, grid.sheet), name=grid.name)
        elif spec.name in tables:
            problems.error("table_twice", Where(grid.file, grid.sheet), name=spec.sheet)
        else:
            tables[spec.name] = read_table(spec, grid, problems)
    for name in REQUIRED_TABLES:
        if name not in tables:
            problems.error("no_table", Where(source.name), name=name, sheet=TABLE_BY_NAME[name].sheet)
    if manifest is None:
        return None, problems
    tables = derive_counts(tables, manifest.as_of, problems)
    package = CountyPackage(
        manifest,
        MappingProxyType(tables),
        contents.sha256,
        source,
        tuple(problems.warnings),
        MappingProxyType(extra_tables),
    )
    return package, problems


def _kept_rows(grid: Grid) -> tuple[tuple[str | None, ...], ...]:
    """The rows of an unknown table as text, without the empty margin that a spreadsheet adds below and to the right."""
    rows = [[canonical_text(cell) for cell in row] for row in grid.rows]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((position + 1 for row in rows for position, cell in enumerate(row) if cell), default=0)
    return tuple(tuple((*row, *[None] * width)[:width]) for row in rows)


@cache
def _spec_of(name: str) -> TableSpec | None:
    plain = name.strip()
    return next((spec for spec in TABLES if plain in (spec.name, spec.sheet)), None)


def _manifest(contents: Contents, problems: Problems) -> Manifest | None:
    found, where = contents.manifest, contents.manifest_where
    errors_before = len(problems.errors)
    if str(found.get("format", "")) not in (str(FORMAT), f"{FORMAT}.0"):
        problems.error("manifest_format", where, found=found.get("format"), allowed=FORMAT)
    code = code_text(_raw(found.get("county_code")), digits=6)
    if code.fault:
        problems.error("manifest_county_code", where, found=found.get("county_code"))
    elif code.note:
        problems.warning("code_as_number", where, found=code.value)
    school_year = _school_year(found.get("school_year"))
    if school_year is None:
        problems.error("manifest_school_year", where, found=found.get("school_year"))
    as_of = parse(_raw(found.get("as_of")), Column("as_of", "时点", "date"), from_workbook=False)
    if not isinstance(as_of.value, datetime.date):
        problems.error("manifest_as_of", where, found=found.get("as_of"))
    elif school_year is not None and not is_in_school_year(as_of.value, school_year):
        problems.error("as_of_outside_school_year", where, found=as_of.value, school_year=school_year, next=school_year + 1)
    standard = found.get("standard")
    if not isinstance(standard, str) or not standard.strip():
        problems.error("manifest_standard", where, found=standard)
    known = (*MANIFEST_NAMES, "files")
    for key in found:
        if key not in known:
            problems.warning("unknown_manifest_key", where, found=key)
    listed = found.get("files") or {}
    if not isinstance(listed, dict) or not all(isinstance(entry, dict) for entry in listed.values()):
        problems.error("manifest_files", where)
        listed = {}
    if len(problems.errors) > errors_before or school_year is None or not isinstance(as_of.value, datetime.date):
        return None
    extras = {key: value for key, value in found.items() if key not in known}
    name = found.get("county_name")
    return Manifest(str(code.value), "" if name is None else str(name), school_year, as_of.value, str(standard).strip(), listed, extras)


def _raw(value: object) -> Raw:
    return value if isinstance(value, str | int | float | bool | datetime.date | None) else str(value)


def _school_year(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    match = re.match(r"((?:19|20)\d\d)(?:\D|$)", str(value).strip()) if isinstance(value, str | int) else None
    return int(match[1]) if match else None


def is_in_school_year(day: datetime.date, school_year: int) -> bool:
    """Whether the day lies in the school year (1 September to 31 August)."""
    start = datetime.date(school_year, *SCHOOL_YEAR_STARTS)
    return start <= day < start.replace(year=school_year + 1)


def _compare_listed_files(contents: Contents, manifest: Manifest | None, problems: Problems) -> None:
    listed = manifest.files if manifest else {}
    for name, entry in listed.items():
        if name not in contents.hashes:
            problems.error("listed_file_missing", Where(name))
            continue
        if "sha256" in entry and str(entry["sha256"]).lower() != contents.hashes[name]:
            problems.error("listed_file_differs", Where(name), listed=entry["sha256"], found=contents.hashes[name])
        rows = contents.row_counts.get(name)
        if "rows" in entry and rows is not None and entry["rows"] != rows:
            problems.error("listed_rows_differ", Where(name), listed=entry["rows"], found=rows)
    if listed:
        for name in contents.hashes:
            if name not in listed:
                problems.warning("unlisted_file", Where(name))


def read_table(spec: TableSpec, grid: Grid, problems: Problems) -> Table:
    """One table from one grid: headings matched, units converted, each cell parsed or named as a problem."""
    header_at = _header_row(spec, grid)
    header = grid.rows[header_at] if grid.rows else ()
    columns, units, extras_at = _match_headings(spec, header, grid, header_at, problems)
    kept = [
        number
        for number in range(header_at + 1, len(grid.rows))
        if any(cell not in ("", None) for cell in grid.rows[number]) and not _is_example(grid.rows[number])
    ]
    rows = [grid.rows[number] for number in kept]
    lines = [number + 1 for number in kept]
    letters = {name: column_letter(position) for name, position in columns.items()}
    headings = {name: str(header[position]).strip() for name, position in columns.items()}
    table = Table(spec, {}, lines, grid.file, grid.sheet, letters, headings)
    values: dict[str, Sequence[Value]] = {}
    for column in spec.columns:
        position = columns.get(column.name)
        if position is not None:
            cells = [row[position] if position < len(row) else None for row in rows]
            values[column.name] = _parse_column(column, cells, units.get(column.name), table, grid, problems)
        elif column.required and (rows or spec.name in REQUIRED_TABLES):
            problems.error("no_column", Where(grid.file, grid.sheet, header_at + 1, column.heading), name=column.name)
    extras = {
        name: [canonical_text(row[position]) if position < len(row) else None for row in rows] for name, position in extras_at.items()
    }
    kept_units = {name: unit for name, unit in units.items() if UNIT_FACTORS[unit][1] != "1"}
    table = Table(spec, values, lines, grid.file, grid.sheet, letters, headings, kept_units, extras)
    return _read_facts(table, problems) if spec is FACTS else table


def _header_row(spec: TableSpec, grid: Grid) -> int:
    def recognised(row: Sequence[object]) -> int:
        return sum(1 for cell in row if isinstance(cell, str) and _column_of(spec, cell)[0] is not None)

    searched = range(min(HEADER_SEARCHED_ROWS, len(grid.rows)))
    return max(searched, key=lambda number: (recognised(grid.rows[number]), -number), default=0)


@cache
def _names_of(spec: TableSpec) -> Mapping[str, Column]:
    names: dict[str, Column] = {}
    for column in spec.columns:
        names[column.heading] = column
        names[column.name] = column
    return names


def _column_of(spec: TableSpec, heading: str) -> tuple[Column | None, str]:
    """The column that a heading names, and the unit in its brackets ("" where none)."""
    names = _names_of(spec)
    plain = heading.strip(_DECORATION)
    if column := names.get(plain) or names.get(plain.lower()):
        return column, ""
    if match := _UNIT_SUFFIX.match(plain):
        name = match["name"].strip(_DECORATION)
        if column := names.get(name) or names.get(name.lower()):
            return column, match["unit"].strip()
    return None, ""


def _match_headings(
    spec: TableSpec, header: Sequence[object], grid: Grid, header_at: int, problems: Problems
) -> tuple[dict[str, int], dict[str, str], dict[str, int]]:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    extras: dict[str, int] = {}
    for position, cell in enumerate(header):
        heading = str(cell).strip() if cell is not None else ""
        if not heading:
            continue
        where = Where(grid.file, grid.sheet, header_at + 1, heading, f"{column_letter(position)}{header_at + 1}")
        column, unit = _column_of(spec, heading)
        if column is None:
            if heading not in ("错误原因", "序号"):
                problems.warning("unknown_column", where, found=heading)
                extras[heading] = position
        elif column.name in columns:
            problems.error("column_twice", where, found=heading)
        else:
            columns[column.name] = position
            if unit and column.kind in ("amount", "count", "share", "number") and unit != column.unit:
                _note_unit(column, unit, where, units, problems)
    return columns, units, extras


def _note_unit(column: Column, unit: str, where: Where, units: dict[str, str], problems: Problems) -> None:
    kept, factor = UNIT_FACTORS.get(unit, (None, ""))
    if kept is None or kept != column.unit:
        problems.error("unknown_unit", where, found=unit, allowed=column.unit or "无单位", heading=column.heading)
    elif factor != "1":
        units[column.name] = unit
        problems.warning("unit_converted", where, found=unit, kept=kept or "0–1 的小数", factor=factor)


def _is_example(row: Sequence[object]) -> bool:
    first = next((cell for cell in row if cell not in ("", None)), None)
    return isinstance(first, str) and first.strip().startswith(EXAMPLE_MARKS)


def _parse_column(column: Column, cells: Sequence[object], unit: str | None, table: Table, grid: Grid, problems: Problems) -> list[Value]:
    """Each distinct content is parsed once: a roster repeats the same few thousand values 100,000 times."""
    from_workbook = grid.sheet is not None
    factor = Fraction(UNIT_FACTORS[unit][1]) if unit else None
    memo: dict[object, Parsed] = {}
    values: list[Value] = []
    letter = table.letters[column.name]
    for index, cell in enumerate(cells):
        # 1, 1.0 and True are one dictionary key, so the type belongs to it.
        key = cell if type(cell) is str else (type(cell), cell)
        parsed = memo.get(key)
        if parsed is None:
            if factor is None:
                parsed = parse(_raw(cell), column, from_workbook=from_workbook)
            else:
                # The column's limits hold for the converted number: 12.5 under «(%)» is a share of 0.125.
                unlimited = replace(column, kind="number")
                parsed = _scaled(parse(_raw(cell), unlimited, from_workbook=from_workbook), column, factor)
            memo[key] = parsed
        if parsed.fault or parsed.note:
            _report(parsed, column, cell, table.where(column.name, index), problems)
        values.append(parsed.value)
        if parsed is EMPTY and column.required:
            problems.error("required_cell_empty", table.where(column.name, index), heading=column.heading)
    if grid.formulas or grid.uncached_formulas:
        _report_formulas(column, letter, table, grid, problems)
    return values


def _scaled(parsed: Parsed, column: Column, factor: Fraction) -> Parsed:
    if not isinstance(parsed.value, int | Fraction):
        return parsed
    scaled = parsed.value * factor
    value = scaled.numerator if scaled.denominator == 1 else scaled
    fault = number_fault(value, column)
    return Parsed(fault=fault) if fault else Parsed(value, note=parsed.note)


def _report(parsed: Parsed, column: Column, cell: object, where: Where, problems: Problems) -> None:
    if parsed.fault:
        problems.error(parsed.fault, where, found=cell, allowed=allowed(column), heading=column.heading)
    elif parsed.note:
        problems.warning(parsed.note, where, found=cell, heading=column.heading)


def _report_formulas(column: Column, letter: str, table: Table, grid: Grid, problems: Problems) -> None:
    for index, line in enumerate(table.lines):
        cell = f"{letter}{line}"
        if cell in grid.uncached_formulas:
            problems.error("formula_without_value", table.where(column.name, index), heading=column.heading)
        elif cell in grid.formulas:
            problems.warning("formula_read", table.where(column.name, index), heading=column.heading)


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
        facts.append(fact or found)
        unit = next((unit for unit in ("亿元", "万元", "千元", "万人", "%", "％") if unit in row.text("unit")), None)
        number = row.number("value")
        if unit and number is not None:
            kept, factor = UNIT_FACTORS[unit]
            scaled = number * Fraction(factor)
            numbers[row.index] = scaled.numerator if scaled.denominator == 1 else scaled
            units[row.index] = row.text("unit").replace(unit, kept) or None
            problems.warning("unit_converted", row.where("value"), found=unit, kept=kept or "0–1 的小数", factor=factor)
    columns = {**table.columns, "fact": facts, "value": numbers}
    if "unit" in table.columns:
        columns["unit"] = units
    return replace(table, columns=columns)


def column_letter(position: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


__all__ = ["column_letter", "is_in_school_year", "read_package", "read_table", "try_read"]
