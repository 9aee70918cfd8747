"""Every page that a menu leads to, for people who see much and people who see little, at both sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", ["office", "reporter", "admin"])
def test_every_page_of_the_menu_fits_and_is_accessible(desk: Desk, size: str, role: str) -> None:
    page = desk.open(role, size=size)
    menu = page.locator(".menu").first
    for address in menu.get_by_role("link", include_hidden=True).evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, f"menu-{role}{address.replace('/', '-').rstrip('-')}")
