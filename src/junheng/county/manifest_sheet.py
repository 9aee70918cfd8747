"""The sheet 说明: the manifest's facts as a workbook shows them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

from junheng.county.manifest_names import MANIFEST_NAMES
from junheng.county.workbook import Grid

# Below this heading stand the manifest's unknown entries: name, and value as JSON.
MANIFEST_EXTRAS_HEADING = "其他说明项"
# Raised whenever the template's sheets or headings change, so that a sheet filled in from an old one is recognised.
TEMPLATE_VERSION = "1"
STAMP_NAME = "模板版本"
_DECORATION = " \t\r\n\u3000\xa0*＊:\uff1a"
_NAMES = {alias: key for key, aliases in MANIFEST_NAMES.items() for alias in (key, *aliases)}


def manifest_of_sheet(grid: Grid) -> dict[str, object]:
    """Name → value, where the value stands to the right of the name, or below it."""
    manifest: dict[str, object] = {}
    # A value may itself read like a name («as_of» as a county's name): once taken, it names nothing.
    values: set[tuple[int, int]] = set()
    for number, row in enumerate(grid.rows):
        if row and row[0] == MANIFEST_EXTRAS_HEADING:
            return {**_extras(grid.rows[number + 1 :]), **manifest}
        for position, cell in enumerate(row):
            key = _named(cell)
            if key is None or key in manifest or (number, position) in values:
                continue
            row_of_value, column_of_value = _place_of_value(grid.rows, number, position)
            value = _at(grid.rows, row_of_value, column_of_value)
            if value not in ("", None):
                manifest[key] = value
                values.add((row_of_value, column_of_value))
    return manifest


def _place_of_value(rows: Sequence[Sequence[object]], number: int, position: int) -> tuple[int, int]:
    """Where the value of a name stands: to its right where names stand one below the other, else below where they stand in a row."""
    right = _at(rows, number, position + 1)
    stacked = _named(_at(rows, number + 1, position)) or _named(_at(rows, number - 1, position))
    if not stacked and (_named(right) or right in ("", None)):
        return number + 1, position
    return number, position + 1


def _at(rows: Sequence[Sequence[object]], row: int, column: int) -> object:
    return rows[row][column] if 0 <= row < len(rows) and column < len(rows[row]) else ""


def _named(cell: object) -> str | None:
    return _NAMES.get(cell.strip(_DECORATION)) if isinstance(cell, str) else None


def _extras(rows: Sequence[Sequence[object]]) -> dict[str, object]:
    extras: dict[str, object] = {}
    for row in rows:
        key, text = (*row, "", "")[:2]
        if isinstance(key, str) and key and key not in MANIFEST_NAMES:
            try:
                extras[key] = json.loads(text) if isinstance(text, str) else text
            except (ValueError, RecursionError):
                extras[key] = text
    return extras


def template_stamp(guide: Grid) -> str | None:
    """The version that the sheet 填报说明 names, or None where it names none."""
    for row in guide.rows:
        for name, value in pairwise(row):
            if isinstance(name, str) and name.strip(_DECORATION) == STAMP_NAME and value not in ("", None):
                return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return None
