"""A form written and read back unchanged is exactly what stood ready; cells stored, shown and stored again are the same."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.county.cells import shown, stored, text_of
from junheng.county.codes import CODES
from junheng.county.fact_names import FACT_ALIASES, FACT_NAMES
from junheng.county.form import FormTable, Texts, UnitForm, row_key
from junheng.county.form_read import read_form
from junheng.county.form_write import form_bytes
from junheng.county.schema import TABLES, Column
from junheng.county.values import decimal_text, parse
from unit_forms import (
    answers,
    department_form,
    division_form,
    first_school,
    given_answers,
    others,
    sample,
    school_form,
    unit_form,
)

MANY = settings(max_examples=300, deadline=None)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COLUMNS = [column for table in TABLES for column in table.columns]
TYPED = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(str),
    st.sampled_from([*(term for terms in CODES.values() for term in terms.values()), "是", "否", "1", "0", "2025/9/1", "6,200", "１２"]),
    st.sampled_from([*FACT_NAMES.values(), *FACT_ALIASES]),
)


@MANY
@given(st.sampled_from(COLUMNS), TYPED)
def test_what_is_stored_is_shown_and_stored_again_as_the_same_text(column: Column, typed: object) -> None:
    first = stored(column, typed)
    if first.fault is None:
        again = stored(column, shown(column, first.text))
        assert (again.text, again.fault) == (first.text, None)
        assert stored(column, first.text).text == first.text


@MANY
@given(st.sampled_from(COLUMNS), TYPED.filter(lambda typed: not isinstance(typed, float)))
def test_a_faulty_text_stays_faulty_and_as_it_was_typed(column: Column, typed: object) -> None:
    first = stored(column, typed)
    if first.fault is not None and isinstance(typed, str):
        assert first.text == typed
        assert stored(column, shown(column, first.text)).fault is not None


def test_a_stored_text_is_the_value_that_a_package_reads() -> None:
    package = sample()
    for name, table in package.tables.items():
        for row in table:
            for column in table.columns:
                spec = table.spec.column(column)
                text = text_of(spec, row[column])
                assert text is None or parse(text, spec, from_workbook=False).value == row[column], (name, column)


@pytest.mark.parametrize(
    ("table", "column", "typed", "text", "people"),
    [
        ("schools", "kind", "九年一贯制学校", "nine_year", "九年一贯制"),
        ("schools", "boarding", "是", "true", "是"),
        ("schools", "boarding", False, "false", "否"),
        ("schools", "opened_on", datetime.date(1999, 9, 1), "1999-09-01", "1999-09-01"),
        ("schools", "teaching_area_m2", "1200.50", "1200.5", "1200.5"),
        ("schools", "teaching_area_m2", 0.1, "0.1", "0.1"),
        ("schools", "school_name", " 城关\r\n小学 ", "城关\n小学", "城关\n小学"),
        ("facts", "fact", "入库", "surcharge_remitted_yuan", "教育费附加入库"),
        ("rooms", "kind", "舞蹈", "舞蹈", "舞蹈"),
        ("schools", "books", "  ", None, ""),
    ],
)
def test_people_see_words_where_the_database_keeps_codes(table: str, column: str, typed: object, text: str | None, people: str) -> None:
    spec = next(entry for entry in TABLES if entry.name == table).column(column)
    assert stored(spec, typed).text == text
    assert shown(spec, text) == people


def test_a_long_number_as_the_kind_of_a_room_is_not_taken_without_its_last_digits() -> None:
    kind = next(table for table in TABLES if table.name == "rooms").column("kind")
    assert stored(kind, 123456789012345678.0).fault == "digits_lost"
    assert stored(kind, 1e-9).text == "0.000000001"
    assert stored(kind, 12.0).text == "12"


@pytest.mark.parametrize("typed", [4.9e-233, "1e-300", f"0.{'0' * 40}1"])
def test_a_number_that_could_not_be_read_again_once_written_out_is_refused(typed: object) -> None:
    area = next(table for table in TABLES if table.name == "schools").column("teaching_area_m2")
    assert stored(area, typed).fault == "too_many_places"
    assert stored(area, f"0.{'0' * 39}1").text == f"0.{'0' * 39}1"


@pytest.mark.parametrize("make", [lambda: school_form(sample(), first_school(sample())), lambda: division_form(sample())])
def test_a_form_that_nobody_touched_reads_back_as_it_stood_ready(make: object) -> None:
    form: UnitForm = make()  # type: ignore[operator]
    reading = read_form(form_bytes(form), form)
    assert reading.problems.found == []
    assert answers(reading) == given_answers(form)


def test_the_same_form_makes_the_same_bytes() -> None:
    form = department_form(sample())
    assert form_bytes(form) == form_bytes(form)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(3, 30), st.integers(1, 500), st.data())
def test_every_unit_of_any_sample_county_reads_back_what_it_was_given(schools: int, seed: int, data: st.DataObject) -> None:
    package = sample.__wrapped__(schools, seed)
    school = data.draw(st.sampled_from(list(package.schools.columns["school_code"])))
    for form in (school_form(package, str(school)), division_form(package), department_form(package)):
        first = read_form(form_bytes(form), form)
        assert first.problems.found == []
        assert answers(first) == given_answers(form)


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn"), whitelist_characters="\n|\\"), min_size=1, max_size=10).filter(
    lambda text: text == text.strip(" \t\r\n\u3000\xa0\ufeff") and not text.startswith(("#", "示例"))
)
VALUES = {
    "text": TEXTS,
    "school_code": st.just("9901000001"),
    "count": st.integers(0, 10**15 - 1).map(str),
    "amount": st.integers(0, 10**12).map(lambda thousandths: decimal_text(Fraction(thousandths, 1000))),
    "number": st.integers(-180, 180).map(str),
    "share": st.sampled_from(["0", "1", "0.5", "0.125"]),
    "year": st.integers(1990, 2100).map(str),
    "bool": st.sampled_from(["true", "false"]),
    "date": st.dates(datetime.date(1850, 1, 1), datetime.date(2100, 1, 1)).map(lambda day: day.isoformat()),
}


@st.composite
def growing_tables(draw: st.DrawFn) -> FormTable:
    """Any table with any rows of its own; no two of one key."""
    spec = draw(st.sampled_from(TABLES))
    rows: dict[str, Texts] = {}
    for number in range(draw(st.integers(0, 4))):
        row = {}
        for column in spec.columns:
            value = st.sampled_from(sorted(CODES[column.vocabulary])) if column.kind == "coded" else VALUES[column.kind]
            row[column.name] = draw(value if column.required or column.name in spec.key else st.none() | value)
        if any(text is not None for text in row.values()):
            rows[row_key(spec.name, row, number)] = row
    return FormTable(spec.name, others(spec.name, ()), (), tuple(rows.values()), may_add_rows=True)


@FEW
@given(growing_tables())
def test_any_rows_of_any_table_survive_the_workbook(table: FormTable) -> None:
    form = unit_form("U", "某单位", table)
    reading = read_form(form_bytes(form), form)
    assert not [problem for problem in reading.problems.found if problem.code != "unknown_fact"]
    assert answers(reading) == given_answers(form)


def test_numbers_keep_every_digit_that_was_stored() -> None:
    rows = ({"fact": "resident_population", "value": "123456789012345"}, {"fact": "villages", "value": "0.1234567890123456789"})
    form = unit_form("U", "某单位", FormTable("facts", ("value",), ("fact", "level", "subject", "period"), rows))
    reading = read_form(form_bytes(form), form)
    assert [row.values["value"] for row in reading.rows["facts"]] == ["123456789012345", "0.1234567890123456789"]
    assert reading.problems.found == []
    assert Fraction("0.1234567890123456789") != Fraction(float("0.1234567890123456789"))
