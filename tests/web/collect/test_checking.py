"""What the checks say of a submission: kept for each revision, said in either language, and explained for one value only."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from junheng.web.collect.checking import check_submission, from_json, problems_of, refresh_counts, to_json
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.models import CheckResult, Explanation, Submission
from junheng.web.collect.services_entries import save_rows
from web.collect.rounds import opened, submission_of
from web.county import County

SCHOOL = "9901000001"


@pytest.fixture
def submission(county: County) -> Submission:
    return submission_of(county, opened(county), SCHOOL)


def save(county: County, submission: Submission, table: str, key: str | None, **values: str | None) -> Submission:
    edit = RowEdit(key, values)
    save_rows(county.actor("reporter"), submission.pk, {table: [edit]}, base_revision=None, source="form")
    found: Submission = Submission.objects.unscoped().select_related("round__county", "unit__township", "check_unit").get(pk=submission.pk)
    return found


def test_a_contradiction_is_an_error_with_its_cell_and_what_to_do(county: County, submission: Submission) -> None:
    submission = save(county, submission, "schools", SCHOOL, computers="5", computers_expired="9")
    error = problems_of(submission)[0]
    assert (error.severity, error.table, error.key, error.column) == ("error", "schools", SCHOOL, "computers_expired")
    assert error.place == "学校「超年限计算机」"
    assert error.found == "9"
    assert all((error.what, error.why, error.remedy, error.anchor))
    assert submission.errors == 1


def test_only_what_the_unit_fills_in_is_named(county: County, submission: Submission) -> None:
    submission = save(county, submission, "schools", SCHOOL, books="3000")
    form_columns = {("schools", "authorised_posts"), ("schools", "sponsor"), ("schools", "operating_budget_yuan")}
    assert not {(one.table, one.column) for one in problems_of(submission)} & form_columns


def test_what_the_checks_said_is_kept_until_the_next_save(county: County, submission: Submission, django_assert_num_queries: Any) -> None:
    submission = save(county, submission, "schools", SCHOOL, computers="5", computers_expired="9")
    kept = CheckResult.objects.unscoped().get(submission=submission)
    assert kept.revision == submission.revision
    with django_assert_num_queries(2):
        found = problems_of(submission)
    assert [to_json(one) for one in found] == [to_json(one) for one in check_submission(submission)]
    submission = save(county, submission, "schools", SCHOOL, computers_expired="2")
    assert [one for one in problems_of(submission) if one.severity == "error"] == []
    assert CheckResult.objects.unscoped().filter(submission=submission).count() == 1


def test_a_kept_problem_says_the_same_in_both_languages(county: County, submission: Submission) -> None:
    submission = save(county, submission, "schools", SCHOOL, computers="5", computers_expired="9", books="3.5")
    for fresh in check_submission(submission):
        kept = from_json(to_json(fresh))
        for language in ("zh-hans", "en"):
            with translation.override(language):
                assert (kept.what, kept.why, kept.remedy, kept.place) == (fresh.what, fresh.why, fresh.remedy, fresh.place)
    with translation.override("en"):
        assert problems_of(submission)[0].what.isascii()


def test_an_explanation_stands_for_one_value_only(county: County, submission: Submission) -> None:
    submission = save(county, submission, "sections", f"{SCHOOL}|primary", pupils="500")
    warning = next(one for one in problems_of(submission) if one.severity == "warning")
    unexplained = submission.unexplained
    code, table, key, column, found = warning.oddity
    reporter = county.actor("reporter").user
    Explanation(submission=submission, code=code, table=table, key=key, column=column, found=found, text="属实", by=reporter).save()
    refresh_counts(submission)
    assert submission.unexplained == unexplained - 1
    assert next(one for one in problems_of(submission) if one.oddity == warning.oddity).explanation == "属实"
    Explanation.objects.unscoped().update(found="别的值")
    refresh_counts(submission)
    assert submission.unexplained == unexplained


def test_completeness_counts_what_an_indicator_reads(county: County, submission: Submission) -> None:
    expected, filled = submission.cells_expected, submission.cells_filled
    submission = save(county, submission, "sections", f"{SCHOOL}|primary", pupils="500", doctor_teachers="0")
    assert (submission.cells_expected, submission.cells_filled) == (expected, filled + 1)
    submission = save(county, submission, "sections", f"{SCHOOL}|primary", pupils=None)
    assert submission.cells_filled == filled
