"""An assessment arranged for people: schools by name, one row a section, pass counts, what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import cast

from junheng.assessment.results import Assessment, DispersionResult, Finding, SectionResult, Verdict
from junheng.county.codes import LOCALITIES, SCHOOL_KINDS
from junheng.county.values import Number
from junheng.report.numbers import Places, rounded

DIMENSION_ORDER = ("admission", "resource", "guarantee", "quality", "approval", "veto", "local")


class State(StrEnum):
    """One indicator of one section against its two lines: the standard and the floor."""

    MET = "met"
    ABOVE_FLOOR = "above_floor"
    BELOW_FLOOR = "below_floor"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def state_of(finding: Finding, printed_places: int | None = None) -> State:
    """Compared exactly, unless the standard's reading compares what is printed: at `printed_places` then."""
    if finding.verdict is not Verdict.NOT_MET:
        return State(finding.verdict.value)
    value, floor = finding.value, finding.floor
    if value is None or floor is None:
        return State.BELOW_FLOOR
    if printed_places is not None:
        value, floor = rounded(value, printed_places), rounded(floor, printed_places)
    return State.ABOVE_FLOOR if value >= floor else State.BELOW_FLOOR


@dataclass(frozen=True, slots=True)
class School:
    """What a reader knows a school by. Two schools may share a name, so the code goes beside it."""

    code: str
    name: str
    township: str = ""
    kind: str = ""
    locality: str = ""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One section with its findings by indicator (empty for a section that does not count)."""

    school: School
    result: SectionResult
    findings: Mapping[str, Finding]
    pupils: Number | None = None
    printed_places: int | None = None

    def state(self, indicator: str) -> State:
        finding = self.findings.get(indicator)
        return State.UNKNOWN if finding is None else state_of(finding, self.printed_places)


@dataclass(frozen=True)
class Summary:
    """Look-ups over one assessment; every number is the assessment's own."""

    assessment: Assessment

    @cached_property
    def schools(self) -> Mapping[str, School]:
        return {
            row.text("school_code"): School(
                row.text("school_code"),
                row.text("school_name") or row.text("school_code"),
                row.text("township"),
                SCHOOL_KINDS.get(row.text("kind"), row.text("kind")),
                LOCALITIES.get(row.text("locality"), row.text("locality")),
            )
            for row in self.assessment.package.schools
        }

    def school(self, code: str) -> School:
        return self.schools.get(code) or School(code, code)

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = Counter(school.name for school in self.schools.values())
        return frozenset(name for name, count in names.items() if count > 1)

    def label(self, code: str) -> str:
        """The school's name, with its code where another school has the same name."""
        school = self.school(code)
        return f"{school.name}[{school.code}]" if school.name in self._shared_names else school.name

    @cached_property
    def _pupils(self) -> Mapping[tuple[str, str], Number | None]:
        return {(row.text("school_code"), row.text("level")): row.number("pupils") for row in self.assessment.package.sections}

    @cached_property
    def _measured(self) -> Mapping[tuple[str, str], Mapping[str, Finding]]:
        found: dict[tuple[str, str], dict[str, Finding]] = {}
        for indicator in self.section_indicators:
            for finding in self.assessment.findings_of(indicator):
                if finding.level is not None:
                    found.setdefault((finding.subject, finding.level), {})[indicator] = finding
        return found

    @cached_property
    def places(self) -> Places:
        """The places of the standard's form on the day of the law."""
        assessment = self.assessment
        names = cast("Mapping[str, str]", assessment.standard.conclusion.spec["printing"])
        found = {kind: int(assessment.standard.parameter(name, assessment.as_of)) for kind, name in names.items()}
        return Places(found["value"], found["dispersion"], found["percentage"])

    @property
    def section_indicators(self) -> tuple[str, ...]:
        return tuple(self.assessment.standard.conclusion.section_indicators)

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.assessment.standard.conclusion.levels)

    @cached_property
    def rows(self) -> tuple[SectionRow, ...]:
        compares_printed = self.assessment.standard.conclusion.spec["compare_on"] == "printed"
        printed_places = self.places.value if compares_printed else None
        return tuple(
            SectionRow(
                self.school(result.school_code),
                result,
                self._measured.get((result.school_code, result.level), {}),
                self._pupils.get((result.school_code, result.level)),
                printed_places,
            )
            for result in self.assessment.sections
        )

    def counted(self, level: str) -> tuple[SectionRow, ...]:
        """The sections of a level that the school rule judges."""
        return tuple(row for row in self.rows if row.result.level == level and row.result.excluded_by is None)

    @property
    def excluded(self) -> tuple[SectionRow, ...]:
        return tuple(row for row in self.rows if row.result.excluded_by is not None)

    def dispersion(self, level: str) -> tuple[DispersionResult, ...]:
        return tuple(test for test in self.assessment.dispersion if test.level == level)

    def states(self, level: str, indicator: str) -> Counter[State]:
        return Counter(row.state(indicator) for row in self.counted(level))

    @cached_property
    def by_dimension(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the standard by dimension, dimensions in the order of a county's conclusion."""
        groups: dict[str, list[str]] = {dimension: [] for dimension in DIMENSION_ORDER}
        for code, indicator in self.assessment.standard.indicators.items():
            groups.setdefault(indicator.dimension, []).append(code)
        return {dimension: tuple(codes) for dimension, codes in groups.items() if codes}

    def whole(self, code: str) -> Finding | None:
        """The county's own finding, or None for an indicator that is judged per section only."""
        try:
            return self.assessment.whole(code)
        except KeyError:
            return None

    @property
    def relaxed(self) -> tuple[Finding, ...]:
        """Passes that rest on a relaxation, and so on a promise with an end date."""
        return tuple(found for found in self.assessment.findings if found.relaxation and not found.rollup and found.verdict is Verdict.MET)

    @property
    def rounding_sensitive(self) -> tuple[Finding | DispersionResult, ...]:
        findings = [found for found in self.assessment.findings if found.rounding_sensitive and not found.rollup]
        return (*findings, *(test for test in self.assessment.dispersion if test.rounding_sensitive))

    @property
    def is_invented(self) -> bool:
        """Whether the county is marked as made up: by its manifest, or by the word in its name."""
        return self.assessment.package.manifest.is_invented

    @property
    def is_exercise(self) -> bool:
        return self.assessment.standard.standing == "exercise"
