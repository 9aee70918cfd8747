"""From findings to conclusions: the school rule, the dispersion tests, the county's verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Context as DecimalContext
from decimal import Decimal
from fractions import Fraction

from junheng.assessment.compare import rounded
from junheng.assessment.context import Context
from junheng.assessment.results import CountyResult, DispersionResult, Finding, SectionResult, Verdict, together
from junheng.county.values import Number

SectionKey = tuple[str, str]
# Enough digits that the double made of the root is the nearest one.
_ROOT_DIGITS = 40
_ROOTS = DecimalContext(prec=_ROOT_DIGITS)


def section_results(context: Context, findings: Sequence[Finding]) -> Iterator[SectionResult]:
    """Sections in scope by the school rule, then the excluded ones with their reason."""
    by_section: dict[SectionKey, list[Finding]] = {}
    for finding in findings:
        if finding.indicator in context.standard.conclusion.section_indicators and finding.level:
            by_section.setdefault((finding.subject, finding.level), []).append(finding)
    excluded: list[SectionResult] = []
    for school in context.schools.values():
        reason = context.excluded_by(school)
        for section in school.compulsory:
            if section.level not in context.standard.conclusion.levels:
                continue
            if reason is None:
                yield _school_rule(context, school.code, section.level, by_section.get((school.code, section.level), []))
            else:
                excluded.append(SectionResult(school.code, section.level, Verdict.NOT_APPLICABLE, None, None, (), reason))
    yield from excluded


def _school_rule(context: Context, code: str, level: str, findings: Sequence[Finding]) -> SectionResult:
    """At least k of n met and the rest at or above the floor. An unknown never yields met."""
    conclusion = context.standard.conclusion
    needed = context.parameter(conclusion.met_at_least)
    spare = len(conclusion.section_indicators) - needed
    met = [finding for finding in findings if finding.verdict is Verdict.MET]
    failed = [finding for finding in findings if finding.verdict is Verdict.NOT_MET]
    above = [finding for finding in findings if _is_above_floor(context, finding)]
    below = [finding for finding in failed if finding not in above]
    if below or len(failed) > spare:
        verdict = Verdict.NOT_MET
    elif len(met) >= needed and len(above) == len(conclusion.section_indicators):
        verdict = Verdict.MET
    else:
        verdict = Verdict.UNKNOWN
    codes = tuple(finding.indicator for finding in failed)
    sensitive = any(finding.rounding_sensitive for finding in findings) or any(_floor_is_sensitive(context, finding) for finding in failed)
    return SectionResult(code, level, verdict, len(met), len(above), codes, None, sensitive)


def _is_above_floor(context: Context, finding: Finding) -> bool:
    if finding.verdict is Verdict.MET:
        return True
    if finding.value is None or finding.floor is None:
        return False
    if context.standard.conclusion.spec["compare_on"] == "printed":
        return _printed_above_floor(context, finding.value, finding.floor)
    return finding.value >= finding.floor


def _floor_is_sensitive(context: Context, finding: Finding) -> bool:
    if finding.value is None or finding.floor is None:
        return False
    return (finding.value >= finding.floor) != _printed_above_floor(context, finding.value, finding.floor)


def _printed_above_floor(context: Context, value: Number, floor: Number) -> bool:
    places = context.places["value"]
    return rounded(value, places) >= rounded(floor, places)


def dispersion_results(context: Context, findings: Sequence[Finding]) -> Iterator[DispersionResult]:
    """One test per indicator and level, always all of them."""
    conclusion = context.standard.conclusion
    by_test: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.indicator in conclusion.dispersion_indicators and finding.level:
            by_test.setdefault((finding.indicator, finding.level), []).append(finding)
    tests = [
        _dispersion(context, code, level, by_test.get((code, level), []))
        for level in conclusion.levels
        for code in conclusion.dispersion_indicators
    ]
    if conclusion.spec["dispersion_judged"] == "composite":
        tests = [_judged_by_composite(context, test, tests) for test in tests]
    yield from tests


def _dispersion(context: Context, code: str, level: str, findings: Sequence[Finding]) -> DispersionResult:
    conclusion = context.standard.conclusion
    pupils = [finding.denominator for finding in findings]
    known = [number for number in pupils if number is not None]
    undecided = DispersionResult(
        code,
        level,
        len(findings),
        sum(known) if len(known) == len(pupils) else None,
        Verdict.UNKNOWN,
        context.parameter(conclusion.dispersion_limit, level),
        clause=context.clause(conclusion.citation),
        reading=context.reading_of(code),
    )
    if not findings:
        return replace(undecided, verdict=Verdict.NOT_APPLICABLE, reason="no_section_in_scope")
    values = [(finding.value, finding.denominator) for finding in findings if finding.value is not None and finding.denominator is not None]
    if len(values) < len(findings):
        return replace(undecided, reason="value_not_known")
    if len(values) == 1:
        return replace(undecided, reason="one_section_only")
    weighted = conclusion.spec["dispersion_weights"] == "pupils"
    mean, variance = moments([(value, weight if weighted else 1) for value, weight in values])
    if mean == 0:
        return replace(undecided, reason="mean_is_zero")
    return _decided(context, undecided, mean, variance)


def _decided(context: Context, test: DispersionResult, mean: Fraction, variance: Fraction) -> DispersionResult:
    """The verdict by squares: S² ≤ limit² × mean², so that no root decides."""
    cv_squared = variance / (mean * mean)
    within, printed_within = cv_squared <= Fraction(test.limit) ** 2, _printed_within(context, cv_squared, test.limit)
    decides = printed_within if context.standard.conclusion.spec["compare_on"] == "printed" else within
    return replace(
        test,
        verdict=Verdict.MET if decides else Verdict.NOT_MET,
        mean=mean,
        variance=variance,
        sd=float(root(variance)),
        cv=float(root(cv_squared)),
        reason=None if decides else "not_at_most",
        rounding_sensitive=within != printed_within,
    )


def moments(values: Sequence[tuple[Number, Number]]) -> tuple[Fraction, Fraction]:
    """Weighted mean and population variance of (value, weight), exactly: Σwx/Σw and Σwx²/Σw − mean²."""
    weight = _sum_of_products([(weight,) for _, weight in values])
    mean = _sum_of_products([(value, weight) for value, weight in values]) / weight
    square = _sum_of_products([(value, value, weight) for value, weight in values]) / weight
    return mean, square - mean * mean


def _sum_of_products(products: Sequence[tuple[Number, ...]]) -> Fraction:
    """Σ of products over one common denominator: 500 schools cost one reduction to lowest terms, not 500."""
    terms = [
        (math.prod(factor.numerator for factor in factors), math.prod(factor.denominator for factor in factors)) for factors in products
    ]
    common = math.lcm(*(denominator for _, denominator in terms))
    return Fraction(sum(numerator * (common // denominator) for numerator, denominator in terms), common)


def root(square: Fraction) -> Decimal:
    """√ to 40 digits, taken only to print."""
    quotient = _ROOTS.divide(Decimal(square.numerator), Decimal(square.denominator))
    return _ROOTS.sqrt(quotient)


def _printed_within(context: Context, cv_squared: Fraction, limit: Number) -> bool:
    places = context.places["dispersion"]
    # The printed CV is at most the limit exactly when the CV is below the limit plus half a unit of the last place.
    edge = rounded(limit, places) + Fraction(1, 2 * 10**places)
    return cv_squared < edge * edge


def _judged_by_composite(context: Context, test: DispersionResult, tests: Sequence[DispersionResult]) -> DispersionResult:
    if test.verdict in (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN):
        return test
    composite = composite_of(test.level, tests)
    if composite is None:
        return replace(test, verdict=Verdict.UNKNOWN, reason="composite_not_known")
    # A mean of roots has no exact form: this reading alone, taken for comparison only, is decided on doubles.
    within = composite <= float(test.limit)
    return replace(test, verdict=Verdict.MET if within else Verdict.NOT_MET, reason=None if within else "composite_not_at_most")


def composite_of(level: str, tests: Sequence[DispersionResult]) -> float | None:
    """综合差异系数: the plain mean of a level's coefficients; None where one is not known."""
    cvs = [test.cv for test in tests if test.level == level]
    known = [cv for cv in cvs if cv is not None]
    # fsum: sum() of floats rounds otherwise from Python 3.12 on, and results are equal bit by bit on every version.
    return math.fsum(known) / len(known) if known and len(known) == len(cvs) else None


