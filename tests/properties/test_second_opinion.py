"""An oracle written apart agrees with the engine on random counties: values, sections, dispersion."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import County
from independent import Opinion, finding_verdict, second_opinion
from random_counties import assessed, counties

MODEST = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@MODEST
@given(counties())
def test_the_second_opinion_agrees_on_every_value_and_verdict(county: County) -> None:
    opinion = second_opinion(county)
    answer = assessed(county).answer
    found = {(row["indicator"], row["subject"], row["level"]): row for row in answer["findings"] if row["indicator"].startswith("A")}
    expected = {(code, *key): value for key, values in opinion.values.items() for code, value in values.items()}
    assert set(found) == set(expected)
    for key, value in expected.items():
        assert found[key]["verdict"] == finding_verdict(value, key[0], key[2]), key
        assert found[key]["value"] == (None if value is None else pytest.approx(float(value), rel=1e-12)), key


@MODEST
@given(counties())
def test_the_second_opinion_agrees_on_every_section(county: County) -> None:
    opinion = second_opinion(county)
    rows = {(row["school_code"], row["level"]): row for row in assessed(county).answer["sections"]}
    assert {key: row["verdict"] for key, row in rows.items() if row["excluded_by"] is None} == opinion.sections
    assert {key: row["excluded_by"] for key, row in rows.items() if row["excluded_by"]} == opinion.excluded


@MODEST
@given(counties(most_schools=8))
def test_the_second_opinion_agrees_on_all_fourteen_dispersion_tests(county: County) -> None:
    rows = {(row["indicator"], row["level"]): row for row in assessed(county).answer["dispersion"]}
    _assert_dispersion(rows, second_opinion(county))


def _assert_dispersion(rows: dict[tuple[str, str], dict[str, object]], opinion: Opinion) -> None:
    assert set(rows) == set(opinion.dispersion)
    for key, (verdict, squared) in opinion.dispersion.items():
        assert rows[key]["verdict"] == verdict, key
        if squared is not None:
            assert rows[key]["cv"] == pytest.approx(math.sqrt(squared), rel=1e-9, abs=1e-12), key


@settings(MODEST, max_examples=100)
@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 3000)), min_size=2, max_size=7), st.sampled_from(["primary", "junior"]))
def test_dispersion_of_any_pupils_and_equipment_agrees(pairs: list[tuple[int, int]], level: str) -> None:
    county = County()
    for number, (pupils, equipment) in enumerate(pairs, start=1):
        county.add_school(f"s{number}", level, {level: pupils}, equipment_value_yuan=equipment)
    answer = assessed(county)
    verdict, squared = second_opinion(county).dispersion["A6", level]
    assert answer.verdict(f"A6.cv {level}") == verdict
    row = answer.find(f"A6.cv {level}")
    assert row is not None
    assert row["cv"] == (None if squared is None else pytest.approx(math.sqrt(squared), rel=1e-9, abs=1e-12))
