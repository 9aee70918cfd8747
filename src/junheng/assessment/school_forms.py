"""Forms that judge school by school: rooms, size, funds and ratios of a school's own amounts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from junheng.assessment import relax
from junheng.assessment.amounts import Amount, cell, total
from junheng.assessment.compare import holds
from junheng.assessment.context import School
from junheng.assessment.facts import fact_amount, norm_amount
from junheng.assessment.results import COUNTY, Finding, Input, Verdict
from junheng.assessment.rule import Rule, inherited
from junheng.county.values import Number


def school_ratio(rule: Rule) -> Iterator[Finding]:
    """One finding per school in scope; a teaching point without funds takes its parent's."""
    context = rule.context
    threshold = context.parameter(rule.spec["threshold"])
    found: dict[str, Finding] = {}
    waiting: list[School] = []
    for school in context.schools_in(rule.scope):
        numerator, denominator = (_school_amount(school, str(rule.spec[key]), key) for key in ("numerator", "denominator"))
        # A point that reports part of its funds is one with funds: its gap stays a gap.
        if numerator.value is None and denominator.value is None and school.is_teaching_point and rule.spec.get("inherits_without_funds"):
            waiting.append(school)
            continue
        if numerator.value is None and "fact_numerator" in rule.spec:
            numerator, denominator = _facts_instead(rule, numerator, denominator)
        found[school.code] = rule.ratio(school.code, numerator, denominator, threshold)
    yield from found.values()
    for school in waiting:
        yield inherited(rule, school, found)
    if "also_fact_numerator" in rule.spec:
        yield _also_by_fact(rule, threshold)


def _school_amount(school: School, column: str, role: str) -> Amount:
    table, _, name = column.partition(".")
    if table == "schools":
        return cell(school.row, name, role)
    rows = [section.row for level, section in sorted(school.sections.items()) if level in ("primary", "junior", "senior")]
    return total((1, cell(row, name, role)) for row in rows) if rows else Amount(None, (), "pupils_not_reported")


def _facts_instead(rule: Rule, numerator: Amount, denominator: Amount) -> tuple[Amount, Amount]:
    top, _ = fact_amount(rule.context, [f"facts.{rule.spec['fact_numerator']}"], "numerator", level=None, period="funding_year")
    bottom, _ = fact_amount(rule.context, [f"facts.{rule.spec['fact_denominator']}"], "denominator", level=None, period="school_year")
    return (top, bottom) if top.value is not None and bottom.value is not None else (numerator, denominator)


def _also_by_fact(rule: Rule, threshold: Number) -> Finding:
    top, _ = fact_amount(rule.context, [f"facts.{rule.spec['also_fact_numerator']}"], "numerator", level=None, period="funding_year")
    bottom, _ = fact_amount(rule.context, [f"facts.{rule.spec['also_fact_denominator']}"], "denominator", level=None, period="school_year")
    return rule.ratio(COUNTY, top, bottom, threshold, part="inclusive")


def rooms_for_classes(rule: Rule) -> Iterator[Finding]:
    """Rooms of a kind that are large enough, against ⌈classes ÷ classes per room⌉, per school."""
    for school in rule.context.schools_in(rule.scope):
        if school.compulsory:
            yield _rooms_of(rule, school)


def _rooms_of(rule: Rule, school: School) -> Finding:
    context = rule.context
    need = _rooms_needed(rule, school)
    minimum = context.parameter(rule.spec["minimum_area"])
    finding = _rooms_at(rule, school, need, minimum)
    if finding.verdict is not Verdict.NOT_MET:
        return finding
    for relaxation in relax.in_force(context, rule.indicator.code):
        if relax.applies(context, relaxation, school):
            lower = max(context.parameter(relaxation.spec[str(rule.part)], section.level) for section in school.compulsory)
            relaxed = _rooms_at(rule, school, need, lower)
            if relaxed.verdict is Verdict.MET:
                return replace(relaxed, relaxation=relaxation.id, relaxation_until=relax.ends_on(relaxation, school))
    return finding


def _rooms_needed(rule: Rule, school: School) -> Amount:
    classes = [cell(section.row, "classes", "denominator") for section in school.compulsory]
    known = total((1, amount) for amount in classes)
    if known.value is None:
        return Amount(None, known.inputs, "classes_not_reported")
    per_room = rule.context.parameter(rule.spec["classes_per_room"])
    groups = [known.value] if rule.spec["needs"] == "joint" else [amount.value or 0 for amount in classes]
    return Amount(sum(math.ceil(Fraction(number) / per_room) for number in groups), known.inputs)


def _rooms_at(rule: Rule, school: School, need: Amount, minimum: Number) -> Finding:
    """A school that lists rooms has none of a kind that it does not list; one without any row has not reported."""
    listed = rule.context.rows_of("rooms", school.code)
    kinds = cast("Sequence[str]", rule.spec["room_kinds"])
    usable = ("", *(section.level for section in school.compulsory))
    rows = [row for row in listed if row.text("kind") in kinds and row.text("level") in usable]
    inputs = (*(Input("numerator", row, column) for row in rows for column in ("area_m2", "count")), *need.inputs)
    facts: dict[str, object] = {"threshold": need.value, "inputs": inputs}
    large = [row for row in rows if (area := row.number("area_m2")) is not None and area >= minimum]
    sure = sum(row.number("count") or 0 for row in large)
    open_rows = [
        row
        for row in rows
        if row.number("count") != 0 and (row.number("area_m2") is None or (row in large and row.number("count") is None))
    ]
    if not listed or need.value is None:
        return rule.finding(school.code, Verdict.UNKNOWN, reason=need.reason or "rooms_not_reported", **facts)
    if sure >= need.value:
        return rule.finding(school.code, Verdict.MET, value=sure, **facts)
    if open_rows:
        return rule.finding(school.code, Verdict.UNKNOWN, reason="room_area_not_reported", **facts)
    return rule.finding(school.code, Verdict.NOT_MET, value=sure, reason="too_few_rooms", **facts)


