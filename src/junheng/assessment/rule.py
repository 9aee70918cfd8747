"""A rule ready to be evaluated, and the findings it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from junheng.assessment.amounts import Amount
from junheng.assessment.compare import judge
from junheng.assessment.context import Context, School
from junheng.assessment.results import Finding, Input, Verdict
from junheng.county.values import Number
from junheng.standard import Indicator


@dataclass(frozen=True, slots=True)
class Rule:
    """An indicator, or one part of it, ready to be evaluated: `spec` is what its form needs."""

    context: Context
    indicator: Indicator
    spec: Mapping[str, object]
    part: str | None = None

    @property
    def scope(self) -> Mapping[str, object]:
        return cast("Mapping[str, object]", self.spec.get("scope", {}))

    @property
    def compare(self) -> str:
        return str(self.spec["compare"])

    def finding(self, subject: str, verdict: Verdict, **facts: object) -> Finding:
        """A finding that cites this rule."""
        code = self.indicator.code
        cited: dict[str, object] = {
            "part": self.part,
            "clause": self.context.clause_of(code),
            "reading": self.context.reading_of(code),
        }
        return Finding(code, subject, verdict, **{**cited, **facts})  # type: ignore[arg-type]

    def ratio(self, subject: str, numerator: Amount, denominator: Amount, threshold: Number, per: int = 1, **facts: object) -> Finding:
        """numerator ÷ denominator × per against the threshold; unknown where an amount is."""
        facts = {
            "threshold": threshold,
            "numerator": numerator.value,
            "denominator": denominator.value,
            "inputs": (*numerator.inputs, *denominator.inputs),
            "steps": (*numerator.steps, *denominator.steps),
            **facts,
        }
        reason = denominator.reason or numerator.reason
        if numerator.value is None or denominator.value is None:
            return self.finding(subject, Verdict.UNKNOWN, reason=reason, **facts)
        if denominator.value <= 0:
            empty = Verdict.NOT_APPLICABLE if denominator.value == 0 and self.spec.get("may_be_empty") else Verdict.UNKNOWN
            return self.finding(subject, empty, reason="empty_denominator", **facts)
        top, bottom = numerator.value, denominator.value
        value = Fraction(top.numerator * per * bottom.denominator, top.denominator * bottom.numerator)
        if self.spec.get("at_most_one"):
            value = min(value, Fraction(1))
        verdict, sensitive = judge(self.context, value, self.compare, threshold, self.indicator.unit)
        reason = None if verdict is Verdict.MET else f"not_{self.compare}"
        return self.finding(subject, verdict, value=value, reason=reason, rounding_sensitive=sensitive, **facts)


def inherited(rule: Rule, point: School, found: Mapping[str, Finding], *, parent_not_judged: Verdict = Verdict.UNKNOWN) -> Finding:
    """The parent's finding for a teaching point; `parent_not_judged` where the rule leaves the parent out."""
    parent = rule.context.parent_of(point)
    if parent is None:
        return rule.finding(
            point.code, Verdict.UNKNOWN, reason="no_parent_to_inherit_from", inputs=(Input("parent", point.row, "parent_code"),)
        )
    theirs = found.get(parent.code)
    if theirs is None:
        return rule.finding(point.code, parent_not_judged, reason="parent_not_judged", inherited_from=parent.code)
    return replace(theirs, subject=point.code, inherited_from=parent.code)
