"""Conflicts: two sources beside each other, decided by the office, mended only by whoever owns the cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from junheng.county.write import package_files, zipped
from junheng.web.audit.models import AuditEvent
from junheng.web.collect import services_review as review
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.merge import merged
from junheng.web.collect.models import CellReturn, Conflict, Entry, Submission
from junheng.web.collect.services_conflicts import compare_source, decide, find_conflicts
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import NotAllowed
from web.collect import reviews
from web.collect.reviews import SCHOOL, reread, save
from web.collect.rounds import submission_of
from web.county import County


def other_source(submission: Submission, **values: str) -> bytes:
    """The round's own package with other figures for the first school: what another office would send."""
    made = merged(submission.round)
    made.by_key["schools"][SCHOOL].texts.update(values)
    return zipped(package_files(made.made.package))


def compare(county: County, submission: Submission, **values: str) -> Conflict:
    compare_source(county.actor("office"), submission.round_id, "统计年报.zip", other_source(submission, **values), "application/zip")
    return Conflict.objects.unscoped().get(state="open")


def name_school(county: County, submission: Submission) -> None:
    """The division of basic education says what the school is, without which no package is whole."""
    county.person("lister", "reporter", "basic_education")
    listing = submission_of(county, submission.round, "basic_education")
    edits = [
        RowEdit(key, {"school_name": "一所学校", "sponsor": "public", "locality": "urban"})
        for key in Entry.objects.unscoped().filter(submission=listing, table="schools").values_list("key", flat=True)
    ]
    save_rows(county.actor("lister"), listing.pk, {"schools": edits}, base_revision=None, source="form")


@pytest.fixture
def submission(county: County) -> Submission:
    found = reviews.submitted(county)
    name_school(county, found)
    return found


def test_every_cell_that_another_source_gives_otherwise_is_a_task_with_both_values(county: County, submission: Submission) -> None:
    found = compare_source(
        county.actor("office"),
        submission.round_id,
        "统计年报.zip",
        other_source(submission, books="8000", site_area_m2="1"),
        "application/zip",
    )
    # The site's area was not reported: nothing to disagree with.
    assert (found.new, found.open) == (1, 1)
    conflict = Conflict.objects.unscoped().get()
    assert (conflict.first_value, conflict.second_value) == ("9000", "8000")
    assert (conflict.first_unit.code, conflict.second_unit, conflict.source.name) == (SCHOOL, None, "统计年报.zip")
    assert conflict.second_place["on"] == "2026-09-15"
    assert conflict.first_place["on"]


def test_the_same_file_again_makes_no_second_task(county: County, submission: Submission) -> None:
    first = compare(county, submission, books="8000")
    assert compare(county, submission, books="8000") == first


def test_a_file_of_another_year_or_with_errors_is_refused_and_nothing_is_made(county: County, submission: Submission) -> None:
    office = county.actor("office")
    with pytest.raises(NotAllowed, match="不能作为另一来源"):
        compare_source(office, submission.round_id, "坏.zip", b"PK\x03\x04 not a zip", "application/zip")
    submission.round.school_year = 2025
    made = merged(submission.round)
    with pytest.raises(NotAllowed):
        compare_source(office, submission.round_id, "去年.zip", zipped(package_files(made.made.package)), "application/zip")
    assert not Conflict.objects.unscoped().exists()


def test_the_other_value_being_right_sends_the_cell_back_to_its_owner_and_overwrites_nothing(
    county: County, submission: Submission
) -> None:
    conflict = compare(county, submission, books="8000")
    decide(county.actor("office"), conflict.pk, "second", "以年报为准")
    row = CellReturn.objects.unscoped().get()
    assert (row.submission_id, row.column, row.value) == (submission.pk, "books", "9000")
    assert "以年报为准" in row.reason
    assert reread(submission).state == "returned"
    assert Entry.objects.unscoped().get(submission=submission, table="schools").values["books"] == "9000"


def test_a_decision_against_an_approved_value_takes_the_approval_back_with_a_trail(county: County, submission: Submission) -> None:
    conflict = compare(county, submission, books="8000")
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="approved")
    decide(county.actor("office"), conflict.pk, "second", "以年报为准")
    assert reread(submission).state == "returned"
    steps = AuditEvent.objects.unscoped().filter(action__in=("submission.withdraw", "submission.return")).order_by("number")
    assert [(event.action, event.after["state"]) for event in steps] == [
        ("submission.withdraw", "checked"),
        ("submission.return", "returned"),
    ]


def test_keeping_the_reported_value_sends_nothing_back(county: County, submission: Submission) -> None:
    conflict = compare(county, submission, books="8000")
    decide(county.actor("office"), conflict.pk, "first", "年报统计口径不同")
    assert not CellReturn.objects.unscoped().exists()
    event = AuditEvent.objects.unscoped().get(action="conflict.decide")
    assert (event.after["value"], event.reason) == ("9000", "年报统计口径不同")


def test_only_the_office_decides_with_a_reason_and_by_a_value_of_a_source(county: County, submission: Submission) -> None:
    conflict = compare(county, submission, books="8000")
    with pytest.raises(StepRefused, match="您的岗位不能"):
        decide(county.actor("approver"), conflict.pk, "first", "理由")
    with pytest.raises(StepRefused, match="必须写明理由"):
        decide(county.actor("office"), conflict.pk, "first", " ")
    with pytest.raises(StepRefused, match="必须是某一来源的值"):
        decide(county.actor("office"), conflict.pk, "8500", "取中间值")
    decide(county.actor("office"), conflict.pk, "both", "口径不同，均有据")
    with pytest.raises(StepRefused, match="最终状态"):
        decide(county.actor("office"), conflict.pk, "first", "再裁一次")


