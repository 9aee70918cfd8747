"""The package of a round: every unit's own cells put together, and for each cell who reported and who approved it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from junheng.assessment.engine import check
from junheng.county.codes import CODES
from junheng.county.fact_names import FACT_NAMES
from junheng.county.form import row_key, row_keys, school_column
from junheng.county.form_check import PackageOfRows, package_of_rows
from junheng.county.form_reading import PlacedProblem
from junheng.county.package import Manifest
from junheng.county.schema import FACTS, SCHOOLS, SECTIONS, TABLES
from junheng.county.write import package_files, zipped
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import open_frozen
from junheng.web.archive.storage import under_its_name
from junheng.web.collect.duties import REPORTED_OF_FACTS, SCHOOL, TableDuty, duties_of, may_fill
from junheng.web.collect.models import Entry, Revision, Round, Submission, Supplement
from junheng.web.people.models import Unit, User

# A package says of itself that it is invented; nothing else of an older manifest is true of a new one.
KEPT_EXTRAS = ("invented",)
LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a cell's text stands: the submission, and the key by which its entries know the row."""

    submission: Submission
    key: str


@dataclass(frozen=True, slots=True)
class MergedRow:
    """One row of the package: its texts by column, and the source of each that a unit reported."""

    texts: dict[str, str | None] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """A round's rows put together, by table, in the order of the package."""

    manifest: Manifest
    rows: Mapping[str, Sequence[MergedRow]]

    @cached_property
    def by_key(self) -> Mapping[str, Mapping[str, MergedRow]]:
        """Table → key of the row in the package → the row. Rows of a table without a key are called by their number, «#3»."""
        return {table: dict(zip(self._keys(table), rows, strict=True)) for table, rows in self.rows.items()}

    @cached_property
    def made(self) -> PackageOfRows:
        """The package that the rows make, read as a file of them would be."""
        keyed = {table: list(zip(self._keys(table), (row.texts for row in rows), strict=True)) for table, rows in self.rows.items()}
        return package_of_rows(self.manifest, keyed)

    @cached_property
    def content(self) -> bytes:
        """The package as a .zip: the same rows always make the same bytes."""
        return zipped(package_files(self.made.package))

    def errors(self, file_name: str) -> list[PlacedProblem]:
        """What stops an assessment of the whole county, each with its cell."""
        unread = [placed for placed in self.made.placed if placed.problem.severity == "error"]
        if unread:
            return unread
        with under_its_name(self.content, file_name) as path:
            return [self.made.place(problem) for problem in check(path) if problem.severity == "error"]

    def unit_of(self, table: str | None, key: str | None, column: str | None) -> Unit | None:
        """Who reported a cell; for a row, whoever reported anything in it."""
        row = self.by_key.get(table or "", {}).get(key or "")
        if row is None:
            return None
        source = row.sources.get(column or "") or next(iter(row.sources.values()), None)
        return source.submission.unit if source else None

    def _keys(self, table: str) -> tuple[str, ...]:
        return row_keys(table, [row.texts for row in self.rows[table]])


def package_of_round(round: Round, left_out: Collection[int] = ()) -> bytes:
    """The round's package as a .zip. `left_out` are the ids of submissions whose values do not count."""
    return merged(round, left_out).content


