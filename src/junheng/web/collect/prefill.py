"""What a submission begins with: the rows that it is given, last year's values, and those that are kept from last year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from importlib import resources
from typing import Any

import tomli

from junheng.county.cells import has_text, text_of
from junheng.county.codes import CODES
from junheng.county.fact_names import fact_unit
from junheng.county.form import row_key, school_column
from junheng.county.notes import notes
from junheng.county.package import CountyPackage
from junheng.county.schema import FACTS, SCHOOLS, SECTIONS, TABLE_BY_NAME
from junheng.web.collect.duties import SCHOOL, TableDuty, has_columns, kind_of_row, matrix_of, owner_code
from junheng.web.collect.edits import ADDED_MARK
from junheng.web.collect.models import Round
from junheng.web.people.models import Unit

FILE = "prefill.toml"
_YEAR = re.compile(r"\d{4}")
Texts = dict[str, str]


@dataclass(frozen=True)
class StartRow:
    """One row that a submission begins with: what it holds, and what was reported a year ago."""

    table: str
    key: str
    values: Texts
    last_year: Texts


@cache
def rules() -> Mapping[str, Any]:
    """The rules of prefill.toml."""
    return tomli.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def is_carried(table: str, column: str) -> bool:
    """Whether last year's value stays."""
    return any(fnmatchcase(column, pattern) for pattern in rules()["carried"].get(table, ()))


class LastYear:
    """An earlier package as stored texts, found by table and school. Without a package it holds nothing.

    `years` is how far back it lies; 0 is the same school year, of which everything stays and nothing is last year's.
    """

    def __init__(self, package: CountyPackage | None, school_year: int) -> None:
        self._package = package
        self.years = school_year - package.manifest.school_year if package else 0
        self._tables: dict[str, Mapping[str, Sequence[Texts]]] = {}

    def rows(self, table: str, school: str = "") -> Sequence[Texts]:
        """The rows of a table about one school; "" for those about none."""
        return self._by_school(table).get(school, ())

    def all_rows(self, table: str) -> Iterable[Texts]:
        return (row for rows in self._by_school(table).values() for row in rows)

    @cached_property
    def closed(self) -> Mapping[str, str]:
        """Code of a school → the day on which it was closed, as it was reported."""
        return {row["school_code"]: row["closed_on"] for row in self.all_rows(SCHOOLS.name) if "closed_on" in row}

    def _by_school(self, table: str) -> Mapping[str, Sequence[Texts]]:
        if table not in self._tables:
            found: dict[str, list[Texts]] = defaultdict(list)
            for row in self._texts(table):
                found[row.get(school_column(table), "")].append(row)
            self._tables[table] = found
        return self._tables[table]

    def _texts(self, table: str) -> Iterator[Texts]:
        if self._package is None:
            return
        spec = TABLE_BY_NAME[table]
        for row in self._package.table(table):
            values = ((column.name, row[column.name], column) for column in spec.columns)
            texts = ((name, text_of(column, value)) for name, value, column in values if value is not None and has_text(value))
            yield {name: text for name, text in texts if text is not None}


def start_rows(round: Round, unit: Unit, duties: Sequence[TableDuty], schools: Sequence[Unit], before: LastYear) -> list[StartRow]:
    """Everything that a unit's submission begins with, in the order of its tables."""
    kinds = {school.code: school.school_kind for school in schools}
    found: list[StartRow] = []
    for duty in duties:
        if duty.table == FACTS.name:
            given: Iterable[tuple[Texts, Texts]] = _facts(round, unit, before)
        elif duty.is_given:
            given = _of_schools(duty, schools, before)
        else:
            given = _added(duty, unit, schools, before)
        for number, (row, last_year) in enumerate(given, 1):
            found.append(_start_row(duty, row, last_year, kinds, before, number))
    return found


