"""The form of one submission: what the unit fills in, with the rows as they stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from junheng.county.form import FormTable, Texts, UnitForm, row_keys, school_column
from junheng.county.schema import SCHOOLS
from junheng.web.collect.duties import SCHOOL, TableDuty, duties_of, may_fill, school_key_columns, schools_for
from junheng.web.collect.models import Entry, Submission
from junheng.web.people.models import Unit

# What a row of a school is shown with, so that people know which school it is.
SHOWN_OF_SCHOOLS = ("school_name", "kind")


@dataclass(frozen=True)
class SubmittedForm:
    """A submission's form together with the entries that its rows come from.

    A row's key in the form counts the rows of a table without a key; an entry's is its name for ever. `form_key` and `entry_key` lead
    from one to the other.
    """

    submission: Submission
    duties: Sequence[TableDuty]
    entries: Mapping[str, Sequence[Entry]]
    schools: Mapping[str, Unit]

    @cached_property
    def form(self) -> UnitForm:
        """What `county.form*` writes, reads and checks."""
        round, unit = self.submission.round, self.submission.unit
        tables = tuple(table for duty in self.duties if (table := self._table(duty)) is not None)
        return UnitForm(
            round.county.code,
            round.county.name,
            round.school_year,
            round.as_of,
            round.standard,
            round.code,
            round.title,
            unit.code,
            unit.name,
            tables,
            tuple(self.schools) if any(school_column(duty.table) for duty in self.duties) else (),
            self.submission.revision,
        )

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Code of a school → its kind."""
        return {code: school.school_kind for code, school in self.schools.items()}

    def duty(self, table: str) -> TableDuty:
        """Raises KeyError for a table in which the unit reports nothing."""
        return {duty.table: duty for duty in self.duties}[table]

    def may_fill(self, table: str, column: str, values: Texts) -> bool:
        """Whether the unit fills in this cell of a row that holds `values`."""
        return may_fill(self.duty(table), column, values, self.kinds)

    def row(self, entry: Entry) -> dict[str, str | None]:
        """An entry's texts, with what it is shown with besides."""
        return {**self._context(entry.table, entry.values), **entry.values}

    def form_key(self, table: str, key: str) -> str | None:
        """What the form calls a row that is known by its entry's key."""
        return self._form_keys.get((table, key))

    def entry_key(self, table: str, key: str) -> str | None:
        """The entry's key of a row that the form calls `key`."""
        return self._entry_keys.get((table, key))

    @cached_property
    def _form_keys(self) -> Mapping[tuple[str, str], str]:
        return {
            (name, entry.key): key
            for name, entries in self.entries.items()
            for entry, key in zip(entries, row_keys(name, [entry.values for entry in entries]), strict=True)
        }

    @cached_property
    def _entry_keys(self) -> Mapping[tuple[str, str], str]:
        return {(name, key): entry for (name, entry), key in self._form_keys.items()}

    def _table(self, duty: TableDuty) -> FormTable | None:
        entries = self.entries.get(duty.table, ())
        if duty.is_given and not entries:
            return None
        shown = [*duty.given, *school_key_columns(duty), *(SHOWN_OF_SCHOOLS if duty.table == SCHOOLS.name else ())]
        keys = [self._form_keys[duty.table, entry.key] for entry in entries]
        return FormTable(
            duty.table,
            duty.columns,
            tuple(dict.fromkeys(name for name in shown if name not in duty.columns)),
            tuple(self.row(entry) for entry in entries),
            not duty.is_given,
            {key: entry.last_year for key, entry in zip(keys, entries, strict=True) if entry.last_year},
        )

    def _context(self, table: str, values: Texts) -> dict[str, str | None]:
        if table != SCHOOLS.name:
            return {}
        school = self.schools.get(values.get(school_column(table)) or "")
        return dict(zip(SHOWN_OF_SCHOOLS, (school.name, school.school_kind), strict=True)) if school else {}


def submitted_form(submission: Submission, entries: Iterable[Entry] | None = None) -> SubmittedForm:
    """The form with the entries as they stand, or with those given."""
    if entries is None:
        entries = Entry.objects.unscoped().filter(submission=submission).order_by("table", "position", "pk")
    by_table: dict[str, list[Entry]] = {}
    for entry in entries:
        by_table.setdefault(entry.table, []).append(entry)
    duties = duties_of(submission.round, submission.unit)
    asks_schools = submission.unit.kind == SCHOOL or any(school_column(duty.table) for duty in duties)
    schools = {school.code: school for school in schools_for(submission.round, submission.unit)} if asks_schools else {}
    return SubmittedForm(submission, duties, by_table, schools)


def form_of(submission: Submission) -> UnitForm:
    """The form of a submission, its rows as they stand now."""
    return submitted_form(submission).form
