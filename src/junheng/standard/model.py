"""A standard as values: sources, parameters, indicators, readings, relaxations and the conclusion."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Standing = Literal["law", "local", "exercise"]
Compare = Literal["at_least", "at_most", "more_than", "less_than"]
Certainty = Literal["quoted", "copied", "secondary", "unverified"]
Number = int | Fraction


class NoValueInForce(LookupError):
    """A parameter is asked for on a day before its first value, or after its last."""


@dataclass(frozen=True)
class Source:
    """A document: where its text was found, and how sure we are of it."""

    id: str
    title: str
    certainty: Certainty
    document_number: str = ""
    issuer: str = ""
    issued: str = ""
    found_at: str = ""
    note: str = ""


@dataclass(frozen=True)
class Citation:
    """条款与原文: the item's number in the cited copy and a quote of the deciding words."""

    source: str
    clause: str
    quote: str = ""


@dataclass(frozen=True)
class DatedValue:
    """A value from a day on, until (and with) another; `values` by level, or one under ALL_LEVELS."""

    start: datetime.date
    end: datetime.date | None
    values: Mapping[str, Number]
    note: str = ""

    def is_in_force(self, day: datetime.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


ALL_LEVELS = "*"


@dataclass(frozen=True)
class Parameter:
    """参数: one number of the law with unit, dates and citation. `fact` names the county fact that supplies it."""

    name: str
    title: str
    unit: str
    citation: Citation
    values: Sequence[DatedValue] = ()
    fact: str = ""
    standing: Standing = "law"

    def at(self, day: datetime.date, level: str | None = None) -> Number:
        """The value in force. Raises NoValueInForce outside all dated values, KeyError for an unknown level."""
        for dated in reversed(self.values):
            if dated.is_in_force(day):
                if ALL_LEVELS in dated.values:
                    return dated.values[ALL_LEVELS]
                return dated.values[level or ALL_LEVELS]
        first = f"（最早自 {self.values[0].start} 起）" if self.values else ""
        raise NoValueInForce(f"「{self.title}」在 {day} 没有生效的值{first}")


@dataclass(frozen=True)
class Indicator:
    """指标: one rule, one citation, one form. `spec` holds what its form needs, checked by the loader."""

    code: str
    stem: str
    title: str
    title_en: str
    dimension: str
    form: str
    unit: str
    citation: Citation
    who_counts: str = ""
    formula: str = ""
    spec: Mapping[str, object] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    lead: str = ""
    evidence: Sequence[str] = ()


@dataclass(frozen=True)
class Choice:
    """One way to read an unclear clause, and what it sets in the standard."""

    id: str
    label: str
    why: str
    source: str = ""
    sets: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """口径: a point on which sources disagree or are silent; `default` is what we take."""

    id: str
    question: str
    affects: Sequence[str]
    default: str
    choices: Mapping[str, Choice]


@dataclass(frozen=True)
class Relaxation:
    """过渡性放宽: a rule of 2019 that lets a value pass under conditions and only for a span of days."""

    id: str
    title: str
    indicator: str
    start: datetime.date
    end: datetime.date | None
    citation: Citation
    spec: Mapping[str, object] = field(default_factory=dict)

    def is_in_force(self, day: datetime.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Conclusion:
    """How findings become section verdicts, dispersion tests and the county's verdict."""

    levels: Sequence[str]
    section_indicators: Sequence[str]
    met_at_least: str
    floor_share: str
    dispersion_indicators: Sequence[str]
    dispersion_limit: str
    county_needs: Sequence[str]
    spec: Mapping[str, object] = field(default_factory=dict)
    citation: Citation = field(default_factory=lambda: Citation("", ""))


@dataclass(frozen=True)
class Standard:
    """督导评估办法: a set of indicators in force over a span of dates, with the readings taken."""

    id: str
    title: str
    standing: Standing
    note: str
    based_on: str | None
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    indicators: Mapping[str, Indicator]
    readings: Mapping[str, Reading]
    relaxations: Mapping[str, Relaxation]
    conclusion: Conclusion
    chosen: Mapping[str, str]

    @property
    def local_targets(self) -> Sequence[str]:
        """Codes of what a county sets itself beyond the standard: reported beside the conclusion, no part of it."""
        needed = {*self.conclusion.section_indicators, *self.conclusion.county_needs}
        return [code for code in self.indicators if code not in needed]

    def parameter(self, name: str, day: datetime.date, level: str | None = None) -> Number:
        return self.parameters[name].at(day, level)

    def reading_of(self, indicator: str) -> str | None:
        """The readings taken that bear on an indicator, as `id=choice`, or None."""
        bearing = [f"{reading.id}={self.chosen[reading.id]}" for reading in self.readings.values() if indicator in reading.affects]
        return "; ".join(bearing) or None
