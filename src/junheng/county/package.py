"""A county package in memory: tables of exact values, each cell knowing where it came from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from junheng.county.manifest_names import MANIFEST_SHEET
from junheng.county.problems import Problem, Where
from junheng.county.schema import SCHOOLS, SECTIONS, TABLE_BY_NAME, TableSpec
from junheng.county.values import Number, Value

INVENTED_WORD = "虚构"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who, which year, as of when, under which standard. `school_year` 2025 is 2025–2026."""

    county_code: str
    county_name: str
    school_year: int
    as_of: datetime.date
    standard: str
    files: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    extras: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_invented(self) -> bool:
        """Whether the package says of itself, in an entry or in the county's name, that its data are invented."""
        return bool(self.extras.get("invented")) or INVENTED_WORD in self.county_name


@dataclass(frozen=True)
class Table:
    """One table by columns. `lines[i]` is the row number that a spreadsheet shows for row i.

    `units` names the unit of a heading that was converted (亩, 万元); `derived` says of a filled cell what it was
    counted from; `extras` are unknown columns, kept as read.
    """

    spec: TableSpec
    columns: Mapping[str, Sequence[Value]]
    lines: Sequence[int]
    file: str = ""
    sheet: str | None = None
    letters: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, Sequence[object]] = field(default_factory=dict)
    derived: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self, index) for index in range(len(self.lines)))

    def value(self, column: str, index: int) -> Value:
        cells = self.columns.get(column)
        return None if cells is None else cells[index]

    def where(self, column: str | None, index: int) -> Where:
        line = self.lines[index]
        letter = self.letters.get(column or "")
        heading = self.headings.get(column or "") or (self.spec.column(column).heading if column and self.spec.has(column) else column)
        # Line 0 is a row counted from a roster: no row of the file holds it.
        return Where(self.file, self.sheet, line or None, heading, f"{letter}{line}" if letter and line else None)

    def filled(self, column: str, values: Mapping[int, Value], source: str) -> Table:
        """A copy in which empty cells of `column` hold counted values; `source` says what was counted."""
        cells = list(self.columns.get(column) or [None] * len(self))
        derived = dict(self.derived)
        for index, value in values.items():
            cells[index] = value
            derived[column, index] = source
        return replace(self, columns={**self.columns, column: cells}, derived=derived)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, read by column name. A column that was not given reads as None."""

    table: Table
    index: int

    def __getitem__(self, column: str) -> Value:
        return self.table.value(column, self.index)

    def text(self, column: str) -> str:
        """The text, or "" where nothing was reported."""
        value = self[column]
        return "" if value is None else str(value)

    def number(self, column: str) -> Number | None:
        value = self[column]
        return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None

    def flag(self, column: str) -> bool | None:
        value = self[column]
        return value if isinstance(value, bool) else None

    def date(self, column: str) -> datetime.date | None:
        value = self[column]
        return value if isinstance(value, datetime.date) else None

    def where(self, column: str | None = None) -> Where:
        return self.table.where(column, self.index)


def is_open(school: Row, day: datetime.date) -> bool:
    """Whether a row of `schools` is of a school that works on the day; one of no known dates does."""
    opened, closed = school.date("opened_on"), school.date("closed_on")
    return (opened is None or opened <= day) and (closed is None or closed > day)


def empty_table(name: str) -> Table:
    """A table that the package does not hold: no rows, no columns."""
    return Table(TABLE_BY_NAME[name], {}, ())


@dataclass(frozen=True)
class CountyPackage:
    """One county in one school year, read and typed. `problems` are the warnings of reading."""

    manifest: Manifest
    tables: Mapping[str, Table]
    sha256: str
    source: Path | None = None
    problems: tuple[Problem, ...] = ()
    extra_tables: Mapping[str, Sequence[Sequence[object]]] = field(default_factory=dict)

    @property
    def manifest_where(self) -> Where:
        """Where a person finds the manifest: the sheet 说明 of a workbook, else manifest.json."""
        if self.source is not None and self.source.suffix.lower() in (".xlsx", ".xlsm"):
            return Where(self.source.name, MANIFEST_SHEET)
        return Where("manifest.json")

    def table(self, name: str) -> Table:
        """The table, empty where the package does not hold it. Raises KeyError for a name outside the dictionary."""
        return self.tables.get(name) or empty_table(name)

    @property
    def schools(self) -> Table:
        return self.table(SCHOOLS.name)

    @property
    def sections(self) -> Table:
        return self.table(SECTIONS.name)

    def with_tables(self, **tables: Table) -> CountyPackage:
        """A copy with some tables replaced."""
        return replace(self, tables=MappingProxyType({**self.tables, **tables}))