def pupils_limit(rule: Rule) -> Iterator[Finding]:
    """Compulsory pupils of a school against the limit of its kind."""
    context = rule.context
    for school in context.schools_in(rule.scope):
        if not school.compulsory:
            continue
        limit = relax.limit_of(context, rule.spec, "threshold", "threshold_of_kinds", school.kind)
        pupils = school.compulsory_pupils
        inputs = tuple(Input("numerator", section.row, "pupils") for section in school.compulsory)
        if pupils is None:
            yield rule.finding(school.code, Verdict.UNKNOWN, threshold=limit, reason="pupils_not_reported", inputs=inputs)
            continue
        finding = _size_finding(rule, school, pupils, limit, inputs)
        for relaxation in relax.in_force(context, rule.indicator.code):
            if finding.verdict is Verdict.NOT_MET and relax.applies(context, relaxation, school):
                higher = relax.limit_of(context, relaxation.spec, "limit", "limit_of_kinds", school.kind)
                relaxed = _size_finding(rule, school, pupils, higher, inputs)
                if relaxed.verdict is Verdict.MET:
                    finding = replace(relaxed, relaxation=relaxation.id, relaxation_until=relax.ends_on(relaxation, school))
        yield finding


def _size_finding(rule: Rule, school: School, pupils: Number, limit: Number, inputs: tuple[Input, ...]) -> Finding:
    verdict = Verdict.MET if holds(pupils, rule.compare, limit) else Verdict.NOT_MET
    reason = None if verdict is Verdict.MET else f"not_{rule.compare}"
    return rule.finding(school.code, verdict, value=pupils, threshold=limit, reason=reason, inputs=inputs)


def funding_base(rule: Rule) -> Iterator[Finding]:
    """Allotted funds of each small school against what it is funded for at least; points without funds inherit."""
    context = rule.context
    threshold = context.parameter(rule.spec["threshold"])
    found: dict[str, Finding] = {}
    waiting: list[School] = []
    for school in context.schools_in(rule.scope):
        small = _is_small(rule, school)
        if small is None and school.compulsory:
            found[school.code] = rule.finding(school.code, Verdict.UNKNOWN, threshold=threshold, reason="pupils_not_reported")
        if not small:
            continue
        funds = cell(school.row, str(rule.spec["funds"]).partition(".")[2], "numerator")
        if funds.value is None and school.is_teaching_point and rule.spec.get("inherits_without_funds"):
            waiting.append(school)
        else:
            found[school.code] = rule.ratio(school.code, funds, _owed(rule, school), threshold)
    points = [inherited(rule, school, found, parent_not_judged=Verdict.NOT_APPLICABLE) for school in waiting]
    if rule.spec.get("aggregate"):
        yield from _together(rule, [*found.values(), *points], threshold)
    else:
        yield from found.values()
        yield from points


def _is_small(rule: Rule, school: School) -> bool | None:
    base = school.row.number(str(rule.spec["base_pupils"]).partition(".")[2])
    pupils = base if base is not None else school.compulsory_pupils
    if not school.compulsory:
        return False
    return None if pupils is None else pupils < rule.context.parameter(rule.spec["small_below"])


def _owed(rule: Rule, school: School) -> Amount:
    """The pupils it is funded for × the norm; a mixed school's norm is weighted by pupils."""
    context = rule.context
    base = context.parameter(rule.spec["small_below"])
    norms = {section.level: norm_amount(context, rule.spec["norm"], section.level) for section in school.compulsory}
    inputs = tuple(used for amount in norms.values() for used in amount.inputs)
    if any(amount.value is None for amount in norms.values()):
        return Amount(None, inputs, "norm_not_reported")
    if len(norms) == 1:
        return Amount(base * next(amount.value or 0 for amount in norms.values()), inputs)
    pupils = school.compulsory_pupils
    if pupils is None:
        return Amount(None, inputs, "pupils_not_reported")
    weighted = sum((norms[section.level].value or 0) * (section.own_pupils or 0) for section in school.compulsory)
    return Amount(base * Fraction(weighted) / pupils, inputs)


def _together(rule: Rule, findings: Sequence[Finding], threshold: Number) -> Iterator[Finding]:
    judged = [finding for finding in findings if finding.verdict is not Verdict.NOT_APPLICABLE and finding.inherited_from is None]
    if judged:
        top = total((1, Amount(finding.numerator, finding.inputs, finding.reason)) for finding in judged)
        bottom = total((1, Amount(finding.denominator, (), finding.reason)) for finding in judged)
        yield rule.ratio(COUNTY, top, bottom, threshold, part="county_total")
