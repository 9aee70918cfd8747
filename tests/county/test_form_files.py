"""Is the file that a unit uploads its form at all? If not, it is told what the file is and what to do."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from junheng.county.form_read import read_form
from junheng.county.form_write import form_bytes
from unit_forms import codes, first_school, only, sample, school_form

SCHOOL = first_school(sample())
FORM = school_form(sample(), SCHOOL)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "damaged_workbook"),
        (b"name,value\n", "a.csv", "damaged_workbook"),
        (b"PK\x03\x04 half a file", "a.xlsx", "damaged_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "old_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "A.ET", "et_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted_file"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_what_to_do(content: bytes, name: str, code: str) -> None:
    reading = read_form(content, FORM, name)
    assert only(reading.problems.found).code == code
    assert only(reading.problems.found).where.file == name
    assert reading.rows == {}


def test_a_zip_without_a_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    assert only(read_form(buffer.getvalue(), FORM).problems.found).code == "damaged_workbook"


def test_any_other_workbook_is_told_that_it_is_no_form() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    assert only(read_form(buffer.getvalue(), FORM).problems.found).code == "form_without_stamp"


@pytest.mark.parametrize(
    ("changes", "code", "found", "expected"),
    [
        ({"county_code": "990200"}, "form_of_other_county", "990100", "990200"),
        ({"school_year": 2026}, "form_of_other_year", "2025", "2026"),
        ({"round_code": "R2026", "round_title": "新一轮"}, "form_of_other_round", "2025 学年数据采集 R2025", "新一轮 R2026"),
        ({"unit_code": "9901000099", "unit_name": "别的小学"}, "form_of_other_unit", f"某小学 {SCHOOL}", "别的小学 9901000099"),
    ],
)
def test_a_form_of_another_county_year_round_or_unit_says_which(changes: dict[str, object], code: str, found: str, expected: str) -> None:
    other = replace(FORM, **changes)  # type: ignore[arg-type]
    problem = only(read_form(form_bytes(FORM), other).problems.found)
    assert (problem.code, problem.values) == (code, {"found": found, "expected": expected})
    assert problem.where.sheet == "说明"


def test_everything_that_is_wrong_with_the_stamp_is_said_at_once() -> None:
    other = replace(FORM, school_year=2026, round_code="R2026", unit_code="9901000099")
    found = codes(read_form(form_bytes(FORM), other).problems.found)
    assert found == ["form_of_other_year", "form_of_other_round", "form_of_other_unit"]


def test_a_form_made_before_the_columns_changed_is_sent_for_a_new_one() -> None:
    newer = replace(FORM, tables=FORM.tables[:-1])
    problem = only(read_form(form_bytes(FORM), newer).problems.found)
    assert problem.code == "form_outdated"
    assert "模板已更新，请重新下载" in problem.sentences()[0]


def test_the_version_is_of_the_layout_and_not_of_the_rows() -> None:
    without_rows = replace(FORM, tables=tuple(replace(table, rows=()) for table in FORM.tables))
    assert without_rows.version == FORM.version
    assert replace(FORM, round_code="R2").version != FORM.version
    assert replace(FORM, unit_code="U2").version != FORM.version
