"""Comparing a value with the law: exactly, and as the form would print it."""

from __future__ import annotations

import math
from fractions import Fraction

from junheng.assessment.context import Context
from junheng.assessment.results import Verdict
from junheng.county.values import Number

SHARE_UNIT = "比例"
PERCENT_PLACES = 2


def holds(value: Number, compare: str, limit: Number) -> bool:
    """Whether `value` is at_least, at_most, more_than or less_than the limit. Raises ValueError for any other comparison."""
    match compare:
        case "at_least":
            return value >= limit
        case "at_most":
            return value <= limit
        case "more_than":
            return value > limit
        case "less_than":
            return value < limit
    raise ValueError(compare)


def rounded(value: Number, places: int) -> Fraction:
    """四舍五入 to decimal places: half away from zero."""
    scaled = abs(value) * 10**places
    whole = math.floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**places)


def places_of(context: Context, unit: str) -> int:
    """Decimal places at which the form prints a number of this unit, as places of the number itself."""
    return context.places["percentage"] + PERCENT_PLACES if unit == SHARE_UNIT else context.places["value"]


def judge(context: Context, value: Number, compare: str, limit: Number, unit: str) -> tuple[Verdict, bool]:
    """The verdict, and whether printing at the form's places would show the other one."""
    places = places_of(context, unit)
    exact = holds(value, compare, limit)
    # Rounding moves value and limit by half a unit of the last place each: farther apart, it cannot matter.
    apart = abs(value.numerator * limit.denominator - limit.numerator * value.denominator) * 10**places
    if apart > value.denominator * limit.denominator:
        return (Verdict.MET if exact else Verdict.NOT_MET), False
    printed = holds(rounded(value, places), compare, rounded(limit, places))
    decides = printed if context.standard.conclusion.spec["compare_on"] == "printed" else exact
    return (Verdict.MET if decides else Verdict.NOT_MET), exact != printed
