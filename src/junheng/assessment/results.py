"""What an assessment finds: findings, section verdicts, dispersion tests and the county's conclusion."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from junheng.county import CountyPackage, Problem, Row, Where
from junheng.county.values import Number, Value

if TYPE_CHECKING:
    from junheng.standard import Standard

COUNTY = "county"


class Verdict(StrEnum):
    """达标 · 未达标 · 无法判定 · 不适用. Missing data is UNKNOWN, and spreads upward."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Input:
    """One cell that went into a number: `role` is its part in the formula (numerator, denominator, …)."""

    role: str
    row: Row
    column: str

    @property
    def table(self) -> str:
        return self.row.table.spec.name

    @property
    def value(self) -> Value:
        return self.row[self.column]

    @property
    def where(self) -> Where:
        return self.row.where(self.column)

    @property
    def derived(self) -> str | None:
        """The table that an empty cell was counted from, or None for a reported cell."""
        return self.row.table.derived.get((self.column, self.row.index))


@dataclass(frozen=True, slots=True)
class Finding:
    """评估结论(单项): one indicator about one subject. Amounts are exact; `numerator / denominator (× per)` is the value."""

    indicator: str
    subject: str
    verdict: Verdict
    level: str | None = None
    part: str | None = None
    rollup: bool = False
    value: Number | None = None
    threshold: Number | None = None
    floor: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    reason: str | None = None
    rounding_sensitive: bool = False
    clause: str = ""
    reading: str | None = None
    relaxation: str | None = None
    relaxation_until: datetime.date | None = None
    inherited_from: str | None = None
    inputs: tuple[Input, ...] = ()
    steps: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        return {
            "indicator": self.indicator,
            "subject": self.subject,
            "level": self.level,
            "part": self.part,
            "rollup": self.rollup,
            "value": as_json_number(self.value),
            "threshold": as_json_number(self.threshold),
            "floor": as_json_number(self.floor),
            "numerator": as_json_number(self.numerator),
            "denominator": as_json_number(self.denominator),
            "verdict": self.verdict.value,
            "reason": self.reason,
            "rounding_sensitive": self.rounding_sensitive,
            "clause": self.clause,
            "reading": self.reading,
            "relaxation": self.relaxation,
            "relaxation_until": self.relaxation_until.isoformat() if self.relaxation_until else None,
            "inherited_from": self.inherited_from,
        }


@dataclass(frozen=True, slots=True)
class SectionResult:
    """The school rule for one section (一校一学段): at least k of n met, the rest at or above the floor."""

    school_code: str
    level: str
    verdict: Verdict
    met: int | None
    above_floor: int | None
    failed: tuple[str, ...] = ()
    excluded_by: str | None = None
    rounding_sensitive: bool = False

    def as_dict(self) -> dict[str, object]:
        return {
            "school_code": self.school_code,
            "level": self.level,
            "verdict": self.verdict.value,
            "met": self.met,
            "above_floor": self.above_floor,
            "failed": list(self.failed),
            "excluded_by": self.excluded_by,
            "rounding_sensitive": self.rounding_sensitive,
        }


@dataclass(frozen=True, slots=True)
class DispersionResult:
    """校际差异系数 of one indicator at one level. `variance` and `mean` are exact; sd and cv are roots, for printing."""

    indicator: str
    level: str
    sections: int
    pupils: Number | None
    verdict: Verdict
    limit: Number
    mean: Number | None = None
    variance: Fraction | None = None
    sd: float | None = None
    cv: float | None = None
    reason: str | None = None
    rounding_sensitive: bool = False
    clause: str = ""
    reading: str | None = None

    @property
    def code(self) -> str:
        return f"{self.indicator}.cv"

    def as_dict(self) -> dict[str, object]:
        return {
            "indicator": self.indicator,
            "level": self.level,
            "sections": self.sections,
            "pupils": as_json_number(self.pupils),
            "mean": as_json_number(self.mean),
            "sd": self.sd,
            "cv": self.cv,
            "limit": as_json_number(self.limit),
            "verdict": self.verdict.value,
            "reason": self.reason,
            "rounding_sensitive": self.rounding_sensitive,
            "clause": self.clause,
            "reading": self.reading,
        }


@dataclass(frozen=True, slots=True)
class CountyResult:
    """The county's conclusion. `reasons` are the codes that keep it from being met, failed ones first."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        return {"verdict": self.verdict.value, "reasons": list(self.reasons)}


@dataclass(frozen=True)
class Assessment:
    """One county assessed against one standard as of one day."""

    package: CountyPackage
    standard: Standard
    as_of: datetime.date
    readings: Mapping[str, str]
    county: CountyResult
    findings: tuple[Finding, ...]
    sections: tuple[SectionResult, ...]
    dispersion: tuple[DispersionResult, ...]
    composite: tuple[tuple[str, float | None], ...]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def _by_indicator(self) -> Mapping[str, tuple[Finding, ...]]:
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.indicator, []).append(finding)
        return {code: tuple(found) for code, found in groups.items()}

    def findings_of(self, indicator: str) -> tuple[Finding, ...]:
        return self._by_indicator.get(indicator, ())

    def whole(self, indicator: str) -> Finding:
        """The one finding about the county as a whole. Raises KeyError for an indicator judged per section only."""
        for finding in self.findings_of(indicator):
            if finding.subject == COUNTY and finding.part is None and finding.level is None:
                return finding
        raise KeyError(indicator)

    def results(self) -> dict[str, object]:
        """`results.json` as the contract fixes it."""
        manifest = self.package.manifest
        return {
            "format": 1,
            "standard": self.standard.id,
            "standing": self.standard.standing,
            "as_of": self.as_of.isoformat(),
            "readings": dict(self.readings),
            "package": {
                "county_code": manifest.county_code,
                "county_name": manifest.county_name,
                "school_year": manifest.school_year,
                "sha256": self.package.sha256,
            },
            "county": self.county.as_dict(),
            "findings": [finding.as_dict() for finding in self.findings],
            "sections": [section.as_dict() for section in self.sections],
            "dispersion": [test.as_dict() for test in self.dispersion],
            "composite": [{"level": level, "cv": cv} for level, cv in self.composite],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def as_json_number(number: Number | None) -> int | float | None:
    """Whole numbers as they are, others as the nearest double."""
    if number is None or isinstance(number, int):
        return number
    return number.numerator if number.denominator == 1 else float(number)


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """All must hold: one failure decides, an unknown never yields met, nothing to judge is not applicable."""
    seen = set(verdicts)
    for verdict in (Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET):
        if verdict in seen:
            return verdict
    return Verdict.NOT_APPLICABLE
