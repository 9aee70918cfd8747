"""The pages of people and units in a browser: they fit, are accessible, and do what they say."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture
from web.county import SCHOOLS

pytestmark = pytest.mark.browser


def test_every_page_of_people_fits_and_is_accessible(desk: Desk, size: str) -> None:
    page = desk.open("office", size=size, at="/people/")
    for name, link in (("account", "reporter"), ("post", "结束、代理、交接")):
        page.get_by_role("link", name=link, exact=True).first.click()
        # Everything that may be done is folded away until it is wanted.
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, f"people-{name}")
    for address in ("new", "import", "units", "units/new", "sign-ins", "profile", "password"):
        page.goto(f"/people/{address}")
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, f"people-{address.replace('/', '-')}")


def test_a_new_colleague_signs_in_with_the_first_password_and_must_change_it(desk: Desk, size: str) -> None:
    office = desk.open("office", size=size, at="/people/new")
    for label, text in (("账号", "wangfang"), ("姓名", "王芳"), ("所属单位", SCHOOLS[0].code)):
        office.get_by_label(re.compile(f"^{label}")).fill(text)
    office.get_by_label(re.compile("^岗位")).select_option("reporter")
    office.locator("main form button").click()
    password = office.locator("#first-password").inner_text()
    assert_accessible(office)
    page = desk.open(size=size, at="/people/login")
    page.get_by_label(re.compile("^账号")).fill("wangfang")
    page.get_by_label(re.compile("^密码")).fill(password)
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/people/password$"))
    for label, text in (("原密码", password), ("新密码", "chun-hua-2026"), ("再输一次", "chun-hua-2026")):
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    page.locator("main form button").click()
    expect(page.get_by_text("密码已经修改")).to_be_visible()


def test_who_is_locked_out_reads_until_when(desk: Desk, size: str) -> None:
    page = desk.open(size=size, at="/people/login")
    for _attempt in range(5):
        page.get_by_label(re.compile("^账号")).fill("principal")
        page.get_by_label(re.compile("^密码")).fill("not-the-one")
        page.locator("main form button").first.click()
    expect(page.get_by_role("heading", name="账号已锁定")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "people-locked-out")


def test_a_list_with_faults_shows_each_at_its_cell(desk: Desk, size: str) -> None:
    from web.people.test_import import ZHANG, workbook

    page = desk.open("office", size=size, at="/people/import")
    faulty = workbook((*ZHANG[:3], "1", "校监", None, "下月", None))
    file = {"name": "账号.xlsx", "mimeType": "application/octet-stream", "buffer": faulty}
    page.locator("#file").set_input_files(files=[file])
    page.get_by_role("button", name="上传并导入").click()
    expect(page.get_by_text("账号!D3")).to_be_visible()
    expect(page.get_by_text("有 3 处错误")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "people-import-faults")
