"""What one person typed in the rows of one table: posted by a page, kept in a draft, laid over what stands, handed in as edits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from junheng.county.cells import shown, stored
from junheng.county.schema import Column, TableSpec
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.folding import Rows

# Names in a posted form: cell-7-pupils, key-7 (an entry's key), gone-7 (the key of a row that is deleted by now), delete-7,
# asked-7-pupils (two values were shown), choose-7-pupils (one of them). A new row has a name instead of a number and no key.
SEPARATOR = "-"
MINE, THEIRS = "mine", "theirs"
# No browser sends this character, and PostgreSQL keeps it in no text: shown as unreadable, it is named by the checks.
UNREADABLE = {"\x00": "\ufffd"}
MAX_NAME = 40


@dataclass(frozen=True)
class TypedRow:
    """One row as typed. `name`: its entry's key, or what a new row is called until it is saved.

    `cells`: column → the text as typed. `deleted` None: nothing was said about deleting it.
    """

    name: str
    is_new: bool
    cells: Mapping[str, str] = field(default_factory=dict)
    deleted: bool | None = None

    @property
    def place(self) -> tuple[bool, str]:
        """What tells it from the other rows of the table."""
        return (self.is_new, self.name)

    @property
    def says_something(self) -> bool:
        return bool(self.cells) or bool(self.deleted)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "new": self.is_new, "cells": dict(self.cells), "deleted": self.deleted}


@dataclass(frozen=True)
class Posted:
    """A posted page. `base`: the revision that it showed; `since`: the one from which other people's changes are still to be told.

    `asked` are the cells for which two values were shown, `chosen` those with a choice: (row's name, column; "" for the row).
    """

    rows: Sequence[TypedRow]
    base: int
    since: int
    new_rows: int = 0
    asked: frozenset[tuple[str, str]] = frozenset()
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_decided(self) -> bool:
        """Whether a choice was made wherever two values were shown."""
        return self.asked <= set(self.chosen)


def posted(data: Mapping[str, str], columns: Collection[str], revision: int) -> Posted:
    """What a form says; `columns` are those that may be filled in, `revision` what stands where the form names none."""
    numbers: dict[str, dict[str, str]] = {}
    said: dict[str, dict[tuple[str, str], str]] = {"asked": {}, "choose": {}, "delete": {}, "key": {}, "gone": {}}
    for name, text in data.items():
        kind, _, rest = name.partition(SEPARATOR)
        number, _, column = rest.partition(SEPARATOR)
        if kind == "cell" and column in columns:
            numbers.setdefault(number, {})[column] = text.translate(_UNREADABLE)
        elif kind in said and number:
            said[kind][number, column] = text
    rows = list(_rows(numbers, said))
    names = {number: key for (number, _), key in (*said["key"].items(), *said["gone"].items())}
    asked = frozenset((names.get(number, number), column) for number, column in said["asked"])
    chosen = {(names.get(number, number), column): word for (number, column), word in said["choose"].items() if word in (MINE, THEIRS)}
    base = _whole(data.get("base"), revision)
    return Posted(rows, base, _whole(data.get("since"), base), _blank(numbers, said), asked, chosen)


def decided(page: Posted) -> list[TypedRow]:
    """The rows with every choice carried out: what was left to the others is no longer typed."""
    rows = []
    for row in page.rows:
        whole = page.chosen.get((row.name, ""))
        if whole == THEIRS:
            continue
        kept = {column: text for column, text in row.cells.items() if page.chosen.get((row.name, column)) != THEIRS}
        # A row that somebody deleted and that is wanted nevertheless is a new one.
        again = whole == MINE and not row.deleted
        rows.append(replace(row, cells=kept, is_new=row.is_new or again))
    return rows


def reduced(spec: TableSpec, rows: Iterable[TypedRow], *stands: Rows) -> list[TypedRow]:
    """Only what is really a change: cells whose text stands in none of `stands`, and rows in which anything is left."""
    found = []
    for row in rows:
        if row.is_new:
            cells = {column: text for column, text in row.cells.items() if text.strip()}
        else:
            known = [rows_[spec.name, row.name] for rows_ in stands if (spec.name, row.name) in rows_]
            cells = {
                column: text
                for column, text in row.cells.items()
                if not any(_is_same(spec.column(column), text, row_.get(column)) for row_ in known)
            }
        left = replace(row, cells=cells, deleted=row.deleted or None)
        if left.says_something and not (left.is_new and left.deleted):
            found.append(left)
    return found


def edits(spec: TableSpec, rows: Iterable[TypedRow]) -> list[RowEdit]:
    """The rows as they are saved. A text that cannot be read is kept as typed, and the checks name it."""
    return [
        RowEdit(
            None if row.is_new else row.name,
            {} if row.deleted else {column: stored(spec.column(column), text).text for column, text in row.cells.items()},
            bool(row.deleted),
        )
        for row in rows
    ]


def merged(spec: TableSpec, earlier: Iterable[TypedRow], later: Iterable[TypedRow], stood: Rows) -> list[TypedRow]:
    """What was typed first and then: cell by cell the later text, or nothing where that is again what `stood` there."""
    rows = {row.place: row for row in earlier}
    for row in later:
        known = rows.get(row.place)
        cells = {**(known.cells if known else {}), **row.cells}
        changed = {column for one in reduced(spec, [replace(row, deleted=None)], stood) for column in one.cells}
        kept = {column: text for column, text in cells.items() if column in changed or column not in row.cells}
        deleted = row.deleted if row.deleted is not None or known is None else known.deleted
        rows[row.place] = replace(row, cells=kept, deleted=deleted)
    return [row for row in rows.values() if row.says_something]


def without(rows: Iterable[TypedRow], taken: Iterable[TypedRow]) -> list[TypedRow]:
    """The rows without the cells that `taken` has too: those are saved now."""
    places = {row.place: row for row in taken}
    left = []
    for row in rows:
        saved = places.get(row.place)
        if saved is not None:
            row = replace(row, cells={column: text for column, text in row.cells.items() if column not in saved.cells}, deleted=None)
        if row.says_something:
            left.append(row)
    return left


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[TypedRow]:
    """Rows as `TypedRow.as_json` keeps them."""
    return [TypedRow(row["name"], row["new"], row["cells"], row["deleted"]) for row in kept]


def _is_same(column: Column, typed: str, text: str | None) -> bool:
    """Whether what is typed is what stands there: as it is shown, line breaks aside, or as it would be stored."""
    return _lines(typed) == _lines(shown(column, text)) or stored(column, typed).text == text


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


_UNREADABLE = str.maketrans(UNREADABLE)


def _rows(numbers: Mapping[str, Mapping[str, str]], said: Mapping[str, Mapping[tuple[str, str], str]]) -> Iterable[TypedRow]:
    """The rows in the order of the page; a number with neither a key nor a name of a new row is none of ours."""
    deleting = {number for number, _ in said["delete"]}
    for number in dict.fromkeys((*numbers, *deleting)):
        key = said["key"].get((number, ""), said["gone"].get((number, "")))
        deleted = said["delete"].get((number, ""))
        if key is None and (number.isdigit() or not number.isalnum() or len(number) > MAX_NAME):
            continue
        yield TypedRow(number if key is None else key, key is None, numbers.get(number, {}), None if deleted is None else deleted == "1")


def _blank(numbers: Mapping[str, Mapping[str, str]], said: Mapping[str, Mapping[tuple[str, str], str]]) -> int:
    """How many rows of the page stand ready to be filled and are still blank."""
    known = {number for kind in ("key", "gone") for number, _ in said[kind]}
    return sum(number not in known and not any(text.strip() for text in cells.values()) for number, cells in numbers.items())


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
