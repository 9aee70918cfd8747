"""Campuses: what premises they state, and whether a campus states them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from junheng.county.package import Row, Table

PREMISES = ("teaching_area_m2", "indoor_sports_area_m2", "sports_ground_area_m2", "equipment_value_yuan", "multimedia_rooms")
# Two equal amounts can be chance between two levels of a campus; two columns alike are one statement given twice.
REPEATED_PREMISES = 2


def repeats_premises(rows: Sequence[Row]) -> bool:
    """Whether a campus given once a level states the same premises on every row: they then count once."""
    stated = {tuple(row.number(column) for column in PREMISES) for row in rows}
    if len(rows) < 2 or len(stated) != 1 or len({row.text("level") for row in rows}) != len(rows):
        return False
    return sum(1 for number in next(iter(stated)) if number) >= REPEATED_PREMISES


def campuses_repeating_premises(table: Table) -> Iterator[list[Row]]:
    """The rows of each campus that repeats its premises."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table:
        groups[row.text("school_code"), row.text("campus")].append(row)
    return (rows for rows in groups.values() if repeats_premises(rows))
