"""The whole way of a round in a browser: reported badly, mended, sent back, approved, frozen, assessed, supplemented, and proven."""

from __future__ import annotations

import json
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from junheng.assessment.results import Verdict
from junheng.county import read_package
from junheng.county.sample import sample_county
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import latest_package
from junheng.web.audit.models import AuditEvent
from junheng.web.collect.frozen_cells import differences
from junheng.web.collect.models import Round, Submission
from junheng.web.commands import token
from junheng.web.jobs.models import Job
from junheng.web.jobs.services import run_now
from junheng.web.people.actor import SYSTEM
from junheng.web.people.services import give_post
from junheng.web.results.words import COUNTY_VERDICTS
from junheng.web.verifying import verify
from web.browser.driving import Desk
from web.browser.journey import Cells, Journey, assert_marked, value_at
from web.collect.colleagues import approve_others, check, give_posts, report
from web.collect.ready import peopled_county, same_year_round
from web.collect.reviews import PDF
from web.collect.workbooks import filled
from web.county import County
from web.instance.processes import Instance
from web.jobs.workers import running_worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHOOL, APPROVERS_OWN = "9901000001", "9901000002"
RETURNED = {"图书册数": "与图书台账不符", "专任教师数": "与编制台账不符"}
# Sheet, cell of the web form, and what the school answers.
ANSWERS = (("学段", f"sections-{SCHOOL}_primary-teachers", "41"), ("学校", f"schools-{SCHOOL}-books", "21042"))
BOOKS, CERTIFIED = ("schools", 2, "books"), ("sections", 2, "certified_teachers")


@pytest.fixture
def county(db: None, tmp_path: Path) -> County:
    """A county of four schools, loaded with the year's data, and with people at every unit."""
    found, _package = peopled_county(tmp_path, sample_county(schools=4, seed=3))
    return found


@pytest.fixture
def round(county: County) -> Round:
    """The same year is collected again: all have reported and are approved but one school, and another that the approver reported."""
    package = latest_package(county.unit)
    assert package is not None
    begun = same_year_round(county, package)
    give_post(SYSTEM, county.actor("approver").user, "reporter", county.place(APPROVERS_OWN))
    county.person("second_approver", "approver", "education_bureau")
    give_posts(county, begun)
    own = Submission.objects.unscoped().get(round=begun, unit=county.place(APPROVERS_OWN))
    check(county, report(county, own, "approver"))
    approve_others(county, begun, own.unit, county.place(SCHOOL))
    return begun


@pytest.fixture
def journey(desk: Desk, county: County, round: Round, size: str, tmp_path: Path) -> Journey:
    return Journey(desk, county, round, size, tmp_path)


def test_a_round_goes_its_whole_way_through_the_pages(journey: Journey) -> None:
    reporter = journey.begin_from_task("reporter", "填报")
    a_bad_workbook_is_refused_marked_and_mended(journey, reporter)
    oddities_are_explained_before_it_is_handed_in(journey, reporter)
    the_principal_signs(journey)
    two_cells_are_sent_back(journey)
    they_are_mended_in_the_web_form_and_handed_in_again(journey)
    the_principal_signs(journey)
    the_changes_are_seen_and_approved_by_another(journey)
    nobody_approves_their_own(journey)
    page = frozen_and_assessed(journey)
    the_results_are_those_of_the_command_line(journey, page)
    a_supplement_makes_a_new_version_beside_the_old(journey)
    both_versions_can_be_downloaded(journey)
    everything_is_proven_whole_until_somebody_tampers()


def a_bad_workbook_is_refused_marked_and_mended(journey: Journey, page: Page) -> None:
    journey.look(page, "submission-begun")
    blank = journey.download(page, "下载填报表（已预填）")
    certified, books = value_at(blank, *CERTIFIED), value_at(blank, *BOOKS)
    bad: Cells = {BOOKS: "三千", CERTIFIED: 9000}
    journey.send(page, filled(blank, bad))
    expect(page.get_by_text("未保存任何内容")).to_be_visible()
    journey.look(page, "upload-refused")
    marked = journey.download(page, "下载标注问题的文件")
    assert_marked(marked, bad)
    journey.send(page, filled(marked, {BOOKS: books * 90, CERTIFIED: certified}))
    expect(page.get_by_text("保存了 1 个单元格的改动")).to_be_visible()
    journey.look(page, "upload-taken")


