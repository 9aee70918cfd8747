"""Forms about the county as a whole: ratios of facts, parity of quotas, monitoring, survey, vetoes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import cast

from junheng.assessment.amounts import Amount, cell, total
from junheng.assessment.compare import judge
from junheng.assessment.context import Context
from junheng.assessment.facts import fact_alternatives, fact_amount, norm_amount, pick
from junheng.assessment.judged import judged_item
from junheng.assessment.results import COUNTY, Finding, Input, Verdict, together
from junheng.assessment.rule import Rule
from junheng.county import Row
from junheng.county.codes import CONDUCTORS, code_of
from junheng.county.values import Number

# The two-sided 95 % quantile of the normal distribution: the usual interval, said beside the estimate.
NORMAL_95 = 1.959964


def fact_ratio(rule: Rule) -> Iterator[Finding]:
    """Σ facts ÷ Σ facts of one period."""
    context, spec = rule.context, rule.spec
    level = cast("str | None", spec.get("level"))
    period = str(spec["period"])
    numerator, top_periods = fact_alternatives(
        context, cast("Sequence[Sequence[str]]", spec["numerator"]), "numerator", level=level, period=period
    )
    denominator, bottom_periods = fact_amount(
        context, cast("Sequence[str]", spec["denominator"]), "denominator", level=level, period=period
    )
    threshold = context.parameter(spec["threshold"], level)
    if len(top_periods | bottom_periods) > 1:
        inputs = (*numerator.inputs, *denominator.inputs)
        yield rule.finding(COUNTY, Verdict.UNKNOWN, threshold=threshold, reason="periods_differ", inputs=inputs)
        return
    finding = rule.ratio(COUNTY, numerator, denominator, threshold)
    if finding.verdict is Verdict.NOT_APPLICABLE and "empty_only_if_empty" in spec:
        known, _ = fact_amount(context, [str(spec["empty_only_if_empty"])], "eligible", level=None, period=period)
        if known.value is None:
            finding = rule.finding(COUNTY, Verdict.UNKNOWN, threshold=threshold, reason=known.reason, inputs=finding.inputs)
    yield finding


def quota_parity(rule: Rule) -> Iterator[Finding]:
    """The quota of every locality equal, and at or above the norm; a judgement, where made, must agree."""
    context = rule.context
    judged = judged_item(context, str(rule.spec["item"]), None) if "item" in rule.spec else None
    findings = [_quota_of_level(rule, level) for level in context.standard.conclusion.levels]
    reported = [finding for finding in findings if finding is not None]
    if any(context.rows_of_fact(str(rule.spec["quota"]))):
        verdicts = [finding.verdict for finding in reported]
        if judged and judged.inputs:
            verdicts.append(judged.verdict)
        decisive = next((finding for finding in reported if finding.verdict is together(verdicts)), None)
        inputs = tuple(used for finding in reported for used in finding.inputs)
        reason = decisive.reason if decisive else "judged"
        yield rule.finding(COUNTY, together(verdicts), reason=reason, inputs=inputs)
    elif judged:
        yield rule.finding(COUNTY, judged.verdict, reason=judged.reason or None, inputs=judged.inputs)
    else:
        yield rule.finding(COUNTY, Verdict.UNKNOWN, reason="not_reported")


def _quota_of_level(rule: Rule, level: str) -> Finding | None:
    """One level's quotas against its norm and each other; None where the county has no section of the level."""
    context = rule.context
    schools = [school for school in context.open_schools() if level in school.sections and school.kind not in ("special", "vocational")]
    if not schools:
        return None
    fact = str(rule.spec["quota"])
    rows = {
        locality: pick(context, fact, level=level, locality=locality or None, period="funding_year").row
        for locality in ("", *_localities())
    }
    quotas: dict[str, Amount] = {locality: cell(row, "value", "quota") for locality, row in rows.items() if row is not None}
    norm = norm_amount(context, rule.spec["norm"], level)
    inputs = tuple(used for amount in (*quotas.values(), norm) for used in amount.inputs)
    needed = {school.row.text("locality") for school in schools} - {""}
    values = {amount.value for amount in quotas.values() if amount.value is not None}
    if len(values) > 1:
        return rule.finding(COUNTY, Verdict.NOT_MET, reason="quota_differs", inputs=inputs)
    if norm.value is not None and any(value < norm.value for value in values):
        return rule.finding(COUNTY, Verdict.NOT_MET, reason="quota_below_norm", inputs=inputs)
    complete = ("" in quotas or needed <= set(quotas)) and all(amount.value is not None for amount in quotas.values())
    if not values or not complete or norm.value is None:
        return rule.finding(
            COUNTY, Verdict.UNKNOWN, reason="norm_not_reported" if norm.value is None else "quota_not_reported", inputs=inputs
        )
    return rule.finding(COUNTY, Verdict.MET, inputs=inputs)


