"""Counts of `sections` from class rows and rosters: empty ones are filled, disagreeing ones are errors."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from junheng.county.package import Row, Table, empty_table
from junheng.county.problems import Problems
from junheng.county.schema import ATTACHED_LEVELS

SectionKey = tuple[str, str]

# Pupils who sit in class on the day; a suspended pupil (休学) keeps the register and does not attend.
ATTENDING = frozenset({"", "enrolled", "transferred_in"})
SPORTS_ARTS_SUBJECTS = ("体育", "音乐", "美术", "艺术")
# 教师资格条例: a certificate is good for its own level and every lower one.
CERTIFICATE_RANK = {"kindergarten": 0, "primary": 1, "junior": 2, "senior": 3, "vocational": 3}
# A title named by the school itself is below the county level that A2 asks for.
SCHOOL_BACKBONE = ("校级", "school")


def derive_counts(tables: Mapping[str, Table], as_of: datetime.date, problems: Problems) -> dict[str, Table]:
    """Tables with the counts of `sections` filled from `classes`, `pupils` and `teachers` where those are given."""
    derived = dict(tables)
    sections = tables.get("sections")
    if sections is None:
        return derived
    keys = {(row.text("school_code"), row.text("level")): row.index for row in sections}
    only_level = _only_levels(keys)
    for name, counters in (
        ("pupils", _PUPIL_COUNTERS),
        ("classes", _CLASS_COUNTERS),
        ("teachers", _teacher_counters(as_of)),
    ):
        groups = _by_section(tables.get(name) or empty_table(name), only_level)
        _name_orphans(groups, keys, problems)
        for column, counter in counters.items():
            counted = {keys[key]: counter(rows) for key, rows in groups.items() if key in keys}
            sections = _fill(sections, column, counted, tables[name] if groups else None, problems)
    derived["sections"] = sections
    return derived


def _only_levels(keys: Iterable[SectionKey]) -> dict[str, str]:
    """School → its level, where it has just one: a roster row without a level then belongs there."""
    levels: dict[str, set[str]] = defaultdict(set)
    for school, level in keys:
        if level not in ATTACHED_LEVELS:
            levels[school].add(level)
    return {school: next(iter(found)) for school, found in levels.items() if len(found) == 1}


def _by_section(table: Table, only_level: Mapping[str, str]) -> dict[SectionKey, list[Row]]:
    groups: dict[SectionKey, list[Row]] = defaultdict(list)
    for row in table:
        school = row.text("school_code")
        level = row.text("level") or only_level.get(school, "")
        if school and level:
            groups[school, level].append(row)
    return groups


def _name_orphans(groups: Mapping[SectionKey, list[Row]], keys: Mapping[SectionKey, int], problems: Problems) -> None:
    schools = {school for school, _ in keys}
    for (school, level), rows in groups.items():
        if school in schools and (school, level) not in keys:
            problems.error("rows_without_section", rows[0].where("level"), school=school, level=level, rows=len(rows))


def _fill(sections: Table, column: str, counted: Mapping[int, int | None], source: Table | None, problems: Problems) -> Table:
    if source is None:
        return sections
    empty: dict[int, int] = {}
    for index, count in counted.items():
        if count is None:
            continue
        typed = sections.value(column, index)
        if typed is None:
            empty[index] = count
        elif typed != count:
            problems.error(
                "count_disagrees",
                sections.where(column, index),
                typed=typed,
                counted=count,
                source=source.sheet or source.file,
                heading=sections.spec.column(column).heading,
            )
    return sections.filled(column, empty, source.spec.sheet) if empty else sections


Counter = Callable[[list[Row]], int | None]


def _sum_of_pupils(rows: list[Row]) -> int | None:
    sizes = [row.number("pupils") for row in rows]
    return None if any(size is None for size in sizes) else int(sum(size for size in sizes if size is not None))


def _attending(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.text("status") in ATTENDING]


def _flagged(column: str) -> Counter:
    def count(rows: list[Row]) -> int | None:
        flags = [row.flag(column) for row in _attending(rows)]
        return None if any(flag is None for flag in flags) else sum(1 for flag in flags if flag)

    return count


_CLASS_COUNTERS: Mapping[str, Counter] = {"classes": len, "pupils": _sum_of_pupils}
_PUPIL_COUNTERS: Mapping[str, Counter] = {
    "pupils": lambda rows: len(_attending(rows)),
    "migrant_pupils": _flagged("migrant"),
    "left_behind_pupils": _flagged("left_behind"),
    "zoned_pupils": _flagged("zoned"),
}


def _teacher_counters(as_of: datetime.date) -> Mapping[str, Counter]:
    """Counters over a section's roster rows; None where a needed cell is empty, so that nothing is guessed."""

    def full_time(rows: list[Row]) -> list[Row] | None:
        if "full_time" not in rows[0].table.columns:
            return rows
        return None if any(row.flag("full_time") is None for row in rows) else [row for row in rows if row.flag("full_time")]

    def counting(column: str, fits: Callable[[Row], bool], *, empty_means_no: bool = False) -> Counter:
        def count(rows: list[Row]) -> int | None:
            serving = full_time(rows)
            if serving is None or column not in rows[0].table.columns:
                return None
            if not empty_means_no and any(row[column] is None for row in serving):
                return None
            return sum(1 for row in serving if fits(row))

        return count

    def in_term(row: Row) -> bool:
        until = row.date("backbone_until")
        level = row.text("backbone_level")
        return bool(level) and not level.startswith(SCHOOL_BACKBONE) and (until is None or until >= as_of)

    def has_degree(degree: str) -> Callable[[Row], bool]:
        return lambda row: row.text("degree") == degree

    def certified(row: Row) -> bool:
        needed = CERTIFICATE_RANK.get(row.text("level"), 0)
        return CERTIFICATE_RANK.get(row.text("certificate_level"), -1) >= needed

    def all_serving(rows: list[Row]) -> int | None:
        serving = full_time(rows)
        return None if serving is None else len(serving)

    return {
        "teachers": all_serving,
        **{f"{degree}_teachers": counting("degree", has_degree(degree)) for degree in ("doctor", "master", "bachelor", "associate")},
        "backbone_teachers": counting("backbone_level", in_term, empty_means_no=True),
        "sports_arts_teachers": counting("subject", lambda row: row.text("subject").startswith(SPORTS_ARTS_SUBJECTS)),
        "certified_teachers": counting("certificate_level", certified),
    }