def _start_row(duty: TableDuty, row: Texts, last_year: Texts, kinds: Mapping[str, str], before: LastYear, number: int) -> StartRow:
    kind = kind_of_row(duty, row, kinds)
    ours = [column for column in duty.columns if column in last_year and (not duty.is_given or duty.may_fill(column, kind))]
    kept = {column: last_year[column] for column in ours if not before.years or is_carried(duty.table, column)}
    own = {column: text for column, text in row.items() if column in duty.columns or column in _locked(duty)}
    key = row_key(duty.table, row, number) if duty.is_given else f"{ADDED_MARK}{number}"
    shown = {column: last_year[column] for column in ours if column not in duty.given} if before.years else {}
    return StartRow(duty.table, key, {**own, **kept}, shown)


def _locked(duty: TableDuty) -> tuple[str, ...]:
    return (*duty.given, school_column(duty.table))


def _of_schools(duty: TableDuty, schools: Sequence[Unit], before: LastYear) -> Iterator[tuple[Texts, Texts]]:
    for school in schools:
        if not has_columns(duty, school.school_kind):
            continue
        key = {school_column(duty.table): school.code}
        old = before.rows(duty.table, school.code)
        if duty.table == SCHOOLS.name:
            yield {**_identity(duty, school), **key}, next(iter(old), {})
            continue
        by_level = {row.get("level", ""): row for row in old}
        asked = {*rules()["levels"].get(school.school_kind, ()), *by_level}
        for level in CODES[SECTIONS.column("level").vocabulary]:
            if level in asked:
                yield {**key, "level": level}, by_level.get(level, {})


def _identity(duty: TableDuty, school: Unit) -> Texts:
    """What the county's list of units knows of a school already."""
    known = {"school_name": school.name, "kind": school.school_kind, "township": school.township.name if school.township else ""}
    if school.valid_from:
        known["opened_on"] = school.valid_from.isoformat()
    return {column: text for column, text in known.items() if text and duty.may_fill(column, school.school_kind)}


def _added(duty: TableDuty, unit: Unit, schools: Sequence[Unit], before: LastYear) -> Iterator[tuple[Texts, Texts]]:
    """Last year's rows, where the table is one that keeps them."""
    if duty.table not in rules()["carried"] and before.years:
        return
    column = school_column(duty.table)
    codes = [school.code for school in schools if has_columns(duty, school.school_kind)] if column else []
    for code in [*codes, *([] if unit.kind == SCHOOL else [""])]:
        for row in before.rows(duty.table, code):
            yield ({column: code} if unit.kind == SCHOOL else {}), row


def _facts(round: Round, unit: Unit, before: LastYear) -> Iterator[tuple[Texts, Texts]]:
    """One row a fact, level, locality and period that is asked; besides them what the unit reported last year."""
    facts = matrix_of(round).facts_of(owner_code(unit) or "")
    old = {_fact_key(row, before.years): row for row in before.all_rows(FACTS.name) if row.get("fact") in facts}
    reported = {(key[0], key[1], key[2]) for key in old}
    asked = [key for fact in facts for key in _asked(fact, round.school_year) if key in old or key[:3] not in reported]
    for key in dict.fromkeys([*asked, *old]):
        names = zip(FACTS.key, key, strict=True)
        yield {**{name: text for name, text in names if text}, "unit": fact_unit(key[0])}, old.get(key, {})


def _fact_key(row: Texts, years: int) -> tuple[str, ...]:
    """Last year's row as it is asked for now: its period moved on."""
    period = _YEAR.sub(lambda year: str(int(year[0]) + years), row.get("period", ""))
    return (row["fact"], row.get("level", ""), row.get("subject", ""), period)


def _asked(fact: str, school_year: int) -> Iterator[tuple[str, ...]]:
    asked = rules()["facts"]
    levels = asked["levels"] if fact in notes().facts_by_level else [""]
    subjects = CODES["locality"].values() if fact in asked["by_locality"] else [""]
    periods = [f"FY{school_year - 2}", f"FY{school_year - 1}"] if fact in asked["two_years"] else [""]
    return ((fact, level, subject, period) for level in levels for subject in subjects for period in periods)
