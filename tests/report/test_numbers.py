"""Printed numbers: half up at the form's places, and never on the wrong side of a limit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junheng.report.numbers import NOT_REPORTED, brief, brief_percent, fixed, percent, rounded, telling_places


@pytest.mark.parametrize(
    ("number", "places", "printed"),
    [
        (Fraction(2675, 1000), 2, "2.68"),
        (Fraction(2674, 1000), 2, "2.67"),
        (Fraction(-2675, 1000), 2, "-2.68"),
        (Fraction(1, 3), 2, "0.33"),
        (2000, 2, "2,000.00"),
        (1234567, 0, "1,234,567"),
        (0.0005, 3, "0.001"),
        (Fraction(-1, 1000), 2, "0.00"),
        (None, 2, NOT_REPORTED),
    ],
)
def test_a_number_is_rounded_half_up_at_its_places(number: Fraction | int | float | None, places: int, printed: str) -> None:
    assert fixed(number, places) == printed


def test_a_share_is_printed_as_a_percentage_of_its_exact_value() -> None:
    assert percent(Fraction(9995, 10000), 1) == "100.0%"  # 99.95 % rounds half up
    assert percent(Fraction(1, 8), 1) == "12.5%"
    assert percent(None, 1) == NOT_REPORTED


def test_a_limit_is_printed_without_zeros_that_say_nothing() -> None:
    assert brief(Fraction(9, 2), 2) == "4.5"
    assert brief(2000, 2) == "2,000"
    assert brief_percent(Fraction(95, 100), 1) == "95%"
    assert brief_percent(None, 1) == NOT_REPORTED


def test_a_value_just_below_its_limit_is_printed_with_the_digits_that_show_it() -> None:
    # 42 / 1001 * 100 = 4.1958…: at two places it would read 4.20, the standard itself.
    value, standard = Fraction(4200, 1001), Fraction(42, 10)
    assert fixed(value, 2) == "4.20"
    assert fixed(value, telling_places(value, [standard], 2)) == "4.196"


@given(
    number=st.fractions(min_value=0, max_value=100, max_denominator=5000),
    limit=st.fractions(min_value=0, max_value=100, max_denominator=1000),
)
def test_the_printed_value_stands_on_the_side_of_the_limit_where_the_exact_one_does(number: Fraction, limit: Fraction) -> None:
    shown = rounded(number, telling_places(number, [limit], 2))
    assert (shown < limit, shown > limit) == (number < limit, number > limit) or abs(number - limit) < Fraction(1, 10**7)


def test_a_value_equal_to_its_limit_needs_no_further_digits() -> None:
    assert telling_places(Fraction(42, 10), [Fraction(42, 10), None], 2) == 2
