"""A matrix written as text is the matrix that is read from it, whoever owns what."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.schema import SCHOOLS, SECTIONS
from junheng.web.collect.fields import columns_of
from junheng.web.collect.ownership import default_matrix, parse_matrix
from junheng.web.collect.ownership_rules import Duty
from junheng.web.collect.ownership_text import matrix_text, with_duty

DUTIES = st.sampled_from(
    [
        Duty("school", "division:personnel"),
        Duty("school", "centre_school"),
        Duty("division:planning_finance", "office"),
        Duty("department:finance_bureau", "division:planning_finance"),
    ]
)
FIELDS = st.sampled_from(
    [(table.name, column, kind) for table in (SCHOOLS, SECTIONS) for column in columns_of(table) for kind in SCHOOL_KINDS]
)


def test_the_shipped_matrix_is_the_same_after_writing_and_reading() -> None:
    assert parse_matrix(matrix_text(default_matrix())) == default_matrix()


def test_what_holds_for_most_kinds_of_school_is_written_once() -> None:
    assert matrix_text(default_matrix()).count("[[rule]]") < 40


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(DUTIES, st.lists(FIELDS, max_size=12)), max_size=6))
def test_any_duties_that_can_be_are_the_same_after_writing_and_reading(changes: list[tuple[Duty, list[tuple[str, str, str]]]]) -> None:
    matrix = default_matrix()
    for duty, fields in changes:
        matrix = with_duty(matrix, duty, fields)
    # Whoever reports for several checkers needs one who takes in the whole.
    leads = {"division:planning_finance": "office", "department:finance_bureau": "division:planning_finance"}
    text = matrix_text(matrix) + "".join(f'\n[[lead]]\nowner = "{owner}"\nchecker = "{checker}"\n' for owner, checker in leads.items())
    read = parse_matrix(text)
    assert (read.fields, read.facts, read.asks) == (matrix.fields, matrix.facts, matrix.asks)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(sorted(FACT_NAMES)), max_size=8))
def test_facts_that_change_hands_do_so_and_no_others(facts: list[str]) -> None:
    duty = Duty("division:planning_finance", "office")
    read = parse_matrix(matrix_text(with_duty(default_matrix(), duty, [], facts)))
    assert {fact for fact in FACT_NAMES if read.facts[fact] != default_matrix().facts[fact]} <= set(facts)
    assert all(read.facts[fact] == duty for fact in facts)
