"""Why a county is not recognised: each code of its conclusion in words, with how many schools it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from junheng.assessment.results import Verdict, together
from junheng.assessment.words import VERDICT_WORDS, reason_text
from junheng.report.glance import GlanceRow, glance_rows
from junheng.report.numbers import fixed
from junheng.report.summary import Summary
from junheng.report.wording import level_word, title_of


@dataclass(frozen=True, slots=True)
class Reason:
    """One code that keeps the county from being met, its verdict, and one line that says how."""

    code: str
    title: str
    verdict: Verdict
    how: str


def county_reasons(summary: Summary) -> Mapping[Verdict, tuple[Reason, ...]]:
    """The conclusion's reasons by verdict: what fails, then what cannot be judged."""
    found = [_reason(summary, code) for code in summary.assessment.county.reasons]
    return {wanted: tuple(reason for reason in found if reason.verdict is wanted) for wanted in (Verdict.NOT_MET, Verdict.UNKNOWN)}


def _reason(summary: Summary, code: str) -> Reason:
    if code.endswith(".cv"):
        return _dispersion_reason(summary, code)
    if code in summary.section_indicators:
        return _section_reason(summary, code)
    whole = summary.assessment.whole(code)
    head, *parts = glance_rows(summary, code)
    lines = [line for part in parts if (line := _part_line(part, whole.verdict))]
    how = head.tally_text or "；".join(lines) or reason_text(whole.reason)
    return Reason(code, title_of(summary, code), whole.verdict, how)


def _part_line(part: GlanceRow, verdict: Verdict) -> str:
    """What one part adds to the verdict: how many schools, or the part's own reason; "" where it adds nothing."""
    if part.tally[verdict]:
        return f"{part.title}{VERDICT_WORDS[verdict]} {part.tally[verdict]}"
    if part.finding is not None and part.finding.verdict is verdict:
        return f"{part.title}：{reason_text(part.finding.reason)}"
    return ""


def _dispersion_reason(summary: Summary, code: str) -> Reason:
    tests = [test for test in summary.assessment.dispersion if test.code == code and test.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN)]
    places = summary.places
    lines = [
        f"{level_word(test.level)} {fixed(test.cv, places.dispersion)}，限值 {fixed(test.limit, places.value)}"
        if test.cv is not None
        else f"{level_word(test.level)}{reason_text(test.reason)}"
        for test in tests
    ]
    return Reason(code, title_of(summary, code), together(test.verdict for test in tests), "；".join(lines))


def _section_reason(summary: Summary, code: str) -> Reason:
    """How many sections that the school rule does not pass have this indicator failing, or else unknown."""
    counted = [row for row in summary.rows if row.result.excluded_by is None]
    for verdict in (Verdict.NOT_MET, Verdict.UNKNOWN):
        rows = [row for row in counted if row.result.verdict is verdict and code in row.findings and row.findings[code].verdict is verdict]
        if rows:
            how = f"综合结论{VERDICT_WORDS[verdict]}的校段中，有 {len(rows)} 个该项{VERDICT_WORDS[verdict]}"
            return Reason(code, title_of(summary, code), verdict, how)
    return Reason(code, title_of(summary, code), Verdict.UNKNOWN, "")
