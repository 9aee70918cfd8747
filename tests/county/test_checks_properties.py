"""Properties of the checks: they never raise, whatever was read, and do not mind the order of rows."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks_county import Tables, code_of, package_of, sound_county
from checks_faults import EXPERIENCE_FAULTS, LOGIC_FAULTS
from junheng.county import CountyPackage
from junheng.county.checks import check_package
from junheng.county.codes import CODES
from junheng.county.fact_names import FACT_NAMES
from junheng.county.schema import TABLES, Column

NUMBERS = {
    "count": st.integers(0, 10**15 - 1) | st.integers(0, 60),
    "amount": st.fractions(0, 10**9) | st.integers(0, 10**15 - 1),
    "number": st.fractions(-200, 200),
    "share": st.fractions(0, 1),
    "year": st.integers(1990, 2100),
}


def cells(column: Column) -> st.SearchStrategy[Any]:
    """What the reader may hand over for a column, an empty or unreadable cell included."""
    if column.kind == "coded":
        return st.none() | st.sampled_from(list(CODES[column.vocabulary]))
    if column.kind == "school_code":
        return st.none() | st.integers(1, 5).map(code_of)
    if column.kind == "bool":
        return st.none() | st.booleans()
    if column.kind == "date":
        return st.none() | st.dates()
    if column.name == "fact":
        return st.sampled_from([*FACT_NAMES, "unknown"])
    return st.none() | NUMBERS.get(column.kind, st.text(max_size=3))


@st.composite
def packages(draw: st.DrawFn, school_year: int = 2025) -> CountyPackage:
    tables: Tables = {}
    for spec in draw(st.lists(st.sampled_from(TABLES), unique=True, max_size=5)):
        columns = draw(st.lists(st.sampled_from(spec.columns), unique=True, min_size=1, max_size=8))
        row = st.fixed_dictionaries({column.name: cells(column) for column in columns})
        tables[spec.name] = draw(st.lists(row, max_size=5))
    return package_of(tables, school_year=school_year)


@given(package=packages(), previous=packages(school_year=2024))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_checks_never_raise_and_every_problem_can_be_said_in_both_languages(package: CountyPackage, previous: CountyPackage) -> None:
    for problem in check_package(package, previous):
        for sentence in (*problem.sentences("zh"), *problem.sentences("en")):
            assert sentence
            assert "None" not in sentence
            assert "Fraction" not in sentence


@given(st.randoms(use_true_random=False), st.sets(st.sampled_from([*LOGIC_FAULTS, *EXPERIENCE_FAULTS]), max_size=4))
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_does_not_matter(random: Any, faults: Any) -> None:
    tables = sound_county()
    for fault in sorted(faults, key=lambda fault: fault.name):
        fault.spoil(tables)
    before = Counter(problem.code for problem in check_package(package_of(tables)))
    for rows in tables.values():
        random.shuffle(rows)
    assert Counter(problem.code for problem in check_package(package_of(tables))) == before


@given(st.integers(0, 10**9))
@settings(max_examples=20, deadline=None)
def test_a_number_is_printed_as_it_was_typed(hundredths: int) -> None:
    value = 10**9 + Fraction(hundredths, 100)
    rows = [{"school_code": code_of(1), "teaching_area_m2": value - 1, "indoor_sports_area_m2": value}]
    found = next(problem for problem in check_package(package_of({"schools": rows})) if problem.code == "indoor_exceed_teaching_area")
    assert Fraction(str(found.values["part_value"])) == value
