"""One county assessed: measure → judge → disperse → conclude. The only calculation path."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from junheng.assessment import county_forms, school_forms, section_forms
from junheng.assessment.conclude import composite_of, county_result, dispersion_results, section_results
from junheng.assessment.context import Context
from junheng.assessment.growth import growth
from junheng.assessment.judged import judged
from junheng.assessment.reconcile import reconcile
from junheng.assessment.results import COUNTY, Assessment, Finding, Input, Verdict, together
from junheng.assessment.rosters import with_roster_facts
from junheng.assessment.rule import Rule
from junheng.county import CountyPackage, PackageError, Problem, Problems, try_read
from junheng.county.checks import check_package
from junheng.standard import Indicator, NoValueInForce, Standard, StandardError, load_standard

Form = Callable[[Rule], Iterator[Finding]]

FORMS: Mapping[str, Form] = {
    "section_ratio": section_forms.section_ratio,
    "level_ratio": section_forms.level_ratio,
    "school_ratio": school_forms.school_ratio,
    "fact_ratio": county_forms.fact_ratio,
    "growth": growth,
    "quota_parity": county_forms.quota_parity,
    "rooms_for_classes": school_forms.rooms_for_classes,
    "pupils_limit": school_forms.pupils_limit,
    "largest_class": section_forms.largest_class,
    "funding_base": school_forms.funding_base,
    "judged": judged,
    "monitoring": county_forms.monitoring,
    "survey_share": county_forms.survey_share,
    "veto": county_forms.veto,
}


def assess(
    package: CountyPackage | str | Path,
    *,
    standard: str | Standard | None = None,
    as_of: datetime.date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Assessment:
    """Assess a county package (or the one at a path) against a standard.

    `standard` outranks the package's own; `as_of` picks the law of that day (default: the package's day).
    Raises PackageError with every problem where the package cannot be read or is logically wrong, StandardError
    where the standard or a reading does not exist, NoValueInForce where the law was not yet in force.
    """
    read, problems = _opened(package)
    if read is None:
        raise PackageError(problems.found)
    law = standard if isinstance(standard, Standard) else law_for(read, standard, readings)
    problems.found.extend(check_package(read, reading=problems.found))
    context = _joined(read, law, as_of or read.manifest.as_of, problems)
    if problems.errors:
        raise PackageError(problems.found)
    return assess_checked(context, problems)


def check(package: CountyPackage | str | Path, previous: CountyPackage | None = None) -> list[Problem]:
    """Every problem of a package: of reading, logic and experience, and against the standard that it names."""
    read, problems = _opened(package)
    if read is None:
        return problems.found
    problems.found.extend(check_package(read, previous, problems.found))
    try:
        law = law_for(read, None, None)
        _joined(read, law, read.manifest.as_of, problems)
    except StandardError as error:
        problems.error("standard_unusable", read.manifest_where, detail=str(error.args[0]))
    except NoValueInForce as error:
        problems.error("no_law_in_force", read.manifest_where, detail=str(error.args[0]))
    return problems.found


def _joined(package: CountyPackage, law: Standard, day: datetime.date, problems: Problems) -> Context:
    """Package and law together: facts filled from rosters, and every amount reported in one way only."""
    context = Context(with_roster_facts(package, law, day, problems), law, day)
    reconcile(context, problems)
    return context


def _opened(package: CountyPackage | str | Path) -> tuple[CountyPackage | None, Problems]:
    if isinstance(package, CountyPackage):
        return package, Problems(package.problems)
    return try_read(package)


def law_for(package: CountyPackage, standard: str | None, readings: Mapping[str, str] | None) -> Standard:
    """The standard asked for, or the one that the package names; an exercise only if asked for."""
    return load_standard(standard or package.manifest.standard, readings, asked_for=standard is not None)


def assess_checked(context: Context, problems: Problems) -> Assessment:
    """The assessment of a package known to be free of errors."""
    findings: list[Finding] = []
    wholes: dict[str, Finding] = {}
    per_section = context.standard.conclusion.section_indicators
    for indicator in context.standard.indicators.values():
        found = [_of_known_kind(context, finding) for finding in _findings_of(context, indicator)]
        if indicator.code not in per_section:
            whole, below = _whole(context, indicator, found)
            wholes[indicator.code] = whole
            findings.append(whole)
            findings.extend(below)
        else:
            findings.extend(found)
    sections = tuple(section_results(context, findings))
    tests = tuple(dispersion_results(context, findings))
    levels = context.standard.conclusion.levels
    _warn_of_interviews(context, problems)
    return Assessment(
        context.package,
        context.standard,
        context.as_of,
        context.standard.chosen,
        county_result(context, findings, wholes, sections, tests),
        tuple(findings),
        sections,
        tests,
        tuple((level, composite_of(level, tests)) for level in levels),
        tuple(problems.warnings),
    )


def _findings_of(context: Context, indicator: Indicator) -> Iterator[Finding]:
    if indicator.form != "parts":
        yield from _by_form(indicator.form, Rule(context, indicator, indicator.spec))
        return
    for part, spec in indicator.parts.items():
        yield from _by_form(str(spec["form"]), Rule(context, indicator, spec, part))


def _by_form(form: str, rule: Rule) -> Sequence[Finding]:
    """What the form finds. A local target that is not due on the day asks nothing; law that is not in force is an error."""
    try:
        return tuple(FORMS[form](rule))
    except NoValueInForce:
        if rule.indicator.code not in rule.context.standard.local_targets:
            raise
        return (rule.finding(COUNTY, Verdict.NOT_APPLICABLE, reason="not_yet_due"),)


def _of_known_kind(context: Context, finding: Finding) -> Finding:
    """A finding about a school whose kind is not reported is unknown: whether and how it is measured depends on the kind."""
    school = context.schools.get(finding.subject)
    if school is None or school.kind:
        return finding
    inputs = (Input("scope", school.row, "kind"), *finding.inputs)
    return replace(finding, verdict=Verdict.UNKNOWN, value=None, reason="kind_not_reported", rounding_sensitive=False, inputs=inputs)


def _whole(context: Context, indicator: Indicator, found: list[Finding]) -> tuple[Finding, list[Finding]]:
    """The one finding about the county: the form's own, or the sum of the findings below it."""
    own = [finding for finding in found if finding.subject == COUNTY and finding.part is None and finding.level is None]
    if own:
        return own[0], [finding for finding in found if finding is not own[0]]
    verdict = together(finding.verdict for finding in found)
    decisive = next((finding for finding in found if finding.verdict is verdict), None)
    whole = Rule(context, indicator, indicator.spec).finding(COUNTY, verdict, rollup=True)
    reason = "nothing_in_scope" if not found else (decisive.reason if decisive and verdict is not Verdict.MET else None)
    resting = next((finding for finding in found if finding.relaxation and finding.verdict is Verdict.MET), None)
    if verdict is Verdict.MET and resting is not None:
        whole = replace(whole, relaxation=resting.relaxation, relaxation_until=resting.relaxation_until)
    return replace(whole, reason=reason), found


def _warn_of_interviews(context: Context, problems: Problems) -> None:
    """Interviews decide nothing, but a share below the standard is worth a warning."""
    for indicator in context.standard.indicators.values():
        if indicator.form != "survey_share":
            continue
        rows = county_forms.highest_conductor(context, "interview")
        valid = sum(row.number("valid") or 0 for row in rows)
        satisfied = sum(row.number("satisfied") or 0 for row in rows)
        threshold = context.parameter(indicator.spec["threshold"])
        if valid and satisfied < threshold * valid:
            problems.warning("interviews_below_threshold", rows[0].where("satisfied"), satisfied=satisfied, valid=valid)


__all__ = ["FORMS", "assess", "assess_checked", "check", "law_for"]
