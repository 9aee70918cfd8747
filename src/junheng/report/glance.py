"""The standard at a glance: one row an indicator, one for each of its parts, with the count of what was judged below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from junheng.assessment.results import COUNTY, Finding, Verdict
from junheng.assessment.words import VERDICT_WORDS
from junheng.report.summary import Summary
from junheng.report.wording import level_word, part_title, title_of


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """`finding` is the county's own; `verdict` is None where only schools or sections are judged.

    `limit` is a finding that shows the threshold, where all that are judged share one.
    """

    code: str
    title: str
    finding: Finding | None
    verdict: Verdict | None
    limit: Finding | None = None
    is_part: bool = False
    tally: Counter[Verdict] = field(default_factory=Counter)

    @property
    def tally_text(self) -> str:
        """「达标 58，未达标 2」, without the verdicts that nobody has; "" where nothing is judged below."""
        return "，".join(f"{VERDICT_WORDS[verdict]} {self.tally[verdict]}" for verdict in Verdict if self.tally[verdict])


def glance_rows(summary: Summary, code: str) -> Iterator[GlanceRow]:
    """The indicator's row, then rows for the parts that are judged for the county as a whole or school by school."""
    whole = summary.whole(code)
    if whole is None:
        yield from _by_level(summary, code)
        return
    below = [found for found in summary.assessment.findings_of(code) if found is not whole]
    schools = [found for found in below if found.subject != COUNTY]
    own = [found for found in schools if found.part is None]
    limit = whole if whole.threshold is not None else _limit(own)
    yield GlanceRow(code, title_of(summary, code), whole, whole.verdict, limit, tally=_tally(own))
    for found in below:
        if found.subject == COUNTY:
            yield GlanceRow(code, _part_name(summary, found), found, found.verdict, found, is_part=True)
    for part in sorted({found.part for found in schools if found.part}, key=lambda part: _position(summary, code, part)):
        having = [found for found in schools if found.part == part]
        yield GlanceRow(code, part_title(summary, having[0]), None, None, _limit(having), is_part=True, tally=_tally(having))


def _part_name(summary: Summary, found: Finding) -> str:
    """「就近划片」, 「小学」, or both where a part is judged level by level."""
    title, level = part_title(summary, found), level_word(found.level)
    return f"{title}（{level}）" if title and level else title or level


def _by_level(summary: Summary, code: str) -> Iterator[GlanceRow]:
    for level in summary.levels:
        having = [found for found in summary.assessment.findings_of(code) if found.level == level]
        if having:
            yield GlanceRow(code, f"{title_of(summary, code)}（{level_word(level)}）", None, None, _limit(having), tally=_tally(having))


def _tally(findings: Sequence[Finding]) -> Counter[Verdict]:
    return Counter(found.verdict for found in findings)


def _limit(findings: Sequence[Finding]) -> Finding | None:
    return findings[0] if len({found.threshold for found in findings}) == 1 and findings[0].threshold is not None else None


def _position(summary: Summary, code: str, part: str) -> int:
    indicator = summary.assessment.standard.indicators.get(code)
    known = list(indicator.parts) if indicator else []
    return known.index(part) if part in known else len(known)
