"""County facts counted from rosters: an empty fact is filled, a typed one that disagrees is a problem naming both."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from junheng.assessment.context import COMPULSORY_LEVELS, Context
from junheng.assessment.facts import pick
from junheng.county import CountyPackage, Problems, Row, Table
from junheng.county.derive import ATTENDING, SCHOOL_BACKBONE
from junheng.county.fact_names import FACT_NAMES
from junheng.county.values import Value
from junheng.standard import Standard

TRAINING_HOURS = "training_hours_required"


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact counted from a roster; `must_agree` where the dictionary leaves no doubt about who is counted."""

    fact: str
    count: int
    source: str
    must_agree: bool = True


def with_roster_facts(package: CountyPackage, standard: Standard, as_of: datetime.date, problems: Problems) -> CountyPackage:
    """The package with facts filled from its rosters; the same package where it has none."""
    if not len(package.table("teachers")) and not len(package.table("pupils")):
        return package
    context = Context(package, standard, as_of)
    facts = package.table("facts")
    for counted in _counts(context):
        typed = pick(context, counted.fact, period="school_year").row
        value = typed.number("value") if typed else None
        if typed is None:
            facts = _appended(facts, counted)
        elif value is None:
            facts = facts.filled("value", {typed.index: counted.count}, counted.source)
        elif value != counted.count:
            report = problems.error if counted.must_agree else problems.warning
            report(
                "count_disagrees",
                typed.where("value"),
                typed=value,
                counted=counted.count,
                source=counted.source,
                heading=FACT_NAMES[counted.fact],
            )
    return package.with_tables(facts=facts)


def _appended(facts: Table, counted: Counted) -> Table:
    """One more row; its line 0 says that no spreadsheet row holds it."""
    cells: dict[str, Value] = {"fact": counted.fact, "value": counted.count}
    index = len(facts)
    columns = {column.name: [*(facts.columns.get(column.name) or [None] * index), cells.get(column.name)] for column in facts.spec.columns}
    derived = {**facts.derived, ("value", index): counted.source}
    return replace(facts, columns=columns, lines=[*facts.lines, 0], derived=derived)


def _counts(context: Context) -> Iterator[Counted]:
    open_codes = {school.code for school in context.open_schools() if school.kind != "vocational"}
    teachers = _compulsory_teachers(context, open_codes)
    if teachers and _covers_county(context, teachers):
        yield from _training(context, teachers)
        yield from _rotation(context, teachers)
    pupils = [row for row in context.package.table("pupils") if row.text("school_code") in open_codes and row.text("status") in ATTENDING]
    if pupils and _covers_county(context, pupils) and all(row.flag("migrant") is not None for row in pupils):
        public = {code for code in open_codes if context.schools[code].row.text("sponsor") == "public"}
        levels = ("", *COMPULSORY_LEVELS)
        placed = [row for row in pupils if row.flag("migrant") and row.text("school_code") in public and row.text("level") in levels]
        yield Counted("migrant_in_public", len(placed), "学生", must_agree=False)


def _compulsory_teachers(context: Context, open_codes: set[str]) -> list[Row]:
    """Full-time teachers of compulsory levels. Senior or attached staff are on the roster too, and the standard asks nothing of them.

    Empty where a row does not say its level and its school has more than these: who is counted would be a guess.
    """
    teachers = []
    for row in context.package.table("teachers"):
        if row.text("school_code") not in open_codes or row.flag("full_time") is False:
            continue
        if not row.text("level") and not set(context.schools[row.text("school_code")].sections) <= set(COMPULSORY_LEVELS):
            return []
        if row.text("level") in ("", *COMPULSORY_LEVELS):
            teachers.append(row)
    return teachers


def _covers_county(context: Context, rows: list[Row]) -> bool:
    """Whether every section has somebody on the roster: a part of a roster counts no county."""
    listed = {(row.text("school_code"), row.text("level")) for row in rows}
    return all(
        (school.code, level) in listed or (school.code, "") in listed
        for school in context.open_schools()
        if school.kind != "vocational"
        for level in school.sections
        if level in COMPULSORY_LEVELS
    )


def _training(context: Context, teachers: list[Row]) -> Iterator[Counted]:
    """Only where every teacher's hours are reported, and the standard says how many are needed."""
    hours = [row.number("training_hours_5y") for row in teachers]
    if TRAINING_HOURS in context.standard.parameters and all(number is not None for number in hours):
        needed = context.parameter(TRAINING_HOURS)
        yield Counted("teachers_required_to_train", len(teachers), "教师")
        yield Counted("teachers_with_360_hours", sum(1 for number in hours if number is not None and number >= needed), "教师")


def _rotation(context: Context, teachers: list[Row]) -> Iterator[Counted]:
    """Who came by rotation in the year that ends on the day of the data; a roster without any date has not reported it."""
    if not any(row.date("rotated_on") for row in teachers):
        return
    day = context.data_day
    year_before = day - datetime.timedelta(days=365)
    rotated = [row for row in teachers if (moved := row.date("rotated_on")) is not None and year_before < moved <= day]
    backbone = [row for row in rotated if row.text("backbone_level") and not row.text("backbone_level").startswith(SCHOOL_BACKBONE)]
    yield Counted("rotated_teachers", len(rotated), "教师", must_agree=False)
    yield Counted("rotated_backbone_teachers", len(backbone), "教师", must_agree=False)
