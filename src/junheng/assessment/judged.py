"""Judged items: the highest stage decides, then the latest date; a county's row speaks for no school."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from junheng.assessment.context import Context
from junheng.assessment.results import COUNTY, Finding, Input, Verdict, together
from junheng.assessment.rule import Rule, inherited
from junheng.county import Row
from junheng.county.codes import STAGES

# «For C6 good or better is met»: the same scale serves every judged item.
PASSING_GRADES = frozenset({"met", "excellent", "good"})


@dataclass(frozen=True, slots=True)
class Judged:
    """What the deciding judgements of an item say."""

    verdict: Verdict
    inputs: tuple[Input, ...] = ()
    reason: str | None = None


def judged_item(context: Context, item: str, school: str | None) -> Judged:
    """The verdict of an item for a school, or for the county where `school` is None."""
    rows = context.judgements_of(item, school or "")
    if not rows:
        return Judged(Verdict.UNKNOWN, (), "not_judged")
    deciding = _deciding(rows)
    verdict = together(_verdict(row) for row in deciding)
    reason = {Verdict.NOT_MET: "judged_not_met", Verdict.UNKNOWN: "not_judged"}.get(verdict)
    return Judged(verdict, tuple(Input("judged", row, "grade") for row in deciding), reason)


def _deciding(rows: Sequence[Row]) -> list[Row]:
    order = ["", *STAGES]

    def rank(row: Row) -> tuple[int, datetime.date]:
        return order.index(row.text("stage")), row.date("judged_on") or datetime.date.min

    highest = max(rank(row) for row in rows)
    return [row for row in rows if rank(row) == highest]


def _verdict(row: Row) -> Verdict:
    grade = row.text("grade")
    if not grade:
        return Verdict.UNKNOWN
    return Verdict.MET if grade in PASSING_GRADES else Verdict.NOT_MET


def judged(rule: Rule) -> Iterator[Finding]:
    """One finding for the county, or one per school; a teaching point not judged itself takes its parent's."""
    item = str(rule.spec["item"])
    if rule.spec.get("grain") != "school":
        found = judged_item(rule.context, item, None)
        yield rule.finding(COUNTY, found.verdict, reason=found.reason, inputs=found.inputs)
        return
    inherit = rule.scope.get("teaching_points") == "inherit"
    findings: dict[str, Finding] = {}
    waiting = []
    for school in rule.context.schools_in(rule.scope):
        found = judged_item(rule.context, item, school.code)
        if not found.inputs and inherit and school.is_teaching_point:
            waiting.append(school)
        else:
            findings[school.code] = rule.finding(school.code, found.verdict, reason=found.reason, inputs=found.inputs)
    yield from findings.values()
    for school in waiting:
        finding = inherited(rule, school, findings)
        yield finding if finding.inherited_from else replace(finding, reason="not_judged")
