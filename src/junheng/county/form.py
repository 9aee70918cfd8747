"""The form of one reporting unit: which cells it fills in, which it is only shown, and the rows that stand ready."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from junheng.county.logic_keys import SCHOOL_COLUMNS
from junheng.county.package import Manifest
from junheng.county.schema import SCHOOLS, TABLE_BY_NAME, Column, TableSpec

# Part of the version of every form: raised whenever the same tables would be laid out in another way.
LAYOUT = 1
VERSION_LENGTH = 12
# column → stored text, None or absent where nothing is reported.
Texts = Mapping[str, str | None]


@dataclass(frozen=True)
class FormTable:
    """One table of a form. Raises ValueError for columns that the table does not have and for rows that could not be told apart.

    `columns` are filled in by this unit, `shown` are locked. `rows` stand ready: column → stored text. `last_year` holds, by the key
    of a row, what was reported a year ago.
    """

    name: str
    columns: tuple[str, ...]
    shown: tuple[str, ...] = ()
    rows: tuple[Texts, ...] = ()
    may_add_rows: bool = False
    last_year: Mapping[str, Texts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = [name for name in (*self.columns, *self.shown) if not self.spec.has(name)]
        if unknown:
            raise ValueError(f"{self.name} has no columns {unknown}")
        if both := set(self.columns) & set(self.shown):
            raise ValueError(f"{self.name}: {sorted(both)} are both filled in and only shown")
        if not self.columns:
            raise ValueError(f"{self.name}: nothing is to be filled in")
        if missing := set(self.spec.key) - {*self.columns, *self.shown}:
            raise ValueError(f"{self.name}: the keys {sorted(missing)} are missing")
        if not self.may_add_rows and (not self.shown or set(self.spec.key) & set(self.columns)):
            raise ValueError(f"{self.name}: the keys of given rows are shown, not filled in")

    @property
    def spec(self) -> TableSpec:
        return TABLE_BY_NAME[self.name]

    @property
    def laid_out(self) -> tuple[Column, ...]:
        """The columns of the sheet in the order of the schema."""
        return tuple(column for column in self.spec.columns if column.name in self.columns or column.name in self.shown)

    @property
    def answered(self) -> tuple[str, ...]:
        """The columns that a reading answers: those filled in, and where rows may be added what tells them apart."""
        ours = {*self.columns, *self.spec.key, school_column(self.name)} if self.may_add_rows else {*self.columns}
        return tuple(column.name for column in self.laid_out if column.name in ours)

    @property
    def identity(self) -> tuple[str, ...]:
        """The locked columns by which a given row is found again, whatever became of the other locked ones."""
        required = {*(column.name for column in self.spec.columns if column.required), school_column(self.name)}
        return self.spec.key or tuple(name for name in self.shown if name in required) or self.shown

    @property
    def given(self) -> tuple[tuple[str, Texts], ...]:
        """The rows that stand ready, each with its key."""
        return tuple(zip(row_keys(self.name, self.rows), self.rows, strict=True))


def school_column(table: str) -> str:
    """The column that names the school a row belongs to; "" in a table of the county."""
    return SCHOOLS.key[0] if table == SCHOOLS.name else SCHOOL_COLUMNS.get(table, "")


def school_of(table: str, row: Texts) -> str:
    """The school that a row belongs to, "" where it names none."""
    return row.get(school_column(table)) or ""


def row_key(table: str, row: Texts, number: int) -> str:
    """What a row is called: the texts of the table's key joined by «|», or the running `number` (from 1) of a table without one."""
    key = TABLE_BY_NAME[table].key
    # A bar within a text is escaped, so that no two rows are called the same.
    return "|".join((row.get(name) or "").replace("\\", "\\\\").replace("|", "\\|") for name in key) if key else f"#{number}"


def row_keys(table: str, rows: Iterable[Texts]) -> tuple[str, ...]:
    """The keys of a table's rows in their order."""
    return tuple(row_key(table, row, number) for number, row in enumerate(rows, 1))


@dataclass(frozen=True)
class UnitForm:
    """Everything that one unit is asked in one round. `schools` are those it may report for; left empty, those of its rows.

    `revision` counts what was saved before the form was made: a form that comes back says from which state it was filled in.
    """

    county_code: str
    county_name: str
    school_year: int
    as_of: datetime.date
    standard: str
    round_code: str
    round_title: str
    unit_code: str
    unit_name: str
    tables: tuple[FormTable, ...]
    schools: tuple[str, ...] = ()
    revision: int | None = None

    @property
    def version(self) -> str:
        """A short hash of the layout: the same as long as sheets and columns stay the same, whatever the rows hold."""
        layout = [LAYOUT, self.round_code, self.unit_code]
        tables = [[table.name, table.columns, table.shown, table.may_add_rows] for table in self.tables]
        return hashlib.sha256(json.dumps([layout, tables]).encode()).hexdigest()[:VERSION_LENGTH]

    @property
    def manifest(self) -> Manifest:
        return Manifest(self.county_code, self.county_name, self.school_year, self.as_of, self.standard)

    @property
    def school_codes(self) -> frozenset[str]:
        """The schools it may report for; none where its tables are the county's own."""
        given = (school_of(table.name, row) for table in self.tables for row in table.rows)
        return frozenset(self.schools) or frozenset(code for code in given if code)

    @property
    def owned(self) -> Mapping[str, frozenset[str]]:
        """Table → the columns that this unit answers for."""
        return {table.name: frozenset(table.answered) for table in self.tables}
