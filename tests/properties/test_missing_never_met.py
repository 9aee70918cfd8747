"""Removing a fact never gives «met»: a blanked cell or a lost row may leave a verdict, worsen it or make it unknown."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import County
from perfect import perfect_county
from random_counties import REPORTED, assessed, counties, newly_met, reported_cells

MODEST = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# A row of these tables is one statement about one thing; other tables' rows overrule or add to each other.
SINGLE_STATEMENT_TABLES = ("facts", "judgements", "rooms", "vetoes")


@MODEST
@given(counties(), st.data())
def test_blanking_a_cell_never_gives_met(county: County, data: st.DataObject) -> None:
    _table, row, column = data.draw(st.sampled_from(reported_cells(county)))
    before = assessed(county)
    row[column] = None
    assert newly_met(before, assessed(county)) == []


@MODEST
@given(counties(), st.data())
def test_losing_a_row_never_gives_met(county: County, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from([name for name in SINGLE_STATEMENT_TABLES if county.rows(name)]))
    position = data.draw(st.integers(0, len(county.rows(table)) - 1))
    before = assessed(county)
    del county.rows(table)[position]
    assert newly_met(before, assessed(county)) == []


@pytest.mark.parametrize("table", sorted(REPORTED))
def test_no_cell_of_the_perfect_county_can_be_blanked_without_the_county_losing_met_or_staying_met_for_a_reason(table: str) -> None:
    """Every reported cell of the perfect county is needed, or the indicator it serves does not count it."""
    county = perfect_county()
    spared = set()
    for _table, row, column in reported_cells(county, (table,)):
        kept, row[column] = row[column], None
        if assessed(county).verdict("county") == "met":
            spared.add((column, str(row.get("school_code") or row.get("fact") or row.get("veto"))))
        row[column] = kept
    assert spared <= NOT_NEEDED[table], spared - NOT_NEEDED[table]


EXCLUDED_FROM_RESOURCES = ("2100000032", "2100000041")
NOT_NEEDED = {
    "schools": {
        # A point under 50 and a special school are outside A1–A7; B13 asks only town and city schools; a special school is outside B13.
        *(
            (column, code)
            for code in EXCLUDED_FROM_RESOURCES
            for column in REPORTED["schools"]
            if column not in ("operating_budget_yuan", "training_budget_yuan")
        ),
        # A village school is outside B13 whoever runs it and whether or not it boards.
        *((column, code) for code in ("2100000002", "2100000003", "2100000031") for column in ("sponsor", "boarding")),
        # A point without funds of its own inherits its centre school's verdict.
        ("allotted_base_funds_yuan", "2100000031"),
    },
    "sections": {
        *(
            (column, code)
            for code in EXCLUDED_FROM_RESOURCES
            for column in ("above_degree_teachers", "backbone_teachers", "sports_arts_teachers")
        ),
        *(
            (column, code)
            for code in ("2100000002", "2100000003", "2100000031", "2100000032", "2100000041")
            for column in ("entrants", "zoned_entrants")
        ),
        # Class rows count the pupils again where the cell is empty.
    },
    "rooms": set(),
    "facts": {("value", "elite_senior_rural_allotted_places")},
    "judgements": set(),
    "monitoring": set(),
    "survey": set(),
    "vetoes": {("found", "V8")},
}
