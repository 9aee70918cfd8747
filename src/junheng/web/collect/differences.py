"""What was changed, cell by cell: the saves between two revisions folded into one before and one after."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from junheng.county.cells import shown
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.models import Entry, Revision, Submission

# (table, key, column)
Cell = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell with its stored text before and after (None: nothing reported). `by`, `at` and `revision` are those of the last save."""

    table: str
    key: str
    column: str
    before: str | None
    after: str | None
    by: str = ""
    at: datetime.datetime | None = None
    revision: int = 0

    @property
    def cell(self) -> Cell:
        return (self.table, self.key, self.column)

    @property
    def sheet(self) -> str:
        return TABLE_BY_NAME[self.table].sheet

    @property
    def heading(self) -> str:
        """What the column is called, «» where the whole row is meant."""
        return TABLE_BY_NAME[self.table].column(self.column).heading if self.column else ""

    @property
    def unit(self) -> str:
        return TABLE_BY_NAME[self.table].column(self.column).unit or "" if self.column else ""

    @property
    def row_words(self) -> str:
        return row_words(self.table, self.key)

    @property
    def shown_before(self) -> str:
        return shown_text(self.table, self.column, self.before)

    @property
    def shown_after(self) -> str:
        return shown_text(self.table, self.column, self.after)


def place_words(table: str, key: str, column: str) -> str:
    """«学校 9901000001「图书」»: where a cell is, in the words of the sheet; unknown names as they came."""
    spec = TABLE_BY_NAME.get(table)
    heading = spec.column(column).heading if spec and spec.has(column) else column
    row = f"{spec.sheet if spec else table} {row_words(table, key)}".strip()
    return f"{row}「{heading}」" if heading else row


def row_words(table: str, key: str) -> str:
    """«9901000001 小学»: a row's key in words; the number of an added row as it is."""
    spec = TABLE_BY_NAME.get(table)
    # A bar within a text is escaped, see `county.form.row_key`.
    parts = [re.sub(r"\\(.)", r"\1", part) for part in re.split(r"(?<!\\)\|", key)]
    if spec is None or len(parts) != len(spec.key):
        return key
    return " ".join(words for name, part in zip(spec.key, parts, strict=True) if (words := shown(spec.column(name), part)))


def shown_text(table: str, column: str, text: str | None) -> str:
    """A stored text as people see it."""
    return shown(TABLE_BY_NAME[table].column(column), text) if column else text or ""


def folded(revisions: Iterable[Revision]) -> list[Change]:
    """The revisions, oldest first, as one change a cell. A cell that came back to its first text is no change."""
    cells: dict[Cell, Change] = {}
    for revision in revisions:
        by = str(revision.by) if revision.by else ""
        for made in revision.changes:
            cell = (made["table"], made["key"], made.get("column") or "")
            earlier = cells.get(cell)
            before = earlier.before if earlier else made["before"]
            cells[cell] = Change(*cell, before, made["after"], by, revision.at, revision.number)
    return [change for change in cells.values() if change.before != change.after]


def changes_between(submission: Submission, first: int, last: int) -> list[Change]:
    """What changed from the revision `first` (0: from nothing) to the revision `last`; the other way round where `last` is earlier."""
    low, high = sorted((first, last))
    revisions = Revision.objects.unscoped().filter(submission=submission, number__gt=low, number__lte=high)
    changes = folded(revisions.order_by("number").select_related("by"))
    if first <= last:
        return changes
    return [replace(change, before=change.after, after=change.before) for change in changes]


def changes_since(submission: Submission, revision: int) -> list[Change]:
    """What changed after a revision."""
    return changes_between(submission, revision, submission.revision)


def changes_from_last_year(entries: Iterable[Entry]) -> list[Change]:
    """How the rows differ from what was reported a year ago, in cells that had a value then; `before` is last year's text."""
    return [
        Change(entry.table, entry.key, column, earlier, entry.values.get(column))
        for entry in entries
        for column, earlier in entry.last_year.items()
        if earlier is not None and entry.values.get(column) != earlier and TABLE_BY_NAME[entry.table].has(column)
    ]