def oddities_are_explained_before_it_is_handed_in(journey: Journey, page: Page) -> None:
    journey.follow(page, page.get_by_role("link", name="返回填报任务"))
    journey.press(page, "提交", "还有提示没有核实")
    expect(page.get_by_text("有空表没有确认")).to_be_visible()
    journey.look(page, "submission-refused")
    page.locator("#warnings").get_by_label("情况说明").fill("含电子图书")
    journey.press(page, "说明情况", "已说明 1 条提示。")
    journey.press(page, "确认“校区”没有需要填报的内容", "已确认为空表。")
    journey.press(page, "提交", "已提交。")
    journey.look(page, "submission-handed-in")


def the_principal_signs(journey: Journey) -> None:
    page = journey.begin_from_task("principal", "签字")
    journey.press(page, "校长签字确认", "已签字确认")
    journey.look(page, "signed")


def two_cells_are_sent_back(journey: Journey) -> None:
    page = journey.begin_from_task("checker", "初审")
    journey.look(page, "checking-list")
    journey.open_school(page, SCHOOL)
    journey.look(page, "checking")
    for heading in RETURNED:
        page.get_by_label(f"退回“{heading}”").check()
    journey.follow(page, page.get_by_role("button", name="填写退回理由"))
    for heading, reason in RETURNED.items():
        page.get_by_label(f"退回“{heading}”的理由").fill(reason)
    journey.look(page, "returning")
    journey.press(page, "退回并通知填报人", "已退回")
    journey.look(page, "returned")


def they_are_mended_in_the_web_form_and_handed_in_again(journey: Journey) -> None:
    page = journey.begin_from_task("reporter", "退回")
    for heading, reason in RETURNED.items():
        expect(page.locator("#returns").get_by_role("row").filter(has_text=heading)).to_contain_text(reason)
        expect(page.locator("td.returned").filter(has_text=f"退回：{reason}")).to_be_visible()
    expect(page.locator("#returns ~ #fill")).to_have_count(1)
    journey.look(page, "sent-back")
    journey.follow(page, page.get_by_role("link", name="在网页上填写"))
    for sheet, cell, value in ANSWERS:
        journey.follow(page, page.get_by_role("link", name=sheet).first)
        expect(page.locator(".say-returned")).to_have_count(1)
        expect(page.locator(".form-problems a")).to_have_count(1)
        journey.look(page, f"form-{sheet}")
        page.locator(f"[id='{cell}']").fill(value)
        journey.press(page, "保存", "已保存：改动 1 个单元格")
    journey.follow(page, page.get_by_role("link", name="返回填报任务"))
    journey.press(page, "提交", "已提交。")


def the_changes_are_seen_and_approved_by_another(journey: Journey) -> None:
    page = journey.begin_from_task("checker", "初审")
    journey.open_school(page, SCHOOL)
    expect(page.get_by_text("自上次审核以来改动了 2 个单元格")).to_be_visible()
    for _sheet, _cell, value in ANSWERS:
        expect(page.locator("#changes")).to_contain_text(value)
    journey.look(page, "changes")
    journey.press(page, "初审", "已初审。")
    page = journey.begin_from_task("approver", "审核")
    journey.open_school(page, SCHOOL)
    journey.press(page, "审核", "已审核。")
    journey.look(page, "approved")
    assert journey.submission_of(SCHOOL).state == "approved"


def nobody_approves_their_own(journey: Journey) -> None:
    page = journey.begin_from_task("approver", "审核")
    journey.open_school(page, APPROVERS_OWN)
    journey.press(page, "审核", "不能审核自己填报或自己初审的内容")
    journey.look(page, "own-work")
    assert journey.submission_of(APPROVERS_OWN).state == "checked"
    page = journey.begin_from_task("second_approver", "审核")
    journey.open_school(page, APPROVERS_OWN)
    journey.press(page, "审核", "已审核。")


def frozen_and_assessed(journey: Journey) -> Page:
    page = journey.begin_from_task("office", "可以冻结")
    journey.follow(page, page.get_by_role("link", name="检查合并后的数据"))
    expect(page.get_by_text("合并后的数据没有错误。")).to_be_visible()
    journey.look(page, "freezing")
    journey.press(page, "冻结", "已冻结为第 2 版，正在后台测算。")
    journey.look(page, "frozen")
    journey.follow(page, page.get_by_role("link", name="查看结果"))
    journey.look(page, "results-waiting")
    journey.follow(page, page.get_by_role("link", name="后台任务").last)
    journey.look(page, "jobs")
    journey.follow(page, page.locator("main tbody a").first)
    expect(page.get_by_text("排队中")).to_be_visible()
    with running_worker("journey"):
        expect(page.get_by_text("已完成")).to_be_visible(timeout=60_000)
    journey.look(page, "job")
    journey.follow(page, page.get_by_role("link", name="查看结果"))
    journey.look(page, "results")
    return page


