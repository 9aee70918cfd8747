"""A save compared with what stands: which cells it changes, and which somebody else has changed in the meantime."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from junheng.web.collect.folding import Rows
from junheng.web.collect.models import Revision

# (table, key, column)
Cell = tuple[str, str, str]
# As a revision keeps it: `table, key, column, before, after` and, from a workbook, `cell`.
Change = dict[str, str | None]
ADDED_MARK = "#"


@dataclass(frozen=True)
class RowEdit:
    """One row as somebody hands it in. `key` is its entry's, None for a new row; `values` hold stored texts, None for nothing.

    Columns that are left out stay as they are. `cells` say where in a workbook each column stands.
    """

    key: str | None
    values: Mapping[str, str | None]
    deleted: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody changed since `base`, to other than what is handed in now. Column "": the whole row."""

    table: str
    key: str
    column: str
    base: str | None
    theirs: str | None
    mine: str | None
    by: str = ""
    at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A cell changed since the base revision: what stood there then, and who changed it last."""

    base: str | None
    by: str
    at: datetime.datetime


@dataclass
class Comparison:
    """What a save comes to: its changes, or the clashes that stop it. `rows_made` is the highest number of an added row."""

    current: Rows
    touched: Mapping[Cell, Touch]
    rows_made: int
    changes: list[Change] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def take(self, table: str, edits: Iterable[RowEdit], given: Mapping[str, str]) -> None:
        """Compare a table's edits. `given` is what every new row of the table holds without being filled in."""
        for edit in edits:
            if edit.key is None:
                self._add(table, edit, given)
            elif (table, edit.key) not in self.current:
                self._gone(table, edit.key, edit)
            elif edit.deleted:
                self._delete(table, edit.key)
            else:
                self._change(table, edit.key, edit)

    def _add(self, table: str, edit: RowEdit, given: Mapping[str, str]) -> None:
        filled = {column: text for column, text in edit.values.items() if text is not None and column not in given}
        if edit.deleted or not filled:
            return
        self.rows_made += 1
        key = f"{ADDED_MARK}{self.rows_made}"
        for column, text in {**given, **filled}.items():
            self._note((table, key, column), None, text, edit)

    def _change(self, table: str, key: str, edit: RowEdit) -> None:
        row = self.current[table, key]
        for column, mine in edit.values.items():
            theirs, cell = row.get(column), (table, key, column)
            touch = self.touched.get(cell)
            if mine == theirs or (touch is not None and mine == touch.base):
                continue
            if touch is not None:
                self.clashes.append(Clash(*cell, touch.base, theirs, mine, touch.by, touch.at))
            else:
                self._note(cell, theirs, mine, edit)

    def _delete(self, table: str, key: str) -> None:
        row = self.current[table, key]
        touches = [touch for column in row if (touch := self.touched.get((table, key, column)))]
        if touches:
            last = max(touches, key=lambda touch: touch.at)
            self.clashes.append(Clash(table, key, "", None, _words(row), None, last.by, last.at))
            return
        for column, text in row.items():
            self._note((table, key, column), text, None, None)

    def _gone(self, table: str, key: str, edit: RowEdit) -> None:
        """A row that somebody else deleted: gone for both, unless it is handed in with something new."""
        touches = {column: touch for (name, at, column), touch in self.touched.items() if (name, at) == (table, key)}
        if not touches:
            self.unknown.append((table, key))
            return
        base = {column: touch.base for column, touch in touches.items()}
        if edit.deleted or all(text == base.get(column) for column, text in edit.values.items()):
            return
        last = max(touches.values(), key=lambda touch: touch.at)
        self.clashes.append(Clash(table, key, "", _words(base), None, _words({**base, **edit.values}), last.by, last.at))

    def _note(self, cell: Cell, before: str | None, after: str | None, edit: RowEdit | None) -> None:
        table, key, column = cell
        change: Change = {"table": table, "key": key, "column": column, "before": before, "after": after}
        if edit is not None and column in edit.cells:
            change["cell"] = edit.cells[column]
        self.changes.append(change)


def touched_since(revisions: Sequence[Revision]) -> dict[Cell, Touch]:
    """The cells that these revisions (oldest first) changed, each with its text before the first of them."""
    touched: dict[Cell, Touch] = {}
    for revision in revisions:
        by = str(revision.by) if revision.by else ""
        for change in revision.changes:
            cell = (change["table"], change["key"], change["column"])
            base = touched[cell].base if cell in touched else change["before"]
            touched[cell] = Touch(base, by, revision.at)
    return touched


def emptied(changes: Sequence[Change], current: Rows, given: Mapping[str, Mapping[str, str]]) -> list[Change]:
    """The changes, and where they leave nothing but the given texts in an added row, those that take these away as well."""
    after: dict[tuple[str, str], dict[str, str | None]] = {}
    for change in changes:
        place = (str(change["table"]), str(change["key"]))
        after.setdefault(place, dict(current.get(place, {})))[str(change["column"])] = change["after"]
    found = list(changes)
    for (table, key), row in after.items():
        kept = {column: text for column, text in row.items() if text is not None}
        if key.startswith(ADDED_MARK) and kept and set(kept) <= set(given.get(table, {})):
            found += [{"table": table, "key": key, "column": column, "before": text, "after": None} for column, text in kept.items()]
    return found


def _words(row: Mapping[str, str | None]) -> str:
    return " ".join(text for text in row.values() if text)
