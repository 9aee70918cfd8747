"""Reviewing in a browser: the pages at both sizes, and the way back of a submission without JavaScript."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from junheng.web.collect import services_review as review
from junheng.web.collect.models import CellReturn, Submission
from junheng.web.collect.services_conflicts import compare_source
from junheng.web.collect.services_reminders import remind
from junheng.web.collect.services_review import ReturnedCell
from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture
from web.collect import reviews
from web.collect.reviews import PDF, SCHOOL, reread, save
from web.collect.test_review_conflicts import name_school, other_source
from web.county import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {"review": "checker", "confirmation": "principal", "changes": "checker", "return": "checker"}


def second_time(county: County) -> Submission:
    """A submission that was signed, sent back, changed, and is handed in again."""
    submission = reviews.signed(county)
    cells = [
        ReturnedCell("schools", SCHOOL, "books", "与图书台账不符"),
        ReturnedCell("sections", reviews.SECTION, "teachers", "与编制台账不符"),
    ]
    review.return_cells(county.actor("checker"), submission.pk, "请核对图书和教师数", cells)
    save(county, submission, {"books": "9500", "computers": "80"})
    save(county, submission, {"teachers": "31"}, "sections")
    reviews.ready(county, submission)
    review.submit(county.actor("reporter"), submission.pk)
    return reread(submission)


def test_the_pages_of_a_review_fit_both_sizes_and_are_accessible(county: County, desk: Desk, size: str) -> None:
    submission = second_time(county)
    for name, who in PAGES.items():
        page = desk.open(who, size=size, at=f"/rounds/submissions/{submission.pk}/{name}")
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, f"review-{name}")


def test_what_the_reporter_has_to_explain_fits_both_sizes_and_is_accessible(county: County, desk: Desk, size: str) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"books": "9", "teaching_area_m2": "100", "indoor_sports_area_m2": "200"})
    save(county, submission, {"pupils": "412", "teachers": "1"}, "sections")
    page = desk.open("reporter", size=size, at=f"/rounds/submissions/{submission.pk}/review")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "review-explain")


def test_the_pages_of_the_round_fit_both_sizes_and_are_accessible(county: County, desk: Desk, size: str) -> None:
    submission = reviews.submitted(county)
    name_school(county, submission)
    office = county.actor("office")
    content = other_source(submission, books="8000", teaching_area_m2="2999.5")
    compare_source(office, submission.round_id, "统计年报.zip", content, "application/zip")
    rows = Submission.objects.unscoped().filter(round=submission.round)
    rows.filter(unit__name="第二小学").update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    remind(office, submission.round_id, rows.values_list("pk", flat=True), "{单位}请在 {截止日期} 前提交")
    for name in ("board", "conflicts", "reminders", "reminders/sheet"):
        page = desk.open("office", size=size, at=f"/rounds/{submission.round_id}/{name}")
        assert_fits(page)
        assert_accessible(page)
        keep_picture(page, f"round-{name.replace('/', '-')}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_cells_are_ticked_sent_back_with_reasons_answered_and_handed_in_again(county: County, desk: Desk, javascript: bool) -> None:
    submission = reviews.submitted(county)
    at = f"/rounds/submissions/{submission.pk}/review"
    checker = desk.open("checker", javascript=javascript, at=at)
    checker.get_by_label("退回“图书册数”").check()
    checker.get_by_role("button", name="填写退回理由").click()
    checker.get_by_label("退回“图书册数”的理由").fill("与图书台账不符")
    checker.get_by_role("button", name="退回并通知填报人").click()
    checker.get_by_text("已退回“第一小学”").wait_for()
    reporter = desk.open("reporter", javascript=javascript, at=at)
    reporter.locator("#returns").get_by_label("情况说明").fill("已按台账核对，无误")
    reporter.get_by_role("button", name="数值无误，说明情况").click()
    reporter.get_by_text("已答复这一处退回").wait_for()
    reporter.get_by_role("button", name="提交", exact=True).click()
    reporter.get_by_text("已提交。").wait_for()
    assert CellReturn.objects.unscoped().get().settled_at is not None
    assert reread(submission).state == "submitted"


def test_the_sheet_is_signed_by_a_scan_and_approved(county: County, desk: Desk, tmp_path: Path) -> None:
    submission = reviews.submitted(county)
    at = f"/rounds/submissions/{submission.pk}/review"
    scan = tmp_path / "确认表.pdf"
    scan.write_bytes(PDF)
    reporter = desk.open("reporter", at=at)
    reporter.get_by_label("签字盖章后的扫描件").set_input_files(scan)
    reporter.get_by_role("button", name="上传扫描件").click()
    reporter.get_by_text("扫描件：确认表.pdf").wait_for()
    for who, button in (("checker", "初审"), ("approver", "审核")):
        page = desk.open(who, at=at)
        page.locator("#steps").get_by_role("button", name=button, exact=True).click()
        page.get_by_text(f"已{button}。").wait_for()
    assert reread(submission).state == "approved"


def test_the_confirmation_sheet_prints_on_paper_alone(county: County, desk: Desk) -> None:
    submission = reviews.submitted(county)
    page = desk.open("reporter", at=f"/rounds/submissions/{submission.pk}/confirmation")
    page.emulate_media(media="print")
    assert page.locator(".paper").is_visible()
    for part in (".side", ".top", ".head", ".foot"):
        assert not page.locator(part).first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
