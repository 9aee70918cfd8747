"""增长: a fact of the county against itself one period before, and its growth against that of another fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from junheng.assessment.amounts import Amount, cell, total
from junheng.assessment.context import Context
from junheng.assessment.facts import consecutive_periods, rows_by_period
from junheng.assessment.results import COUNTY, Finding, Verdict
from junheng.assessment.rule import Rule
from junheng.county.fact_names import FACT_NAMES
from junheng.county.values import Number, decimal_text


@dataclass(frozen=True, slots=True)
class Change:
    """A fact in two consecutive periods of one kind."""

    fact: str
    later: Amount
    earlier: Amount

    @property
    def increase(self) -> Amount:
        """What was added from one period to the next; negative where it fell, None where a period is missing."""
        return total([(1, self.later), (-1, self.earlier)])

    @property
    def share(self) -> Fraction | None:
        """The increase as a share of the earlier period; None where a period is missing or the earlier one is zero."""
        if self.increase.value is None or not self.earlier.value:
            return None
        return Fraction(self.increase.value) / self.earlier.value


def growth(rule: Rule) -> Iterator[Finding]:
    """One finding for the county, or one per level where the fact is reported by level. A missing period is unknown.

    The value is the growth as a share; the threshold is the pack's number or, for `faster_than`, that number added to the
    growth of the other fact over the same two periods (the county's own row, without level).
    """
    fact = _fact(rule.spec["growth_of"])
    for level in _levels(rule.context, fact):
        change = _change(rule, fact, level, ("later", "earlier"))
        threshold = rule.context.parameter(rule.spec["threshold"], level)
        if "faster_than" in rule.spec:
            other = _change(rule, _fact(rule.spec["faster_than"]), None, ("compared", "compared"))
            yield _against(rule, change, other, threshold, level)
        else:
            finding = rule.ratio(COUNTY, change.increase, _denominator(change), threshold, level=level)
            fell = finding.value is not None and finding.value <= 0
            yield replace(finding, reason="not_grown") if finding.verdict is Verdict.NOT_MET and fell else finding


def _fact(term: object) -> str:
    return str(term).partition(".")[2]


def _levels(context: Context, fact: str) -> list[str | None]:
    """None where the fact is reported for the county or not at all; else every level that is reported or has schools."""
    reported = {row.text("level") for row in context.rows_of_fact(fact)}
    if not reported or "" in reported:
        return [None]
    taught = {level for school in context.open_schools() if school.kind not in ("special", "vocational") for level in school.sections}
    return [level for level in context.standard.conclusion.levels if level in reported | taught]


def _change(rule: Rule, fact: str, level: str | None, roles: tuple[str, str]) -> Change:
    context, kind = rule.context, str(rule.spec["period"])
    rows = rows_by_period(context, fact, level=level, period=kind)
    later, earlier = consecutive_periods(context, kind)
    found = (rows.get(later) or rows.get(""), rows.get(earlier))
    missing = Amount(None, (), f"not_two_periods:{fact}" if rows else f"not_reported:{fact}")
    amounts = [missing if row is None else cell(row, "value", role) for row, role in zip(found, roles, strict=True)]
    return Change(fact, *(_named(amount, fact) for amount in amounts))


def _named(amount: Amount, fact: str) -> Amount:
    """An empty cell's reason says which fact it is about."""
    return replace(amount, reason=f"not_reported:{fact}") if amount.reason == "not_reported" else amount


def _denominator(change: Change) -> Amount:
    """The earlier period; its cell is among the numerator's already."""
    return replace(change.earlier, inputs=())


def _against(rule: Rule, change: Change, other: Change, lead: Number, level: str | None) -> Finding:
    """Growth against growth plus the lead that it must have. Unknown as soon as either is."""
    inputs = (*change.increase.inputs, *other.increase.inputs)
    if other.share is None:
        reason = other.increase.reason or f"no_growth_from_zero:{other.fact}"
        return rule.finding(COUNTY, Verdict.UNKNOWN, level=level, value=change.share, reason=reason, inputs=inputs)
    finding = rule.ratio(
        COUNTY, change.increase, _denominator(change), other.share + lead, level=level, inputs=inputs, steps=(_step(other),)
    )
    return replace(finding, reason=f"not_faster:{other.fact}") if finding.verdict is Verdict.NOT_MET else finding


def _step(other: Change) -> str:
    amounts = (decimal_text(amount.value) for amount in (other.increase, other.earlier) if amount.value is not None)
    return f"对照:{FACT_NAMES[other.fact]}的增长 = {' ÷ '.join(amounts)}"