def merged(round: Round, left_out: Collection[int] = ()) -> Merged:
    """Everything that the round's units reported, each in its own columns.

    Of a submission that is left out the rows that it was given stay, empty: a school that did not report is unknown and not gone.
    """
    submissions = list(Submission.objects.unscoped().filter(round=round).select_related("unit").order_by("unit__code"))
    entries: dict[int, dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in Entry.objects.unscoped().filter(submission__round=round).order_by("table", "position", "pk"):
        entries[entry.submission_id][entry.table].append(entry)
    schools = Unit.objects.unscoped().filter(county=round.county_id, kind=SCHOOL)
    joining = _Joining(dict(schools.values_list("code", "school_kind")))
    for submission in submissions:
        for duty in duties_of(round, submission.unit):
            joining.add(submission, duty, entries[submission.pk][duty.table], is_left_out=submission.pk in left_out)
    return Merged(_manifest(round), joining.ordered())


def _manifest(round: Round) -> Manifest:
    before = open_frozen(round.previous).manifest.extras if round.previous else {}
    extras = {name: before[name] for name in KEPT_EXTRAS if name in before}
    return Manifest(round.county.code, round.county.name, round.school_year, round.as_of, round.standard, extras=extras)


class _Joining:
    """Rows as they come in: those that are given meet under their key, those that a unit added stand for themselves."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._given: dict[str, dict[str, MergedRow]] = defaultdict(dict)
        self._added: dict[str, list[MergedRow]] = defaultdict(list)

    def add(self, submission: Submission, duty: TableDuty, entries: Iterable[Entry], *, is_left_out: bool) -> None:
        for entry in entries:
            source = Source(submission, entry.key)
            if duty.is_given:
                self._meet(duty, entry, source, is_left_out=is_left_out)
            elif not is_left_out:
                self._added[duty.table].append(_own_row(duty, entry, source))

    def _meet(self, duty: TableDuty, entry: Entry, source: Source, *, is_left_out: bool) -> None:
        row = self._given[duty.table].setdefault(row_key(duty.table, entry.values, 0), MergedRow())
        row.texts.update({column: entry.values.get(column) for column in duty.given})
        for column in duty.columns:
            if not is_left_out and may_fill(duty, column, entry.values, self._kinds):
                row.texts[column] = entry.values.get(column)
                row.sources[column] = source

    def ordered(self) -> dict[str, list[MergedRow]]:
        """Table → rows, tables in the order of the schema."""
        found = {**{table: sorted(rows.values(), key=_ORDERS[table]) for table, rows in self._given.items()}, **self._added}
        facts = [row for row in found.get(FACTS.name, ()) if any(row.texts.get(column) is not None for column in REPORTED_OF_FACTS)]
        found = {**found, FACTS.name: facts}
        return {table.name: found[table.name] for table in TABLES if found.get(table.name)}


def _own_row(duty: TableDuty, entry: Entry, source: Source) -> MergedRow:
    texts = dict(entry.values)
    column = school_column(duty.table)
    if source.submission.unit.kind == SCHOOL and column:
        texts[column] = source.submission.unit.code
    return MergedRow(texts, dict.fromkeys(texts, source))


_LEVELS = {level: number for number, level in enumerate(CODES[SECTIONS.column("level").vocabulary])}
_FACTS = {fact: number for number, fact in enumerate(FACT_NAMES)}


def _section_order(row: MergedRow) -> tuple[object, ...]:
    level = row.texts.get("level") or ""
    return row.texts.get("school_code") or "", _LEVELS.get(level, len(_LEVELS)), level


def _fact_order(row: MergedRow) -> tuple[object, ...]:
    return _FACTS.get(row.texts.get("fact") or "", len(_FACTS)), *(row.texts.get(name) or "" for name in FACTS.key)


_ORDERS = {
    SCHOOLS.name: lambda row: row.texts.get("school_code") or "",
    SECTIONS.name: _section_order,
    FACTS.name: _fact_order,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one cell of a frozen version comes from. `kind` is the origin of the version in which it stood first.

    `revision` is the save that wrote it (None for a cell that was never written); `cell` its place in the workbook, if it came by one.
    """

    kind: str
    package: FrozenPackage
    unit: Unit | None = None
    submission: Submission | None = None
    revision: int | None = None
    supplement: Supplement | None = None
    reported_by: User | None = None
    reported_at: datetime.datetime | None = None
    cell: str = ""
    approved_by: User | None = None
    approved_at: datetime.datetime | None = None


def origin_of(package: FrozenPackage, table: str, key: str, column: str) -> Origin | None:
    """Who reported and who approved one cell of a frozen version; None where its round knows no such cell.

    `key` is the row's as `county.form.row_keys` makes it of the version's rows.
    """
    supplement = Supplement.objects.unscoped().filter(result=package).select_related("unit", "proposed_by", "decided_by").first()
    if supplement is None:
        return _loaded(package) if package.origin == FrozenPackage.Origin.LOAD else _reported(package, table, key, column)
    if any((cell["table"], cell["key"], cell["column"]) == (table, key, column) for cell in supplement.cells):
        return Origin(
            FrozenPackage.Origin.SUPPLEMENT,
            package,
            supplement.unit,
            supplement=supplement,
            reported_by=supplement.proposed_by,
            reported_at=supplement.proposed_at,
            approved_by=supplement.decided_by,
            approved_at=supplement.decided_at,
        )
    return origin_of(package.supersedes, table, key, column) if package.supersedes else None


def _loaded(package: FrozenPackage) -> Origin:
    return Origin(
        FrozenPackage.Origin.LOAD,
        package,
        reported_by=package.frozen_by,
        reported_at=package.frozen_at,
        approved_by=package.frozen_by,
        approved_at=package.frozen_at,
    )


def _reported(package: FrozenPackage, table: str, key: str, column: str) -> Origin | None:
    round = package.round
    if round is None:
        return None
    left_out = Submission.objects.unscoped().filter(round=round).exclude(state=LOCKED).values_list("pk", flat=True)
    row = merged(round, set(left_out)).by_key.get(table, {}).get(key)
    source = row.sources.get(column) if row else None
    if source is None:
        return None
    submission = source.submission
    revision, cell = _last_write(submission, table, source.key, column)
    return Origin(
        FrozenPackage.Origin.ROUND,
        package,
        submission.unit,
        submission,
        revision.number if revision else None,
        reported_by=revision.by if revision else None,
        reported_at=revision.at if revision else None,
        cell=cell,
        approved_by=submission.approved_by,
        approved_at=submission.approved_at,
    )


def _last_write(submission: Submission, table: str, key: str, column: str) -> tuple[Revision | None, str]:
    """The newest save that changed the cell, and where it stood in the workbook."""
    revisions = Revision.objects.unscoped().filter(submission=submission).select_related("by").order_by("-number")
    for revision in revisions:
        for change in revision.changes:
            if (change["table"], change["key"], change["column"]) == (table, key, column):
                return revision, change.get("cell") or ""
    return None, ""
