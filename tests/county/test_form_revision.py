"""A form says how much had been saved when it was made, so that a file filled in meanwhile is not taken for the newest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from junheng.county.form_read import read_form
from junheng.county.form_stamp import REVISION
from junheng.county.form_write import form_bytes
from junheng.county.manifest_names import MANIFEST_SHEET
from unit_forms import Book, edited_bytes, first_school, sample, school_form

FORM = replace(school_form(sample(), first_school(sample())), revision=7)


def stamped(text: str | None) -> bytes:
    def write(book: Book) -> None:
        sheet = book[MANIFEST_SHEET]
        (cell,) = [row[1] for row in sheet.iter_rows() if row[0].value == REVISION]
        cell.value = text

    return edited_bytes(FORM, write)


def test_a_file_says_what_had_been_saved_when_it_was_made() -> None:
    reading = read_form(form_bytes(FORM), replace(FORM, revision=9))
    assert (reading.revision, reading.problems.found) == (7, [])


@pytest.mark.parametrize("text", [None, "8", "-1", "seven", "7.5", "²", "1" * 5000])
def test_a_file_from_a_state_that_never_was_is_refused(text: str | None) -> None:
    reading = read_form(stamped(text), FORM)
    assert [problem.code for problem in reading.problems.found] == ["form_without_stamp"]
    assert reading.rows == {}


def test_forms_that_count_no_saves_need_none() -> None:
    plain = replace(FORM, revision=None)
    assert read_form(form_bytes(plain), plain).revision is None
    assert read_form(form_bytes(plain), plain).problems.found == []
