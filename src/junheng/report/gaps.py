"""The gaps of an assessment: one for every failing finding and dispersion test, with how much is missing in whole units."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

from junheng.assessment.results import COUNTY, DispersionResult, Finding, Input, Verdict
from junheng.assessment.words import reason_text
from junheng.county.fact_names import fact_unit
from junheng.county.schema import TABLE_BY_NAME
from junheng.county.values import Number
from junheng.report.summary import Summary
from junheng.report.wording import DIMENSION_WORDS, compare_of, full_title, place_text, spec_of, title_of, unit_of
from junheng.standard.forms import LOCAL_DIMENSION

# A failing local target is a gap too, but one that the statutory conclusion does not rest on.
Tier = Literal["gap", "local", "commitment"]
TIER_WORDS: Mapping[Tier, str] = {"gap": "差距", "local": DIMENSION_WORDS[LOCAL_DIMENSION], "commitment": "承诺"}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How much is missing (or too much), in units that can be hired, built or bought: always whole."""

    amount: int
    unit: str
    is_excess: bool = False

    def __str__(self) -> str:
        return f"{'超出' if self.is_excess else '还差'} {self.amount:,} {self.unit}"


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of the ledger. `code` is the indicator's, or `A4.cv` for a dispersion test."""

    tier: Tier
    code: str
    problem: str
    place: str
    school_code: str | None
    level: str | None
    value: Number | float | None
    threshold: Number | None
    compare: str
    unit: str
    shortfall: Shortfall | None
    clause: str
    lead: str
    due: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class MissingData:
    """One finding that cannot be judged, and the cells that were not reported."""

    code: str
    title: str
    place: str
    school_code: str | None
    level: str | None
    reason: str | None
    cells: tuple[Input, ...]
    lead: str


def gaps_of(summary: Summary) -> tuple[Gap, ...]:
    """Every gap in the standard's order, the local targets' after the standard's own, then the promises that passes rest on."""
    targets = frozenset(summary.assessment.standard.local_targets)
    leaves = list(_leaves(summary, Verdict.NOT_MET))
    failing = [_gap(summary, found, "gap") for found in leaves if found.indicator not in targets]
    missed = [_gap(summary, found, "local") for found in leaves if found.indicator in targets]
    dispersion = [_dispersion_gap(summary, test) for test in summary.assessment.dispersion if test.verdict is Verdict.NOT_MET]
    promised = [_gap(summary, found, "commitment") for found in summary.relaxed]
    return (*failing, *dispersion, *missed, *promised)


def missing_of(summary: Summary) -> tuple[MissingData, ...]:
    """Every finding that cannot be judged for want of data."""
    return tuple(
        MissingData(
            found.indicator,
            full_title(summary, found),
            place_text(summary, found),
            None if found.subject == COUNTY else found.subject,
            found.level,
            found.reason,
            tuple(cell for cell in found.inputs if cell.value is None),
            _lead(summary, found.indicator),
        )
        for found in _leaves(summary, Verdict.UNKNOWN)
    )


def _leaves(summary: Summary, verdict: Verdict) -> Iterator[Finding]:
    order = {code: position for position, code in enumerate(summary.assessment.standard.indicators)}
    findings = [found for found in summary.assessment.findings if found.verdict is verdict and not found.rollup]
    yield from sorted(findings, key=lambda found: order.get(found.indicator, len(order)))


def _lead(summary: Summary, code: str) -> str:
    indicator = summary.assessment.standard.indicators.get(code)
    return indicator.lead if indicator else ""


def _gap(summary: Summary, found: Finding, tier: Tier) -> Gap:
    return Gap(
        tier=tier,
        code=found.indicator,
        problem=_problem(summary, found, tier),
        place=place_text(summary, found),
        school_code=None if found.subject == COUNTY else found.subject,
        level=found.level,
        value=found.value,
        threshold=found.threshold,
        compare=compare_of(summary, found),
        unit=unit_of(summary, found),
        shortfall=None if tier == "commitment" else shortfall_of(summary, found),
        clause=found.clause,
        lead=_lead(summary, found.indicator),
        due=found.relaxation_until,
    )


def _dispersion_gap(summary: Summary, test: DispersionResult) -> Gap:
    return Gap(
        tier="gap",
        code=test.code,
        problem=f"{title_of(summary, test.code)}：{reason_text(test.reason)}",
        place=place_text(summary, test),
        school_code=None,
        level=test.level,
        value=test.cv,
        threshold=test.limit,
        compare="at_most",
        unit="",
        shortfall=None,
        clause=test.clause,
        lead=_lead(summary, test.indicator),
    )


