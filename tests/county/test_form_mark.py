"""A unit's own workbook handed back: problems of reading, of checks and of reviewers marked alike, and mended by typing over them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from junheng.county import Problem
from junheng.county.form_check import check_part, package_of_rows
from junheng.county.form_mark import marked_form, returned_cell
from junheng.county.form_read import read_form
from junheng.county.form_write import form_bytes
from unit_forms import Book, answers, at, edited_bytes, first_school, given_answers, sample, school_form

SCHOOL = first_school(sample())
FORM = school_form(sample(), SCHOOL)
RED = "FFFF9999"


def book_of(content: bytes) -> Book:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_bad_workbook_comes_back_marked_and_is_sound_when_mended() -> None:
    def spoil(book: Book) -> None:
        at(book, "学校", "图书册数", 2).value = "三万"

    bad = edited_bytes(FORM, spoil)
    marked = marked_form(bad, read_form(bad, FORM).problems)
    book = book_of(marked)
    cell = at(book, "学校", "图书册数", 2)
    assert cell.fill.fgColor.rgb == RED
    assert "三万" in cell.comment.text
    assert "错误清单" in book.sheetnames
    assert read_form(marked, FORM).problems.found == read_form(bad, FORM).problems.found
    cell.value = at(book_of(form_bytes(FORM)), "学校", "图书册数", 2).value
    buffer = io.BytesIO()
    book.save(buffer)
    again = read_form(buffer.getvalue(), FORM)
    assert again.problems.found == []
    assert answers(again) == given_answers(FORM)


def test_what_a_check_found_in_the_rows_is_marked_at_the_cell_of_the_workbook() -> None:
    content = form_bytes(FORM)
    reading = read_form(content, FORM)
    rows: dict[str, Any] = {table.name: [(key, dict(row)) for key, row in table.given] for table in FORM.tables}
    rows["sections"][0][1]["certified_teachers"] = "9999"
    found = check_part(package_of_rows(FORM.manifest, rows, reading.lines), FORM.owned)
    located = [reading.located(placed) for placed in found]
    assert [problem.where.file for problem in located] == ["填报表.xlsx"]
    book = book_of(marked_form(content, located))
    assert at(book, "学段", "持证教师数", 2).fill.fgColor.rgb == RED


def test_a_reviewers_reason_stands_in_the_cell_that_is_returned() -> None:
    content = form_bytes(FORM)
    reading = read_form(content, FORM)
    returned = returned_cell("schools", SCHOOL, "computers", reason="与装备台账不符", by="装备股", at="2025-10-08 09:30")
    book = book_of(marked_form(content, [reading.located(returned)]))
    cell = at(book, "学校", "计算机台数", 2)
    assert cell.fill.fgColor.rgb == RED
    assert "装备股于 2025-10-08 09:30 退回：与装备台账不符" in cell.comment.text
    reasons = [cell.value for cell in book["学校"][2] if "退回" in str(cell.value)]
    assert len(reasons) == 1
    assert returned.problem.sentences("en")[0] == "Returned by 装备股 on 2025-10-08 09:30: 与装备台账不符"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_of_what_cannot_be_opened_the_list_alone_comes_back(content: bytes) -> None:
    reading = read_form(content, FORM)
    assert book_of(marked_form(content, reading.problems)).sheetnames == ["错误清单"]


def test_a_stray_cell_at_the_far_end_does_not_fill_the_memory() -> None:
    content = edited_bytes(FORM, lambda book: book["学校"].__setitem__("XFD1048576", "x"))
    reading = read_form(content, FORM)
    assert next(problem.code for problem in reading.problems.errors) == "sheet_too_large"
    assert book_of(marked_form(content, reading.problems)).sheetnames == ["错误清单"]


def test_marking_a_problem_without_a_place_still_lists_it() -> None:
    book = book_of(marked_form(form_bytes(FORM), [Problem("error", "form_sheet_missing", values={"sheet": "学段"})]))
    assert "学段" in str(book["错误清单"]["G3"].value)
