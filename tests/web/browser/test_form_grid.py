"""The web form in a real browser: typing, pasting from a spreadsheet, drafts, two editors, and all of it without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from junheng.web.collect.edits import RowEdit
from junheng.web.collect.models import Draft, Entry, Submission
from junheng.web.collect.services_entries import save_rows
from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture
from web.collect.rounds import opened, submission_of, values_of
from web.county import County

pytestmark = pytest.mark.browser
SCHOOL = "9901000001"
# What a spreadsheet puts on the clipboard: two rows of the table of classes, one name with a line break in quotes.
BLOCK = '小学\t一年级\t1班\t41\r\n小学\t二年级\t"启航\n班"\t1,042\r\n'


@pytest.fixture
def submission(county: County) -> Submission:
    return submission_of(county, opened(county), SCHOOL)


def at(submission: Submission, table: str, rest: str = "") -> str:
    return f"/rounds/submissions/{submission.pk}/form/{table}{rest}"


def paste(page: Page, text: str) -> None:
    """The text as a spreadsheet hands it over, into the cell that has the cursor."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def typed(page: Page) -> list[list[str]]:
    """What the cells hold, row by row."""
    found: list[list[str]] = page.eval_on_selector_all(
        "#grid-rows tr", "rows => rows.map(row => [...row.querySelectorAll('.cell')].map(cell => cell.value))"
    )
    return found


def test_typing_and_saving_leads_from_cell_to_cell_by_the_keyboard(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "schools"))
    page.locator(f"#schools-{SCHOOL}-books").focus()
    page.keyboard.type("3000")
    page.keyboard.press("Enter")
    page.keyboard.type("12")
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#schools-{SCHOOL}-books")).to_be_focused()
    expect(page.locator("#grid-state")).to_have_text("有 2 格尚未保存")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存：改动 2 个单元格")).to_be_visible()
    assert values_of(submission, "schools", SCHOOL)["computers"] == "12"


def test_a_block_from_a_spreadsheet_fills_the_cells_adds_rows_and_is_undone_at_once(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "classes"))
    empty = typed(page)
    page.locator("#grid-rows tr:nth-child(5) .cell").first.focus()
    paste(page, BLOCK)
    assert typed(page)[4:] == [["小学", "一年级", "1班", "41"], ["小学", "二年级", "启航\n班", "1,042"]]
    page.locator("#grid-rows tr:nth-child(5) .cell").nth(1).focus()
    page.keyboard.press("Control+z")
    assert typed(page) == empty
    page.locator("#grid-rows tr:first-child .cell").first.focus()
    paste(page, BLOCK)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".tabs [aria-current]")).to_contain_text("1 错")
    assert values_of(submission, "classes", "#1") == {
        "school_code": SCHOOL, "level": "primary", "grade": "一年级", "class_name": "1班", "pupils": "41",
    }  # fmt: skip
    assert values_of(submission, "classes", "#2") | {"class_name": "启航\n班", "pupils": "1,042"} == values_of(submission, "classes", "#2")


def test_a_word_that_is_no_choice_is_kept_for_the_checks_to_name(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "classes"))
    page.locator("#grid-rows .cell").first.focus()
    paste(page, "小学部\t一年级\n")
    page.get_by_role("button", name="逻辑校验").click()
    expect(page.locator(".form-problems")).to_contain_text("小学部")
    assert not Entry.objects.unscoped().filter(submission=submission, table="classes").exists()


@pytest.mark.parametrize("agreed", [False, True])
def test_a_block_that_is_too_wide_is_pasted_only_when_that_is_wanted(desk: Desk, submission: Submission, agreed: bool) -> None:
    page = desk.open("reporter", at=at(submission, "classes"))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept() if agreed else dialog.dismiss()))
    page.locator("#grid-rows tr:first-child .cell").nth(2).focus()
    paste(page, "1班\t41\t多余\n2班\t42\t多余\n")
    assert "有 2 格放不下（共 6 格）" in asked[0]
    assert [row[2:] for row in typed(page)[:2]] == ([["1班", "41"], ["2班", "42"]] if agreed else [["", ""], ["", ""]])


def test_a_line_of_the_workbook_goes_down_where_columns_are_lines(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "sections"))
    page.locator("#grid-rows .cell").first.focus()
    paste(page, "1080\t24\t6\t60\n")
    assert [row[0] for row in typed(page)[:5]] == ["1080", "24", "6", "60", ""]