def county_result(
    context: Context,
    findings: Sequence[Finding],
    wholes: Mapping[str, Finding],
    sections: Sequence[SectionResult],
    tests: Sequence[DispersionResult],
) -> CountyResult:
    """Met only if admission, every section, every dispersion test, every indicator and every veto are."""
    counted = [section for section in sections if section.excluded_by is None]
    verdicts: list[tuple[str, Verdict]] = [(code, wholes[code].verdict) for code in context.standard.conclusion.county_needs]
    verdicts.extend((test.code, test.verdict) for test in tests)
    of_sections = together(section.verdict for section in counted) if counted else Verdict.UNKNOWN
    verdict = together([of_sections, *(found for _, found in verdicts)])
    reasons: list[str] = []
    for wanted in (Verdict.NOT_MET, Verdict.UNKNOWN):
        reasons.extend(_section_reasons(context, findings, counted, wanted))
        if not counted and wanted is Verdict.UNKNOWN:
            reasons.extend(context.standard.conclusion.section_indicators)
        reasons.extend(code for code, found in verdicts if found is wanted)
    return CountyResult(verdict, tuple(dict.fromkeys(reasons)))


def _section_reasons(context: Context, findings: Sequence[Finding], sections: Sequence[SectionResult], wanted: Verdict) -> Iterator[str]:
    """The resource indicators that fail in failing sections, or are unknown in undecided ones."""
    keys = {(section.school_code, section.level) for section in sections if section.verdict is wanted}
    found = {finding.indicator for finding in findings if finding.verdict is wanted and (finding.subject, finding.level) in keys}
    return (code for code in context.standard.conclusion.section_indicators if code in found)
