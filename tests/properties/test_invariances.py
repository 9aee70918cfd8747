"""What must not change a result: the order of rows, the scale of a resource, a school cut in two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import County, Results, code_of
from random_counties import RESOURCES, STAFF, assessed, counties

MODEST = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
COLUMN_OF = {
    "A1": ("sections", "above_degree_teachers"),
    "A2": ("sections", "backbone_teachers"),
    "A3": ("sections", "sports_arts_teachers"),
    "A6": ("schools", "equipment_value_yuan"),
    "A7": ("schools", "multimedia_rooms"),
}


def comparable(results: Results) -> dict[str, Any]:
    """All that is said about the county, in an order of our own."""
    answer = results.answer
    return {
        "county": {"verdict": answer["county"]["verdict"], "reasons": sorted(answer["county"]["reasons"])},
        **{part: sorted(answer[part], key=repr) for part in ("findings", "sections", "dispersion", "composite")},
    }


@MODEST
@given(counties(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(county: County, random: Any) -> None:
    before = comparable(assessed(county))
    county.tables["classes"] = county.class_rows()
    for section in county.rows("sections"):
        county.class_sizes[str(section["school_code"]), str(section["level"])] = []
    for rows in county.tables.values():
        random.shuffle(rows)
    assert comparable(assessed(county)) == before


@MODEST
@given(counties(gaps=False), st.sampled_from(sorted(COLUMN_OF)), st.integers(2, 9))
def test_a_resource_k_times_over_leaves_its_dispersion_unchanged(county: County, indicator: str, times: int) -> None:
    before = assessed(county)
    table, column = COLUMN_OF[indicator]
    for row in county.rows(table):
        row[column] = int(row[column] or 0) * times if row.get(column) is not None else None
    for row in county.rows("sections"):
        row["teachers"] = row["certified_teachers"] = int(row["teachers"] or 0) * times
    after = assessed(county)
    for level in ("primary", "junior"):
        assert_same_dispersion(before, after, f"{indicator}.cv {level}")


def assert_same_dispersion(before: Results, after: Results, key: str) -> None:
    one, other = before.find(key), after.find(key)
    assert one is not None
    assert other is not None
    assert one["verdict"] == other["verdict"], key
    assert other["cv"] == (None if one["cv"] is None else pytest.approx(one["cv"], rel=1e-12, abs=1e-15)), key


@MODEST
@given(st.lists(st.tuples(st.integers(2, 400), st.integers(0, 40)), min_size=2, max_size=5), st.data())
def test_a_school_split_into_two_equal_ones_leaves_dispersion_unchanged(sizes: list[tuple[int, int]], data: st.DataObject) -> None:
    county = County()
    for number, (half, rooms) in enumerate(sizes, start=1):
        _add_even_school(county, f"s{number}", 2 * half, 2 * rooms)
    before = assessed(county)
    chosen = data.draw(st.integers(1, len(sizes)))
    half, rooms = sizes[chosen - 1]
    county.drop(f"schools/s{chosen}")
    _add_even_school(county, "s21", half, rooms)
    _add_even_school(county, "s22", half, rooms)
    after = assessed(county)
    for code in ("A1", "A2", "A3", "A4", "A5", "A6", "A7"):
        assert_same_dispersion(before, after, f"{code}.cv primary")


def _add_even_school(county: County, name: str, pupils: int, rooms: int) -> None:
    """Every amount proportional to pupils or rooms, so that a half of it is a whole number again."""
    county.add_school(name, "primary", {"primary": pupils}, multimedia_rooms=rooms, equipment_value_yuan=700 * rooms)
    section = county.section(name, "primary").found[0]
    section.update(above_degree_teachers=rooms, backbone_teachers=rooms, sports_arts_teachers=rooms)
    section.update(teachers=3 * rooms, certified_teachers=3 * rooms)


@MODEST
@given(counties(gaps=False), st.data())
def test_more_of_a_good_thing_never_worsens_a_finding_or_a_section(county: County, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["schools", "sections"]))
    row = data.draw(st.sampled_from(county.rows(table)))
    column = data.draw(st.sampled_from(RESOURCES if table == "schools" else STAFF))
    before = assessed(county)
    row[column] = int(row[column] or 0) + data.draw(st.integers(1, 5000) if table == "schools" else st.integers(1, 5))
    if table == "sections":
        row["teachers"] = row["certified_teachers"] = int(row["teachers"] or 0) + 20
    assert worsened(before, assessed(county)) == []


GOOD_FACTS = (
    "teacher_average_pay_yuan",
    "elite_senior_allotted_places",
    "migrant_in_public",
    "disabled_enrolled",
    "rotated_backbone_teachers",
)


@MODEST
@given(st.sampled_from(GOOD_FACTS), st.integers(0, 100), st.integers(1, 99))
def test_more_of_a_good_county_fact_never_worsens_a_finding(fact: str, percent: int, more: int) -> None:
    county = County()
    county.add_school("s1", "primary", {"primary": 300})
    whole = {"teacher_average_pay_yuan": 1000, "elite_senior_allotted_places": 1000, "migrant_in_public": 1000}.get(fact, 200)
    for name, value in {
        "civil_servant_average_pay_yuan": 800,
        "elite_senior_places": 2000,
        "migrant_children_eligible": 2000,
        "migrant_in_purchased": 900,
        "disabled_school_age": 300,
        "rotation_eligible_teachers": 900,
        "rotated_teachers": 300,
    }.items():
        county.state(name, value)
    county.state(fact, whole * percent // 100)
    before = assessed(county)
    county.change(f"facts/{fact}", whole * percent // 100 + more)
    assert worsened(before, assessed(county)) == []


def worsened(before: Results, after: Results) -> list[tuple[Any, ...]]:
    """Findings and sections that were met and are met no more."""

    def met(results: Results) -> set[tuple[Any, ...]]:
        answer = results.answer
        found = {
            ("finding", row["indicator"], row["subject"], row["level"], row["part"])
            for row in answer["findings"]
            if row["verdict"] == "met"
        }
        return found | {("section", row["school_code"], row["level"]) for row in answer["sections"] if row["verdict"] == "met"}

    return sorted(met(before) - met(after), key=repr)


def test_two_schools_of_one_name_stay_two() -> None:
    county = County()
    county.add_school("s1", "primary", {"primary": 300}, school_name="中心小学")
    county.add_school("s2", "primary", {"primary": 300}, school_name="中心小学", equipment_value_yuan=1)
    results = assessed(county)
    assert results.verdict("A6 s1 primary") == "met"
    assert results.verdict("A6 s2 primary") == "not_met"
    assert [row["school_code"] for row in results.answer["sections"]] == [code_of("s1"), code_of("s2")]
