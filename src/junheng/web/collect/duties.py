"""What one unit is asked in a round: the tables, its columns in them, and for which schools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.form import school_column
from junheng.county.schema import FACTS, TABLE_BY_NAME, TableSpec
from junheng.web.collect.fields import COUNTY, OWNED_TABLES, ROWS_GIVEN
from junheng.web.collect.models import Round
from junheng.web.collect.ownership import Matrix, parse_matrix, unit_name
from junheng.web.language import reader_language
from junheng.web.people.models import Unit

SCHOOL, TOWNSHIP = "school", "township"
# A fact's row says besides its key what it is counted in: given, like the key.
GIVEN_OF_FACTS = ("unit",)
REPORTED_OF_FACTS = ("value", "source", "document")
# Kinds of unit whose owner's code names the single unit.
_NAMED = ("division", "department")


@dataclass(frozen=True)
class TableDuty:
    """One table that a unit reports in: its columns there, in the order of the schema, and which of them for each kind of school."""

    table: str
    columns: tuple[str, ...]
    by_kind: Mapping[str, frozenset[str]]

    @property
    def spec(self) -> TableSpec:
        return TABLE_BY_NAME[self.table]

    @property
    def is_given(self) -> bool:
        """Whether its rows stand ready; else the unit adds them."""
        return self.table in ROWS_GIVEN

    @property
    def given(self) -> tuple[str, ...]:
        """The columns that a row is given with: nobody fills them in."""
        if self.table == FACTS.name:
            return (*self.spec.key, *GIVEN_OF_FACTS)
        return self.spec.key if self.is_given else ()

    def may_fill(self, column: str, kind: str) -> bool:
        """Whether the unit reports the column in a row about a school of this kind (COUNTY: about none)."""
        return column in self.by_kind.get(kind, ())


@lru_cache(maxsize=64)
def _parsed(text: str) -> Matrix:
    return parse_matrix(text)


def matrix_of(round: Round) -> Matrix:
    """Who reports what in this round. Raises DataFaults."""
    return _parsed(round.matrix)


def owner_code(unit: Unit) -> str | None:
    """What a matrix calls the unit as an owner; None for one that reports nothing."""
    if unit.kind in _NAMED:
        return f"{unit.kind}:{unit.code.partition('-')[2]}"
    return unit.kind if unit.kind in (SCHOOL, TOWNSHIP, "office") else None


def owner_words(code: str) -> str:
    """An owner or a checker of a matrix as people call it."""
    return unit_name(code)[0 if reader_language() == "zh" else 1]


def duties_of(round: Round, unit: Unit) -> Sequence[TableDuty]:
    """The tables in which the unit has anything to report, in the order of the schema."""
    owner = owner_code(unit)
    kinds = (unit.school_kind,) if owner == SCHOOL else (*SCHOOL_KINDS, COUNTY)
    return _duties(round.matrix, tuple(round.tables), owner, kinds) if owner else ()


@lru_cache(maxsize=256)
def _duties(matrix: str, tables: tuple[str, ...], owner: str, kinds: tuple[str, ...]) -> Sequence[TableDuty]:
    found = (_duty(_parsed(matrix), table, owner, kinds) for table in TABLE_BY_NAME if table in tables)
    return tuple(duty for duty in found if duty.columns)


def _duty(matrix: Matrix, table: str, owner: str, kinds: Iterable[str]) -> TableDuty:
    if table == FACTS.name:
        reported = REPORTED_OF_FACTS if matrix.facts_of(owner) else ()
        return TableDuty(table, reported, {COUNTY: frozenset(reported)})
    spec = OWNED_TABLES[table]
    added = () if table in ROWS_GIVEN else spec.key
    owned = {kind: {*columns, *added} for kind in kinds if (columns := matrix.columns(table, kind, owner))}
    if owner == SCHOOL:
        # A school writes its own code nowhere: it is given.
        owned = {kind: columns - {school_column(table)} for kind, columns in owned.items()}
    union = set().union(*owned.values()) if owned else set()
    columns = tuple(column.name for column in spec.columns if column.name in union)
    return TableDuty(table, columns, {kind: frozenset(found) for kind, found in owned.items()})


def kind_of_row(duty: TableDuty, values: Mapping[str, str | None], kinds: Mapping[str, str]) -> str:
    """The kind of the school that a row is about, COUNTY where it is about none. `kinds`: code of a school → its kind."""
    return kinds.get(values.get(school_column(duty.table)) or "", COUNTY)


def may_fill(duty: TableDuty, column: str, values: Mapping[str, str | None], kinds: Mapping[str, str]) -> bool:
    """Whether the unit fills in this cell. Rows that it adds are its own as a whole."""
    return column in duty.columns if not duty.is_given else duty.may_fill(column, kind_of_row(duty, values, kinds))


def schools_for(round: Round, unit: Unit) -> list[Unit]:
    """The schools about which the unit reports: itself, those of its township, else every open one of the county."""
    if unit.kind == SCHOOL:
        return [unit]
    schools = Unit.objects.unscoped().filter(open_on(round), county=round.county_id, kind=SCHOOL).order_by("code")
    return list(schools.filter(township=unit) if unit.kind == TOWNSHIP else schools)


def open_on(round: Round) -> Q:
    """Units that exist on the round's day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=round.as_of)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gt=round.as_of))


def has_columns(duty: TableDuty, kind: str) -> bool:
    """Whether a row about a school of this kind has anything to fill in."""
    return bool(duty.by_kind.get(kind))


def school_key_columns(duty: TableDuty) -> list[str]:
    """The column that names the row's school, where there is one and the unit does not write it."""
    column = school_column(duty.table)
    return [column] if column and column not in duty.columns else []
