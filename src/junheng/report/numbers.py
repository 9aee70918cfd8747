"""Exact numbers → the digits that a person reads, rounded half up at the places that the standard's form prints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from junheng.county.values import Number

NOT_REPORTED = "—"


@dataclass(frozen=True, slots=True)
class Places:
    """Decimals that the form prints: of values, of dispersion coefficients, of percentages."""

    value: int
    dispersion: int
    percentage: int


def rounded(number: Number | float, places: int) -> Fraction:
    """Half up, away from zero, as a form is filled in by hand. A float is taken at the value that it shows."""
    exact = Fraction(repr(number)) if isinstance(number, float) else Fraction(number)
    units = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    return Fraction(units if exact >= 0 else -units, 10**places)


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
    exact = Fraction(repr(share)) if isinstance(share, float) else Fraction(share)
    return f"{fixed(exact * 100, places)}%"


def brief(number: Number | float | None, places: int) -> str:
    """Like `fixed`, without zeros that say nothing: a limit of 4.50 reads 4.5, an amount of 45.00 reads 45."""
    text = fixed(number, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def brief_percent(share: Number | float | None, places: int) -> str:
    """Like `percent`, without zeros that say nothing: a limit of 95.0% reads 95%."""
    return percent(share, places) if share is None else f"{brief(Fraction(percent(share, places).rstrip('%').replace(',', '')), places)}%"
