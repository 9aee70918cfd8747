"""Pages on paper: what is for the screen stays away, tables are whole, sheets are A4."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.browser.driving import Desk, keep_picture

pytestmark = pytest.mark.browser
# 210 × 297 mm in points of 1/72 inch.
A4 = (595, 842)


def test_a_printed_list_is_whole_and_without_menu_or_buttons(desk: Desk) -> None:
    page = desk.open("office", at="/styleguide")
    page.emulate_media(media="print")
    for kept_away in (".top", ".side", ".actions", ".filters", ".batch", ".btn", ".tick"):
        assert not page.locator(kept_away).first.is_visible(), kept_away
    cut = "found => found.filter(box => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== 'visible').length"
    assert page.eval_on_selector_all(".scroll", cut) == 0
    keep_picture(page, "print")


def test_pages_print_on_upright_sheets_of_a4(desk: Desk, tmp_path: Path) -> None:
    page = desk.open("office", at="/styleguide")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "page.pdf").read_bytes())
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {A4}
