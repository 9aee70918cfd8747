"""Submissions brought to a state by the people of the county, for the tests of reviewing."""

from __future__ import annotations

from junheng.web.collect import services_review, services_signature
from junheng.web.collect.checking import FoundProblem, problems_of
from junheng.web.collect.content import content_sha256
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.guarding import unconfirmed_tables
from junheng.web.collect.models import Entry, Submission
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_explain import confirm_empty, explain
from web.collect.rounds import opened, submission_of
from web.county import County

SCHOOL = "9901000001"
SECTION = f"{SCHOOL}|primary"
PREMISES = {"teaching_area_m2": "3000", "indoor_sports_area_m2": "200", "sports_ground_area_m2": "4000", "books": "9000"}
COUNTS = {"pupils": "412", "classes": "12", "teachers": "30", "staff": "32"}
PDF = b"%PDF-1.4 signed and sealed"


def reread(submission: Submission) -> Submission:
    """The submission as the database has it now."""
    return Submission.objects.unscoped().select_related("round__county", "unit__township", "check_unit").get(pk=submission.pk)


def save(county: County, submission: Submission, values: dict[str, str | None], table: str = "schools", by: str = "reporter") -> None:
    """Save cells of the school's one row of a table."""
    key = Entry.objects.unscoped().get(submission=submission, table=table).key
    save_rows(county.actor(by), submission.pk, {table: [RowEdit(key, values)]}, base_revision=None, source="form")


def blank(county: County) -> Submission:
    return submission_of(county, opened(county), SCHOOL)


def filled(county: County) -> Submission:
    """The first school's submission, with figures, every oddity explained and every empty table confirmed."""
    submission = blank(county)
    save(county, submission, dict(PREMISES))
    save(county, submission, dict(COUNTS), "sections")
    ready(county, submission)
    return reread(submission)


def ready(county: County, submission: Submission) -> None:
    """Explain and confirm whatever stands between the submission and handing it in."""
    reporter = county.actor("reporter")
    for table in unconfirmed_tables(reread(submission)):
        confirm_empty(reporter, submission.pk, table)
    if open_ones := warnings(submission):
        explain(reporter, submission.pk, [one.oddity for one in open_ones], "已核实，情况属实")


def submitted(county: County) -> Submission:
    submission = filled(county)
    services_review.submit(county.actor("reporter"), submission.pk)
    return reread(submission)


def signed(county: County) -> Submission:
    submission = submitted(county)
    services_signature.sign(county.actor("principal"), submission.pk, content_sha256(submission))
    return reread(submission)


def checked(county: County) -> Submission:
    submission = signed(county)
    services_review.check(county.actor("checker"), submission.pk)
    return reread(submission)


def approved(county: County) -> Submission:
    submission = checked(county)
    services_review.approve(county.actor("approver"), submission.pk)
    return reread(submission)


def warnings(submission: Submission) -> list[FoundProblem]:
    """The oddities that nobody has explained."""
    return [one for one in problems_of(reread(submission)) if one.severity == "warning" and not one.is_explained]
