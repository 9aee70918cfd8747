"""The pages of freezing and of supplements: from the office's button to the new version, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import latest_package, open_frozen
from junheng.web.collect import freeze_todo
from junheng.web.collect.frozen_cells import OwnCell, matching, own_cells, place_of, round_for, text_at
from junheng.web.collect.models import Entry, Round, Submission, Supplement
from junheng.web.jobs.models import Job
from junheng.web.jobs.services import run_now
from junheng.web.people.models import Notice, Unit
from junheng.web.people.services import give_post
from web.collect.ready import approve_all, peopled_county, same_year_round
from web.county import County, make_county

SignedIn = Callable[[str], Client]
Ready = tuple[County, Round, FrozenPackage]


@pytest.fixture
def ready(db: None, tmp_path: Path) -> Ready:
    county, package = peopled_county(tmp_path)
    round = same_year_round(county, package)
    approve_all(county, round)
    return county, round, package


def school_of(county: County) -> Unit:
    user = county.actor("reporter").user
    assert user is not None
    assert user.home is not None
    return user.home


def test_the_office_freezes_and_finds_the_results_when_the_job_is_done(ready: Ready, signed_in: SignedIn) -> None:
    _county, round, _package = ready
    office = signed_in("office")
    assert "检查合并后的数据" in office.get(f"/rounds/{round.pk}/freeze").content.decode()
    assert "合并后的数据没有错误" in office.get(f"/rounds/{round.pk}/freeze?check=1").content.decode()
    answer = office.post(f"/rounds/{round.pk}/freeze/now", {"note": "年度"})
    round.refresh_from_db()
    assert round.package is not None
    assert answer["Location"] == f"/packages/{round.package.pk}"
    waiting = office.get(f"/results/packages/{round.package.pk}")
    assert waiting.status_code == 404
    assert "正在后台测算" in waiting.content.decode()
    run_now(Job.objects.unscoped().get(kind="assess", arguments__package=round.package.pk))
    assert office.get(f"/results/packages/{round.package.pk}").status_code == 200
    assert "不能冻结" in office.get(f"/rounds/{round.pk}/freeze").content.decode()


def test_errors_of_the_whole_are_listed_with_their_unit_and_what_was_typed_stays(ready: Ready, signed_in: SignedIn) -> None:
    county, round, package = ready
    school = school_of(county)
    entry = Entry.objects.unscoped().get(submission__unit=school, submission__round=round, table="schools")
    entry.values["books"] = "很多"
    entry.save()
    late = Submission.objects.unscoped().filter(round=round).exclude(unit=school).first()
    Submission.objects.unscoped().filter(pk=late.pk).update(state="saved")
    typed = {"leave": str(late.pk), f"reason:{late.pk}": "合并办学", "note": "说明文字", "application": "1"}
    answer = signed_in("office").post(f"/rounds/{round.pk}/freeze/now", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert school.name in answer.context["problems"][0].place
    for words in ("合并办学", "说明文字", "图书册数", "1 处错误"):
        assert words in page
    assert latest_package(county.unit) == package


def test_leaving_out_without_a_reason_is_refused_with_words(ready: Ready, signed_in: SignedIn) -> None:
    county, round, package = ready
    Submission.objects.unscoped().filter(round=round, unit=school_of(county)).update(state="saved")
    one = Submission.objects.unscoped().get(round=round, unit=school_of(county))
    office = signed_in("office")
    back = f"http://testserver/rounds/{round.pk}/freeze"
    for typed, words in (({}, "没有审核通过"), ({"leave": str(one.pk)}, "须写明理由")):
        answer = office.post(f"/rounds/{round.pk}/freeze/now", typed, headers={"referer": back}, follow=True)
        assert words in answer.content.decode()
    assert latest_package(county.unit) == package


def test_only_the_office_of_the_county_opens_the_page(ready: Ready, signed_in: SignedIn) -> None:
    _county, round, _package = ready
    make_county("990200", "另县", ()).person("stranger", "office", "office")
    assert signed_in("stranger").get(f"/rounds/{round.pk}/freeze").status_code == 404
    assert signed_in("stranger").post(f"/rounds/{round.pk}/freeze/now").status_code == 404
    for role in ("approver", "reporter", "leader", "reviewer"):
        assert signed_in(role).get(f"/rounds/{round.pk}/freeze").status_code == 403
        assert signed_in(role).post(f"/rounds/{round.pk}/freeze/now").status_code == 403
    round.refresh_from_db()
    assert round.state == "open"


def supplement_by_form(county: County, client: Client, typed: str = "54321", **more: Any) -> Any:
    school = school_of(county)
    name = f"new:schools~{school.code}~books"
    proof = SimpleUploadedFile("台账.pdf", b"%PDF-1.7", "application/pdf")
    data = {name: typed, "reason": "盘点", "evidence": proof, **more}
    return client.post(f"/rounds/supplements/new/{school.pk}?q=图书册数", data)


def test_a_supplement_goes_its_way_through_the_pages(ready: Ready, signed_in: SignedIn) -> None:
    county, _round, package = ready
    school = school_of(county)
    reporter = signed_in("reporter")
    searched = reporter.get(f"/rounds/supplements/new/{school.pk}", {"q": "图书册数"})
    assert [line.cell.place for line in searched.context["lines"]] == [("schools", school.code, "books")]
    assert supplement_by_form(county, reporter).status_code == 302
    made = Supplement.objects.unscoped().get()
    assert made.check_unit is not None
    checker = county.person("division_checker", "checker", made.check_unit.code.partition("-")[2])
    assert [task.count for task in freeze_todo.tasks_of(county.actor(checker.username))] == [1]
    address = f"/rounds/supplements/{made.pk}"
    page = signed_in(checker.username).get(address).content.decode()
    assert "54321" in page
    assert "初审" in page
    assert signed_in(checker.username).get(f"{address}/evidence").content == b"%PDF-1.7"
    assert signed_in(checker.username).post(f"{address}/check").status_code == 302
    assert [task.count for task in freeze_todo.tasks_of(county.actor("approver"))] == [1]
    assert signed_in("approver").post(f"{address}/approve").status_code == 302
    newest = latest_package(county.unit)
    assert newest is not None
    assert newest.version == package.version + 1
    assert text_at(open_frozen(newest), ("schools", school.code, "books")) == "54321"
    assert "已生效" in Notice.objects.unscoped().get(user=county.actor("reporter").user).text
    assert freeze_todo.tasks_of(county.actor("approver")) == []


def test_a_proposal_that_is_refused_keeps_what_was_typed(ready: Ready, signed_in: SignedIn) -> None:
    county, _round, _package = ready
    answer = supplement_by_form(county, signed_in("reporter"), typed="很多")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不是这一栏可以填的值" in page
    assert 'value="很多"' in page
    assert "盘点" in page
    assert not Supplement.objects.unscoped().exists()


def test_a_cell_can_be_emptied_by_its_box(ready: Ready, signed_in: SignedIn) -> None:
    county, _round, _package = ready
    name = f"schools~{school_of(county).code}~books"
    assert supplement_by_form(county, signed_in("reporter"), typed="", empty=name).status_code == 302
    assert Supplement.objects.unscoped().get().cells[0]["after"] is None


def test_supplements_are_seen_by_those_concerned_only(ready: Ready, signed_in: SignedIn) -> None:
    county, _round, _package = ready
    supplement_by_form(county, signed_in("reporter"))
    made = Supplement.objects.unscoped().get()
    school = school_of(county)
    other = Unit.objects.unscoped().filter(kind="school", county=county.unit).exclude(pk=school.pk).first()
    county.person("neighbour", "reporter", other.code)
    make_county("990200", "另县", ()).person("stranger", "approver", "education_bureau")
    for username in ("neighbour", "stranger", "liaison"):
        for which in ("", "/evidence"):
            assert signed_in(username).get(f"/rounds/supplements/{made.pk}{which}").status_code == 404, username
        assert signed_in(username).post(f"/rounds/supplements/{made.pk}/check").status_code == 404
        assert school.name not in signed_in(username).get("/rounds/supplements").content.decode()
    assert signed_in("neighbour").get(f"/rounds/supplements/new/{school.pk}").status_code == 404
    for username in ("reporter", "principal", "approver", "office", "inspector"):
        assert signed_in(username).get(f"/rounds/supplements/{made.pk}").status_code == 200, username
    made.refresh_from_db()
    assert made.state == "proposed"


def test_whoever_has_to_do_with_supplements_is_led_to_them_and_nobody_is_led_to_a_refusal(ready: Ready, signed_in: SignedIn) -> None:
    _county, _round, package = ready
    # What was loaded was collected elsewhere: a school has handed in nothing in it, and does not see the round.
    loaded = f"/rounds/{Round.objects.unscoped().get(package=package).pk}"
    link = 'href="/rounds/supplements"'
    assert f'href="{loaded}"' not in signed_in("reporter").get("/rounds/").content.decode()
    for username in ("reporter", "principal", "liaison", "checker", "approver", "office"):
        assert link in signed_in(username).get("/rounds/").content.decode(), username
    assert link in signed_in("office").get(loaded).content.decode()
    for address in ("/rounds/", loaded):
        assert link not in signed_in("county_head").get(address).content.decode()


def test_pages_cost_few_queries(ready: Ready, signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    county, round, _package = ready
    supplement_by_form(county, signed_in("reporter"))
    made = Supplement.objects.unscoped().get()
    Submission.objects.unscoped().filter(round=round).update(state="submitted")
    for username, address in (
        ("office", f"/rounds/{round.pk}/freeze"),
        ("office", "/rounds/supplements"),
        ("reporter", f"/rounds/supplements/{made.pk}"),
        ("reporter", f"/rounds/supplements/new/{school_of(county).pk}?q=面积"),
    ):
        client = signed_in(username)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_the_office_is_told_when_a_round_is_ready(ready: Ready) -> None:
    county, round, _package = ready
    assert [task.link for task in freeze_todo.tasks_of(county.actor("office"))] == [f"/rounds/{round.pk}/freeze"]
    Submission.objects.unscoped().filter(round=round, unit=school_of(county)).update(state="saved")
    assert freeze_todo.tasks_of(county.actor("office")) == []


def test_the_name_of_a_cell_leads_back_to_it(ready: Ready) -> None:
    county, _round, package = ready
    cells: list[OwnCell] = list(own_cells(open_frozen(package), round_for(package), county.place("finance_bureau")))
    assert cells
    assert all(place_of(cell.name) == cell.place for cell in cells)
    assert place_of("schools~1~nothing") is None
    assert place_of("nothing") is None
    assert {cell.column.heading for cell in matching(cells, "数值")} == {"数值"}
    assert not re.search("数值", " ".join(cell.column.heading for cell in matching(cells, "没有这样的栏目")))


def test_a_person_with_two_posts_is_offered_both_units_and_no_other(ready: Ready, signed_in: SignedIn) -> None:
    county, _round, _package = ready
    give_post(county.actor("office"), county.actor("liaison").user, "liaison", county.place("development_reform_bureau"))
    buttons = signed_in("liaison").get("/rounds/supplements").content.decode()
    assert county.place("development_reform_bureau").name in buttons
    assert school_of(county).name not in buttons
