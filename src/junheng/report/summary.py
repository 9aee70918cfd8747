"""An assessment arranged for people: schools by name, one row a section, pass counts, what is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from junheng.assessment.results import COUNTY, Assessment, DispersionResult, Finding, SectionResult, Verdict
from junheng.county.schema import LOCALITIES, SCHOOL_KINDS

INVENTED_WORD = "虚构"


class State(StrEnum):
    """One indicator of one section against its two lines: the standard and the floor."""

    MET = "met"
    ABOVE_FLOOR = "above_floor"
    BELOW_FLOOR = "below_floor"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def state_of(finding: Finding | None) -> State:
    """Compared exactly: what prints like the floor may still be below it."""
    if finding is None or finding.verdict is Verdict.UNKNOWN:
        return State.UNKNOWN
    if finding.verdict is not Verdict.NOT_MET:
        return State(finding.verdict.value)
    if finding.value is not None and finding.floor is not None and finding.value >= finding.floor:
        return State.ABOVE_FLOOR
    return State.BELOW_FLOOR


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

    def state(self, indicator: str) -> State:
        return state_of(self.findings.get(indicator))


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
    def _measured(self) -> Mapping[tuple[str, str], Mapping[str, Finding]]:
        found: dict[tuple[str, str], dict[str, Finding]] = {}
        for indicator in self.section_indicators:
            for finding in self.assessment.findings_of(indicator):
                if finding.level is not None:
                    found.setdefault((finding.subject, finding.level), {})[indicator] = finding
        return found

    @property
    def section_indicators(self) -> tuple[str, ...]:
        return tuple(self.assessment.standard.conclusion.section_indicators)

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(self.assessment.standard.conclusion.levels)

    @cached_property
    def rows(self) -> tuple[SectionRow, ...]:
        return tuple(
            SectionRow(self.school(result.school_code), result, self._measured.get((result.school_code, result.level), {}))
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
        """The codes of the standard by dimension, in the standard's order."""
        groups: dict[str, list[str]] = {}
        for code, indicator in self.assessment.standard.indicators.items():
            groups.setdefault(indicator.dimension, []).append(code)
        return {dimension: tuple(codes) for dimension, codes in groups.items()}

    def whole(self, code: str) -> Finding | None:
        """The county's own finding, or None for an indicator that is judged per section only."""
        try:
            return self.assessment.whole(code)
        except KeyError:
            return None

    def details(self, code: str, verdicts: Iterable[Verdict]) -> tuple[Finding, ...]:
        """The findings below the whole with one of these verdicts; the whole itself where nothing is below it."""
        wanted = set(verdicts)
        return tuple(found for found in self.assessment.findings_of(code) if not found.rollup and found.verdict in wanted)

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
        manifest = self.assessment.package.manifest
        return bool(manifest.extras.get("invented")) or INVENTED_WORD in manifest.county_name

    @property
    def is_exercise(self) -> bool:
        return bool(self.assessment.standard.standing == "exercise")

    def subject_name(self, subject: str) -> str:
        return "全县" if subject == COUNTY else self.school(subject).name
