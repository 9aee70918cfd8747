"""The rows of the pages of results: every number as it is printed, beside its exact value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from junheng.assessment.results import DispersionResult, Finding, as_json_number
from junheng.assessment.words import exclusion_text, reason_text
from junheng.county.values import Number
from junheng.report.gaps import TIER_WORDS, Gap, MissingData, gaps_of, missing_of
from junheng.report.glance import GlanceRow, glance_rows
from junheng.report.numbers import NOT_REPORTED, brief, fixed
from junheng.report.page_lists import gap_numbers
from junheng.report.summary import SectionRow, Summary
from junheng.report.wording import (
    DIMENSION_WORDS,
    full_title,
    level_word,
    missing_text,
    threshold_text,
    title_of,
    value_text,
)
from junheng.web.results.words import Mark, mark_of, state_mark


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as the page prints it, and as `results.json` has it (None where nothing is known)."""

    text: str
    exact: int | float | None = None

    @property
    def machine(self) -> str:
        """The exact value as programs read it, "" where nothing is known."""
        return "" if self.exact is None else json.dumps(self.exact)


def _exact(number: Number | float | None) -> int | float | None:
    return number if isinstance(number, float) else as_json_number(number)


@dataclass(frozen=True, slots=True)
class GlanceLine:
    """One line of the standard at a glance; `mark` is None where only schools or sections are judged."""

    code: str
    title: str
    is_part: bool
    value: Amount
    limit: str
    mark: Mark | None
    detail: str


def glance(summary: Summary) -> list[tuple[str, list[GlanceLine]]]:
    """Every indicator by dimension, dimensions in the order of the conclusion."""
    return [
        (DIMENSION_WORDS.get(dimension, dimension), [_glance_line(summary, row) for code in codes for row in glance_rows(summary, code)])
        for dimension, codes in summary.by_dimension.items()
    ]


def _glance_line(summary: Summary, row: GlanceRow) -> GlanceLine:
    found = row.finding
    return GlanceLine(
        row.code,
        row.title,
        row.is_part,
        Amount(value_text(summary, found), _exact(found.value)) if found else Amount(NOT_REPORTED),
        threshold_text(summary, row.limit) if row.limit else NOT_REPORTED,
        mark_of(row.verdict) if row.verdict else None,
        row.tally_text or (reason_text(found.reason) if found else ""),
    )


@dataclass(frozen=True, slots=True)
class DispersionLine:
    """One test of dispersion."""

    code: str
    title: str
    level: str
    sections: int
    pupils: Amount
    mean: Amount
    sd: Amount
    cv: Amount
    limit: Amount
    mark: Mark
    reason: str


def dispersion(summary: Summary) -> list[tuple[str, list[DispersionLine], Amount]]:
    """By level: its tests, and the composite coefficient below them."""
    places = summary.places
    composite = dict(summary.assessment.composite)
    return [
        (
            level_word(level),
            [_dispersion_line(summary, test) for test in summary.dispersion(level)],
            Amount(fixed(composite.get(level), places.dispersion), composite.get(level)),
        )
        for level in summary.levels
    ]


def _dispersion_line(summary: Summary, test: DispersionResult) -> DispersionLine:
    places = summary.places
    return DispersionLine(
        test.code,
        title_of(summary, test.indicator),
        test.level,
        test.sections,
        Amount(brief(test.pupils, 0), _exact(test.pupils)),
        Amount(fixed(test.mean, places.value), _exact(test.mean)),
        Amount(fixed(test.sd, places.dispersion), test.sd),
        Amount(fixed(test.cv, places.dispersion), test.cv),
        Amount(f"≤ {fixed(test.limit, places.value)}", _exact(test.limit)),
        mark_of(test.verdict),
        reason_text(test.reason) if test.cv is None else "",
    )


@dataclass(frozen=True, slots=True)
class SectionCell:
    """One of the seven values of a section."""

    code: str
    value: Amount
    mark: Mark


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section with its seven values. `excluded` says why it does not count, "" where it does."""

    row: SectionRow
    level: str
    pupils: Amount
    cells: Sequence[SectionCell]
    met: int | None
    mark: Mark
    excluded: str


def section_line(summary: Summary, row: SectionRow) -> SectionLine:
    codes = summary.section_indicators if row.result.excluded_by is None else ()
    return SectionLine(
        row,
        level_word(row.result.level),
        Amount(brief(row.pupils, 0), _exact(row.pupils)),
        [_section_cell(summary, row, code) for code in codes],
        row.result.met,
        mark_of(row.result.verdict),
        exclusion_text(summary.assessment, row.result.excluded_by) if row.result.excluded_by else "",
    )


def _section_cell(summary: Summary, row: SectionRow, code: str) -> SectionCell:
    found = row.findings.get(code)
    value = Amount(value_text(summary, found), _exact(found.value)) if found else Amount(NOT_REPORTED)
    return SectionCell(code, value, state_mark(row.state(code)))


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding about a school, with what it was divided from."""

    code: str
    title: str
    level: str
    value: Amount
    limit: str
    numerator: Amount
    denominator: Amount
    mark: Mark
    reason: str
    clause: str


def findings_of_school(summary: Summary, school_code: str) -> list[FindingLine]:
    """Everything that was found about one school, in the standard's order."""
    return [_finding_line(summary, found) for found in summary.assessment.findings if found.subject == school_code]


def _finding_line(summary: Summary, found: Finding) -> FindingLine:
    places = summary.places.value
    return FindingLine(
        found.indicator,
        full_title(summary, found),
        level_word(found.level),
        Amount(value_text(summary, found), _exact(found.value)),
        threshold_text(summary, found),
        Amount(brief(found.numerator, places), _exact(found.numerator)),
        Amount(brief(found.denominator, places), _exact(found.denominator)),
        mark_of(found.verdict),
        reason_text(found.reason),
        found.clause,
    )


@dataclass(frozen=True, slots=True)
class GapLine:
    """One line of the list of gaps."""

    gap: Gap
    tier: str
    value: Amount
    limit: str
    shortfall: str


def gap_lines(summary: Summary) -> list[GapLine]:
    """Every gap in the standard's order."""
    lines = []
    for gap in gaps_of(summary):
        value, limit, shortfall = gap_numbers(summary, gap)
        lines.append(GapLine(gap, TIER_WORDS[gap.tier], Amount(value, _exact(gap.value)), limit, shortfall))
    return lines


@dataclass(frozen=True, slots=True)
class MissingLine:
    """One finding that cannot be judged, and what is missing for it."""

    missing: MissingData
    reason: str
    cells: str


def missing_lines(summary: Summary) -> list[MissingLine]:
    return [MissingLine(item, reason_text(item.reason), missing_text(item.cells)) for item in missing_of(summary)]


def of_school(lines: Iterable[GapLine], school_code: str) -> list[GapLine]:
    return [line for line in lines if line.gap.school_code == school_code]


def limits_of(summary: Summary, level: str) -> Mapping[str, str]:
    """What each of the seven indicators must reach at a level, as it is printed."""
    found: dict[str, str] = {}
    for code in summary.section_indicators:
        finding = next((one for one in summary.assessment.findings_of(code) if one.level == level and one.threshold is not None), None)
        found[code] = threshold_text(summary, finding) if finding else NOT_REPORTED
    return found
