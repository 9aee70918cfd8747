"""Exact numbers → the digits that a person reads, rounded half up at the places that the standard's form prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from junheng.assessment import compare
from junheng.county.values import Number

NOT_REPORTED = "—"
# A value nearer to a limit than this many further places show is told apart by its verdict alone.
MOST_EXTRA_PLACES = 6


@dataclass(frozen=True, slots=True)
class Places:
    """Decimals that the form prints: of values, of dispersion coefficients, of percentages."""

    value: int
    dispersion: int
    percentage: int


def _exact(number: Number | float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def rounded(number: Number | float, places: int) -> Fraction:
    """Half up, away from zero, as the assessment rounds for `rounding_sensitive`. A float is taken at the value that it shows."""
    return compare.rounded(_exact(number), places)


def telling_places(number: Number | float, limits: Iterable[Number | None], places: int) -> int:
    """`places`, or as many more as it takes that the printed number stands on its own side of every limit."""
    exact = _exact(number)
    known = [limit for limit in limits if limit is not None]
    for more in range(places, places + MOST_EXTRA_PLACES):
        shown = rounded(number, more)
        if all((shown < limit, shown > limit) == (exact < limit, exact > limit) for limit in known):
            return more
    return places + MOST_EXTRA_PLACES


def fixed(number: Number | float | None, places: int) -> str:
    """The number with exactly `places` decimals and groups of three; a dash where there is none."""
    if number is None:
        return NOT_REPORTED
    units = int(rounded(number, places) * 10**places)
    whole, rest = divmod(abs(units), 10**places)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole:,}.{rest:0{places}d}" if places else f"{sign}{whole:,}"


def percent(share: Number | float | None, places: int) -> str:
    """A share of 0–1 as a percentage."""
    if share is None:
        return NOT_REPORTED
    return f"{fixed(_exact(share) * 100, places)}%"


def brief(number: Number | float | None, places: int) -> str:
    """Like `fixed`, without zeros that say nothing: a limit of 4.50 reads 4.5, an amount of 45.00 reads 45."""
    text = fixed(number, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def brief_percent(share: Number | float | None, places: int) -> str:
    """Like `percent`, without zeros that say nothing: a limit of 95.0% reads 95%."""
    return NOT_REPORTED if share is None else f"{brief(_exact(share) * 100, places)}%"
