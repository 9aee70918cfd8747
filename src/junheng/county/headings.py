"""The headings of a table matched to its columns: Chinese or English, with or without a unit in brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from junheng.county.problems import Problems, Where
from junheng.county.schema import Column, TableSpec
from junheng.county.units import UNIT_FACTORS
from junheng.county.values import canonical_text
from junheng.county.workbook import Grid, column_letter

# A title or a note may stand above the headings of a sheet that somebody made by hand.
HEADER_SEARCHED_ROWS = 6
# The template's own computed columns begin so; they repeat other cells and hold no data.
HELPER_MARK = "▷"
REASON_HEADING = "错误原因"
_OUR_HEADINGS = (REASON_HEADING, "序号")
_MEASURED = ("amount", "count", "share", "number")
# Measure words of things and people counted one by one: whichever a county uses, the number is the same.
_MEASURE_WORDS = frozenset("人名位个间台套部册本份所班")

_UNIT_SUFFIX = re.compile(r"^(?P<name>.*?)\s*[(\uff08\[【](?:单位\s*[:\uff1a]?)?(?P<unit>[^()\uff08\uff09\[\]【】]*)[)\uff09\]】]$")
# «教学仪器设备值/万元» and «教学仪器设备值 单位:万元»: a known unit without brackets.
_BARE_UNIT = re.compile(
    rf"^(?P<name>.*?)[\s/\uff0f,\uff0c、:\uff1a_-]*(?:单位\s*[:\uff1a]?)?\s*(?P<unit>{'|'.join(map(re.escape, UNIT_FACTORS))})$"
)
# What people put around a heading: the mark of a required column, a bullet, white space.
DECORATION = " \t\r\n*＊●\ufeff\u3000\xa0"


@dataclass(frozen=True)
class Header:
    """Which position holds which column. `units` are those of headings that must be converted, `extras` the unknown."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    extras: dict[str, int] = field(default_factory=dict)


def match_headings(spec: TableSpec, grid: Grid, problems: Problems) -> Header:
    """The header row of `grid` and what its cells name; unknown, doubled and wrongly measured headings are problems."""
    header = Header(header_row(spec, grid))
    for position, cell in enumerate(grid.rows[header.row] if grid.rows else ()):
        heading = (canonical_text(cell) or "").strip(DECORATION)
        where = Where(grid.file, grid.sheet, header.row + 1, heading or None, f"{column_letter(position)}{header.row + 1}")
        column, unit = column_of(spec, heading)
        if column is None:
            _keep_unknown(heading, position, where, grid, header, problems)
        elif column.name in header.columns:
            problems.error("column_twice", where, found=heading)
        else:
            header.columns[column.name] = position
            if unit and column.kind in _MEASURED and unit != column.unit:
                _note_unit(column, unit, where, header.units, problems)
    return header


def header_row(spec: TableSpec, grid: Grid) -> int:
    """The number, from 0, of the row that names the most columns."""

    def recognised(row: Sequence[object]) -> int:
        return sum(1 for cell in row if isinstance(cell, str) and column_of(spec, cell)[0] is not None)

    searched = range(min(HEADER_SEARCHED_ROWS, len(grid.rows)))
    return max(searched, key=lambda number: (recognised(grid.rows[number]), -number), default=0)


@cache
def _names_of(spec: TableSpec) -> Mapping[str, Column]:
    names: dict[str, Column] = {}
    for column in spec.columns:
        names[column.heading] = column
        names[column.name] = column
    return names


def column_of(spec: TableSpec, heading: str) -> tuple[Column | None, str]:
    """The column that a heading names, and the unit that it says ("" where none)."""
    names = _names_of(spec)
    plain = heading.strip(DECORATION)
    if column := names.get(plain) or names.get(plain.lower()):
        return column, ""
    for pattern in (_UNIT_SUFFIX, _BARE_UNIT):
        if match := pattern.match(plain):
            name = match["name"].strip(DECORATION)
            if column := names.get(name) or names.get(name.lower()):
                return column, match["unit"].strip()
    return None, ""


def _keep_unknown(heading: str, position: int, where: Where, grid: Grid, header: Header, problems: Problems) -> None:
    if heading in _OUR_HEADINGS or heading.startswith(HELPER_MARK):
        return
    if not heading:
        below = (row[position] for row in grid.rows[header.row + 1 :] if position < len(row))
        if not any(canonical_text(cell) for cell in below):
            return
        heading = f"无标题列{column_letter(position)}"
        problems.warning("column_without_heading", where, kept=heading)
    else:
        problems.warning("unknown_column", where, found=heading)
    name, number = heading, 2
    while name in header.extras:
        name, number = f"{heading}_{number}", number + 1
    header.extras[name] = position


def _note_unit(column: Column, unit: str, where: Where, units: dict[str, str], problems: Problems) -> None:
    if column.kind == "count" and unit in _MEASURE_WORDS:
        return
    kept, factor = UNIT_FACTORS.get(unit, (None, ""))
    if kept is None or kept != column.unit:
        problems.error("unknown_unit", where, found=unit, allowed=column.unit or "无单位", heading=column.heading)
    elif factor != "1":
        units[column.name] = unit
        problems.warning("unit_converted", where, found=unit, kept=kept or "0–1 的小数", factor=factor)
