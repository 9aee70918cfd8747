"""Reviewing: who may take which step, what stands in its way, and what is remembered of it."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from junheng.web.audit.models import AuditEvent
from junheng.web.collect import services_review as review
from junheng.web.collect.differences import changes_since
from junheng.web.collect.models import CellReturn, Round, Submission
from junheng.web.collect.services_returns import answer_return
from junheng.web.collect.services_review import ReturnedCell
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import SYSTEM, NotAllowed
from junheng.web.people.models import Notice, Post, User
from junheng.web.people.services import give_post
from junheng.web.people.services_posts import name_deputy
from web.collect import reviews
from web.collect.reviews import SCHOOL, reread, save
from web.county import County

BOOKS = ReturnedCell("schools", SCHOOL, "books", "与图书台账不符，请核对")


def stand_in(post: Post, deputy: User) -> None:
    today = timezone.localdate()
    name_deputy(SYSTEM, post.pk, deputy, today, today + datetime.timedelta(days=7))


def test_a_submission_goes_from_saving_to_approval_by_four_people(county: County) -> None:
    submission = reviews.approved(county)
    assert submission.state == "approved"
    assert submission.approved_revision == submission.submitted_revision == submission.revision
    who = [submission.submitted_by.username, submission.checked_by.username, submission.approved_by.username]
    assert who == ["reporter", "checker", "approver"]


def test_every_step_is_in_the_audit_trail_with_the_state_before_and_after(county: County) -> None:
    reviews.approved(county)
    steps = (
        AuditEvent.objects.unscoped().filter(action__in=("submission.submit", "submission.check", "submission.approve")).order_by("number")
    )
    assert [(event.before["state"], event.after["state"]) for event in steps] == [
        ("saved", "submitted"),
        ("submitted", "checked"),
        ("checked", "approved"),
    ]


def test_all_that_is_missing_is_said_at_once_and_nothing_is_handed_in(county: County) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"teaching_area_m2": "100", "indoor_sports_area_m2": "200"})
    with pytest.raises(StepRefused) as refusal:
        review.submit(county.actor("reporter"), submission.pk)
    for words in ("还有必须修改的错误", "还有提示没有核实", "有空表没有确认"):
        assert words in refusal.value.zh
    assert reread(submission).state == "saved"


def test_a_neighbour_school_cannot_hand_in_for_another(county: County) -> None:
    submission = reviews.filled(county)
    county.person("neighbour", "reporter", "9901000002")
    with pytest.raises(StepRefused, match="您的岗位不能"):
        review.submit(county.actor("neighbour"), submission.pk)


def test_a_checker_of_another_division_cannot_check(county: County) -> None:
    submission = reviews.submitted(county)
    county.person("stranger", "checker", "personnel")
    with pytest.raises(StepRefused, match="您的岗位不能"):
        review.check(county.actor("stranger"), submission.pk)


def test_a_recalled_submission_can_be_changed_and_handed_in_again(county: County) -> None:
    submission = reviews.submitted(county)
    with pytest.raises(StepRefused, match="已提交"):
        save(county, submission, {"books": "9100"})
    review.recall(county.actor("reporter"), submission.pk)
    save(county, submission, {"books": "9100"})
    reviews.ready(county, submission)
    review.submit(county.actor("reporter"), submission.pk)
    assert reread(submission).state == "submitted"


def test_nobody_approves_what_they_reported(county: County) -> None:
    submission = reviews.checked(county)
    reporter = county.actor("reporter").user
    assert reporter is not None
    give_post(SYSTEM, reporter, "approver", county.place("education_bureau"))
    with pytest.raises(StepRefused, match="不能审核自己填报或自己初审的内容"):
        review.approve(county.actor("reporter"), submission.pk)


def test_nobody_approves_what_they_checked(county: County) -> None:
    submission = reviews.checked(county)
    checker = county.actor("checker").user
    assert checker is not None
    give_post(SYSTEM, checker, "approver", county.place("education_bureau"))
    with pytest.raises(StepRefused, match="不能审核自己填报或自己初审的内容"):
        review.approve(county.actor("checker"), submission.pk)


def test_a_deputy_does_not_approve_what_the_person_they_stand_in_for_has_checked(county: County) -> None:
    submission = reviews.checked(county)
    checker = county.actor("checker").user
    assert checker is not None
    bureau = county.place("education_bureau")
    post = give_post(SYSTEM, checker, "approver", bureau)
    deputy = county.person("deputy", "leader", "leading_group")
    stand_in(post, deputy)
    with pytest.raises(StepRefused, match="不能审核自己填报或自己初审的内容"):
        review.approve(county.actor("deputy"), submission.pk)


def test_nobody_approves_what_their_deputy_has_checked_for_them(county: County) -> None:
    submission = reviews.signed(county)
    main = county.person("main", "checker", "basic_education")
    give_post(SYSTEM, main, "approver", county.place("education_bureau"))
    post = Post.objects.unscoped().get(user=main, role="checker")
    deputy = county.person("deputy", "leader", "leading_group")
    stand_in(post, deputy)
    review.check(county.actor("deputy"), submission.pk)
    with pytest.raises(StepRefused, match="不能审核自己填报或自己初审的内容"):
        review.approve(county.actor("main"), submission.pk)


def test_whoever_opened_the_round_has_not_reported_the_rows_of_last_year(county: County) -> None:
    submission = reviews.checked(county)
    office = county.actor("office").user
    assert office is not None
    give_post(SYSTEM, office, "approver", county.place("education_bureau"))
    assert review.approve(county.actor("office"), submission.pk).state == "approved"


def test_a_return_carries_a_reason_for_each_cell_and_tells_the_reporter(county: County) -> None:
    submission = reviews.submitted(county)
    review.return_cells(county.actor("checker"), submission.pk, "请核对后重报", [BOOKS])
    returned = reread(submission)
    assert (returned.state, returned.returns) == ("returned", 1)
    rows = {(row.column, row.value, row.reason) for row in CellReturn.objects.unscoped().filter(submission=submission)}
    assert rows == {("", "", "请核对后重报"), ("books", "9000", BOOKS.reason)}
    told = Notice.objects.unscoped().filter(text__contains="请核对后重报").values_list("user__username", flat=True)
    assert set(told) == {"reporter", "principal"}


def test_a_return_without_a_reason_is_refused(county: County) -> None:
    submission = reviews.submitted(county)
    with pytest.raises(StepRefused, match="必须写明理由"):
        review.return_cells(county.actor("checker"), submission.pk, "  ")
    assert reread(submission).state == "submitted"


def test_a_return_names_every_cell_that_is_wrong_and_returns_nothing(county: County) -> None:
    submission = reviews.submitted(county)
    cells = [ReturnedCell("schools", SCHOOL, "books", " "), ReturnedCell("schools", "9901000002", "books", "x"), BOOKS]
    with pytest.raises(NotAllowed) as refusal:
        review.return_cells(county.actor("checker"), submission.pk, "总的理由", cells)
    assert "请写明退回理由" in str(refusal.value)
    assert "没有这个单元格" in str(refusal.value)
    assert not CellReturn.objects.unscoped().exists()
    assert reread(submission).state == "submitted"


def test_a_returned_cell_must_change_or_be_answered_before_it_is_handed_in_again(county: County) -> None:
    submission = reviews.submitted(county)
    cells = [BOOKS, ReturnedCell("schools", SCHOOL, "teaching_area_m2", "与房产证不符")]
    review.return_cells(county.actor("checker"), submission.pk, "", cells)
    save(county, submission, {"books": "9500"})
    reviews.ready(county, submission)
    with pytest.raises(StepRefused, match="有退回的单元格没有处理"):
        review.submit(county.actor("reporter"), submission.pk)
    row = CellReturn.objects.unscoped().get(settled_at__isnull=True)
    assert row.column == "teaching_area_m2"
    answer_return(county.actor("reporter"), row.pk, "已按房产证核对，数值无误")
    assert review.submit(county.actor("reporter"), submission.pk).state == "submitted"


def test_only_the_unit_answers_a_return(county: County) -> None:
    submission = reviews.submitted(county)
    review.return_cells(county.actor("checker"), submission.pk, "", [BOOKS])
    row = CellReturn.objects.unscoped().get()
    with pytest.raises(NotAllowed, match="只有填报单位"):
        answer_return(county.actor("checker"), row.pk, "我来答复")


def test_a_return_is_answered_once_and_not_after_the_freeze(county: County) -> None:
    submission = reviews.submitted(county)
    review.return_cells(county.actor("checker"), submission.pk, "", [BOOKS, ReturnedCell("schools", SCHOOL, "computers", "请核对")])
    first, second = CellReturn.objects.unscoped().order_by("pk")
    answer_return(county.actor("reporter"), first.pk, "已核对，数值无误")
    with pytest.raises(NotAllowed, match="已经处理"):
        answer_return(county.actor("reporter"), first.pk, "再说一遍")
    Round.objects.unscoped().update(state="frozen")
    with pytest.raises(NotAllowed, match="不用再答复"):
        answer_return(county.actor("reporter"), second.pk, "已核对，数值无误")


def test_the_reviewer_sees_the_cells_changed_since_the_last_review(county: County) -> None:
    submission = reviews.submitted(county)
    review.return_cells(county.actor("checker"), submission.pk, "请改", [BOOKS])
    save(county, submission, {"books": "9500", "computers": "60"})
    save(county, submission, {"computers": None})
    now = reread(submission)
    assert now.reviewed_revision is not None
    changes = changes_since(now, now.reviewed_revision)
    assert [(one.heading, one.shown_before, one.shown_after, one.by) for one in changes] == [("图书册数", "9000", "9500", "reporter")]


def test_a_withdrawn_approval_keeps_its_reason_and_what_had_been_approved(county: County) -> None:
    submission = reviews.approved(county)
    with pytest.raises(StepRefused, match="必须写明理由"):
        review.withdraw(county.actor("approver"), submission.pk, "")
    review.withdraw(county.actor("approver"), submission.pk, "发现面积有误")
    review.return_cells(county.actor("approver"), submission.pk, "", [ReturnedCell("schools", SCHOOL, "teaching_area_m2", "面积有误")])
    save(county, submission, {"teaching_area_m2": "2800"})
    now = reread(submission)
    assert (now.approved_at, now.approved_revision) == (None, submission.revision)
    assert [(one.before, one.after) for one in changes_since(now, now.approved_revision)] == [("3000", "2800")]
    event = AuditEvent.objects.unscoped().get(action="submission.withdraw")
    assert (event.reason, event.before["state"], event.after["state"]) == ("发现面积有误", "approved", "checked")


def test_an_approved_submission_cannot_be_changed(county: County) -> None:
    submission = reviews.approved(county)
    with pytest.raises(StepRefused, match="审核通过"):
        save(county, submission, {"books": "1"})


def test_nothing_moves_once_the_round_is_frozen(county: County) -> None:
    submission = reviews.submitted(county)
    Round.objects.unscoped().update(state="frozen")
    with pytest.raises(StepRefused, match="已经冻结"):
        review.check(county.actor("checker"), submission.pk)
    with pytest.raises(StepRefused, match="已经冻结"):
        review.recall(county.actor("reporter"), submission.pk)


def test_a_batch_takes_those_that_can_and_names_those_that_cannot(county: County) -> None:
    submission = reviews.submitted(county)
    other = Submission.objects.unscoped().get(round=submission.round, unit__code="9901000002")
    result = review.batch(county.actor("checker"), "check", [submission.pk, other.pk])
    assert [one.pk for one in result.done] == [submission.pk]
    assert [one.pk for one, _why in result.refused] == [other.pk]
    assert "未填报" in result.refused[0][1]
    assert reread(other).state == "blank"


def test_a_batch_reaches_nothing_outside_the_scope(county: County) -> None:
    submission = reviews.submitted(county)
    county.person("stranger", "checker", "personnel")
    result = review.batch(county.actor("stranger"), "check", [submission.pk])
    assert (result.done, result.refused) == ([], [])


def test_the_first_day_of_handing_in_is_kept_when_it_is_returned(county: County) -> None:
    submission = reviews.submitted(county)
    first = submission.first_submitted_at
    assert first is not None
    assert timezone.now() - first < datetime.timedelta(minutes=5)
    review.return_cells(county.actor("checker"), submission.pk, "请补充说明")
    review.submit(county.actor("reporter"), submission.pk)
    assert reread(submission).first_submitted_at == first
