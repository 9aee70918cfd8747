"""Workbooks of a submission for tests: as downloaded, filled in, and sent."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from junheng.county.form_write import form_bytes
from junheng.county.schema import TABLE_BY_NAME
from junheng.county.write_workbook import heading_of
from junheng.web.collect.forms import form_of
from junheng.web.collect.models import Submission, Upload
from junheng.web.collect.services_upload import take_workbook
from web.county import County

Book = Any
NAME = "填报表.xlsx"


def template(submission: Submission) -> bytes:
    """The form as the unit downloads it now."""
    return form_bytes(form_of(submission))


def edited(content: bytes, edit: Callable[[Book], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def filled(content: bytes, cells: Mapping[tuple[str, int, str], object]) -> bytes:
    """The workbook with cells (table, row of the sheet, column) filled in."""

    def fill(book: Book) -> None:
        for (table, line, column), value in cells.items():
            cell_at(book, table, line, column).value = value

    return edited(content, fill)


def cell_at(book: Book, table: str, line: int, column: str) -> Any:
    sheet, spec = book[TABLE_BY_NAME[table].sheet], TABLE_BY_NAME[table].column(column)
    (position,) = [cell.column for cell in sheet[1] if str(cell.value).lstrip("*") == heading_of(spec)]
    return sheet.cell(line, position)


def send(county: County, submission: Submission, content: bytes, *, name: str = NAME, by: str = "reporter") -> Upload:
    submission.refresh_from_db()
    return take_workbook(county.actor(by), submission, SimpleUploadedFile(name, content))
