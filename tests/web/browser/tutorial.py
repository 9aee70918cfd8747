"""Following a tutorial as it is written: 「…」 is clicked, “…” must be seen, a table goes into the workbook downloaded last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from playwright.sync_api import Locator, Page, expect

from web.browser.driving import keep_picture, sign_in

# What a step asks for, in the order of its words.
_ASKED = re.compile(
    "|".join(
        (
            r"!\[[^\]]*\]\(\S*/(?P<picture>[\w-]+)-1366\.png\)",
            r"「(?P<click>[^」]+)」",
            r"“(?P<see>[^”]+)”",
            r"用 `(?P<person>\w+)` 登录",
            r"^ *\| (?P<row>.+) \|$",
        )
    ),
    re.M,
)
# A numbered line, and what is indented below it.
_STEP = re.compile(r"^\d+\. .*\n(?:(?: .*)?\n)*", re.M)
_UPLOAD = "上传并校验"


def steps(text: str) -> list[str]:
    """The numbered steps of a page, in their order."""
    return _STEP.findall(text)


@dataclass
class Follower:
    """Somebody who does what a tutorial says and nothing else."""

    page: Page
    folder: Path
    password: str
    workbook: Path | None = None
    done: list[str] = field(default_factory=list)

    def follow(self, step: str) -> None:
        """Everything that a step asks for, in its order. Fails where the page has no such words."""
        for asked in _ASKED.finditer(step):
            if person := asked["person"]:
                self._sign_in(person)
            elif words := asked["click"]:
                self._click(words)
            elif words := asked["see"]:
                expect(self._shown(self.page.get_by_text(words))).to_be_visible()
            elif name := asked["picture"]:
                keep_picture(self.page, name)
            elif row := asked["row"]:
                self._fill(*(cell.strip() for cell in row.split("|")))
            self.done.append(asked[0].strip())

    def _sign_in(self, person: str) -> None:
        leave = self.page.get_by_role("button", name="退出")
        if leave.count():
            leave.click()
            expect(self.page.get_by_role("button", name="登录")).to_be_visible()
        sign_in(self.page, person, self.password)

    def _click(self, words: str) -> None:
        if words == _UPLOAD:
            assert self.workbook is not None
            self.page.locator("input[type=file]").first.set_input_files(self.workbook)
        # A link may go on after a colon, for those who hear it without its line.
        link = self.page.get_by_role("link", name=re.compile(rf"^{re.escape(words)}(：|$)"))
        found = self._shown(self.page.get_by_role("button", name=words, exact=True).or_(link))
        if not words.startswith("下载"):
            found.click()
            return
        with self.page.expect_download() as begun:
            found.click()
        self.workbook = self.folder / begun.value.suggested_filename
        begun.value.save_as(self.workbook)

    def _fill(self, sheet: str, column: str, value: str) -> None:
        """One line of a table; its head and the line below it are no cells."""
        if sheet == "工作表" or set(sheet) == {"-"}:
            return
        assert self.workbook is not None
        book = openpyxl.load_workbook(self.workbook)
        (place,) = [place for place, cell in enumerate(book[sheet][1]) if str(cell.value).split("(")[0].lstrip("*") == column]
        book[sheet][2][place].value = int(value) if value.isdecimal() else value
        book.save(self.workbook)

    @staticmethod
    def _shown(found: Locator) -> Locator:
        return found.filter(visible=True).first
