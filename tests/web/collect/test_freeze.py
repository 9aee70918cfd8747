"""Freezing a round: what its units reported becomes a package that never changes, each cell traceable, nothing left out silently."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import junheng
from junheng.county import CountyPackage
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import assessment_of, frozen_bytes, latest_package, open_frozen, package_zip, results_of
from junheng.web.archive.storage import package_path
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.verify import first_broken_link
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.forms import submitted_form
from junheng.web.collect.frozen_cells import differences, reported_rows
from junheng.web.collect.merge import merged, origin_of, package_of_round
from junheng.web.collect.models import Conflict, Entry, Revision, Round, Submission
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_freeze import NotSound, freeze_round
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.jobs.models import Job
from junheng.web.jobs.services import run_now
from junheng.web.people.actor import NotAllowed
from web.collect.ready import approve_all, peopled_county, same_year_round
from web.collect.rounds import submission_of
from web.county import County

# Tables whose rows no unit of the round adds anew.
AS_ANY_ORDER = ("facts", "judgements")


@pytest.fixture
def ready(db: None, tmp_path: Path) -> tuple[County, Round, FrozenPackage]:
    """A round in which every unit confirmed what the loaded package says, approved."""
    county, package = peopled_county(tmp_path)
    round = same_year_round(county, package)
    approve_all(county, round)
    return county, round, package


def rows_of(package: CountyPackage, table: str) -> list[dict[str, Any]]:
    rows = [{name: text for name, text in texts.items() if text is not None} for _key, texts in reported_rows(package.table(table))]
    return sorted(rows, key=str) if table in AS_ANY_ORDER else rows


def save(county: County, submission: Submission, table: str, key: str, **values: str | None) -> None:
    saved = save_rows(
        county.actor("reporter"), submission.pk, {table: [RowEdit(key, values)]}, base_revision=submission.revision, source="form"
    )
    assert not saved.clashes


def test_what_every_unit_reported_is_in_the_package_and_nothing_else(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, loaded = ready
    frozen = freeze_round(county.actor("office"), round.pk)
    before, after = open_frozen(loaded), open_frozen(frozen)
    assert set(after.tables) == set(before.tables)
    for table in before.tables:
        assert rows_of(after, table) == rows_of(before, table), table
    assert after.manifest.extras == {"invented": True}
    assert junheng.assess(before).results()["county"] == junheng.assess(after).results()["county"]


def test_the_same_rows_always_make_the_same_bytes(ready: tuple[County, Round, FrozenPackage]) -> None:
    _county, round, _loaded = ready
    assert package_of_round(round) == package_of_round(Round.objects.unscoped().get(pk=round.pk))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_saved_value_comes_back_from_the_package_and_is_traced_to_its_save(
    ready: tuple[County, Round, FrozenPackage], data: st.DataObject
) -> None:
    county, round, _loaded = ready
    school = county.actor("reporter").user.home
    submission = submission_of(county, round, school.code)
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="saved")
    column = data.draw(st.sampled_from(["books", "computers", "equipment_value_yuan", "teaching_area_m2"]))
    value = str(data.draw(st.integers(0, 10**7)))
    save(county, submission, "schools", school.code, **{column: value})
    made = merged(round)
    assert made.by_key["schools"][school.code].texts[column] == value
    row = dict(reported_rows(made.made.package.table("schools")))[school.code]
    assert row[column] == value
    source = made.by_key["schools"][school.code].sources[column]
    assert source.submission == submission


def test_each_cell_of_the_frozen_version_names_who_reported_and_who_approved_it(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, _loaded = ready
    school = county.actor("reporter").user.home
    submission = submission_of(county, round, school.code)
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="saved")
    save(county, submission, "schools", school.code, books="4321")
    approve_all(county, round)
    frozen = freeze_round(county.actor("office"), round.pk)
    origin = origin_of(frozen, "schools", school.code, "books")
    assert origin is not None
    assert (origin.submission, origin.unit) == (submission, school)
    assert origin.reported_by == county.actor("reporter").user
    assert origin.approved_by == county.actor("approver").user
    assert origin.revision == Revision.objects.unscoped().filter(submission=submission).order_by("-number").first().number
    named = origin_of(frozen, "schools", school.code, "school_name")
    assert named is not None
    assert named.unit == county.place("basic_education")
    assert origin_of(frozen, "schools", "0000000000", "books") is None


def test_every_cell_that_a_unit_filled_in_is_in_the_package_once_and_with_its_text(ready: tuple[County, Round, FrozenPackage]) -> None:
    _county, round, _loaded = ready
    rows = merged(round).rows
    told = {
        (source.submission.pk, table, source.key, column): row.texts[column]
        for table in rows
        for row in rows[table]
        for column, source in row.sources.items()
        if row.texts[column] is not None
    }
    filled = {}
    for submission in Submission.objects.unscoped().filter(round=round):
        form = submitted_form(submission)
        for table, entries in form.entries.items():
            for entry in entries:
                own = {column: text for column, text in entry.values.items() if form.may_fill(table, column, entry.values)}
                filled |= {(submission.pk, table, entry.key, column): text for column, text in own.items() if text is not None}
    assert filled
    assert filled.items() <= told.items()
    # What is more are the codes that a school is given and does not write.
    assert {column for _pk, _table, _key, column in told.keys() - filled.keys()} <= {"school_code", "junior_school_code"}


def test_a_frozen_round_is_assessed_as_the_command_line_assesses_its_zip(
    ready: tuple[County, Round, FrozenPackage], tmp_path: Path
) -> None:
    county, round, _loaded = ready
    frozen = freeze_round(county.actor("office"), round.pk)
    job = Job.objects.unscoped().get(kind="assess", arguments__package=frozen.pk)
    assert run_now(job).state == Job.State.DONE
    stored = assessment_of(frozen)
    assert stored is not None
    handed_out = tmp_path / frozen.file_name
    handed_out.write_bytes(package_zip(frozen))
    assert results_of(stored) == json.loads(json.dumps(junheng.assess(handed_out).results()))


def test_freezing_locks_the_round_and_its_submissions_and_is_in_the_trail(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, loaded = ready
    frozen = freeze_round(county.actor("office"), round.pk, note="年度数据")
    round.refresh_from_db()
    assert (round.state, round.package) == ("frozen", frozen)
    assert set(Submission.objects.unscoped().filter(round=round).values_list("state", flat=True)) == {"locked"}
    assert (frozen.version, frozen.supersedes, frozen.note) == (loaded.version + 1, loaded, "年度数据")
    event = AuditEvent.objects.unscoped().get(action="round.freeze")
    assert event.after["package"] == frozen.pk
    assert len(event.after["locked"]) == Submission.objects.unscoped().filter(round=round).count()
    assert first_broken_link() is None


def test_nothing_can_be_saved_after_freezing(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, _loaded = ready
    freeze_round(county.actor("office"), round.pk)
    school = county.actor("reporter").user.home
    submission = submission_of(county, round, school.code)
    with pytest.raises((NotAllowed, StepRefused)):
        save(county, submission, "schools", school.code, books="1")
    with pytest.raises(StepRefused, match="最终状态"):
        freeze_round(county.actor("office"), round.pk)


@pytest.mark.parametrize("role", ["approver", "bureau_head", "reporter", "admin", "leader"])
def test_only_the_office_freezes(ready: tuple[County, Round, FrozenPackage], role: str) -> None:
    county, round, _loaded = ready
    if role == "admin":
        county.person("admin", "admin", "education_bureau")
    with pytest.raises(NotAllowed, match="只有创建办"):
        freeze_round(county.actor(role), round.pk)


def test_a_unit_without_approval_holds_the_freeze_until_it_is_left_out_by_name_with_a_reason(
    ready: tuple[County, Round, FrozenPackage],
) -> None:
    county, round, loaded = ready
    office = county.actor("office")
    late = submission_of(county, round, county.actor("reporter").user.home.code)
    Submission.objects.unscoped().filter(pk=late.pk).update(state="submitted")
    other = Submission.objects.unscoped().filter(round=round).exclude(pk=late.pk).first()
    for left_out, words in (({}, "没有审核通过"), ({late.pk: " "}, "理由"), ({late.pk: "校舍倒塌", other.pk: "x"}, "已经审核通过")):
        with pytest.raises((StepRefused, NotAllowed), match=words):
            freeze_round(office, round.pk, left_out=left_out)
    assert latest_package(county.unit) == loaded
    frozen = freeze_round(office, round.pk, left_out={late.pk: "校舍倒塌"})
    assert late.unit.name in frozen.note
    assert "校舍倒塌" in frozen.note
    late.refresh_from_db()
    assert late.state == "submitted"


def test_a_school_that_is_left_out_is_unknown_and_not_gone(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, loaded = ready
    code = county.actor("reporter").user.home.code
    late = submission_of(county, round, code)
    Submission.objects.unscoped().filter(pk=late.pk).update(state="saved")
    frozen = freeze_round(county.actor("office"), round.pk, left_out={late.pk: "未报"})
    before, after = (junheng.assess(open_frozen(package)) for package in (loaded, frozen))
    assert [section.school_code for section in after.sections] == [section.school_code for section in before.sections]
    mine = [section for section in after.sections if section.school_code == code and section.excluded_by is None]
    assert mine
    assert {section.verdict.value for section in mine} == {"unknown"}
    assert after.county.verdict.value != "met"


def test_open_conflicts_hold_the_freeze(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, _loaded = ready
    conflict = Conflict(
        round=round,
        what="图书册数",
        first_unit=county.place("equipment"),
        first_place={},
        first_value="1",
        second_place={},
        second_value="2",
        fingerprint="f",
    )
    conflict.save()
    with pytest.raises(StepRefused, match="没有裁定"):
        freeze_round(county.actor("office"), round.pk)


def test_errors_of_the_merged_package_are_named_with_their_unit_and_nothing_is_frozen(
    ready: tuple[County, Round, FrozenPackage],
) -> None:
    county, round, loaded = ready
    school = county.actor("reporter").user.home
    entry = Entry.objects.unscoped().get(submission__unit=school, submission__round=round, table="schools", key=school.code)
    entry.values["books"] = "很多"
    entry.save()
    with pytest.raises(NotSound, match="1 处错误") as refused:
        freeze_round(county.actor("office"), round.pk)
    [problem] = refused.value.problems
    assert problem.unit == school
    assert (problem.placed.table, problem.placed.key, problem.placed.column) == ("schools", school.code, "books")
    round.refresh_from_db()
    assert round.state == "open"
    assert latest_package(county.unit) == loaded


def test_frozen_bytes_stay_as_they_are_and_versions_only_grow(ready: tuple[County, Round, FrozenPackage]) -> None:
    county, round, loaded = ready
    kept = {loaded.pk: frozen_bytes(loaded)}
    first = freeze_round(county.actor("office"), round.pk)
    kept[first.pk] = frozen_bytes(first)
    again = same_year_round(county, first)
    school = county.actor("reporter").user.home
    submission = submission_of(county, again, school.code)
    save(county, submission, "schools", school.code, books="77")
    approve_all(county, again)
    second = freeze_round(county.actor("office"), again.pk)
    for package in FrozenPackage.objects.unscoped().filter(pk__in=kept):
        assert frozen_bytes(package) == kept[package.pk]
        assert hashlib.sha256(package_path(package.file_sha256).read_bytes()).hexdigest() == package.file_sha256
    versions = FrozenPackage.objects.unscoped().filter(county=county.unit).order_by("pk").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3]
    assert differences(open_frozen(first), open_frozen(second)) == {
        ("schools", school.code, "books"): (dict(reported_rows(open_frozen(first).schools))[school.code]["books"], "77")
    }
