"""What a round begins with: last year's slow values as values, its counts beside the cells, and the facts of the new periods."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from junheng.county.form_read import read_form
from junheng.county.form_write import form_bytes
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import open_frozen
from junheng.web.collect.checking import problems_of
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.folding import rows_at
from junheng.web.collect.forms import form_of
from junheng.web.collect.models import Entry, Round, Submission
from junheng.web.collect.prefill import rules
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_rounds import make_round
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit
from web.collect.frozen import SCHOOL_YEAR, loaded_county
from web.collect.rounds import opened, plan, submission_of
from web.county import County


@pytest.fixture
def begun(db: None, tmp_path: Path) -> tuple[County, FrozenPackage, Round]:
    county, package = loaded_county(tmp_path)
    return county, package, opened(county, previous=package)


def of_schools(round: Round) -> Sequence[Submission]:
    rows = Submission.objects.unscoped().filter(round=round, unit__kind="school")
    return list(rows.select_related("round__county", "unit__township", "check_unit"))


def entries(submission: Submission, table: str) -> list[Entry]:
    return list(Entry.objects.unscoped().filter(submission=submission, table=table))


def test_premises_stay_and_counts_are_shown_beside(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, package, round = begun
    last_year = {row.text("school_code"): row for row in open_frozen(package).schools}
    for submission in of_schools(round):
        (row,) = entries(submission, "schools")
        earlier = last_year[submission.unit.code]
        area, books = earlier.number("teaching_area_m2"), earlier.number("books")
        assert row.values.get("teaching_area_m2") == (None if area is None else str(area))
        assert "books" not in row.values
        assert row.last_year.get("books") == (None if books is None else str(books))


def test_rooms_stay_as_rows_and_classes_begin_anew(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, package, round = begun
    rooms = {row.text("school_code") for row in open_frozen(package).table("rooms")}
    for submission in of_schools(round):
        assert bool(entries(submission, "rooms")) == (submission.unit.code in rooms)
        assert entries(submission, "classes") == []


def test_every_section_of_last_year_and_of_the_kind_of_school_is_asked(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, package, round = begun
    before = {(row.text("school_code"), row.text("level")) for row in open_frozen(package).sections}
    for submission in of_schools(round):
        asked = {row.values["level"] for row in entries(submission, "sections")}
        assert asked == {level for code, level in before if code == submission.unit.code} | set(
            rules()["levels"][submission.unit.school_kind]
        )


def test_a_school_that_was_closed_is_not_asked(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, package, round = begun
    closed = {row.text("school_code") for row in open_frozen(package).schools if row.date("closed_on")}
    asked = {submission.unit.code for submission in of_schools(round)}
    assert closed.isdisjoint(asked)
    assert len(asked) + len(closed) == len(open_frozen(package).schools)


def test_the_periods_of_facts_move_on_with_the_year(begun: tuple[County, FrozenPackage, Round]) -> None:
    county, _package, round = begun
    rows = {entry.key: entry for entry in entries(submission_of(county, round, "finance_bureau"), "facts")}
    assert f"regular_revenue_yuan|||FY{SCHOOL_YEAR}" in rows
    assert f"regular_revenue_yuan|||FY{SCHOOL_YEAR - 2}" not in rows
    row = rows[f"regular_revenue_yuan|||FY{SCHOOL_YEAR}"]
    assert "value" not in row.values
    assert row.last_year["value"]
    assert row.values["unit"] == "元"


def test_a_form_that_was_just_begun_reads_back_as_it_is(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, _package, round = begun
    for submission in Submission.objects.unscoped().filter(round=round).select_related("round__county", "unit__township"):
        form = form_of(submission)
        reading = read_form(form_bytes(form), form)
        assert reading.problems.found == []
        for table in form.tables:
            read = {row.key: row.values for row in reading.rows[table.name]}
            given = {key: {name: row.get(name) for name in table.answered} for key, row in table.given}
            assert read == given


def test_what_a_submission_begins_with_is_the_fold_of_its_first_revision(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, _package, round = begun
    for submission in Submission.objects.unscoped().filter(round=round):
        stands = {(entry.table, entry.key): entry.values for entry in Entry.objects.unscoped().filter(submission=submission)}
        assert stands == rows_at(submission, 1)


def test_a_count_that_jumps_from_last_year_is_named(begun: tuple[County, FrozenPackage, Round]) -> None:
    _county, _package, round = begun
    submission = next(one for one in of_schools(round) if one.unit.school_kind == "junior")
    (row,) = entries(submission, "sections")
    pupils = {"sections": [RowEdit(row.key, {"pupils": str(3 * int(row.last_year["pupils"]))})]}
    save_rows(SYSTEM, submission.pk, pupils, base_revision=1, source="form")
    submission.refresh_from_db()
    jumps = [one for one in problems_of(submission) if one.code == "jump"]
    assert [(one.table, one.key, one.column) for one in jumps] == [("sections", row.key, "pupils")]
    assert row.last_year["pupils"] in jumps[0].what


def test_of_the_same_school_year_everything_stays_and_nothing_is_last_years(db: None, tmp_path: Path) -> None:
    county, package = loaded_county(tmp_path)
    days = [datetime.date(SCHOOL_YEAR, 10, number) for number in (10, 11, 12)]
    deadlines = dict(zip(("submit_by", "check_by", "approve_by"), days, strict=True))
    round = opened(county, previous=package, school_year=SCHOOL_YEAR, as_of=datetime.date(SCHOOL_YEAR, 9, 30), **deadlines)
    submission = next(one for one in of_schools(round) if one.unit.school_kind == "primary")
    (row,) = entries(submission, "schools")
    assert "books" in row.values
    assert row.last_year == {}
    assert entries(submission, "classes")


def test_a_package_that_is_loaded_in_between_does_not_undo_the_countys_matrix(begun: tuple[County, FrozenPackage, Round]) -> None:
    county, package, round = begun
    text = round.matrix + "# ours\n"
    Round.objects.unscoped().filter(pk=round.pk).update(matrix=text)
    loaded = Round.objects.unscoped().get(pk=package.round_id)
    Round.objects.unscoped().filter(pk=loaded.pk).update(created_at=timezone.now())
    assert make_round(county.actor("office"), county.unit, plan()).matrix == text


def test_every_rule_names_columns_that_exist() -> None:
    for table, patterns in rules()["carried"].items():
        names = [column.name for column in TABLE_BY_NAME[table].columns]
        assert [pattern for pattern in patterns if not any(fnmatchcase(name, pattern) for name in names)] == []


def test_five_hundred_schools_are_opened_in_a_few_seconds_and_few_questions(
    db: None, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    county, package = loaded_county(tmp_path, 500)
    begun = time.process_time()
    with django_assert_max_num_queries(120):
        round = opened(county, previous=package)
    assert time.process_time() - begun < 15
    assert Submission.objects.unscoped().filter(round=round).count() > Unit.objects.unscoped().filter(kind="school").count() - 20
