"""Explaining: an oddity is explained for the value that it was found in, and an empty table is confirmed."""

from __future__ import annotations

import pytest

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.content import content_sha256
from junheng.web.collect.guarding import unconfirmed_tables
from junheng.web.collect.models import Explanation
from junheng.web.collect.services_explain import confirm_empty, explain, explain_alike
from junheng.web.people.actor import NotAllowed
from web.collect import reviews
from web.collect.reviews import reread, save, warnings
from web.county import County


def test_an_explanation_is_kept_counted_and_audited(county: County) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"teaching_area_m2": "1"}, "schools")
    save(county, submission, {"pupils": "412"}, "sections")
    open_ones = warnings(submission)
    assert reread(submission).unexplained == len(open_ones) > 0
    explain(county.actor("reporter"), submission.pk, [open_ones[0].oddity], "今年只有一间教室")
    assert reread(submission).unexplained == len(open_ones) - 1
    event = AuditEvent.objects.unscoped().get(action="submission.explain")
    assert event.after["explanations"][0][-1] == "今年只有一间教室"


def test_an_explanation_is_void_once_the_value_changes(county: County) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"pupils": "412", "teachers": "1"}, "sections")
    odd = next(one for one in warnings(submission) if one.column == "teachers")
    explain(county.actor("reporter"), submission.pk, [odd.oddity], "其余教师由中心校派出")
    assert odd.oddity not in {one.oddity for one in warnings(submission)}
    save(county, submission, {"teachers": "2"}, "sections")
    again = [one for one in warnings(submission) if one.column == "teachers"]
    assert [(one.code, one.found) for one in again] == [(odd.code, "2")]


def test_one_explanation_serves_all_of_a_kind(county: County) -> None:
    submission = reviews.blank(county)
    save(county, submission, {"pupils": "412"}, "sections")
    open_ones = warnings(submission)
    code = open_ones[0].code
    alike = [one for one in open_ones if one.code == code]
    assert explain_alike(county.actor("reporter"), submission.pk, code, "新建学校") == len(alike)
    assert code not in {one.code for one in warnings(submission)}
    with pytest.raises(NotAllowed, match="都已经说明"):
        explain_alike(county.actor("reporter"), submission.pk, code, "再说一遍")


@pytest.mark.parametrize("text", ["", "   ", "长" * 501])
def test_an_explanation_says_something_and_not_too_much(county: County, text: str) -> None:
    submission = reviews.blank(county)
    with pytest.raises(NotAllowed, match="请写明情况"):
        explain(county.actor("reporter"), submission.pk, [warnings(submission)[0].oddity], text)


def test_nobody_explains_for_a_unit_but_its_reporters(county: County) -> None:
    submission = reviews.blank(county)
    for stranger in ("checker", "approver", "office", "principal"):
        with pytest.raises(NotAllowed, match="只有填报单位"):
            confirm_empty(county.actor(stranger), submission.pk, "classes")


def test_nothing_is_explained_once_it_is_handed_in(county: County) -> None:
    submission = reviews.submitted(county)
    before = content_sha256(submission)
    with pytest.raises(NotAllowed, match="请先撤回"):
        explain_alike(county.actor("reporter"), submission.pk, "any", "补充")
    assert content_sha256(submission) == before


def test_an_oddity_that_is_not_there_cannot_be_explained(county: County) -> None:
    submission = reviews.blank(county)
    with pytest.raises(NotAllowed, match="提示已经变化"):
        explain(county.actor("reporter"), submission.pk, [("no_such_code", "schools", "x", "books", "1")], "说明")
    assert not Explanation.objects.unscoped().exists()


def test_a_table_with_rows_cannot_be_confirmed_as_empty(county: County) -> None:
    submission = reviews.blank(county)
    assert unconfirmed_tables(submission) == ["campuses", "classes", "rooms", "subject_teachers"]
    with pytest.raises(NotAllowed, match="不是空表"):
        confirm_empty(county.actor("reporter"), submission.pk, "sections")
    confirm_empty(county.actor("reporter"), submission.pk, "classes")
    assert unconfirmed_tables(submission) == ["campuses", "rooms", "subject_teachers"]