def _localities() -> Sequence[str]:
    return sorted(set(code_of("locality").values()))


def monitoring(rule: Rule) -> Iterator[Finding]:
    """Every subject of the latest year not after the data's day: attainment high enough and between-school rate low enough."""
    context = rule.context
    limit = context.parameter(rule.spec["threshold"])
    years = {row.number("year"): row for row in context.package.table("monitoring")}
    latest = max((year for year in years if year is not None and year <= context.data_day.year), default=None)
    subjects: dict[str, list[Row]] = {}
    for row in context.package.table("monitoring"):
        if latest is not None and row.number("year") == latest:
            subjects.setdefault(row.text("subject"), []).append(row)
    if not subjects:
        yield rule.finding(COUNTY, Verdict.UNKNOWN, threshold=limit, reason="not_monitored")
    for subject, rows in sorted(subjects.items()):
        results = [_monitored(rule, row, limit) for row in rows]
        verdict = together(found for found, _, _ in results)
        reason = next((why for found, why, _ in results if found is verdict), None)
        rates = [rate for row in rows if (rate := row.number("between_school_rate")) is not None]
        inputs = tuple(Input("monitored", row, column) for row in rows for column in ("attainment_level", "between_school_rate"))
        value = max(rates) if len(rates) == len(rows) else None
        sensitive = any(flag for _, _, flag in results)
        yield rule.finding(
            COUNTY, verdict, part=subject, value=value, threshold=limit, reason=reason, inputs=inputs, rounding_sensitive=sensitive
        )


def _monitored(rule: Rule, row: Row, limit: Number) -> tuple[Verdict, str | None, bool]:
    attained, rate = row.text("attainment_level"), row.number("between_school_rate")
    lowest = rule.context.parameter(rule.spec["attainment"])
    if attained and int(attained) < lowest:
        return Verdict.NOT_MET, "attainment_too_low", False
    if rate is None:
        return Verdict.UNKNOWN, "not_reported", False
    verdict, sensitive = judge(rule.context, rate, rule.compare, limit, rule.indicator.unit)
    if verdict is Verdict.NOT_MET:
        return verdict, f"not_{rule.compare}", sensitive
    return (Verdict.MET, None, sensitive) if attained else (Verdict.UNKNOWN, "not_reported", False)


def survey_share(rule: Rule) -> Iterator[Finding]:
    """Satisfied ÷ valid of the highest conductor's rows; each instrument asked for must pass."""
    context = rule.context
    threshold = context.parameter(rule.spec["threshold"])
    instruments = cast("Sequence[str]", rule.spec["instruments"])
    findings = [_approval(rule, instrument, threshold) for instrument in instruments]
    verdict = together(finding.verdict for finding in findings)
    decisive = next(finding for finding in findings if finding.verdict is verdict)
    yield decisive


def _approval(rule: Rule, instrument: str, threshold: Number) -> Finding:
    unplaced = _unplaced(rule.context, instrument)
    if unplaced:
        return rule.finding(COUNTY, Verdict.UNKNOWN, threshold=threshold, reason="survey_not_attributed", inputs=unplaced)
    rows = highest_conductor(rule.context, instrument)
    satisfied, valid = (
        total((1, cell(row, column, role)) for row in rows) for column, role in (("satisfied", "numerator"), ("valid", "denominator"))
    )
    if not rows:
        return rule.finding(COUNTY, Verdict.UNKNOWN, threshold=threshold, reason="not_surveyed")
    finding = rule.ratio(COUNTY, satisfied, valid, threshold)
    if (
        finding.verdict is Verdict.MET
        and finding.value is not None
        and valid.value is not None
        and straddles(finding.value, valid.value, threshold)
    ):
        return rule.finding(
            COUNTY,
            Verdict.MET,
            **{name: getattr(finding, name) for name in ("value", "threshold", "numerator", "denominator", "rounding_sensitive", "inputs")},
            reason="marginal_interval",
        )
    return finding


