"""Forms that judge section by section or level by level: A1–A7, B5, B12, B13."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from junheng.assessment import relax
from junheng.assessment.amounts import Amount, cell, section_amount, total
from junheng.assessment.compare import holds
from junheng.assessment.context import School, Section
from junheng.assessment.results import COUNTY, Finding, Input, Verdict
from junheng.assessment.rule import Rule


def section_ratio(rule: Rule) -> Iterator[Finding]:
    """One finding per section in scope."""
    for school in rule.context.schools_in(rule.scope):
        for section in school.compulsory:
            if section.level in rule.context.standard.conclusion.levels:
                yield _one_section(rule, section)


def _one_section(rule: Rule, section: Section) -> Finding:
    context, spec = rule.context, rule.spec
    threshold = context.parameter(spec["threshold"], section.level)
    denominator = _denominator(section, str(spec["denominator"]))
    numerator = section_amount(
        context, section, _alternatives(spec["numerator"], section.level), shared_premises=bool(spec.get("shared_premises"))
    )
    per = cast("int", spec["per"])
    floor = context.floor_of(rule.indicator.code, threshold)
    code = section.school.code
    finding = rule.ratio(code, numerator, denominator, threshold, per, level=section.level, floor=floor)
    for relaxation in relax.in_force(context, rule.indicator.code):
        if finding.verdict is not Verdict.NOT_MET or not relax.applies(context, relaxation, section.school):
            continue
        extra = relax.extra_amount(relaxation, section)
        if extra.value:
            numerator = total([(1, numerator), (1, extra)])
            until = relax.ends_on(relaxation, section.school)
            finding = rule.ratio(code, numerator, denominator, threshold, per, level=section.level, floor=floor)
            finding = replace(finding, relaxation=relaxation.id, relaxation_until=until)
    return finding


def _denominator(section: Section, column: str) -> Amount:
    table, _, name = column.partition(".")
    if name == "pupils" and table == "sections":
        inputs = tuple(Input("denominator", part.row, "pupils") for part in (section, *section.merged))
        return Amount(section.pupils, inputs, None if section.pupils is not None else "pupils_not_reported")
    return cell(section.row if table == "sections" else section.school.row, name, "denominator")


def _alternatives(numerator: object, level: str) -> Sequence[Sequence[str]]:
    """A numerator is one list of alternatives for all levels, or one by level."""
    if isinstance(numerator, Mapping):
        return cast("Sequence[Sequence[str]]", numerator[level])
    return cast("Sequence[Sequence[str]]", numerator)


def level_ratio(rule: Rule) -> Iterator[Finding]:
    """One finding per level over all eligible sections of the county."""
    context = rule.context
    for level in context.standard.conclusion.levels:
        threshold = context.parameter(rule.spec["threshold"], level)
        sections, undecided = [], []
        for school in context.schools_in(rule.scope):
            if level in school.sections:
                eligible = _is_eligible(school, rule.scope)
                if eligible is None:
                    undecided.append(school)
                elif eligible:
                    sections.append(school.sections[level])
        if undecided:
            inputs = tuple(
                Input("scope", school.row, column) for school in undecided for column in ("kind", "sponsor", "locality", "boarding")
            )
            yield rule.finding(COUNTY, Verdict.UNKNOWN, level=level, threshold=threshold, reason="scope_not_reported", inputs=inputs)
        elif not sections:
            yield rule.finding(COUNTY, Verdict.NOT_APPLICABLE, level=level, threshold=threshold, reason="no_section_in_scope")
        else:
            top, bottom = (
                total((1, cell(section.row, str(rule.spec[key]).partition(".")[2], key)) for section in sections)
                for key in ("numerator", "denominator")
            )
            yield rule.ratio(COUNTY, top, bottom, threshold, level=level)


def _is_eligible(school: School, scope: Mapping[str, object]) -> bool | None:
    """By kind, sponsor, locality and boarding: False as soon as one rules it out, None where one is not reported."""
    answers: list[bool | None] = [] if school.kind else [None]
    for column, key in (("sponsor", "sponsors"), ("locality", "localities")):
        if key in scope:
            text = school.row.text(column)
            answers.append(text in cast("Sequence[str]", scope[key]) if text else None)
    if "boarding" in scope:
        flag = school.row.flag("boarding")
        answers.append(None if flag is None else flag == scope["boarding"])
    return False if False in answers else (None if None in answers else True)


def largest_class(rule: Rule) -> Iterator[Finding]:
    """The largest class of each section against the limit of its level."""
    for school in rule.context.schools_in(rule.scope):
        for section in school.compulsory:
            limit = rule.context.parameter(rule.spec["threshold"], section.level)
            rows = [row for row in rule.context.rows_of("classes", school.code) if row.text("level") == section.level]
            sizes = [row.number("pupils") for row in rows]
            largest = max((size for size in sizes if size is not None), default=None)
            unknown = not sizes or any(size is None for size in sizes)
            inputs = tuple(Input("numerator", row, "pupils") for row in rows if row.number("pupils") in (None, largest))
            verdict, reason = Verdict.MET, None
            if largest is not None and not holds(largest, rule.compare, limit):
                verdict, reason = Verdict.NOT_MET, f"not_{rule.compare}"
            elif unknown:
                verdict, reason, largest = Verdict.UNKNOWN, "classes_not_reported", None
            yield rule.finding(school.code, verdict, level=section.level, value=largest, threshold=limit, reason=reason, inputs=inputs)
