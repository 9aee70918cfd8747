"""A page of the web form for a unit that reports for many schools: what its rows are called, how it is laid out, how fast it is."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from django.template.loader import render_to_string

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.schema import SCHOOLS
from junheng.web.collect.duties import TableDuty
from junheng.web.collect.form_page import FormPage
from junheng.web.collect.forms import SubmittedForm
from junheng.web.collect.models import Entry, Round, Submission
from junheng.web.collect.ownership import default_text
from junheng.web.collect.typed import TypedRow
from junheng.web.people.models import Unit

ROWS, COLUMNS = 60, 22


def form(count: int, columns: int, values: Mapping[str, str]) -> SubmittedForm:
    """A form in which one unit fills in the first columns of that many primary schools."""
    names = tuple(column.name for column in SCHOOLS.columns if column.name not in ("school_code", "school_name", "kind"))[:columns]
    schools = {
        f"99010{number:05}": Unit(code=f"99010{number:05}", name=f"第{number}小学", school_kind="primary") for number in range(count)
    }
    duty = TableDuty("schools", names, dict.fromkeys(SCHOOL_KINDS, frozenset(names)))
    entries = [Entry(table="schools", key=code, values={"school_code": code, **values}, last_year={"books": "2900"}) for code in schools]
    county = Unit(code="990100", name="样例县", kind="county")
    round = Round(county=county, code="r", title="采集", school_year=2026, standard="cn-2017-6", matrix=default_text(), tables=["schools"])
    return SubmittedForm(Submission(round=round, unit=county), (duty,), {"schools": entries}, schools)


def test_a_row_is_called_by_its_code_and_the_name_and_kind_of_its_school() -> None:
    page = FormPage(form(2, 5, {}), "schools")
    assert [row.label for row in page.rows] == ["9901000000 第0小学 小学", "9901000001 第1小学 小学"]
    assert [column.heading for column in page.label_columns] == ["学校标识码", "学校名称", "办学类型"]


def test_a_row_of_another_table_than_the_schools_names_its_school_too() -> None:
    submitted = form(2, 5, {})
    names = ("teachers", "staff")
    entries = [Entry(table="sections", key=code, values={"school_code": code, "level": "primary"}) for code in submitted.schools]
    duty = TableDuty("sections", names, dict.fromkeys(SCHOOL_KINDS, frozenset(names)))
    sections = SubmittedForm(submitted.submission, (duty,), {"sections": entries}, submitted.schools)
    assert [row.label for row in FormPage(sections, "sections").rows] == ["9901000000 第0小学 小学", "9901000001 第1小学 小学"]


@pytest.mark.parametrize(("count", "columns", "tall"), [(1, 8, True), (4, 8, True), (5, 8, False), (1, 7, False)])
def test_a_few_rows_of_many_columns_are_laid_out_as_lines(count: int, columns: int, tall: bool) -> None:
    page = FormPage(form(count, columns, {}), "schools")
    assert page.is_tall is tall
    assert [len(cells) for _heading, cells in page.lines] == [count] * columns


def test_pages_end_where_the_table_ends() -> None:
    submitted = form(121, 5, {})
    lengths = [len(FormPage(submitted, "schools", number=number).rows) for number in (0, 1, 2, 3, 9)]
    assert lengths == [60, 60, 60, 1, 1]
    assert FormPage(submitted, "schools").page_of("9901000060") == 2


def test_what_was_typed_stands_in_its_cell_and_remembers_what_is_saved() -> None:
    typed = [TypedRow("9901000000", is_new=False, cells={"township": "城关镇"})]
    cell = FormPage(form(1, 5, {"township": "河东乡"}), "schools", typed=typed).rows[0].cells[2]
    assert 'value="城关镇"' in str(cell.input)
    assert 'data-saved="河东乡"' in str(cell.input)
    assert cell.css == "typed"


def test_a_large_page_is_laid_out_in_less_than_a_third_of_a_second() -> None:
    submitted = form(ROWS, COLUMNS, {"sponsor": "public", "boarding": "true", "books": "x", "opened_on": "1998-09-01"})
    spent = []
    for _time in range(3):
        began = time.process_time()
        text = render_to_string("collect/form_table.html", {"page": FormPage(submitted, "schools")})
        spent.append(time.process_time() - began)
    assert text.count('class="cell ') == ROWS * COLUMNS
    assert min(spent) < 0.3
