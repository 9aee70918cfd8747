"""Rows of stored texts as a package, and the checks that make sense of a part of a county: one engine for workbook, form and API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from junheng.county.check_scopes import SCOPES
from junheng.county.checks import check_package
from junheng.county.derive import derive_counts
from junheng.county.form import Texts
from junheng.county.form_reading import FormReading, PlacedProblem
from junheng.county.package import CountyPackage, Manifest, Table
from junheng.county.problems import Problem, Problems
from junheng.county.read_table import read_table
from junheng.county.schema import TABLE_BY_NAME, TableSpec
from junheng.county.workbook import Grid

# table → its rows, each with the key by which the caller knows it
KeyedRows = Mapping[str, Iterable[tuple[str, Texts]]]
FILE_SUFFIX = ".csv"


@dataclass(frozen=True)
class PackageOfRows:
    """A package made of rows, what reading them found, and the key of each row by table and line."""

    package: CountyPackage
    problems: Problems
    keys: Mapping[str, Mapping[int, str]]

    @property
    def placed(self) -> list[PlacedProblem]:
        """The problems of reading with the cells that they are about."""
        return [self.place(problem) for problem in self.problems.found]

    def place(self, problem: Problem) -> PlacedProblem:
        """The cell, as the caller knows it, that a problem of this package is about."""
        table = (problem.where.file or "").removesuffix(FILE_SUFFIX)
        if table not in self.keys:
            return PlacedProblem(problem)
        spec = TABLE_BY_NAME[table]
        column = next((column.name for column in spec.columns if column.heading == problem.where.column), None)
        # A letter would name a column of a file that nobody has seen.
        shown = replace(problem, where=replace(problem.where, sheet=spec.sheet, cell=None))
        return PlacedProblem(shown, table, self.keys[table].get(problem.where.row or 0), column)


def package_of_rows(manifest: Manifest, rows: KeyedRows, lines: Mapping[str, Mapping[str, int]] | None = None) -> PackageOfRows:
    """The package that these rows make, read as a file of them would be.

    `lines` (table → key → line, as `FormReading.lines`) are the rows' numbers in the workbook that they come from, so that a sentence
    that names a row names the one that people see; without them the first row is 2, as in a file with one line of headings.
    """
    problems = Problems()
    tables: dict[str, Table] = {}
    keys: dict[str, Mapping[int, str]] = {}
    digest = hashlib.sha256()
    for name, keyed in rows.items():
        spec = TABLE_BY_NAME[name]
        by_line = _by_line(list(keyed), (lines or {}).get(name, {}))
        keys[name] = {line: key for line, (key, _) in by_line.items()}
        digest.update(json.dumps([name, [[key, sorted(row.items())] for key, row in by_line.values()]]).encode())
        tables[name] = read_table(spec, _grid(spec, {line: row for line, (_, row) in by_line.items()}), problems)
    tables = derive_counts(tables, manifest.as_of, problems)
    return PackageOfRows(CountyPackage(manifest, tables, digest.hexdigest()), problems, keys)


def _by_line(keyed: Sequence[tuple[str, Texts]], lines: Mapping[str, int]) -> dict[int, tuple[str, Texts]]:
    free = max([1, *lines.values()])
    by_line: dict[int, tuple[str, Texts]] = {}
    for key, row in keyed:
        line = lines.get(key)
        if line is None:
            free += 1
            line = free
        by_line[line] = (key, row)
    return dict(sorted(by_line.items()))


def _grid(spec: TableSpec, rows: Mapping[int, Texts]) -> Grid:
    """The rows as raw cells at their lines. The first column stays empty: a row must not be taken for a template's example."""
    given = [column for column in spec.columns if column.required or any(column.name in row for row in rows.values())]
    cells: list[Sequence[object]] = [()] * max([1, *rows])
    cells[0] = ["", *(column.heading for column in given)]
    for line, row in rows.items():
        cells[line - 1] = [None, *(row.get(column.name) for column in given)]
    width = len(cells[0])
    return Grid(spec.name, [row or [None] * width for row in cells], f"{spec.name}{FILE_SUFFIX}")


def check_part(
    part: PackageOfRows,
    owned: Mapping[str, Container[str]],
    *,
    rows: Mapping[str, Container[str]] | None = None,
    all_schools: bool = False,
    previous: CountyPackage | None = None,
) -> list[PlacedProblem]:
    """What the checks find in one unit's part of a county: the problems of reading first, then those of the package, errors first.

    `owned` (table → columns) and `rows` (table → keys; None: all) are what the unit answers for, and nothing is said of other cells;
    the part may hold more, for comparison. Only with `all_schools` are schools compared with one another. `previous` is an earlier
    year's package of the same schools.
    """
    scopes = ("part", "all_schools") if all_schools else ("part",)
    found = [*part.problems.found, *check_package(part.package, previous, part.problems.found)]
    placed = (part.place(problem) for problem in found if SCOPES[problem.code] in scopes)
    return [entry for entry in placed if _is_owned(entry, owned, rows)]


def _is_owned(placed: PlacedProblem, owned: Mapping[str, Container[str]], rows: Mapping[str, Container[str]] | None) -> bool:
    if placed.table is None:
        return True
    if placed.table not in owned:
        return False
    if rows is not None and placed.key is not None and placed.key not in rows.get(placed.table, ()):
        return False
    return placed.column is None or placed.column in owned[placed.table]


def check_reading(
    reading: FormReading, context: KeyedRows | None = None, *, all_schools: bool = False, previous: CountyPackage | None = None
) -> list[Problem]:
    """Everything there is to say of an uploaded form, each problem once and at its place in the workbook: of reading, then of the checks.

    `context` are rows to compare with: further tables, and of tables with given rows what the form does not show. Of a cell that could
    not be read no check says anything.
    """
    found = list(reading.problems.found)
    if not reading.rows:
        return found
    part = package_of_rows(reading.form.manifest, _with_context(reading, context or {}), reading.lines)
    answered = {name: frozenset(row.key for row in rows) for name, rows in reading.rows.items()}
    checked = check_part(part, reading.form.owned, rows=answered, all_schools=all_schools, previous=previous)
    unreadable = {(problem.where.sheet, problem.where.cell) for problem in reading.problems.errors if problem.where.cell}
    said = {(problem.code, problem.where.sheet, problem.where.cell) for problem in found}
    for problem in map(reading.located, checked):
        sheet, cell = problem.where.sheet, problem.where.cell
        if (sheet, cell) not in unreadable and (problem.code, sheet, cell) not in said:
            found.append(problem)
    return found


def _with_context(reading: FormReading, context: KeyedRows) -> dict[str, list[tuple[str, Texts]]]:
    """The rows that were read over those that stood ready, and the context around them."""
    rows = {name: list(keyed) for name, keyed in context.items()}
    for table in reading.form.tables:
        read = {row.key: row.values for row in reading.rows.get(table.name, ())}
        if table.may_add_rows:
            rows[table.name] = [*rows.get(table.name, ()), *read.items()]
            continue
        known = dict(rows.get(table.name, ()))
        given = {key: {**known.get(key, {}), **row, **read.get(key, {})} for key, row in table.given}
        rows[table.name] = [*given.items(), *((key, row) for key, row in known.items() if key not in given)]
    return rows
