"""Two people in one table, and the drafts of each: nothing typed is lost, and nothing is overwritten unseen."""

from __future__ import annotations

import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.folding import rows_at
from junheng.web.collect.models import Draft, Entry, Revision, Submission
from web.collect.plain_forms import fields_of
from web.collect.rounds import opened, submission_of, values_of
from web.collect.test_form import SCHOOL, SignedIn, address, name_of, send, stored
from web.county import County


@pytest.fixture
def submission(county: County) -> Submission:
    county.person("second", "reporter", SCHOOL)
    return submission_of(county, opened(county), SCHOOL)


@pytest.fixture
def one(submission: Submission, signed_in: SignedIn) -> Client:
    return signed_in("reporter")


@pytest.fixture
def two(submission: Submission, signed_in: SignedIn) -> Client:
    return signed_in("second")


def books(submission: Submission) -> str | None:
    return values_of(submission, "schools", SCHOOL).get("books")


def clash(one: Client, two: Client, submission: Submission, **more: str) -> HttpResponse:
    """Both open the page and type other numbers of books; the answer to the second who saves."""
    at = address(submission, "schools")
    first, second = fields_of(one.get(at)), fields_of(two.get(at))
    one.post(at, {**first, "cell-1-books": "3000", "cell-1-computers": "10", "act": "save"})
    typed = {f"cell-1-{column}": text for column, text in more.items()}
    return two.post(at, {**second, "cell-1-books": "3100", **typed, "act": "save"})


def test_who_saves_last_sees_both_values_and_nothing_is_saved(one: Client, two: Client, submission: Submission) -> None:
    answer = clash(one, two, submission, site_area_m2="900")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我的：<b>3100</b>" in page
    assert "：<b>3000</b>" in page
    assert "reporter" in page
    kept = fields_of(answer)
    # What the other changed and I did not touch is theirs already, the rest is mine.
    assert (kept["cell-1-books"], kept["cell-1-site_area_m2"], kept["cell-1-computers"]) == ("3100", "900", "10")
    assert books(submission) == "3000"
    assert "site_area_m2" not in values_of(submission, "schools", SCHOOL)


@pytest.mark.parametrize(("choice", "final"), [("mine", "3100"), ("theirs", "3000")])
def test_the_chosen_value_is_saved_and_history_holds_both(
    one: Client, two: Client, submission: Submission, choice: str, final: str
) -> None:
    answer = clash(one, two, submission, site_area_m2="900")
    sent = {**fields_of(answer), "choose-1-books": choice, "act": "save"}
    assert two.post(address(submission, "schools"), sent).status_code == 302
    assert books(submission) == final
    assert values_of(submission, "schools", SCHOOL)["site_area_m2"] == "900"
    assert values_of(submission, "schools", SCHOOL)["computers"] == "10"
    after = [change["after"] for revision in Revision.objects.unscoped().filter(submission=submission) for change in revision.changes]
    assert ("3000" in after, "3100" in after) == (True, choice == "mine")
    assert not Draft.objects.unscoped().exists()


def test_without_a_choice_nothing_is_saved_and_the_question_stays(one: Client, two: Client, submission: Submission) -> None:
    answer = clash(one, two, submission, site_area_m2="900")
    again = two.post(address(submission, "schools"), {**fields_of(answer), "act": "save"})
    assert again.status_code == 422
    assert "我的：<b>3100</b>" in again.content.decode()
    assert fields_of(again)["cell-1-site_area_m2"] == "900"
    assert books(submission) == "3000"


def test_a_third_save_between_the_question_and_the_answer_is_asked_about_again(one: Client, two: Client, submission: Submission) -> None:
    answer = clash(one, two, submission)
    send(one, submission, "schools", {"cell-1-books": "3050"})
    again = two.post(address(submission, "schools"), {**fields_of(answer), "choose-1-books": "mine", "act": "save"})
    assert again.status_code == 409
    assert "：<b>3050</b>" in again.content.decode()
    assert books(submission) == "3050"


