"""Counts of `sections` from class rows and rosters: empty ones are filled, disagreeing ones are errors."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from junheng.county.codes import ATTACHED_LEVELS
from junheng.county.package import Table, empty_table
from junheng.county.problems import Problems
from junheng.county.values import Value

SectionKey = tuple[str, str]
# The rows of one section in a roster, by their indexes.
Rows = Sequence[int]
# None where a needed cell is empty, so that nothing is guessed.
Counter = Callable[[Rows], int | None]

# Pupils who sit in class on the day; a suspended pupil (休学) keeps the register and does not attend.
ATTENDING = frozenset({None, "", "enrolled", "transferred_in"})
SPORTS_ARTS_SUBJECTS = ("体育", "音乐", "美术", "艺术")
# 教师资格条例: a certificate is good for its own level and every lower one.
CERTIFICATE_RANK = {"kindergarten": 0, "primary": 1, "junior": 2, "senior": 3, "vocational": 3}
# A title named by the school itself is below the county level that A2 asks for.
SCHOOL_BACKBONE = ("校级", "school")
DEGREES = ("doctor", "master", "bachelor", "associate")


def derive_counts(tables: Mapping[str, Table], as_of: datetime.date, problems: Problems) -> dict[str, Table]:
    """Tables with the counts of `sections` filled from `pupils`, `classes` and `teachers` where those are given."""
    derived = dict(tables)
    sections = tables.get("sections")
    if sections is None:
        return derived
    keys = {(row.text("school_code"), row.text("level")): row.index for row in sections}
    only_level = _only_levels(keys)
    for name in ("pupils", "classes", "teachers"):
        roster = tables.get(name) or empty_table(name)
        groups = _by_section(roster, only_level)
        _name_orphans(groups, keys, roster, problems)
        for column, counter in _counters(roster, as_of).items():
            counted = {keys[key]: counter(rows) for key, rows in groups.items() if key in keys}
            sections = _fill(sections, column, counted, roster, problems)
    derived["sections"] = sections
    return derived


def _only_levels(keys: Iterable[SectionKey]) -> dict[str, str]:
    """School → its level, where it has just one: a roster row without a level then belongs there."""
    levels: dict[str, set[str]] = defaultdict(set)
    for school, level in keys:
        if level not in ATTACHED_LEVELS:
            levels[school].add(level)
    return {school: next(iter(found)) for school, found in levels.items() if len(found) == 1}


def _cells(table: Table, column: str) -> Sequence[Value]:
    return table.columns.get(column) or [None] * len(table)


def _by_section(table: Table, only_level: Mapping[str, str]) -> dict[SectionKey, list[int]]:
    # Walked by column: a roster of 100,000 rows is read in the time of a county's other tables together.
    groups: dict[tuple[Value, Value], list[int]] = defaultdict(list)
    for index, key in enumerate(zip(_cells(table, "school_code"), _cells(table, "level"), strict=True)):
        groups[key].append(index)
    sections: dict[SectionKey, list[int]] = defaultdict(list)
    for (school, level), rows in groups.items():
        if school is None:
            continue
        found = only_level.get(str(school)) if level is None else str(level)
        if found:
            sections[str(school), found].extend(rows)
    return sections


def _name_orphans(groups: Mapping[SectionKey, Rows], keys: Mapping[SectionKey, int], roster: Table, problems: Problems) -> None:
    """Rows of a section that has no row of its own. Attached classes count nowhere, and who has left needs no section."""
    schools = {school for school, _ in keys}
    status = _cells(roster, "status")
    for (school, level), rows in groups.items():
        present = [index for index in rows if status[index] in ATTENDING]
        if school in schools and (school, level) not in keys and level not in ATTACHED_LEVELS and present:
            problems.error("rows_without_section", roster.where("level", present[0]), school=school, level=level, rows=len(present))


def _fill(sections: Table, column: str, counted: Mapping[int, int | None], roster: Table, problems: Problems) -> Table:
    source = roster.sheet or roster.spec.sheet
    empty: dict[int, Value] = {}
    for index, count in counted.items():
        if count is None:
            continue
        typed = sections.value(column, index)
        if typed is None:
            empty[index] = count
        elif typed != count:
            other = sections.derived.get((column, index))
            values = {"counted": count, "source": source, "heading": sections.spec.column(column).heading}
            if other is None:
                problems.error("count_disagrees", sections.where(column, index), typed=typed, **values)
            else:
                problems.error("rosters_disagree", sections.where(column, index), other=other, other_count=typed, **values)
    return sections.filled(column, empty, roster.spec.sheet) if empty else sections


def _counters(roster: Table, as_of: datetime.date) -> Mapping[str, Counter]:
    if roster.spec.name == "classes":
        return {"classes": len, "pupils": _sum_of(roster, "pupils")}
    if roster.spec.name == "pupils":
        return _pupil_counters(roster)
    return _teacher_counters(roster, as_of)


def _sum_of(roster: Table, column: str) -> Counter:
    cells = _cells(roster, column)

    def total(rows: Rows) -> int | None:
        sizes = [cells[index] for index in rows]
        whole = [size for size in sizes if isinstance(size, int)]
        return sum(whole) if len(whole) == len(sizes) else None

    return total


def _pupil_counters(roster: Table) -> Mapping[str, Counter]:
    attends = [status in ATTENDING for status in _cells(roster, "status")]

    def attending(rows: Rows) -> int:
        return sum(1 for index in rows if attends[index])

    def flagged(column: str) -> Counter:
        flags = _cells(roster, column)

        def count(rows: Rows) -> int | None:
            found = [flags[index] for index in rows if attends[index]]
            return None if None in found else found.count(True)

        return count

    return {
        "pupils": attending,
        "migrant_pupils": flagged("migrant"),
        "left_behind_pupils": flagged("left_behind"),
        "zoned_pupils": flagged("zoned"),
    }


def _teacher_counters(roster: Table, as_of: datetime.date) -> Mapping[str, Counter]:
    """Counters of full-time teachers; without the column 专任 every row is one."""
    full_time: Sequence[Value] = roster.columns.get("full_time") or [True] * len(roster)
    levels, until = _cells(roster, "level"), _cells(roster, "backbone_until")

    def counting(column: str, fits: Callable[[str, int], bool], *, empty_means_no: bool = False) -> Counter:
        cells = roster.columns.get(column)

        def count(rows: Rows) -> int | None:
            if cells is None or any(full_time[index] is None for index in rows):
                return None
            serving = [index for index in rows if full_time[index]]
            if not empty_means_no and any(cells[index] is None for index in serving):
                return None
            return sum(1 for index in serving if fits(str(cells[index] or ""), index))

        return count

    def in_term(level: str, index: int) -> bool:
        end = until[index]
        return bool(level) and not level.startswith(SCHOOL_BACKBONE) and (not isinstance(end, datetime.date) or end >= as_of)

    def certified(certificate: str, index: int) -> bool:
        return CERTIFICATE_RANK.get(certificate, -1) >= CERTIFICATE_RANK.get(str(levels[index]), 0)

    def has_degree(degree: str) -> Callable[[str, int], bool]:
        return lambda found, _: found == degree

    return {
        "teachers": counting("person_id", lambda *_: True, empty_means_no=True),
        **{f"{degree}_teachers": counting("degree", has_degree(degree)) for degree in DEGREES},
        "backbone_teachers": counting("backbone_level", in_term, empty_means_no=True),
        "sports_arts_teachers": counting("subject", lambda subject, _: subject.startswith(SPORTS_ARTS_SUBJECTS)),
        "certified_teachers": counting("certificate_level", certified),
    }
