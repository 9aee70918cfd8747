"""What a school's kind, dates and campuses allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from junheng.county.checks_basis import Register, found
from junheng.county.codes import ATTACHED_LEVELS, LEVELS, LEVELS_OF_KIND, SCHOOL_KINDS
from junheng.county.package import Row, Table
from junheng.county.problems import Problem
from junheng.county.values import Number


def check_structure(register: Register) -> Iterator[Problem]:
    """Levels of another kind, reversed dates, campuses that do not fit their school."""
    for name in ("sections", "campuses"):
        yield from _levels_of_other_kinds(register.package.table(name), register)
    yield from _reversed_dates(register)
    yield from _campus_pupils(register)


def may_have_level(kind: str, level: str) -> bool:
    """Whether a school of the kind may have sections of the level (contract §1); attached ones may be anywhere."""
    return level in LEVELS_OF_KIND[kind] or level in ATTACHED_LEVELS


def _levels_of_other_kinds(table: Table, register: Register) -> Iterator[Problem]:
    for row in table:
        school, level = register.schools.get(row.text("school_code")), row.text("level")
        kind = school.text("kind") if school else ""
        # A section of 0 pupils does not exist (contract §2), so nothing is wrong with it.
        if not kind or not level or row.number("pupils") == 0:
            continue
        if not may_have_level(kind, level):
            yield found(
                "level_of_other_kind",
                row.where("level"),
                kind=SCHOOL_KINDS[kind],
                kind_code=kind,
                level=LEVELS[level],
                level_code=level,
                allowed="、".join(LEVELS[allowed] for allowed in LEVELS_OF_KIND[kind]),
                allowed_code=", ".join(LEVELS_OF_KIND[kind]),
            )


def _reversed_dates(register: Register) -> Iterator[Problem]:
    for row in register.package.schools:
        opened, closed = row.date("opened_on"), row.date("closed_on")
        if opened and closed and closed < opened:
            yield found("closed_before_opened", row.where("closed_on"), opened=opened, closed=closed)
    for row in register.package.table("vetoes"):
        start, end = row.date("period_from"), row.date("period_to")
        if start and end and end < start:
            yield found("period_reversed", row.where("period_to"), start=start, end=end)


def _campus_pupils(register: Register) -> Iterator[Problem]:
    """Pupils of one-level campuses against the section of that level."""
    sections = {(row.text("school_code"), row.text("level")): row for row in register.sections}
    campuses: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in register.package.table("campuses"):
        if row.number("pupils"):
            campuses[row.text("school_code"), row.text("level")].append(row)
    for key, rows in campuses.items():
        section = sections[key].number("pupils") if key in sections else None
        total: Number = sum(row.number("pupils") or 0 for row in rows)
        if section is not None and total > section:
            level = key[1]
            yield found(
                "campus_pupils_exceed_section",
                rows[0].where("pupils"),
                level=LEVELS[level],
                level_code=level,
                campuses=total,
                section=section,
            )