def _problem(summary: Summary, found: Finding, tier: Tier) -> str:
    if tier == "commitment":
        return f"{full_title(summary, found)}：凭过渡性放宽达标"
    large = _large_classes(summary, found)
    more = f"，超额班级 {large} 个" if large else ""
    return f"{full_title(summary, found)}：{reason_text(found.reason)}{more}"


def _large_classes(summary: Summary, found: Finding) -> int:
    """How many classes of the section are over the limit; 0 for findings that are not about classes."""
    if spec_of(summary, found).get("form") != "largest_class" or found.threshold is None:
        return 0
    rows = (row for row in summary.assessment.package.table("classes") if row.text("school_code") == found.subject)
    sizes = [row.number("pupils") for row in rows if row.text("level") == found.level]
    return sum(size > found.threshold for size in sizes if size is not None)


def shortfall_of(summary: Summary, found: Finding) -> Shortfall | None:
    """What a failing finding lacks, rounded up to whole units; None where no amount says it (a judgement, a veto)."""
    if found.value is None or found.threshold is None:
        return None
    spec = spec_of(summary, found)
    if compare_of(summary, found) not in ("at_least", "more_than"):
        excess = math.ceil(found.value - found.threshold)
        return Shortfall(excess, unit_of(summary, found), is_excess=True) if isinstance(found.value, int) and excess > 0 else None
    if is_quotient(found, spec):
        section = Fraction(found.threshold * (found.denominator or 0)) / per_of(spec) - (found.numerator or 0)
        missing = section / section_share(summary, found)
        unit = counted_in(spec, found.level) or unit_of(summary, found)
    else:
        missing, unit = Fraction(found.threshold - found.value), unit_of(summary, found)
    # To be more than the limit, one unit beyond it is needed where the limit itself is whole.
    units = math.floor(missing) + 1 if compare_of(summary, found) == "more_than" else math.ceil(missing)
    return Shortfall(units, unit) if units > 0 else None


def is_quotient(found: Finding, spec: Mapping[str, object]) -> bool:
    """Whether the value is numerator ÷ denominator; a count of rooms against a need is not."""
    return bool(found.denominator) and any(key in spec for key in ("numerator", "growth_of", "funds", "instruments"))


def section_share(summary: Summary, found: Finding) -> Fraction:
    """The section's share, by weighted pupils, of what is added to or taken from the whole school: 1 where it shares with none."""
    weighed = weighed_pupils(summary, found)
    own = weighed.get(found.level or "")
    return own / sum(weighed.values()) if own else Fraction(1)


def weighed_pupils(summary: Summary, found: Finding) -> Mapping[str, Fraction]:
    """Weighted pupils of the school's sections by level; empty where the section shares its premises with none."""
    assessment = summary.assessment
    names = cast("Mapping[str, str]", assessment.standard.conclusion.spec["premises_weights"])
    pupils = {cell.row.text("level"): cell.value for cell in found.inputs if cell.role == "weight" and cell.table == "sections"}
    return {
        level: Fraction(assessment.standard.parameter(names[level], assessment.as_of)) * number
        for level, number in pupils.items()
        if level in names and isinstance(number, int | Fraction)
    }


def terms_of(spec: Mapping[str, object], level: str | None) -> tuple[str, ...]:
    """The columns of the numerator (the first alternative's), each with its sign; by level where the form has levels."""
    named = spec.get("numerator", spec.get("growth_of", spec.get("funds")))
    if isinstance(named, Mapping):
        named = named.get(level or "")
    if isinstance(named, str):
        return (named,)
    while isinstance(named, list | tuple) and named and not isinstance(named[0], str):
        named = named[0]
    return tuple(str(term) for term in named) if isinstance(named, list | tuple) else ()


def per_of(spec: Mapping[str, object]) -> int:
    per = spec.get("per", 1)
    return per if isinstance(per, int) else 1


def counted_in(spec: Mapping[str, object], level: str | None) -> str:
    """The unit of the numerator: that of its first column or fact; a survey counts sheets."""
    terms = terms_of(spec, level)
    if not terms:
        return "份" if "instruments" in spec else ""
    table, _, column = terms[0].lstrip("-").partition(".")
    if table == "facts":
        return fact_unit(column)
    return TABLE_BY_NAME[table].column(column).unit
