"""The standard at a glance: one row an indicator, one for each of its parts, with the count of what was judged below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from junheng.assessment.results import COUNTY, Finding, Verdict
from junheng.report.summary import Summary
from junheng.report.wording import VERDICT_WORDS, full_title, level_word, title_of


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """`finding` is the county's own; `verdict` is None for an indicator that only sections are judged on."""

    code: str
    title: str
    finding: Finding | None
    verdict: Verdict | None
    is_part: bool = False
    tally: Counter[Verdict] = field(default_factory=Counter)

    @property
    def tally_text(self) -> str:
        """「达标 58,未达标 2」, without the verdicts that nobody has; "" where nothing is judged below."""
        return ",".join(f"{VERDICT_WORDS[verdict]} {self.tally[verdict]}" for verdict in Verdict if self.tally[verdict])


def glance_rows(summary: Summary, code: str) -> Iterator[GlanceRow]:
    """The indicator's row, then rows for the parts that are judged for the county as a whole or school by school."""
    findings = summary.assessment.findings_of(code)
    whole = summary.whole(code)
    if whole is None:
        yield from _by_level(summary, code)
        return
    below = [found for found in findings if found is not whole]
    schools = [found for found in below if found.subject != COUNTY]
    parts = sorted({found.part for found in schools if found.part}, key=lambda part: _position(summary, code, part))
    own = Counter(found.verdict for found in schools if found.part is None)
    yield GlanceRow(code, title_of(summary, code), whole, whole.verdict, tally=own)
    for found in below:
        if found.subject == COUNTY:
            title = full_title(summary, found) if found.part else f"{title_of(summary, code)}·{level_word(found.level)}"
            yield GlanceRow(code, title, found, found.verdict, is_part=True)
    for part in parts:
        having = [found for found in schools if found.part == part]
        yield GlanceRow(code, full_title(summary, having[0]), None, None, is_part=True, tally=Counter(found.verdict for found in having))


def _by_level(summary: Summary, code: str) -> Iterator[GlanceRow]:
    for level in summary.levels:
        verdicts = Counter(found.verdict for found in summary.assessment.findings_of(code) if found.level == level)
        if verdicts:
            yield GlanceRow(code, f"{title_of(summary, code)}({level_word(level)})", None, None, tally=verdicts)


def _position(summary: Summary, code: str, part: str) -> int:
    indicator = summary.assessment.standard.indicators.get(code)
    known = list(indicator.parts) if indicator else []
    return known.index(part) if part in known else len(known)
