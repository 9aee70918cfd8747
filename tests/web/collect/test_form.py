"""The web form as a browser without a script uses it: one table, saved, checked, and kept as a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from django.http import HttpResponse
from django.test import Client

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.folding import rows_at
from junheng.web.collect.models import CellReturn, Draft, Entry, Revision, Submission
from junheng.web.collect.ownership import default_text
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_explain import explain
from web.collect.plain_forms import fields_of
from web.collect.reviews import save, warnings
from web.collect.rounds import opened, submission_of, values_of
from web.county import County

SCHOOL = "9901000001"
SignedIn = Callable[[str], Client]
JUNIOR_POSTS = """
[[rule]]
table = "schools"
columns = ["authorised_posts"]
kinds = ["junior"]
owner = "school"
checker = "division:personnel"
"""


@pytest.fixture
def submission(county: County) -> Submission:
    return submission_of(county, opened(county), SCHOOL)


@pytest.fixture
def reporter(submission: Submission, signed_in: SignedIn) -> Client:
    return signed_in("reporter")


def address(submission: Submission, table: str, rest: str = "") -> str:
    return f"/rounds/submissions/{submission.pk}/form/{table}{rest}"


def send(client: Client, submission: Submission, table: str, typed: Mapping[str, str], act: str = "save", query: str = "") -> HttpResponse:
    """Opens the table, types, and presses a button."""
    at = address(submission, table, query)
    return client.post(at, {**fields_of(client.get(at)), **typed, "act": act})


def stored(submission: Submission, table: str, values: list[Mapping[str, str | None]], county: County) -> None:
    """Rows saved beforehand."""
    save_rows(county.actor("reporter"), submission.pk, {table: [RowEdit(None, row) for row in values]}, base_revision=None, source="form")


def name_of(answer: HttpResponse, column: str, number: int = 0) -> str:
    """The input of a column in the new row of that number."""
    names = [name for name in fields_of(answer) if name.startswith("cell-n") and name.endswith(f"-{column}")]
    return names[number]


def test_what_is_typed_is_saved_as_one_revision_of_the_form(reporter: Client, submission: Submission) -> None:
    answer = send(reporter, submission, "schools", {"cell-1-books": "3000", "cell-1-computers": " 12 "})
    assert (answer.status_code, answer["Location"]) == (302, address(submission, "schools"))
    assert values_of(submission, "schools", SCHOOL) | {"books": "3000", "computers": "12"} == values_of(submission, "schools", SCHOOL)
    revision = Revision.objects.unscoped().get(submission=submission, number=2)
    assert (revision.source, str(revision.by), len(revision.changes)) == ("form", "reporter", 2)
    assert "已保存：改动 2 个单元格" in reporter.get(answer["Location"]).content.decode()


def test_a_text_that_cannot_be_read_is_kept_as_typed_marked_and_explained_beside_its_cell(reporter: Client, submission: Submission) -> None:
    send(reporter, submission, "schools", {"cell-1-books": "3,000"})
    assert values_of(submission, "schools", SCHOOL)["books"] == "3,000"
    page = reporter.get(address(submission, "schools")).content.decode()
    place = f"schools-{SCHOOL}-books"
    assert (
        f'id="{place}" name="cell-1-books" class="cell w-number" aria-labelledby="col-books row-1" aria-describedby="{place}-about"' in page
    )
    assert 'aria-invalid="true" value="3,000"' in page
    assert f'<a href="#{place}">' in page
    assert '<span class="tab-count tab-errors">1 错</span>' in page


NASTY = ["3,000", " 12x ", '"><b>', "一\n二", "一\r\n二\r三", "&amp;", "#N/A", "1/3", "\u3000", "TRUE", "\ufffd", "是"]


@pytest.mark.parametrize("text", NASTY)
def test_opening_a_page_and_saving_it_untouched_changes_nothing_whatever_stands_there(
    county: County, submission: Submission, reporter: Client, text: str
) -> None:
    stored(submission, "campuses", [{"campus": text, "level": text, "pupils": text}], county)
    before = rows_at(submission, 99)
    send(reporter, submission, "campuses", {})
    assert rows_at(submission, 99) == before
    assert Revision.objects.unscoped().filter(submission=submission).count() == 2


def test_a_chosen_word_is_stored_as_its_code_and_shown_as_the_word(reporter: Client, submission: Submission) -> None:
    at = address(submission, "classes")
    blank = reporter.get(at)
    typed = {name_of(blank, "level"): "小学", name_of(blank, "grade"): "一年级", name_of(blank, "pupils"): "41"}
    reporter.post(at, {**fields_of(blank), **typed, "act": "save"})
    assert values_of(submission, "classes", "#1") == {"school_code": SCHOOL, "level": "primary", "grade": "一年级", "pupils": "41"}
    assert '<option value="小学" selected>小学</option>' in reporter.get(at).content.decode()


def test_blank_rows_that_stand_ready_are_not_saved(reporter: Client, submission: Submission) -> None:
    assert len([name for name in fields_of(reporter.get(address(submission, "classes"))) if name.endswith("-pupils")]) == 5
    send(reporter, submission, "classes", {})
    assert not Entry.objects.unscoped().filter(submission=submission, table="classes").exists()


def test_more_rows_keep_what_was_typed_and_nothing_is_saved_yet(reporter: Client, submission: Submission) -> None:
    at = address(submission, "classes")
    blank = reporter.get(at)
    typed = {name_of(blank, "grade"): "一年级"}
    answer = reporter.post(at, {**fields_of(blank), **typed, "act": "more"}, follow=True)
    grades = [text for name, text in fields_of(answer).items() if name.endswith("-grade")]
    assert grades == ["一年级", *[""] * 9]
    assert not Entry.objects.unscoped().filter(submission=submission, table="classes").exists()
    reporter.post(at, {**fields_of(answer), "act": "save"})
    assert values_of(submission, "classes", "#1")["grade"] == "一年级"
    assert not Draft.objects.unscoped().exists()


def test_a_ticked_row_is_deleted(county: County, submission: Submission, reporter: Client) -> None:
    stored(submission, "classes", [{"grade": "一年级"}, {"grade": "二年级"}], county)
    send(reporter, submission, "classes", {"delete-1": "1"})
    assert list(Entry.objects.unscoped().filter(submission=submission, table="classes").values_list("key", flat=True)) == ["#2"]


def test_the_same_page_sent_twice_adds_its_new_rows_once(reporter: Client, submission: Submission) -> None:
    at = address(submission, "rooms")
    blank = reporter.get(at)
    # Two music rooms alike are two rows; the second sending adds neither again.
    typed = {name_of(blank, "kind", number): "音乐" for number in (0, 1)}
    for _time in range(2):
        answer = reporter.post(at, {**fields_of(blank), **typed, "act": "save"})
    assert Entry.objects.unscoped().filter(submission=submission, table="rooms").count() == 2
    assert "没有重复新增" in reporter.get(answer["Location"]).content.decode()


def test_a_further_row_like_an_earlier_one_is_added_when_it_was_seen(reporter: Client, submission: Submission) -> None:
    for count in (1, 2):
        at = address(submission, "rooms", "?more=1")
        blank = reporter.get(at)
        reporter.post(at, {**fields_of(blank), name_of(blank, "kind"): "音乐", "act": "save"})
        assert Entry.objects.unscoped().filter(submission=submission, table="rooms").count() == count


def test_checking_names_the_errors_of_what_is_typed_and_saves_nothing(reporter: Client, submission: Submission) -> None:
    answer = send(reporter, submission, "sections", {"cell-1-teachers": "20", "cell-1-certified_teachers": "30"}, act="check")
    assert answer.status_code == 422
    assert "1 个错误" in answer.content.decode()
    assert fields_of(answer)["cell-1-certified_teachers"] == "30"
    assert f'href="#sections-{SCHOOL}_primary-certified_teachers"' in answer.content.decode()
    assert "certified_teachers" not in values_of(submission, "sections", f"{SCHOOL}|primary")
    assert Draft.objects.unscoped().get().rows[0]["cells"] == {"teachers": "20", "certified_teachers": "30"}


def test_checking_counts_new_and_deleted_rows(county: County, submission: Submission, reporter: Client) -> None:
    stored(submission, "classes", [{"level": "primary", "grade": "一年级", "class_name": "1班", "pupils": "40"}], county)
    at = address(submission, "classes", "?more=1")
    blank = reporter.get(at)
    twin = {name_of(blank, "level"): "小学", name_of(blank, "grade"): "一年级", name_of(blank, "class_name"): "1班"}
    both = {**fields_of(blank), **twin, name_of(blank, "pupils"): "40", "act": "check"}
    assert "class_twice" in {one.said.code for one in reporter.post(at, both).context["problems"]}
    assert "class_twice" not in {one.said.code for one in reporter.post(at, {**both, "delete-1": "1"}).context["problems"]}


def test_the_reason_of_a_return_stands_beside_its_cell(county: County, submission: Submission, reporter: Client) -> None:
    returned = CellReturn(
        submission=submission, table="schools", key=SCHOOL, column="books", reason="与台账不符", by=county.actor("checker").user
    )
    returned.save()
    page = reporter.get(address(submission, "schools")).content.decode()
    assert f'<div class="about" id="schools-{SCHOOL}-books-about"><span class="say say-returned">退回：与台账不符</span>' in page
    assert "1 退回" in page


def test_the_list_above_a_table_names_what_was_sent_back_and_no_oddity_that_is_explained(
    county: County, submission: Submission, reporter: Client
) -> None:
    save(county, submission, {"books": "999999", "teaching_area_m2": "3000"})
    save(county, submission, {"pupils": "412"}, "sections")
    oddity = next(one.oddity for one in warnings(submission) if one.column == "books")
    explain(county.actor("reporter"), submission.pk, [oddity], "新建学校")
    returned = CellReturn(submission=submission, table="schools", key=SCHOOL, column="computers", reason="与台账不符")
    returned.by = county.actor("checker").user
    returned.save()
    answer = reporter.get(address(submission, "schools"))
    listed = answer.content.decode().partition('id="problems"')[2].partition("</section>")[0]
    assert f'<a href="#schools-{SCHOOL}-computers">' in listed
    assert "与台账不符" in listed
    assert [one.said for one in answer.context["problems"] if one.said.column == "books"] == []
    assert f"本表有 {len(answer.context['problems'])} 处需要处理" in listed
    assert "（已说明）</span>" in answer.content.decode()


def test_last_years_value_is_a_hint_and_not_a_value(submission: Submission, reporter: Client) -> None:
    Entry.objects.unscoped().filter(submission=submission, table="schools").update(last_year={"books": "2900"})
    answer = reporter.get(address(submission, "schools"))
    assert "上年 2900" in answer.content.decode()
    assert fields_of(answer)["cell-1-books"] == ""


def test_a_cell_that_another_unit_reports_says_whose_it_is(county: County, signed_in: SignedIn) -> None:
    round = opened(county, matrix=default_text() + JUNIOR_POSTS)
    county.person("personnel", "reporter", "personnel")
    answer = signed_in("personnel").get(address(submission_of(county, round, "personnel"), "schools"))
    assert "由学校填报" in answer.content.decode()
    assert {name for name in fields_of(answer) if name.endswith("-authorised_posts")} == {
        "cell-1-authorised_posts",
        "cell-2-authorised_posts",
    }


def test_a_cell_of_another_unit_that_is_sent_all_the_same_is_not_taken(reporter: Client, submission: Submission) -> None:
    send(reporter, submission, "schools", {"cell-1-authorised_posts": "99", "cell-1-school_code": "9901000002", "cell-1-books": "1"})
    assert values_of(submission, "schools", SCHOOL)["books"] == "1"
    assert "authorised_posts" not in values_of(submission, "schools", SCHOOL)


def test_a_long_table_comes_in_pages_and_a_problem_leads_to_its_page(county: County, submission: Submission, reporter: Client) -> None:
    stored(submission, "campuses", [{"campus": f"校区{number}", "level": "primary", "pupils": "1"} for number in range(61)], county)
    send(reporter, submission, "campuses", {"cell-61-pupils": "x"}, query="?page=2")
    assert values_of(submission, "campuses", "#61")["pupils"] == "x"
    page = reporter.get(address(submission, "campuses")).content.decode()
    assert f'href="{address(submission, "campuses")}?page=2#campuses-n61-pupils"' in page
    assert "cell-61-pupils" not in page


@pytest.mark.parametrize("username", ["principal", "checker", "office", "approver"])
def test_others_read_the_table_and_cannot_write_in_it(county: County, submission: Submission, signed_in: SignedIn, username: str) -> None:
    client = signed_in(username)
    before = (rows_at(submission, 99), AuditEvent.objects.unscoped().count())
    answer = client.get(address(submission, "schools"))
    assert answer.status_code == 200
    assert fields_of(answer) == {}
    refused = client.post(address(submission, "schools"), {"key-1": SCHOOL, "cell-1-books": "9", "act": "save"})
    assert refused.status_code in (302, 409)
    assert client.post(address(submission, "schools", "/draft"), {"key-1": SCHOOL, "cell-1-books": "9"}).status_code == 409
    assert (rows_at(submission, 99), AuditEvent.objects.unscoped().count()) == before
    assert not Draft.objects.unscoped().exists()


def test_the_form_of_another_school_and_a_table_that_is_not_asked_are_not_found(
    county: County, submission: Submission, reporter: Client, signed_in: SignedIn
) -> None:
    county.person("other", "reporter", "9901000002")
    for rest in ("", "/draft", "/draft/discard"):
        assert signed_in("other").post(address(submission, "schools", rest)).status_code == 404
        assert reporter.post(address(submission, "vetoes", rest)).status_code == 404
    assert signed_in("other").get(address(submission, "schools")).status_code == 404


def test_a_table_costs_few_queries(reporter: Client, submission: Submission, django_assert_max_num_queries: Callable) -> None:
    send(reporter, submission, "schools", {"cell-1-books": "x"})
    reporter.post(address(submission, "schools", "/draft"), {"key-1": SCHOOL, "cell-1-computers": "9"})
    with django_assert_max_num_queries(15):
        reporter.get(address(submission, "schools", "?draft=1"))