def test_a_question_left_open_is_asked_again_from_the_draft(one: Client, two: Client, submission: Submission) -> None:
    clash(one, two, submission)
    assert "您有未保存的草稿" in two.get(address(submission, "schools")).content.decode()
    resumed = two.get(address(submission, "schools", "?draft=1"))
    assert "我的：<b>3100</b>" in resumed.content.decode()
    assert two.post(address(submission, "schools"), {**fields_of(resumed), "act": "save"}).status_code == 422
    assert books(submission) == "3000"


def test_typing_on_while_the_question_is_open_does_not_answer_it(one: Client, two: Client, submission: Submission) -> None:
    kept = fields_of(clash(one, two, submission))
    two.post(address(submission, "schools", "/draft"), {name: kept[name] for name in ("base", "since", "key-1")} | {"cell-1-books": "3200"})
    assert "我的：<b>3200</b>" in two.get(address(submission, "schools", "?draft=1")).content.decode()


def test_an_untouched_cell_of_an_old_page_does_not_bring_its_old_value_back(one: Client, two: Client, submission: Submission) -> None:
    at = address(submission, "schools")
    send(one, submission, "schools", {"cell-1-books": "2000"})
    old = fields_of(two.get(at))
    send(one, submission, "schools", {"cell-1-books": "3000"})
    assert two.post(at, {**old, "cell-1-site_area_m2": "900", "act": "save"}).status_code == 302
    assert books(submission) == "3000"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_row_that_the_other_deleted_is_kept_or_given_up_by_choice(
    county: County, one: Client, two: Client, submission: Submission, choice: str
) -> None:
    stored(submission, "classes", [{"grade": "一年级", "pupils": "40"}], county)
    at = address(submission, "classes")
    old = fields_of(two.get(at))
    send(one, submission, "classes", {"delete-1": "1"})
    answer = two.post(at, {**old, "cell-1-pupils": "42", "act": "save"})
    assert answer.status_code == 409
    assert "这一行已被别人删除" in answer.content.decode()
    name = next(name for name in fields_of(answer) if name.startswith("asked-")).replace("asked", "choose")
    assert two.post(at, {**fields_of(answer), name: choice, "act": "save"}).status_code == 302
    rows = [entry.values for entry in Entry.objects.unscoped().filter(submission=submission, table="classes")]
    assert rows == ([{"school_code": SCHOOL, "grade": "一年级", "pupils": "42"}] if choice == "mine" else [])


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_row_that_the_other_changed_is_deleted_only_by_choice(
    county: County, one: Client, two: Client, submission: Submission, choice: str
) -> None:
    stored(submission, "classes", [{"grade": "一年级", "pupils": "40"}], county)
    at = address(submission, "classes")
    old = fields_of(two.get(at))
    send(one, submission, "classes", {"cell-1-pupils": "41"})
    answer = two.post(at, {**old, "delete-1": "1", "act": "save"})
    assert answer.status_code == 409
    assert two.post(at, {**fields_of(answer), "choose-1-": choice, "act": "save"}).status_code == 302
    assert Entry.objects.unscoped().filter(submission=submission, table="classes").exists() is (choice == "theirs")


def test_a_draft_is_offered_with_its_time_resumed_and_discarded(one: Client, submission: Submission) -> None:
    at = address(submission, "schools")
    kept = one.post(f"{at}/draft", {"base": "1", "since": "1", "key-1": SCHOOL, "cell-1-books": "30"})
    moment = timezone.make_aware(datetime.datetime(2026, 9, 20, 10, 32))
    assert kept.json()["at"] == timezone.localtime(Draft.objects.unscoped().get().at).strftime("%H:%M")
    Draft.objects.unscoped().update(at=moment)
    offered = one.get(at)
    assert "您有未保存的草稿（10:32）" in offered.content.decode()
    assert fields_of(offered)["cell-1-books"] == ""
    assert fields_of(one.get(f"{at}?draft=1"))["cell-1-books"] == "30"
    one.post(f"{at}/draft/discard")
    assert "您有未保存的草稿" not in one.get(at).content.decode()