def test_what_was_typed_comes_back_after_a_reload_without_saving(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "schools"))
    page.locator(f"#schools-{SCHOOL}-books").fill("3000")
    expect(page.locator("#grid-state")).to_have_text(re.compile(r"^草稿已保存 \d\d:\d\d$"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(f"#schools-{SCHOOL}-books")).to_have_value("")
    assert_accessible(page)
    keep_picture(page, "form-draft")
    page.get_by_role("link", name="继续填写").click()
    expect(page.locator(f"#schools-{SCHOOL}-books")).to_have_value("3000")
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible()
    assert not Draft.objects.unscoped().exists()


def test_leaving_with_unsaved_cells_asks_first_and_the_draft_is_kept(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "schools"))
    page.locator(f"#schools-{SCHOOL}-books").press_sequentially("3000")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="学段").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第一小学：学段")
    assert asked == ["beforeunload"]
    expect(page.locator(".tabs li").first).to_contain_text("学校")
    page.goto(at(submission, "schools"))
    expect(page.get_by_text("您有未保存的草稿")).to_be_visible()


def test_a_draft_that_cannot_be_kept_is_said_and_sent_again(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", at=at(submission, "schools"))
    page.route("**/draft", lambda route: route.fulfill(status=429, body="{}"))
    page.locator(f"#schools-{SCHOOL}-books").fill("3000")
    expect(page.locator("#grid-state")).to_have_text("草稿没有保存成功，正在重试；请不要关闭页面。")
    page.unroute("**/draft")
    expect(page.locator("#grid-state")).to_have_text(re.compile("^草稿已保存"), timeout=15_000)
    assert Draft.objects.unscoped().get().rows[0]["cells"] == {"books": "3000"}


def test_two_editors_see_both_values_and_one_of_them_chooses(desk: Desk, county: County, submission: Submission, size: str) -> None:
    county.person("second", "reporter", SCHOOL)
    one, two = (desk.open(who, size=size, at=at(submission, "schools")) for who in ("reporter", "second"))
    for page, books in ((one, "3000"), (two, "3100")):
        page.locator(f"#schools-{SCHOOL}-books").fill(books)
        page.get_by_role("button", name="保存", exact=True).click()
    question = two.get_by_role("group", name="两个值，请选定")
    expect(question).to_contain_text("我的：3100")
    expect(question).to_contain_text("3000")
    assert_fits(two)
    assert_accessible(two)
    keep_picture(two, "form-two-editors")
    question.get_by_label("我的").check()
    two.get_by_role("button", name="保存", exact=True).click()
    expect(two.get_by_text("已保存：改动 1 个单元格")).to_be_visible()
    assert values_of(submission, "schools", SCHOOL)["books"] == "3100"


def test_without_a_script_a_table_is_filled_in_saved_and_given_more_rows(desk: Desk, submission: Submission) -> None:
    page = desk.open("reporter", javascript=False, at=at(submission, "rooms"))
    page.locator("#grid-rows .cell").first.fill("音乐")
    page.get_by_role("button", name="增加 5 行").click()
    expect(page.locator("#grid-rows tr")).to_have_count(10)
    page.locator("#grid-rows tr").nth(1).locator(".cell").first.fill("美术")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存：改动 4 个单元格")).to_be_visible()
    assert values_of(submission, "rooms", "#2")["kind"] == "art"


def test_every_kind_of_table_fits_and_is_accessible_with_problems_in_it(
    desk: Desk, county: County, submission: Submission, size: str
) -> None:
    rows = [RowEdit(None, {"level": "primary", "grade": "一年级", "class_name": "1班", "pupils": text}) for text in ("41", "一", "1,042")]
    section = RowEdit(f"{SCHOOL}|primary", {"teachers": "20", "certified_teachers": "30", "pupils": "x"})
    save_rows(county.actor("reporter"), submission.pk, {"classes": rows, "sections": [section]}, base_revision=None, source="form")
    Entry.objects.unscoped().filter(submission=submission, table="sections").update(last_year={"teachers": "19", "pupils": "1002"})
    page = desk.open("reporter", size=size, at=at(submission, "sections"))
    for table in ("sections", "classes"):
        page.goto(at(submission, table))
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, f"form-{table}")
    page.locator(".form-problems a").first.click()
    expect(page.locator("#grid-rows .cell:focus")).to_have_count(1)


def test_the_head_and_the_names_of_rows_stay_in_sight(desk: Desk, county: County, submission: Submission, size: str) -> None:
    rows = [RowEdit(None, {"campus": f"校区{number}", "level": "primary", "pupils": str(number)}) for number in range(60)]
    save_rows(county.actor("reporter"), submission.pk, {"campuses": rows}, base_revision=None, source="form")
    page = desk.open("reporter", size=size, at=at(submission, "campuses"))
    box = page.locator(".grid-box")
    box.evaluate("box => box.scrollTo(200, 900)")
    seen = box.evaluate(
        """box => { const edge = box.getBoundingClientRect(), head = box.querySelector("thead th").getBoundingClientRect(),
        name = box.querySelector("tbody tr:nth-child(40) th").getBoundingClientRect();
        return [Math.round(head.top - edge.top), Math.round(head.left - edge.left), Math.round(name.left - edge.left)]; }"""
    )
    assert all(distance <= 2 for distance in seen)
    assert_fits(page)
    keep_picture(page, "form-campuses")
