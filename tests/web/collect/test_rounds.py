"""Rounds: planned by the office, opened for every unit that reports anything, begun with last year's rows."""

from __future__ import annotations

import datetime

import pytest

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.forms import form_of
from junheng.web.collect.models import Entry, Revision, Round, Submission
from junheng.web.collect.ownership import default_text
from junheng.web.collect.services_rounds import change_matrix, make_round, open_round
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import NotAllowed
from junheng.web.toml_entries import DataFaults
from web.collect.rounds import YEAR, opened, plan, submission_of, values_of
from web.county import County

SCHOOL = "9901000001"


def test_every_owner_of_the_matrix_has_one_submission_and_nobody_else(county: County) -> None:
    round = opened(county)
    units = {submission.unit.code for submission in Submission.objects.unscoped().filter(round=round).select_related("unit")}
    divisions = ("basic_education", "projects", "personnel", "planning_finance", "education_supervision", "teaching_research")
    departments = ("finance_bureau", "human_resources_bureau", "disabled_persons_federation", "development_reform_bureau", "tax_bureau")
    wanted = {county.place(stem).code for stem in (*divisions, *departments)}
    assert units == wanted | {"9901000001", "9901000002", "9901000003"}


def test_a_school_fills_in_its_own_columns_and_is_shown_what_it_is_called(county: County) -> None:
    form = form_of(submission_of(county, opened(county), SCHOOL))
    tables = {table.name: table for table in form.tables}
    assert list(tables) == ["schools", "sections", "campuses", "classes", "rooms", "subject_teachers"]
    assert tables["schools"].rows == ({"school_code": SCHOOL, "school_name": "第一小学", "kind": "primary"},)
    assert tables["schools"].shown == ("school_code", "school_name", "kind")
    assert "books" in tables["schools"].columns
    assert "authorised_posts" not in tables["schools"].columns
    assert tables["sections"].rows == ({"school_code": SCHOOL, "level": "primary"},)
    assert tables["classes"].may_add_rows
    assert form.schools == (SCHOOL,)


def test_a_division_is_given_a_row_for_every_school(county: County) -> None:
    form = form_of(submission_of(county, opened(county), "personnel"))
    tables = {table.name: table for table in form.tables}
    assert [row["school_code"] for row in tables["schools"].rows] == ["9901000001", "9901000002", "9901000003"]
    assert tables["schools"].columns == ("authorised_posts", "filled_posts", "contract_teachers")
    assert {row["fact"] for row in tables["facts"].rows} >= {"rotated_teachers", "teacher_average_pay_yuan"}


def test_a_fact_is_asked_by_level_locality_and_year_where_it_is_counted_so(county: County) -> None:
    submission = submission_of(county, opened(county), "finance_bureau")
    keys = set(Entry.objects.unscoped().filter(submission=submission, table="facts").values_list("key", flat=True))
    assert {"operating_norm_yuan|primary||", "operating_norm_yuan|junior||", "operating_quota_yuan|primary|乡村|"} <= keys
    assert {"regular_revenue_yuan|||FY2024", "regular_revenue_yuan|||FY2025"} <= keys
    assert values_of(submission, "facts", "regular_revenue_yuan|||FY2025")["unit"] == "元"


def test_the_division_that_keeps_the_list_of_schools_takes_in_theirs(county: County) -> None:
    round = opened(county)
    assert submission_of(county, round, SCHOOL).check_unit == county.place("basic_education")
    assert submission_of(county, round, "basic_education").check_unit == county.place("office")
    assert submission_of(county, round, "finance_bureau").check_unit == county.place("planning_finance")


def test_a_round_is_opened_once(county: County) -> None:
    round = opened(county)
    with pytest.raises(StepRefused):
        open_round(county.actor("office"), round.pk)
    assert AuditEvent.objects.unscoped().filter(action="round.open").count() == 1


@pytest.mark.parametrize("username", ["reporter", "checker", "approver", "leader", "liaison", "inspector"])
def test_only_the_office_makes_a_round(county: County, username: str) -> None:
    with pytest.raises(NotAllowed):
        make_round(county.actor(username), county.unit, plan())
    assert not Round.objects.unscoped().exists()


def test_every_fault_of_a_plan_is_said_at_once(county: County) -> None:
    day = datetime.date(YEAR, 10, 1)
    bad = plan(title=" ", as_of=datetime.date(YEAR - 2, 9, 1), submit_by=day, check_by=day - datetime.timedelta(1), tables=("schols",))
    with pytest.raises(NotAllowed) as refused:
        make_round(county.actor("office"), county.unit, bad)
    said = str(refused.value)
    assert said.count("；") == 3
    assert "schols" in said


def test_a_matrix_with_a_gap_is_refused_with_every_fault(county: County) -> None:
    office = county.actor("office")
    round = make_round(office, county.unit, plan())
    with pytest.raises(DataFaults) as refused:
        change_matrix(office, round.pk, default_text().replace('"boarding", ', "").replace('"books", ', ""))
    assert len(refused.value.faults) >= 2
    round.refresh_from_db()
    assert round.matrix == default_text()


def test_the_matrix_of_an_open_round_stays(county: County) -> None:
    round = opened(county)
    with pytest.raises(NotAllowed):
        change_matrix(county.actor("office"), round.pk, default_text() + "\n")


def test_the_next_round_begins_with_the_matrix_of_the_last(county: County) -> None:
    office = county.actor("office")
    text = (
        default_text()
        .replace('"longitude", "latitude",', '"longitude", "latitude", "network_mbps",', 1)
        .replace(', "network_mbps"]', "]", 1)
    )
    first = make_round(office, county.unit, plan(matrix=text))
    second = make_round(office, county.unit, plan())
    assert first.matrix == second.matrix == text
    assert first.code != second.code


def test_a_unit_that_was_retired_and_still_owns_fields_is_named(county: County) -> None:
    unit = county.place("tax_bureau")
    unit.valid_until = datetime.date(YEAR, 9, 1)
    unit.save()
    round = make_round(county.actor("office"), county.unit, plan())
    with pytest.raises(NotAllowed, match="税务局"):
        open_round(county.actor("office"), round.pk)
    assert not Submission.objects.unscoped().exists()


def test_the_first_revision_holds_all_that_a_submission_begins_with(county: County) -> None:
    submission = submission_of(county, opened(county), "basic_education")
    revision = Revision.objects.unscoped().get(submission=submission)
    assert (revision.number, revision.source, submission.revision, submission.state) == (1, "prefill", 1, "blank")
    changed = {(change["table"], change["key"], change["column"]): change["after"] for change in revision.changes}
    assert changed["schools", SCHOOL, "school_name"] == "第一小学"
    assert changed["schools", SCHOOL, "kind"] == "primary"
