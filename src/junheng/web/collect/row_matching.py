"""Which row of a workbook is which row of the system, in tables whose rows are added and have no name of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from junheng.county.form import Texts
from junheng.county.schema import TABLE_BY_NAME

# What people know a row of a table without a key by.
_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "classes": ("school_code", "level", "grade", "class_name"),
    "rooms": ("school_code", "kind", "level"),
    "judgements": ("indicator", "school_code", "stage"),
    "vetoes": ("veto", "school_code"),
}


def matched(table: str, known: Sequence[tuple[str, Texts]], rows: Sequence[Texts]) -> list[str | None]:
    """For each of `rows` the key of the known row that it is, None for a new one; each known row at most once.

    Rows that are the same in every cell first, then those known by the same words, then the rest in their order: so a file sorted in
    another way changes nothing, and a deleted row moves none of the others.
    """
    found: list[str | None] = [None] * len(rows)
    free = dict(known)
    columns = [column.name for column in TABLE_BY_NAME[table].columns]
    named = TABLE_BY_NAME[table].key or _KNOWN_BY[table]
    _pair(found, free, rows, lambda row: tuple(row.get(column) for column in columns))
    _pair(found, free, rows, lambda row: tuple(row.get(column) for column in named))
    _pair(found, free, rows, lambda _row: ())
    return found


def _pair(found: list[str | None], free: dict[str, Texts], rows: Sequence[Texts], words: Callable[[Texts], tuple[str | None, ...]]) -> None:
    waiting: dict[tuple[str | None, ...], list[str]] = defaultdict(list)
    for key, row in free.items():
        waiting[words(row)].append(key)
    for index, row in enumerate(rows):
        keys = waiting.get(words(row))
        if found[index] is None and keys:
            found[index] = keys.pop(0)
            del free[found[index] or ""]
