"""The one sentence that says what is to be done next, or for whom everybody waits."""

from __future__ import annotations

from junheng.web.collect.models import Submission
from junheng.web.collect.next_step import next_words
from junheng.web.collect.reviewing import Review
from web.collect import reviews
from web.county import County


def said_to(county: County, username: str, submission: Submission) -> str:
    return next_words(Review(submission, county.actor(username)))


def test_a_reporter_who_has_handed_in_is_told_for_whom_they_wait_and_a_checker_to_look(county: County) -> None:
    submission = reviews.submitted(county)
    assert said_to(county, "reporter", submission) == f"等待{submission.check_unit}初审。"
    assert said_to(county, "checker", submission).startswith("请核对数据后办理")


def test_an_approver_who_has_approved_is_told_that_the_office_freezes(county: County) -> None:
    submission = reviews.approved(county)
    assert said_to(county, "approver", submission) == "审核已经通过，等待创建办冻结本轮数据。"


def test_a_reporter_who_has_not_begun_is_told_the_two_ways(county: County) -> None:
    assert said_to(county, "reporter", reviews.blank(county)) == "请下载填报表填好后上传，或者直接在网页上填写。"