def _unplaced(context: Context, instrument: str) -> tuple[Input, ...]:
    """The empty cells that leave open whether a row decides: its instrument, or its organiser where other rows name theirs."""
    survey = context.package.table("survey")
    own = [row for row in survey if row.text("instrument") in ("", instrument)]
    named = any(row.text("conducted_by") for row in own)
    return tuple(
        Input("scope", row, column)
        for row in own
        for column in ("instrument", "conducted_by")
        if not row.text(column) and (column == "instrument" or named)
    )


def highest_conductor(context: Context, instrument: str) -> list[Row]:
    """The rows of an instrument by the highest organiser that used it."""
    rows = [row for row in context.package.table("survey") if row.text("instrument") == instrument]
    order = ["", *CONDUCTORS]
    highest = max((order.index(row.text("conducted_by")) for row in rows), default=0)
    return [row for row in rows if order.index(row.text("conducted_by")) == highest]


def straddles(share: Number, size: Number, threshold: Number) -> bool:
    """Whether the 95 % interval of a simple random sample's share holds the threshold; changes no verdict."""
    width = NORMAL_95 * math.sqrt(max(float(share * (1 - share)), 0.0) / float(size))
    return abs(float(share) - float(threshold)) < width


def veto(rule: Rule) -> Iterator[Finding]:
    """Examined and not found is met; a school's finding outweighs the county's; not examined is unknown."""
    if not rule.spec["counted"]:
        yield rule.finding(COUNTY, Verdict.NOT_APPLICABLE, reason="not_counted_by_reading")
        return
    codes = (rule.indicator.code, *cast("Sequence[str]", rule.spec.get("with", ())))
    by_code = [_one_veto(rule, code) for code in codes]
    of_schools = [finding for _, findings in by_code for finding in findings]
    verdict = together(found for found, _ in by_code)
    reason = {Verdict.NOT_MET: "found", Verdict.UNKNOWN: "not_examined"}.get(verdict)
    rows = [row for row in rule.context.package.table("vetoes") if row.text("veto") in codes and not row.text("school_code")]
    found_by_county = any(row.flag("found") for row in rows)
    inputs = tuple(Input("examined", row, "found") for row in rows)
    yield rule.finding(COUNTY, verdict, rollup=bool(of_schools) and not found_by_county, reason=reason, inputs=inputs)
    yield from of_schools


def _one_veto(rule: Rule, code: str) -> tuple[Verdict, list[Finding]]:
    context = rule.context
    rows = [row for row in context.package.table("vetoes") if row.text("veto") == code]
    by_school: dict[str, list[Row]] = {}
    for row in rows:
        by_school.setdefault(row.text("school_code"), []).append(row)
    verdicts = {school: _examined(found) for school, found in by_school.items()}
    findings = [
        rule.finding(
            school,
            verdict,
            reason={Verdict.NOT_MET: "found", Verdict.UNKNOWN: "not_examined"}.get(verdict),
            inputs=tuple(Input("examined", row, "found") for row in by_school[school]),
        )
        for school, verdict in sorted(verdicts.items())
        if school
    ]
    if Verdict.NOT_MET in verdicts.values():
        return Verdict.NOT_MET, findings
    if "" in verdicts:
        return together(verdicts.values()), findings
    everywhere = bool(verdicts) and all(verdicts.get(school.code) is Verdict.MET for school in context.open_schools())
    return (Verdict.MET if everywhere else Verdict.UNKNOWN), findings


def _examined(rows: Sequence[Row]) -> Verdict:
    flags = [row.flag("found") for row in rows]
    if any(flags):
        return Verdict.NOT_MET
    return Verdict.UNKNOWN if any(flag is None for flag in flags) else Verdict.MET
