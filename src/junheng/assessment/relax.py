"""The dated relaxations of 2019: whether their conditions hold for a school on the day of the law."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from junheng.assessment.amounts import Amount, cell, signed_terms, total
from junheng.assessment.context import Context, School, Section
from junheng.county.values import Number, sum_or_none
from junheng.standard import Relaxation


def in_force(context: Context, indicator: str) -> Iterator[Relaxation]:
    """Relaxations of an indicator whose span holds the day."""
    for relaxation in context.standard.relaxations.values():
        if relaxation.indicator == indicator and relaxation.is_in_force(context.as_of):
            yield relaxation


def applies(context: Context, relaxation: Relaxation, school: School) -> bool:
    """Whether every condition that the relaxation names is reported to hold; an unknown condition does not hold."""
    spec = relaxation.spec
    return (
        _flag_holds(spec, school)
        and _locality_holds(spec, school)
        and _size_holds(context, spec, school)
        and _plan_holds(context, spec, school)
        and _terms_hold(context, spec, school)
        and _classes_hold(context, spec, school)
        and _migrants_hold(context, spec, school)
    )


def _column(name: object) -> str:
    return str(name).partition(".")[2]


def _flag_holds(spec: Mapping[str, object], school: School) -> bool:
    return "flag" not in spec or school.row.flag(_column(spec["flag"])) is True


def _locality_holds(spec: Mapping[str, object], school: School) -> bool:
    if "localities" not in spec or school.kind in cast("Sequence[str]", spec.get("kinds_anywhere", ())):
        return True
    return school.row.text("locality") in cast("Sequence[str]", spec["localities"])


def _size_holds(context: Context, spec: Mapping[str, object], school: School) -> bool:
    pupils = school.compulsory_pupils
    if "pupils_from" in spec and (pupils is None or pupils < context.parameter(spec["pupils_from"])):
        return False
    return "pupils_below" not in spec or (pupils is not None and pupils < context.parameter(spec["pupils_below"]))


def _plan_holds(context: Context, spec: Mapping[str, object], school: School) -> bool:
    """A written plan and the date by which it is carried out: the relaxation needs both, and the date not gone by."""
    due = school.row.date("build_plan_due")
    return not spec.get("needs_plan") or (bool(school.row.text("build_plan_document")) and due is not None and due >= context.as_of)


def _terms_hold(context: Context, spec: Mapping[str, object], school: School) -> bool:
    if "valid_until" in spec:
        until = school.row.date(_column(spec["valid_until"]))
        if until is None or until < context.data_day:
            return False
    if "at_most" in spec:
        limit = cast("Mapping[str, str]", spec["at_most"])
        found = school.row.number(_column(limit["column"]))
        return found is not None and found <= context.parameter(limit["parameter"])
    return True


def _classes_hold(context: Context, spec: Mapping[str, object], school: School) -> bool:
    if "largest_class_below" not in spec:
        return True
    levels = {section.level for section in school.compulsory}
    sizes = [row.number("pupils") for row in context.rows_of("classes", school.code) if row.text("level") in levels]
    limit = context.parameter(spec["largest_class_below"])
    return bool(sizes) and all(size is not None and size < limit for size in sizes)


def _migrants_hold(context: Context, spec: Mapping[str, object], school: School) -> bool:
    if "migrant_share_above" not in spec:
        return True
    pupils = school.compulsory_pupils
    migrants = sum_or_none(section.row.number("migrant_pupils") for section in school.compulsory)
    if not pupils or migrants is None:
        return False
    return migrants > context.parameter(spec["migrant_share_above"]) * pupils


def extra_amount(relaxation: Relaxation, section: Section) -> Amount:
    """What an `extra_terms` relaxation adds; an empty cell adds nothing."""
    parts: list[tuple[int, Amount]] = []
    for sign, table, column in signed_terms(cast("Sequence[str]", relaxation.spec["terms"])):
        row = section.row if table == "sections" else section.school.row
        amount = cell(row, column, "relaxation")
        if amount.value is not None:
            parts.append((sign, amount))
    return total(parts)


def limit_of(context: Context, spec: Mapping[str, object], key: str, kinds_key: str, kind: str) -> Number:
    """A limit that some kinds of school have of their own."""
    by_kind = cast("Mapping[str, str]", spec.get(kinds_key, {}))
    return context.parameter(by_kind.get(kind, spec[key]))


def ends_on(relaxation: Relaxation, school: School) -> datetime.date | None:
    """The day until which a pass rests on the relaxation: the plan's due date or the end of the rule, the earlier."""
    due = school.row.date("build_plan_due") if relaxation.spec.get("needs_plan") else None
    days = [day for day in (due, relaxation.end) if day is not None]
    return min(days) if days else None
