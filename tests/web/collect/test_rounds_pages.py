"""Pages of rounds and submissions: planned, opened, downloaded, sent, looked at, by whom and within how many queries."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from junheng.web.collect.duties import matrix_of
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.models import Round, Submission, Upload
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_rounds import make_round
from web.collect.rounds import opened, plan, submission_of
from web.collect.workbooks import filled, template
from web.county import County

SCHOOL = "9901000001"
SignedIn = Callable[[str], Client]
FORM = {
    "title": "2026学年数据采集",
    "school_year": "2026",
    "as_of": "2026-09-15",
    "standard": "cn-2017-6",
    "submit_by": "2026-10-15",
    "check_by": "2026-10-20",
    "approve_by": "2026-10-31",
    "needs_signature": "on",
}


@pytest.fixture
def round(county: County) -> Round:
    return opened(county)


def send(client: Client, submission: Submission, content: bytes, **more: Any) -> Any:
    address = reverse("collect:send", args=[submission.pk])
    return client.post(address, {"file": SimpleUploadedFile("填报表.xlsx", content)}, follow=True, **more)


def test_the_office_plans_a_round_looks_at_who_reports_and_begins(county: County, signed_in: SignedIn) -> None:
    office = signed_in("office")
    assert office.get(reverse("collect:new_round")).status_code == 200
    page = office.post(reverse("collect:new_round"), FORM, follow=True)
    made = Round.objects.unscoped().get()
    assert page.redirect_chain == [(reverse("collect:round", args=[made.pk]), 302)]
    assert "学科教师" in page.content.decode()
    page = office.post(reverse("collect:open_round", args=[made.pk]), follow=True)
    assert "个单位收到填报任务" in page.content.decode()
    made.refresh_from_db()
    assert made.state == "open"


def test_a_plan_with_faults_comes_back_with_what_was_typed(county: County, signed_in: SignedIn) -> None:
    answer = signed_in("office").post(reverse("collect:new_round"), {**FORM, "school_year": "now", "title": "我的采集"})
    assert answer.status_code == 422
    assert 'value="我的采集"' in answer.content.decode()
    assert not Round.objects.unscoped().exists()


def test_who_reports_is_changed_for_the_columns_and_kinds_that_were_ticked(county: County, signed_in: SignedIn) -> None:
    round = make_round(county.actor("office"), county.unit, plan())
    ticked = {"column": ["authorised_posts"], "kind": ["junior"], "owner": "school", "checker": "division:personnel"}
    answer = signed_in("office").post(reverse("collect:matrix_change", args=[round.pk, "schools"]), ticked, follow=True)
    assert "填报分工已经修改" in answer.content.decode()
    round.refresh_from_db()
    owners = {kind: matrix_of(round).duty("schools", "authorised_posts", kind).owner for kind in ("junior", "primary")}
    assert owners == {"junior": "school", "primary": "division:personnel"}


def test_a_matrix_that_cannot_be_is_refused_with_every_fault_and_stays(county: County, signed_in: SignedIn) -> None:
    round = make_round(county.actor("office"), county.unit, plan())
    ticked = {"column": ["pupils"], "owner": "division:personnel", "checker": "division:personnel"}
    answer = signed_in("office").post(reverse("collect:matrix_change", args=[round.pk, "classes"]), ticked)
    assert answer.status_code == 422
    assert "没有修改" in answer.content.decode()
    before = round.matrix
    round.refresh_from_db()
    assert round.matrix == before


def test_the_matrix_goes_out_as_a_file_and_comes_back(county: County, signed_in: SignedIn) -> None:
    round = make_round(county.actor("office"), county.unit, plan())
    office, address = signed_in("office"), reverse("collect:matrix_file", args=[round.pk])
    text = office.get(address).content.decode()
    changed = SimpleUploadedFile("owners.toml", (text + "\n# ours\n").encode())
    office.post(address, {"file": changed})
    round.refresh_from_db()
    assert round.matrix.endswith("# ours\n")
    assert office.post(address, {"file": SimpleUploadedFile("owners.toml", b"[[rule]]")}).status_code == 422


@pytest.mark.parametrize("username", ["reporter", "checker", "leader", "inspector", "admin"])
def test_nobody_else_plans_rounds(county: County, round: Round, signed_in: SignedIn, username: str) -> None:
    client = signed_in(username)
    for name, args in (("new_round", []), ("edit_round", [round.pk]), ("matrix_file", [round.pk])):
        assert client.get(reverse(f"collect:{name}", args=args)).status_code == 403
    assert client.post(reverse("collect:open_round", args=[round.pk])).status_code == 403


def test_a_reporter_finds_their_task_with_its_light_and_what_to_do(county: County, round: Round, signed_in: SignedIn) -> None:
    client = signed_in("reporter")
    submission = submission_of(county, round, SCHOOL)
    address = reverse("collect:submission", args=[submission.pk])
    assert address in client.get(reverse("collect:rounds")).content.decode()
    assert address in client.get(reverse("collect:round", args=[round.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "请下载填报表填好后上传" in page
    assert "light-" in page


def test_a_bad_workbook_comes_back_marked_is_mended_and_taken(county: County, round: Round, signed_in: SignedIn) -> None:
    client, submission = signed_in("reporter"), submission_of(county, round, SCHOOL)
    out = client.get(reverse("collect:template", args=[submission.pk]))
    assert out["Content-Disposition"].startswith("attachment")
    page = send(client, submission, filled(out.content, {("schools", 2, "books"): "三千"})).content.decode()
    assert "成功 0 所，失败 1 所：未保存任何内容。" in page
    assert "三千" in page
    marked = client.get(reverse("collect:upload_marked", args=[Upload.objects.unscoped().get().pk])).content
    assert "错误清单" in openpyxl.load_workbook(io.BytesIO(marked)).sheetnames
    page = send(client, submission, filled(marked, {("schools", 2, "books"): 3000})).content.decode()
    assert "成功 1 所，失败 0 所：保存了 1 个单元格的改动。" in page
    page = client.get(reverse("collect:submission", args=[submission.pk])).content.decode()
    assert "3000" in page
    assert "工作簿" in page


def test_the_same_file_sent_again_is_said_to_be_the_same(county: County, round: Round, signed_in: SignedIn) -> None:
    client, submission = signed_in("reporter"), submission_of(county, round, SCHOOL)
    content = filled(template(submission), {("schools", 2, "books"): 3000})
    send(client, submission, content)
    assert "完全相同" in send(client, submission, content).content.decode()
    assert Upload.objects.unscoped().count() == 1


def test_a_file_after_handing_in_is_refused_with_what_to_do(county: County, round: Round, signed_in: SignedIn) -> None:
    client, submission = signed_in("reporter"), submission_of(county, round, SCHOOL)
    content = filled(template(submission), {("schools", 2, "books"): 3000})
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="submitted")
    page = send(client, submission, content, headers={"referer": f"http://testserver/rounds/submissions/{submission.pk}"})
    assert "撤回" in page.content.decode()
    assert not Upload.objects.unscoped().exists()


def test_the_workbook_as_it_stands_marks_what_was_sent_back(county: County, round: Round, signed_in: SignedIn) -> None:
    from junheng.web.collect.models import CellReturn

    client, submission = signed_in("reporter"), submission_of(county, round, SCHOOL)
    send(client, submission, filled(template(submission), {("schools", 2, "books"): 3000}))
    checker = county.actor("checker").user
    CellReturn(submission=submission, table="schools", key=SCHOOL, column="books", value="3000", reason="与台账不符", by=checker).save()
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("collect:marked", args=[submission.pk])).content))
    said = [str(cell.value) for row in book["错误清单"].iter_rows() for cell in row if cell.value]
    assert any("与台账不符" in words for words in said)


def test_other_units_see_nothing_of_a_submission(county: County, round: Round, signed_in: SignedIn) -> None:
    submission = submission_of(county, round, SCHOOL)
    send(signed_in("reporter"), submission, template(submission))
    upload = Upload.objects.unscoped().get()
    county.person("other", "reporter", "9901000002")
    client = signed_in("other")
    for name in ("submission", "template", "marked"):
        assert client.get(reverse(f"collect:{name}", args=[submission.pk])).status_code == 404
    for name in ("upload", "upload_marked", "upload_file"):
        assert client.get(reverse(f"collect:{name}", args=[upload.pk])).status_code == 404
    assert send(client, submission, template(submission)).status_code == 404


@pytest.mark.parametrize("name", ["rounds", "round", "submission", "matrix"])
def test_a_page_asks_the_database_few_questions(
    county: County, round: Round, signed_in: SignedIn, django_assert_max_num_queries: Any, name: str
) -> None:
    submission = submission_of(county, round, SCHOOL)
    client = signed_in("reporter")
    send(client, submission, filled(template(submission), {("schools", 2, "books"): 3000}))
    arguments = {"rounds": [], "round": [round.pk], "submission": [submission.pk], "matrix": [round.pk, "schools"]}[name]
    with django_assert_max_num_queries(18 if name == "submission" else 15):
        assert client.get(reverse(f"collect:{name}", args=arguments)).status_code == 200


def test_the_page_shows_the_last_ten_saves_and_leads_to_the_earlier_ones(county: County, round: Round, signed_in: SignedIn) -> None:
    submission = submission_of(county, round, SCHOOL)
    for number in range(12):
        save_rows(
            county.actor("reporter"),
            submission.pk,
            {"schools": [RowEdit(SCHOOL, {"books": str(number)})]},
            base_revision=None,
            source="form",
        )
    submission.refresh_from_db()
    page = signed_in("reporter").get(reverse("collect:submission", args=[submission.pk])).content.decode()
    earlier = submission.revision - 10
    assert page.count(f"{reverse('collect:changes', args=[submission.pk])}?from=") == 11
    assert f"更早的 {earlier} 次保存" in page
    assert f"?from=0&amp;to={earlier}" in page


def test_a_planned_round_is_a_task_of_the_office_until_it_begins(county: County, signed_in: SignedIn) -> None:
    round = make_round(county.actor("office"), county.unit, plan())
    words, office = "核对填报分工，开始填报", signed_in("office")
    assert words in office.get("/").content.decode()
    assert words not in signed_in("approver").get("/").content.decode()
    office.post(reverse("collect:open_round", args=[round.pk]))
    assert words not in office.get("/").content.decode()
