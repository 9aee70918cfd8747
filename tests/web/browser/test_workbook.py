"""Reporting by workbook in a real browser: the office begins a round, a school sends a bad workbook, mends it, and is done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture
from web.collect.rounds import opened, submission_of
from web.collect.workbooks import filled
from web.county import County

pytestmark = pytest.mark.browser
SCHOOL = "9901000001"


def looked_at(page: Page, name: str) -> None:
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, name)


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as begun:
        page.get_by_role("link", name=name).first.click()
    return Path(begun.value.path()).read_bytes()


def send(page: Page, folder: Path, content: bytes) -> None:
    path = folder / "填报表.xlsx"
    path.write_bytes(content)
    page.locator("input[type=file][name=file]").first.set_input_files(path)
    page.get_by_role("button", name="上传并校验").first.click()
    page.wait_for_url(re.compile(r"/rounds/uploads/"))


def test_the_office_plans_a_round_settles_who_reports_and_begins(desk: Desk, county: County, size: str) -> None:
    page = desk.open("office", size=size, at="/rounds/")
    looked_at(page, "rounds-none")
    page.get_by_role("link", name="新建采集").click()
    for name, day in (("as_of", "2026-09-15"), ("submit_by", "2026-10-15"), ("check_by", "2026-10-20"), ("approve_by", "2026-10-31")):
        page.locator(f"input[name={name}]").fill(day)
    page.locator("input[name=school_year]").fill("2026")
    looked_at(page, "round-plan")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")
    looked_at(page, "round-draft")
    page.get_by_role("link", name="填报分工").click()
    looked_at(page, "matrix")
    page.get_by_label("图书册数").check()
    page.locator("#owner").select_option("division:equipment")
    page.locator("#checker").select_option("office")
    page.get_by_role("button", name="修改", exact=True).click()
    expect(page.get_by_text("填报分工已经修改。")).to_be_visible()
    page.locator(".crumbs").get_by_role("link").nth(2).click()
    page.get_by_role("button", name="开始填报").click()
    expect(page.get_by_text("个单位收到填报任务")).to_be_visible()


def test_a_bad_workbook_comes_back_marked_and_is_mended(desk: Desk, county: County, size: str, tmp_path: Path) -> None:
    submission = submission_of(county, opened(county), SCHOOL)
    page = desk.open("reporter", size=size, at="/rounds/")
    looked_at(page, "rounds")
    page.get_by_role("link", name="打开").click()
    looked_at(page, "submission-blank")
    out = download(page, "下载填报表（已预填）")
    cells: dict[tuple[str, int, str], object] = {("schools", 2, "books"): "三千", ("sections", 2, "pupils"): 480}
    send(page, tmp_path, filled(out, cells))
    expect(page.get_by_text("未保存任何内容")).to_be_visible()
    looked_at(page, "upload-refused")
    marked = download(page, "下载标注问题的文件")
    send(page, tmp_path, filled(marked, {("schools", 2, "books"): 3000}))
    expect(page.get_by_text("保存了 2 个单元格的改动")).to_be_visible()
    looked_at(page, "upload-taken")
    page.get_by_role("link", name="返回填报任务").click()
    looked_at(page, "submission-saved")
    submission.refresh_from_db()
    assert submission.state == "saved"


def test_a_workbook_is_sent_without_javascript(desk: Desk, county: County, tmp_path: Path) -> None:
    opened(county)
    page = desk.open("reporter", javascript=False, at="/rounds/")
    page.get_by_role("link", name="打开").click()
    send(page, tmp_path, filled(download(page, "下载填报表（已预填）"), {("schools", 2, "books"): 3000}))
    expect(page.get_by_text("保存了 1 个单元格的改动")).to_be_visible()
    page.get_by_role("link", name="返回填报任务").click()
    page.locator("#history").get_by_role("link", name="查看").first.click()
    expect(page.locator("main").get_by_text("图书册数").first).to_be_visible()
