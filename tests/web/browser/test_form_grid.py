"""The web form in a real browser: typing, pasting from a spreadsheet, drafts, two editors, and all of it without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture
from web.collect.rounds import opened, submission_of
from web.county import County

pytestmark = pytest.mark.browser


@pytest.fixture
def address(county: County) -> str:
    """The form of the first school, in an open round."""
    return f"/rounds/submissions/{submission_of(county, opened(county), '9901000001').pk}/form"


def test_look(desk: Desk, address: str, size: str) -> None:
    page = desk.open("reporter", size=size, at=f"{address}/sections")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "form-sections")
    page.goto(f"{address}/classes")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "form-classes")