def report_fact(county: County, submission: Submission, who: str, at: str, fact: str, value: str) -> Submission:
    """A department or division reports one fact of the county."""
    unit = submission_of(county, submission.round, at)
    key = Entry.objects.unscoped().filter(submission=unit, table="facts", values__fact=fact).latest("pk").key
    save_rows(county.actor(who), unit.pk, {"facts": [RowEdit(key, {"value": value})]}, base_revision=None, source="form")
    return unit


@pytest.fixture
def enrolment(county: County, submission: Submission) -> Conflict:
    """The federation counts 100 disabled children, the bureau has 120 of them in school: at least one of the two is wrong."""
    county.person("federation", "liaison", "disabled_persons_federation")
    report_fact(county, submission, "federation", "disabled_persons_federation", "disabled_school_age", "100")
    report_fact(county, submission, "lister", "basic_education", "disabled_enrolled", "120")
    assert find_conflicts(county.actor("office"), submission.round_id).new == 1
    return Conflict.objects.unscoped().select_related("first_unit", "second_unit").get()


def test_figures_of_two_units_that_contradict_each_other_are_a_task_with_both(enrolment: Conflict) -> None:
    assert (enrolment.first_unit.name, enrolment.first_value) == ("基教股", "120")
    assert enrolment.second_unit is not None
    assert (enrolment.second_unit.name, enrolment.second_value) == ("残联", "100")
    assert enrolment.first_place["code"] == "disabled_enrolled_exceed_age"


def test_two_figures_of_one_unit_are_its_own_error_and_no_conflict(county: County, submission: Submission) -> None:
    report_fact(county, submission, "liaison", "finance_bureau", "transfer_total_yuan", "10")
    report_fact(county, submission, "liaison", "finance_bureau", "transfer_to_compulsory_yuan", "20")
    assert find_conflicts(county.actor("office"), submission.round_id).new == 0


@pytest.mark.parametrize(("decision", "owner", "column"), [("first", "残联", "value"), ("second", "基教股", "value")])
def test_whoever_is_wrong_gets_their_own_cell_back(county: County, enrolment: Conflict, decision: str, owner: str, column: str) -> None:
    decide(county.actor("office"), enrolment.pk, decision, "已核对残联台账")
    row = CellReturn.objects.unscoped().select_related("submission__unit").get()
    assert (row.submission.unit.name, row.table, row.column) == (owner, "facts", column)


def test_two_figures_for_one_number_cannot_both_stand(county: County, enrolment: Conflict) -> None:
    with pytest.raises(NotAllowed, match="不能两值并存"):
        decide(county.actor("office"), enrolment.pk, "both", "各有道理")


def test_a_contradiction_that_was_mended_is_closed_by_the_next_look(county: County, submission: Submission, enrolment: Conflict) -> None:
    report_fact(county, submission, "lister", "basic_education", "disabled_enrolled", "95")
    assert find_conflicts(county.actor("office"), submission.round_id).open == 0
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.decision) == ("decided", "agreed")


def test_a_conflict_that_was_mended_is_closed_by_the_next_look(county: County, submission: Submission) -> None:
    conflict = compare(county, submission, books="8000")
    review.recall(county.actor("reporter"), submission.pk)
    save(county, submission, {"books": "8000"})
    assert find_conflicts(county.actor("office"), submission.round_id).settled == 1
    conflict.refresh_from_db()
    assert (conflict.state, conflict.decision) == ("decided", "agreed")


def test_figures_that_differ_again_after_they_agreed_are_a_task_again(county: County, submission: Submission, enrolment: Conflict) -> None:
    report_fact(county, submission, "lister", "basic_education", "disabled_enrolled", "95")
    find_conflicts(county.actor("office"), submission.round_id)
    report_fact(county, submission, "lister", "basic_education", "disabled_enrolled", "120")
    found = find_conflicts(county.actor("office"), submission.round_id)
    assert (found.new, found.open) == (1, 1)


def test_what_the_office_decided_is_not_asked_again(county: County, submission: Submission) -> None:
    decide(county.actor("office"), compare(county, submission, books="8000").pk, "first", "年报统计口径不同")
    content = other_source(submission, books="8000")
    again = compare_source(county.actor("office"), submission.round_id, "统计年报.zip", content, "application/zip")
    assert (again.new, again.open) == (0, 0)


def test_a_value_that_became_a_third_one_is_compared_anew(county: County, submission: Submission) -> None:
    compare(county, submission, books="8000")
    review.recall(county.actor("reporter"), submission.pk)
    save(county, submission, {"books": "8500"})
    again = compare(county, submission, books="8000")
    assert (again.first_value, again.second_value) == ("8500", "8000")
    assert Conflict.objects.unscoped().get(state="decided").decision == "changed"


def test_the_page_shows_both_values_with_source_and_day_and_takes_a_decision(
    county: County, submission: Submission, signed_in: Callable[[str], Client]
) -> None:
    conflict = compare(county, submission, books="8000")
    address = reverse("collect:conflicts", args=[submission.round_id])
    client = signed_in("office")
    text = client.get(address).content.decode()
    for words in ("9000", "8000", "统计年报.zip", "数据时点 2026-09-15", "图书册数", "第一小学"):
        assert words in text
    client.post(
        reverse("collect:decide", args=[submission.round_id]), {"conflict": conflict.pk, "decision": "second", "reason": "以年报为准"}
    )
    assert "以后者为准" in client.get(address + "?state=decided").content.decode()
    assert "9000" in signed_in("reporter").get(address + "?state=").content.decode()
    county.person("neighbour", "reporter", "9901000002")
    assert "9000" not in signed_in("neighbour").get(address + "?state=").content.decode()
