"""The way of a round through the pages: what each person does there, and what the program's own files say in between."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Locator, Page, expect

from junheng.web.collect.models import Round, Submission
from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture
from web.collect.workbooks import cell_at
from web.county import County

REASONS_HEADING = "错误原因"
# What is not marked: no fill at all, or that of a workbook which was never coloured.
PLAIN = {"00000000", None}
Cells = dict[tuple[str, int, str], object]


@dataclass
class Journey:
    """One round, looked at in windows of one size; every person has a window of their own."""

    desk: Desk
    county: County
    round: Round
    size: str
    folder: Path
    javascript: bool = True

    def window(self, username: str, at: str = "/") -> Page:
        return self.desk.open(username, size=self.size, at=at, javascript=self.javascript)

    def look(self, page: Page, name: str) -> None:
        """The page fits its window, is accessible, and keeps a picture of itself."""
        assert_fits(page)
        if self.javascript:
            assert_accessible(page)
        keep_picture(page, f"journey-{name}")

    def begin_from_task(self, username: str, words: str) -> Page:
        """A window of the person, gone from their to-do list by the task of these words."""
        page = self.window(username)
        self.look(page, f"todo-{username}")
        self.follow(page, page.get_by_role("link", name=re.compile(f"去办理：.*{words}")).first)
        return page

    def download(self, page: Page, name: str) -> bytes:
        with page.expect_download() as begun:
            page.get_by_role("link", name=name).first.click()
        return Path(begun.value.path()).read_bytes()

    def send(self, page: Page, content: bytes) -> None:
        """Upload a workbook on the page that has the field for it."""
        path = self.folder / "填报表.xlsx"
        path.write_bytes(content)
        page.locator("input[type=file][name=file]").first.set_input_files(path)
        page.get_by_role("button", name="上传并校验").first.click()
        page.wait_for_url(re.compile(r"/rounds/uploads/"))

    def submission_of(self, code: str) -> Submission:
        """The submission of a school."""
        found: Submission = Submission.objects.unscoped().get(round=self.round, unit=self.county.place(code))
        return found

    def open_school(self, page: Page, code: str) -> None:
        """From the list of the round's units to the page of one."""
        self.follow(page, page.get_by_role("link", name=self.county.place(code).name, exact=True))

    def follow(self, page: Page, link: Locator) -> None:
        """A link, or a button that leads elsewhere, and the page there as soon as it has loaded."""
        before = page.url
        link.click()
        page.wait_for_url(lambda url: url != before)

    def press(self, page: Page, button: str, then: str) -> None:
        """A button, and the words by which the page says that it is done."""
        page.get_by_role("button", name=button, exact=True).first.click()
        expect(page.get_by_text(then).first).to_be_visible()


def value_at(workbook: bytes, table: str, line: int, column: str) -> Any:
    return cell_at(openpyxl.load_workbook(io.BytesIO(workbook)), table, line, column).value


def assert_marked(workbook: bytes, cells: Cells) -> None:
    """Each of the cells is coloured, its row gives the reason, and the value that was typed still stands there."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for (table, line, column), typed in cells.items():
        cell = cell_at(book, table, line, column)
        assert cell.fill.fgColor.rgb not in PLAIN, (table, column)
        assert cell.value == typed
        head = next(row for row in cell.parent.iter_rows(max_row=1))
        (reasons,) = [one.column for one in head if one.value and REASONS_HEADING in str(one.value)]
        assert cell.parent.cell(line, reasons).value, (table, column)
