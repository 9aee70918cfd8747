"""The frame of the pages in a real browser: signing in, the menu, the language, and every component at both sizes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture

pytestmark = pytest.mark.browser


def test_signing_in_leads_to_the_list_of_what_is_to_be_done(desk: Desk, size: str) -> None:
    page = desk.open("office", size=size)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")
    expect(page).to_have_title("我的待办 · 均衡")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "home")


def test_a_browser_that_prefers_english_gets_chinese_until_english_is_chosen(desk: Desk) -> None:
    page = desk.open("office", locale="en-US")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")


def test_on_a_telephone_the_menu_unfolds_and_leads_on(desk: Desk) -> None:
    page = desk.open("office", size="telephone")
    link = page.get_by_role("link", name="数据填报", exact=True)
    expect(link).to_be_hidden()
    page.get_by_text("菜单", exact=True).click()
    link.click()
    expect(page).to_have_url(re.compile(r"/rounds/$"))


@pytest.mark.parametrize("path", ["/", "/styleguide", "/no-such-page"])
def test_without_javascript_the_pages_say_the_same(desk: Desk, path: str) -> None:
    plain = desk.open("office", javascript=False, at=path)
    rich = desk.open("office", at=path)
    assert plain.locator("main").inner_text() == rich.locator("main").inner_text()


def test_every_component_fits_and_is_accessible_at_both_sizes(desk: Desk, size: str) -> None:
    page = desk.open("office", size=size, at="/styleguide")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "styleguide")


def test_the_login_page_fits_and_is_accessible_at_both_sizes(desk: Desk, size: str) -> None:
    page = desk.open(size=size, at="/people/login")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "login")


def test_the_box_at_the_top_of_a_list_ticks_all_its_rows_and_says_how_many(desk: Desk) -> None:
    page = desk.open("office", at="/styleguide")
    page.get_by_label("全选").check()
    expect(page.locator("[data-checked]")).to_have_text("30")


def test_a_page_outside_ones_posts_says_so_and_leads_back(desk: Desk) -> None:
    page = desk.open("reporter", at="/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到")
    assert_accessible(page)
    page.get_by_role("main").get_by_role("link", name="回到首页").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的待办")


def test_the_english_frame_fits_and_is_accessible_at_both_sizes(desk: Desk, size: str) -> None:
    page = desk.open("office", size=size, at="/styleguide")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Components")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "english")
