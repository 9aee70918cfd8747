"""Saving: one revision a save, all or nothing, and never over somebody else's unseen change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.folding import rows_at
from junheng.web.collect.models import CellReturn, Entry, Revision, Submission
from junheng.web.collect.ownership import default_text
from junheng.web.collect.services_entries import Saved, save_rows
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import NotAllowed
from web.collect.rounds import opened, submission_of, values_of
from web.county import County

SCHOOL = "9901000001"
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


def save(county: County, submission: Submission, table: str, *edits: RowEdit, base: int | None = None, by: str = "reporter") -> Saved:
    return save_rows(county.actor(by), submission.pk, {table: edits}, base_revision=base, source="form")


def keys(submission: Submission, table: str) -> Sequence[str]:
    return list(Entry.objects.unscoped().filter(submission=submission, table=table).order_by("position").values_list("key", flat=True))


def test_a_save_is_a_revision_with_every_cell_before_and_after(county: County, submission: Submission) -> None:
    saved = save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000", "computers": "0"}, cells={"books": "AB3"}))
    assert (saved.revision, saved.changed) == (2, 2)
    assert values_of(submission, "schools", SCHOOL)["books"] == "3000"
    changes = Revision.objects.unscoped().get(submission=submission, number=2).changes
    first = {"table": "schools", "key": SCHOOL, "column": "books", "before": None, "after": "3000", "cell": "AB3"}
    assert changes == [first, {"table": "schools", "key": SCHOOL, "column": "computers", "before": None, "after": "0"}]
    submission.refresh_from_db()
    assert (submission.state, submission.revision, submission.saved_by) == ("saved", 2, county.actor("reporter").user)


def test_a_save_is_in_the_audit_trail_with_the_cells(county: County, submission: Submission) -> None:
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000"}))
    event = AuditEvent.objects.unscoped().get(action="submission.save")
    assert event.before["cells"] == {f"schools|{SCHOOL}|books": None}
    assert event.after["cells"] == {f"schools|{SCHOOL}|books": "3000"}
    assert (event.before["state"], event.after["state"], event.after["revision"]) == ("blank", "saved", 2)
    assert event.unit == submission.unit


def test_saving_what_stands_changes_nothing(county: County, submission: Submission) -> None:
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000"}))
    events = AuditEvent.objects.unscoped().count()
    saved = save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000"}))
    assert (saved.revision, saved.changed) == (2, 0)
    assert Revision.objects.unscoped().filter(submission=submission).count() == 2
    assert AuditEvent.objects.unscoped().count() == events


def test_a_blank_submission_whose_first_save_changes_nothing_is_saved_all_the_same(county: County, submission: Submission) -> None:
    saved = save(county, submission, "schools", RowEdit(SCHOOL, {}))
    submission.refresh_from_db()
    assert (saved.changed, submission.state) == (0, "saved")


def test_rows_are_added_changed_and_deleted_under_names_that_stay(county: County, submission: Submission) -> None:
    one, two = ({"level": "primary", "grade": grade, "class_name": "1班", "pupils": "40"} for grade in ("一年级", "二年级"))
    save(county, submission, "classes", RowEdit(None, one), RowEdit(None, two), RowEdit(None, {"grade": None}))
    assert keys(submission, "classes") == ["#1", "#2"]
    assert values_of(submission, "classes", "#2")["school_code"] == SCHOOL
    save(county, submission, "classes", RowEdit("#2", {}, deleted=True), RowEdit("#1", {"pupils": "41"}))
    save(county, submission, "classes", RowEdit(None, two))
    assert keys(submission, "classes") == ["#1", "#3"]
    assert values_of(submission, "classes", "#1")["pupils"] == "41"


def test_an_added_row_that_is_emptied_is_gone(county: County, submission: Submission) -> None:
    save(county, submission, "classes", RowEdit(None, {"level": "primary", "pupils": "40"}))
    saved = save(county, submission, "classes", RowEdit("#1", {"level": None, "pupils": None}))
    assert saved.changed == 3
    assert keys(submission, "classes") == []
    assert not any(table == "classes" for table, _key in rows_at(submission, 99))


def test_what_is_no_valid_value_is_kept_as_typed_and_counted_as_an_error(county: County, submission: Submission) -> None:
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "三千"}))
    assert values_of(submission, "schools", SCHOOL)["books"] == "三千"
    submission.refresh_from_db()
    assert submission.errors == 1


def test_two_people_who_change_different_cells_both_succeed(county: County, submission: Submission) -> None:
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000", "computers": "10"}), base=1)
    saved = save(county, submission, "schools", RowEdit(SCHOOL, {"books": None, "computers": None, "site_area_m2": "900"}), base=1)
    assert (saved.clashes, saved.changed) == ((), 1)
    assert values_of(submission, "schools", SCHOOL)["books"] == "3000"


def test_a_cell_that_somebody_else_changed_is_not_overwritten(county: County, submission: Submission) -> None:
    county.person("second", "reporter", SCHOOL)
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000"}), base=1)
    saved = save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3100", "computers": "7"}), base=1, by="second")
    clash = saved.clashes[0]
    assert (clash.table, clash.column, clash.base, clash.theirs, clash.mine, clash.by) == (
        "schools",
        "books",
        None,
        "3000",
        "3100",
        "reporter",
    )
    assert (saved.changed, len(saved.clashes)) == (0, 1)
    assert "computers" not in values_of(submission, "schools", SCHOOL)
    assert save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3100"}), base=2, by="second").changed == 1


def test_a_row_that_somebody_else_changed_is_not_deleted(county: County, submission: Submission) -> None:
    save(county, submission, "classes", RowEdit(None, {"level": "primary", "pupils": "40"}))
    save(county, submission, "classes", RowEdit("#1", {"pupils": "41"}))
    saved = save(county, submission, "classes", RowEdit("#1", {}, deleted=True), base=2)
    assert [clash.column for clash in saved.clashes] == [""]
    assert keys(submission, "classes") == ["#1"]


def test_a_row_that_somebody_else_deleted_is_not_brought_back_unseen(county: County, submission: Submission) -> None:
    save(county, submission, "classes", RowEdit(None, {"level": "primary", "pupils": "40"}))
    save(county, submission, "classes", RowEdit("#1", {}, deleted=True))
    assert save(county, submission, "classes", RowEdit("#1", {"pupils": "40"}), base=2).clashes == ()
    saved = save(county, submission, "classes", RowEdit("#1", {"pupils": "42"}), base=2)
    assert [(clash.column, clash.theirs) for clash in saved.clashes] == [("", None)]


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("schools", RowEdit(SCHOOL, {"authorised_posts": "30"})),
        ("schools", RowEdit(SCHOOL, {"school_code": "9901000002"})),
        ("schools", RowEdit(None, {"books": "1"})),
        ("schools", RowEdit("9901000002", {"books": "1"})),
        ("schools", RowEdit(SCHOOL, {}, deleted=True)),
        ("schools", RowEdit(SCHOOL, {"nothing": "1"})),
        ("schools", RowEdit(SCHOOL, {"books": "1\x00"})),
        # More than a cell of the unit's own workbook holds, where an emoji counts twice.
        ("classes", RowEdit(None, {"class_name": "班" * 32768})),
        ("classes", RowEdit(None, {"class_name": "😀" * 16384})),
        ("classes", RowEdit("#9", {"pupils": "1"})),
        ("classes", RowEdit(None, {"school_code": "9901000002", "pupils": "1"})),
        ("facts", RowEdit(None, {"value": "1"})),
        ("no_table", RowEdit(None, {})),
    ],
)
def test_what_is_not_the_units_own_is_refused_and_nothing_changes(
    county: County, submission: Submission, table: str, edit: RowEdit
) -> None:
    before = (rows_at(submission, 99), AuditEvent.objects.unscoped().count())
    with pytest.raises(NotAllowed):
        save(county, submission, table, edit)
    assert (rows_at(submission, 99), AuditEvent.objects.unscoped().count()) == before


def test_a_cell_that_another_unit_reports_for_schools_of_this_kind_is_refused(county: County) -> None:
    round = opened(county, matrix=default_text() + JUNIOR_POSTS)
    division = submission_of(county, round, "personnel")
    county.person("personnel", "reporter", "personnel")
    assert save(county, division, "schools", RowEdit(SCHOOL, {"authorised_posts": "30"}), by="personnel").changed == 1
    with pytest.raises(NotAllowed):
        save(county, division, "schools", RowEdit("9901000003", {"authorised_posts": "30"}), by="personnel")
    county.person("junior", "reporter", "9901000003")
    junior = submission_of(county, round, "9901000003")
    assert save(county, junior, "schools", RowEdit("9901000003", {"authorised_posts": "30"}), by="junior").changed == 1


@pytest.mark.parametrize("username", ["principal", "checker", "approver", "office", "liaison", "leader", "admin"])
def test_only_the_units_reporters_save(county: County, submission: Submission, username: str) -> None:
    with pytest.raises(NotAllowed):
        save(county, submission, "schools", RowEdit(SCHOOL, {"books": "1"}), by=username)


@pytest.mark.parametrize("state", ["submitted", "checked", "approved", "locked"])
def test_what_was_handed_in_is_not_saved_over(county: County, submission: Submission, state: str) -> None:
    Submission.objects.unscoped().filter(pk=submission.pk).update(state=state)
    with pytest.raises(StepRefused):
        save(county, submission, "schools", RowEdit(SCHOOL, {"books": "1"}))


def test_nothing_is_saved_in_a_frozen_round(county: County, submission: Submission) -> None:
    submission.round.state = "frozen"
    submission.round.save()
    with pytest.raises(StepRefused):
        save(county, submission, "schools", RowEdit(SCHOOL, {"books": "1"}))


def test_a_returned_cell_is_answered_by_changing_it_and_the_submission_stays_returned(county: County, submission: Submission) -> None:
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "1", "computers": "2"}))
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="returned")
    checker = county.actor("checker").user
    for column in ("books", "computers"):
        CellReturn(submission=submission, table="schools", key=SCHOOL, column=column, reason="请核实", by=checker).save()
    save(county, submission, "schools", RowEdit(SCHOOL, {"books": "3000"}))
    settled = {one.column: one.settled_at is not None for one in CellReturn.objects.unscoped().filter(submission=submission)}
    assert settled == {"books": True, "computers": False}
    submission.refresh_from_db()
    assert submission.state == "returned"


def test_a_row_that_is_handed_in_twice_at_once_is_refused(county: County, submission: Submission) -> None:
    with pytest.raises(NotAllowed, match="两次"):
        save(county, submission, "schools", RowEdit(SCHOOL, {"books": "1"}), RowEdit(SCHOOL, {"books": "2"}))
    assert "books" not in values_of(submission, "schools", SCHOOL)


def test_an_added_row_does_not_move_to_another_school(county: County, submission: Submission) -> None:
    save(county, submission, "classes", RowEdit(None, {"school_code": SCHOOL, "level": "primary", "pupils": "40"}))
    with pytest.raises(NotAllowed):
        save(county, submission, "classes", RowEdit("#1", {"school_code": "9901000002"}))
    assert values_of(submission, "classes", "#1")["school_code"] == SCHOOL