def test_a_draft_is_its_persons_alone_and_leaves_nothing_in_the_audit_trail(one: Client, two: Client, submission: Submission) -> None:
    events, rows = AuditEvent.objects.unscoped().count(), rows_at(submission, 99)
    one.post(address(submission, "schools", "/draft"), {"key-1": SCHOOL, "cell-1-books": "30"})
    assert "您有未保存的草稿" not in two.get(address(submission, "schools")).content.decode()
    assert fields_of(two.get(address(submission, "schools", "?draft=1")))["cell-1-books"] == ""
    assert (AuditEvent.objects.unscoped().count(), rows_at(submission, 99)) == (events, rows)


def test_a_draft_grows_cell_by_cell_and_forgets_what_is_typed_back(one: Client, submission: Submission) -> None:
    at = address(submission, "schools", "/draft")
    for column, text in (("books", "30"), ("computers", "4"), ("books", "31"), ("computers", "")):
        one.post(at, {"base": "1", "since": "1", "key-1": SCHOOL, f"cell-1-{column}": text})
    assert Draft.objects.unscoped().get().rows == [{"name": SCHOOL, "new": False, "cells": {"books": "31"}, "deleted": None}]
    one.post(at, {"base": "1", "since": "1", "key-1": SCHOOL, "cell-1-books": ""})
    assert not Draft.objects.unscoped().exists()


def test_a_draft_keeps_new_and_deleted_rows(county: County, one: Client, submission: Submission) -> None:
    stored(submission, "classes", [{"grade": "一年级"}], county)
    at = address(submission, "classes")
    one.post(f"{at}/draft", {"key-1": "#1", "delete-1": "1", "cell-nab12-grade": "二年级"})
    resumed = one.get(f"{at}?draft=1")
    assert (fields_of(resumed)["delete-1"], fields_of(resumed)["cell-nab12-grade"]) == ("1", "二年级")
    one.post(f"{at}/draft", {"key-1": "#1", "delete-1": "0"})
    assert "delete-1" not in fields_of(one.get(f"{at}?draft=1"))


def test_saving_one_page_leaves_the_draft_of_another(county: County, one: Client, submission: Submission) -> None:
    stored(submission, "campuses", [{"campus": f"校区{number}"} for number in range(61)], county)
    one.post(address(submission, "campuses", "/draft"), {"key-61": "#61", "cell-61-pupils": "7", "key-1": "#1", "cell-1-pupils": "5"})
    send(one, submission, "campuses", {"cell-1-pupils": "5"})
    assert [(row["name"], row["cells"]) for row in Draft.objects.unscoped().get().rows] == [("#61", {"pupils": "7"})]


def test_a_draft_that_came_after_its_save_is_not_offered(one: Client, submission: Submission) -> None:
    send(one, submission, "schools", {"cell-1-books": "30"})
    one.post(address(submission, "schools", "/draft"), {"base": "1", "since": "1", "key-1": SCHOOL, "cell-1-books": "30"})
    assert not Draft.objects.unscoped().exists()


def test_what_is_typed_when_the_submission_was_handed_in_meanwhile_stays_as_a_draft(one: Client, submission: Submission) -> None:
    at = address(submission, "schools")
    sent = {**fields_of(one.get(at)), "cell-1-books": "30", "act": "save"}
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="submitted")
    answer = one.post(at, sent)
    assert answer.status_code == 409
    assert "已留作草稿" in answer.content.decode()
    assert "books" not in values_of(submission, "schools", SCHOOL)
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="saved")
    assert fields_of(one.get(f"{at}?draft=1"))["cell-1-books"] == "30"


def test_a_flood_of_text_is_no_draft(one: Client, submission: Submission) -> None:
    answer = one.post(
        address(submission, "classes", "/draft"),
        {f"cell-n{number:x}a-grade": "x" for number in range(6_700)},
        HTTP_ACCEPT="application/json",
    )
    assert answer.status_code == 200
    flood = {f"cell-n{number:x}b-{column}": "x" for number in range(6_700) for column in ("grade", "class_name")}
    assert one.post(address(submission, "classes", "/draft"), flood, HTTP_ACCEPT="application/json").status_code == 409
    assert name_of(one.get(address(submission, "classes", "?draft=1&more=1")), "grade").startswith("cell-n")