def the_results_are_those_of_the_command_line(journey: Journey, page: Page) -> None:
    content = journey.download(page, "数据包 .zip")
    path = journey.folder / "冻结的数据包.zip"
    path.write_bytes(content)
    done = Instance(journey.folder / "elsewhere").run("assess", path, "--json")
    assert done.returncode == 0, done.stderr
    by_command = json.loads(done.stdout)
    assert answered(journey, "assessment") == by_command
    assert by_command["findings"]
    verdict = COUNTY_VERDICTS[Verdict(by_command["county"]["verdict"])]
    expect(page.locator("#conclusion")).to_contain_text(str(verdict))


def answered(journey: Journey, which: str) -> Any:
    """What the API answers about the county to a program of the office."""
    where = urlsplit(journey.desk.address)
    path = f"/api/v1/counties/{journey.county.code}/{which}"
    with closing(HTTPConnection(where.hostname or "", where.port, timeout=60)) as asked:
        asked.request("GET", path, headers={"Authorization": f"Bearer {token('office')}"})
        return json.loads(asked.getresponse().read())


def a_supplement_makes_a_new_version_beside_the_old(journey: Journey) -> None:
    page = journey.window("reporter", at="/rounds/supplements")
    journey.look(page, "supplements")
    journey.follow(page, page.get_by_role("link", name="提出补报"))
    page.get_by_label("表、栏目、学校或行").fill("图书册数")
    journey.follow(page, page.get_by_role("button", name="查询"))
    page.get_by_label("图书册数 新值").fill("23456")
    page.get_by_label("补报理由").fill("年末盘点")
    page.get_by_label("佐证材料").set_input_files({"name": "图书台账.pdf", "mimeType": "application/pdf", "buffer": PDF})
    journey.look(page, "supplement-new")
    journey.press(page, "提出补报", "补报已提出")
    for who, button in (("checker", "初审"), ("approver", "批准并生效")):
        page = journey.begin_from_task(who, "补报")
        journey.follow(page, page.get_by_role("link", name="查看", exact=True))
        assert page.locator(".after").evaluate("cell => cell.getBoundingClientRect().right <= innerWidth")
        journey.look(page, f"supplement-{who}")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_have_count(0)
    run_now(Job.objects.unscoped().get(state="queued"))
    page = journey.window("office", at="/packages/")
    journey.look(page, "versions")


def both_versions_can_be_downloaded(journey: Journey) -> None:
    found = []
    for version in (2, 3):
        package = FrozenPackage.objects.unscoped().get(school_year=journey.round.school_year, version=version)
        page = journey.window("office", at=f"/packages/{package.pk}")
        path = journey.folder / f"{version}.zip"
        path.write_bytes(journey.download(page, "数据包 .zip"))
        found.append(read_package(path))
        journey.look(page, f"version-{version}")
        journey.follow(page, page.get_by_role("link", name="查看结果"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"第 {version} 版")
    changed = differences(*found)
    assert changed == {("schools", SCHOOL, "books"): ("21042", "23456")}


def everything_is_proven_whole_until_somebody_tampers() -> None:
    assert [part.faults for part in verify()] == [(), (), (), ()]
    link = AuditEvent.objects.unscoped().get(action="submission.return").number
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {AuditEvent._meta.db_table} SET reason = %s WHERE number = %s", ["没有退回过", link])  # noqa: S608
    trail = next(iter(verify()))
    assert len(trail.faults) == 1
    assert f"第 {link} " in trail.faults[0] or f"第{link}" in trail.faults[0]


@pytest.mark.parametrize("size", ["desk"], indirect=True)
def test_a_school_reports_its_whole_part_without_javascript(desk: Desk, county: County, round: Round, size: str, tmp_path: Path) -> None:
    journey = Journey(desk, county, round, size, tmp_path, javascript=False)
    page = journey.begin_from_task("reporter", "填报")
    journey.follow(page, page.get_by_role("link", name="在网页上填写"))
    page.locator(f"#schools-{SCHOOL}-books").fill("三千")
    journey.press(page, "保存", "不是数字")
    journey.follow(page, page.get_by_role("link", name="返回填报任务"))
    journey.press(page, "提交", "还有必须修改的错误")
    journey.follow(page, page.get_by_role("link", name="在网页上填写"))
    page.locator(f"#schools-{SCHOOL}-books").fill("22222")
    journey.press(page, "保存", "已保存：改动 1 个单元格")
    journey.follow(page, page.get_by_role("link", name="返回填报任务"))
    journey.press(page, "确认“校区”没有需要填报的内容", "已确认为空表。")
    journey.press(page, "提交", "已提交。")
    assert journey.submission_of(SCHOOL).state == "submitted"
