"""The pages of reviewing: what each reader sees and can do there, also without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from junheng.web.collect.content import content_sha256
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.models import CellReturn, Explanation, Reminder, Signature, Submission
from junheng.web.collect.services_entries import save_rows
from junheng.web.people.models import Notice
from web.collect import reviews
from web.collect.reviews import PDF, SCHOOL, reread, save
from web.collect.rounds import submission_of
from web.county import County

SignedIn = Callable[[str], Client]
CELL = f"schools~{SCHOOL}~books"


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(f"collect:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, *args: object, **data: object) -> str:
    answer = client.post(reverse(f"collect:{name}", args=args), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def refused(client: Client, name: str, *args: object, **data: object) -> str:
    answer = client.post(reverse(f"collect:{name}", args=args), data)
    assert answer.status_code == 409
    return answer.content.decode()


def test_the_reporter_explains_confirms_and_hands_in_on_one_page(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"books": "9000"})
    client = signed_in("reporter")
    text = page(client, "review", submission.pk)
    assert "确认“班级”没有需要填报的内容" in text
    for table in ("campuses", "classes", "rooms", "subject_teachers"):
        post(client, "confirm_empty", submission.pk, table=table)
    for code in {one.code for one in reviews.warnings(submission)}:
        post(client, "explain", submission.pk, alike=code, text="本校今年新建，尚无数据")
    text = post(client, "step", submission.pk, "submit")
    assert "第一小学”：已提交" in text
    assert reread(submission).state == "submitted"
    assert "本校今年新建，尚无数据" in page(signed_in("checker"), "review", submission.pk)


def test_one_oddity_is_explained_beside_it(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"books": "9000"})
    client = signed_in("reporter")
    word = page(client, "review", submission.pk).split('name="oddity" value="')[1].split('"')[0]
    post(client, "explain", submission.pk, oddity=word, text="情况属实")
    assert Explanation.objects.unscoped().get(submission=submission).text == "情况属实"
    assert "所说明的提示已经变化" in refused(client, "explain", submission.pk, oddity="no such word", text="情况属实")


def test_only_those_who_may_take_a_step_see_its_button(county: County, signed_in: SignedIn) -> None:
    submission = reviews.signed(county)
    step = reverse("collect:step", args=[submission.pk, "check"])
    assert step in page(signed_in("checker"), "review", submission.pk)
    for other in ("reporter", "principal", "approver", "office", "leader"):
        assert step not in page(signed_in(other), "review", submission.pk)


def test_the_checker_ticks_cells_gives_each_a_reason_and_sends_them_back(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    client = signed_in("checker")
    assert f'value="{CELL}"' in page(client, "review", submission.pk)
    asked = page(client, "return_form", submission.pk, query=f"?cell={CELL}")
    assert f'name="reason:{CELL}"' in asked
    post(client, "return_cells", submission.pk, cell=CELL, **{f"reason:{CELL}": "与台账不符"})
    row = CellReturn.objects.unscoped().get(submission=submission)
    assert (row.column, row.reason, reread(submission).state) == ("books", "与台账不符", "returned")
    seen = page(signed_in("reporter"), "review", submission.pk)
    assert "退回：与台账不符" in seen
    post(signed_in("reporter"), "answer", row.pk, text="已核对台账，无误")
    assert "已核对台账，无误" in page(client, "review", submission.pk)


def test_the_reviewer_is_told_first_how_many_cells_changed(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    post(signed_in("checker"), "return_cells", submission.pk, reason="请核对")
    save(county, submission, {"books": "9500", "computers": "80"})
    reviews.ready(county, submission)
    post(signed_in("reporter"), "step", submission.pk, "submit")
    seen = page(signed_in("checker"), "review", submission.pk)
    assert "自上次审核以来改动了 2 个单元格" in seen
    assert '<span class="before">9000</span>' in seen
    last = reread(submission).revision
    whole = page(signed_in("checker"), "changes", submission.pk, query=f"?from=0&to={last}")
    assert "改动了" in whole
    assert "改动了 2 个单元格" in page(signed_in("checker"), "changes", submission.pk)


def test_a_refusal_comes_back_to_the_page_with_everything_that_is_missing(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"books": "9000"})
    place = reverse("collect:review", args=[submission.pk])
    answer = signed_in("reporter").post(
        reverse("collect:step", args=[submission.pk, "submit"]), follow=True, HTTP_REFERER=f"http://testserver{place}"
    )
    assert answer.redirect_chain == [(place, 302)]
    assert "有空表没有确认" in answer.content.decode()


def test_the_confirmation_sheet_lists_values_explanations_and_the_hash(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    sheet = page(signed_in("reporter"), "confirmation", submission.pk)
    assert content_sha256(submission) in sheet
    for words in (
        "样例县2026年度数据采集数据确认表",
        "图书册数",
        "9000",
        "已核实，情况属实",
        "校长（签字）",
        "单位（盖章）",
        "本单位没有需要填报的内容",
    ):
        assert words in sheet


def test_the_principal_signs_what_they_saw(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    assert "校长签字确认" in page(signed_in("principal"), "review", submission.pk)
    post(signed_in("principal"), "sign", submission.pk, content=content_sha256(submission))
    assert Signature.objects.unscoped().get().revision == submission.revision
    assert "确认第 3 次保存的数据" in page(signed_in("checker"), "review", submission.pk)


def test_the_scan_is_uploaded_and_names_its_file(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    file = SimpleUploadedFile("确认表.pdf", PDF, "application/pdf")
    post(signed_in("reporter"), "attach_scan", submission.pk, content=content_sha256(submission), file=file)
    assert "确认表.pdf" in page(signed_in("approver"), "review", submission.pk)
    assert "请选择" in refused(signed_in("reporter"), "attach_scan", submission.pk, content="")


def test_a_review_asks_the_database_no_more_for_a_division_of_many_schools(
    county: County, signed_in: SignedIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    round = reviews.submitted(county).round
    for at in (SCHOOL, "basic_education"):
        client, address = signed_in("office"), reverse("collect:review", args=[submission_of(county, round, at).pk])
        client.get(address)
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200


def test_a_value_that_looks_like_markup_is_shown_as_text(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    added = RowEdit(None, {"level": "primary", "grade": "1", "class_name": "<b>1班</b>\"'", "pupils": "40"})
    save_rows(county.actor("reporter"), submission.pk, {"classes": [added]}, base_revision=None, source="form")
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="submitted")
    for who in ("checker", "office"):
        text = page(signed_in(who), "review", submission.pk)
        assert "<b>1班" not in text
        assert "&lt;b&gt;1班" in text


def test_another_school_finds_nothing_here(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    county.person("neighbour", "reporter", "9901000002")
    client = signed_in("neighbour")
    for name in ("review", "confirmation", "changes"):
        assert client.get(reverse(f"collect:{name}", args=[submission.pk])).status_code == 404
    for name in ("explain", "confirm_empty", "attach_scan"):
        assert client.post(reverse(f"collect:{name}", args=[submission.pk])).status_code == 404
    assert client.post(reverse("collect:step", args=[submission.pk, "recall"])).status_code == 404


@pytest.mark.parametrize("who", ["office", "approver", "checker", "leader", "inspector", "admin"])
def test_the_board_opens_for_whoever_watches(county: County, signed_in: SignedIn, who: str) -> None:
    submission = reviews.submitted(county)
    text = page(signed_in(who), "board", submission.round_id)
    assert "第一小学" in text
    assert "已提交" in text


def test_the_board_is_not_for_schools_and_reviewers(county: County, signed_in: SignedIn) -> None:
    round = reviews.blank(county).round
    for who in ("reporter", "principal", "reviewer"):
        assert signed_in(who).get(reverse("collect:board", args=[round.pk])).status_code == 403


def test_a_batch_says_how_many_went_and_why_others_did_not(county: County, signed_in: SignedIn) -> None:
    submission = reviews.submitted(county)
    every = Submission.objects.unscoped().filter(round=submission.round, unit__kind="school").values_list("pk", flat=True)
    text = post(signed_in("checker"), "batch", submission.round_id, step="check", submission=list(every))
    assert "成功 1 个单位，失败 2 个单位" in text
    assert "第二小学：填报处于「未填报」" in text


def test_the_office_reminds_ticked_units_and_finds_it_in_the_log(county: County, signed_in: SignedIn) -> None:
    round = reviews.blank(county).round
    rows = Submission.objects.unscoped().filter(round=round, unit__kind="school")
    text = post(signed_in("office"), "remind", round.pk, submission=[row.pk for row in rows], text="{单位}请在 {截止日期} 前提交“{轮次}”")
    assert "已向 3 个单位发出催报" in text
    assert "没有账号，请电话通知" in text
    assert Reminder.objects.unscoped().filter(to=None).count() == 2
    notice = Notice.objects.unscoped().filter(user__username="reporter").get()
    assert notice.text == "第一小学请在 2026-10-15 前提交“2026年度数据采集”"
    assert "第二小学" in page(signed_in("office"), "reminder_sheet", round.pk)


def test_the_export_has_title_filter_count_every_row_and_a_line_to_sign(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    client = signed_in("office")
    answer = client.get(reverse("collect:board_export", args=[submission.round_id]) + "?kind=primary")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "2026年度数据采集 填报进度表"
    assert rows[2][0] == "筛选条件：类别为小学；共 2 条"
    assert [row[2] for row in rows[5:7]] == ["第一小学", "第二小学"]
    assert str(rows[-1][0]).startswith("制表人：office")


def test_a_unit_whose_name_begins_like_a_formula_stays_text_in_the_export(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    submission.unit.name = "=1+1"
    submission.unit.save()
    answer = signed_in("office").get(reverse("collect:board_export", args=[submission.round_id]) + "?name=%3D1")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[5][2] == "=1+1"


def test_the_office_extends_one_units_deadline(county: County, signed_in: SignedIn) -> None:
    submission = reviews.blank(county)
    text = post(
        signed_in("office"), "extend", submission.round_id, submission=submission.pk, due_on="2026-10-20", reason="停电两天，经批准"
    )
    assert "截止日期已延至 2026-10-20" in text
    assert reread(submission).due_on.isoformat() == "2026-10-20"
