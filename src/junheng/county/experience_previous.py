"""This year's package against last year's: jumps, and schools that came or went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from junheng.county.checks_basis import Register, found
from junheng.county.codes import CODES, LEVELS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.package import CountyPackage, Row, Table
from junheng.county.problems import Problem, Where
from junheng.county.values import Number


@dataclass(frozen=True, slots=True)
class Jump:
    """A change is named when it exceeds `share` of last year's value and is at least `least` (of the column's unit)."""

    column: str
    share_percent: int
    least: int


# People move slowly, buildings by whole storeys, equipment by purchases: hence the different shares. `least` spares small schools.
SECTION_JUMPS = (
    Jump("pupils", 30, 50),
    Jump("classes", 30, 5),
    Jump("teachers", 30, 8),
    Jump("above_degree_teachers", 50, 10),
    Jump("backbone_teachers", 50, 8),
    Jump("sports_arts_teachers", 50, 5),
    Jump("certified_teachers", 30, 8),
)
SCHOOL_JUMPS = (
    Jump("teaching_area_m2", 30, 500),
    Jump("indoor_sports_area_m2", 50, 300),
    Jump("sports_ground_area_m2", 30, 1000),
    Jump("building_area_m2", 30, 1000),
    Jump("site_area_m2", 30, 2000),
    Jump("equipment_value_yuan", 50, 200_000),
    Jump("multimedia_rooms", 50, 6),
    Jump("books", 50, 3000),
    Jump("computers", 50, 50),
)
FACT_JUMP_PERCENT = 50
# Facts that count a few dozen children or teachers swing widely without meaning anything.
FACT_LEAST = 100
STABLE = ("kind", "sponsor", "locality")


def check_previous(register: Register, previous: CountyPackage) -> Iterator[Problem]:
    """Changes since `previous`. Of another county, or not of an earlier year, it is refused and nothing compared."""
    manifest, earlier = register.package.manifest, previous.manifest
    where = Where(previous.source.name if previous.source else None)
    if earlier.county_code != manifest.county_code:
        yield found("previous_of_other_county", where, found=earlier.county_code, expected=manifest.county_code)
        return
    if earlier.school_year >= manifest.school_year:
        yield found("previous_not_earlier", where, found=earlier.school_year, expected=manifest.school_year)
        return
    before = Register.of(previous)
    yield from _schools(register, before)
    yield from _sections(register, before)
    yield from _facts(register.package.table("facts"), previous.table("facts"))


def _schools(register: Register, before: Register) -> Iterator[Problem]:
    table = register.package.schools
    for code, row in before.schools.items():
        if code not in register.schools and before.is_open(code):
            yield found("school_vanished", Where(table.file, table.sheet), school=code, name=row.text("school_name") or "—")
    for code, row in register.schools.items():
        if not register.is_open(code):
            continue
        if code not in before.schools:
            yield from _appeared(code, row, before)
            continue
        earlier = before.schools[code]
        for jump in SCHOOL_JUMPS:
            yield from _jump(row, earlier, jump)
        for column in STABLE:
            if row[column] is not None and earlier[column] is not None and row[column] != earlier[column]:
                yield _attribute_changed(row, earlier, column)


def _appeared(code: str, row: Row, before: Register) -> Iterator[Problem]:
    opened = row.date("opened_on")
    if opened is None or opened <= before.package.manifest.as_of:
        shown = f"为 {opened}" if opened else "没有填"
        yield found("school_appeared", row.where("school_code"), school=code, opened=shown, opened_en=opened or "empty")


def _attribute_changed(row: Row, earlier: Row, column: str) -> Problem:
    spec = row.table.spec.column(column)
    terms: Mapping[str, str] = CODES[spec.vocabulary]
    return found(
        "attribute_changed",
        row.where(column),
        heading=spec.heading,
        name=column,
        before=terms[earlier.text(column)],
        before_code=earlier.text(column),
        now=terms[row.text(column)],
        now_code=row.text(column),
    )


def _sections(register: Register, before: Register) -> Iterator[Problem]:
    now = {(row.text("school_code"), row.text("level")): row for row in reversed(register.sections)}
    for earlier in before.sections:
        code, level = earlier.text("school_code"), earlier.text("level")
        if code not in register.schools or not register.is_open(code):
            continue
        row = now.get((code, level))
        if row is not None:
            for jump in SECTION_JUMPS:
                yield from _jump(row, earlier, jump)
        elif level and earlier.number("pupils"):
            table = register.package.sections
            pupils, term = earlier.number("pupils"), LEVELS[level]
            where = Where(table.file, table.sheet)
            yield found("section_vanished", where, school=code, level=term, level_code=level, pupils=pupils)


def _jump(row: Row, earlier: Row, jump: Jump) -> Iterator[Problem]:
    now, before = row.number(jump.column), earlier.number(jump.column)
    if not before:
        return
    heading = row.table.spec.column(jump.column).heading
    if now is None:
        yield found("reported_last_year", row.where(jump.column), heading=heading, name=jump.column, before=before)
    elif _has_jumped(before, now, jump.share_percent, jump.least):
        yield found(
            "jump",
            row.where(jump.column),
            heading=heading,
            name=jump.column,
            before=before,
            now=now,
            change=_change(before, now),
            limit=jump.share_percent,
        )


def _has_jumped(before: Number, now: Number, percent: int, least: int) -> bool:
    change: Number = max(now - before, before - now)
    return change >= least and change * 100 > percent * before


def _change(before: Number, now: Number) -> str:
    return f"{float((now - before) / before):+.0%}"


def _facts(table: Table, earlier: Table) -> Iterator[Problem]:
    """Facts of one level and subject, where each package states just one period."""
    now, before = _single_facts(table), _single_facts(earlier)
    for key, row in now.items():
        value = row.number("value")
        old = before[key].number("value") if key in before else None
        if not old or value is None or not _has_jumped(old, value, FACT_JUMP_PERCENT, FACT_LEAST):
            continue
        fact = row.text("fact")
        yield found(
            "fact_jump",
            row.where("value"),
            heading=FACT_NAMES.get(fact, fact),
            name=fact,
            before=old,
            now=value,
            change=_change(old, value),
            limit=FACT_JUMP_PERCENT,
        )


def _single_facts(table: Table) -> dict[tuple[str, str, str], Row]:
    rows: dict[tuple[str, str, str], list[Row]] = {}
    for row in table:
        rows.setdefault((row.text("fact"), row.text("level"), row.text("subject")), []).append(row)
    return {key: found_rows[0] for key, found_rows in rows.items() if len(found_rows) == 1}
