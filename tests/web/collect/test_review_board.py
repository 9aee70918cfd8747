"""The board: lights, sums, filters, and a county of five hundred schools in few queries."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.board import Filter, board_of
from junheng.web.collect.lights import Standing, is_on_time, is_overdue, standing
from junheng.web.collect.models import Reminder, Submission
from junheng.web.collect.services_reminders import extend, remind
from junheng.web.people.actor import NotAllowed
from junheng.web.people.services_units import SchoolEntry
from junheng.web.tasks import LIGHTS
from web.collect import reviews
from web.collect.reviews import reread
from web.collect.rounds import opened
from web.county import County, make_county

TODAY = datetime.date(2026, 10, 10)


def rows_of(submission: Submission) -> list[Submission]:
    return list(Submission.objects.unscoped().filter(round=submission.round).select_related("unit"))


@pytest.mark.parametrize(
    ("state", "days", "light"),
    [
        ("blank", 5, "grey"),
        ("saved", 5, "blue"),
        ("blank", 3, "amber"),
        ("saved", 0, "amber"),
        ("blank", -1, "red"),
        ("saved", -9, "red"),
        ("returned", 5, "amber"),
        ("returned", -1, "red"),
        ("submitted", -1, "green"),
        ("approved", -1, "green"),
    ],
)
def test_the_light_says_how_pressing_it_is(state: str, days: int, light: str) -> None:
    submission = Submission(state=state, due_on=TODAY + datetime.timedelta(days=days))
    found = standing(submission, TODAY)
    assert (found.light, found.light in LIGHTS) == (light, True)
    assert found.words
    assert is_overdue(submission, TODAY) is (light == "red")


def test_handed_in_on_the_last_evening_is_on_time_and_after_midnight_in_china_it_is_not() -> None:
    last_evening = datetime.datetime(2026, 10, 10, 15, 59, tzinfo=datetime.UTC)
    submission = Submission(state="submitted", due_on=TODAY, first_submitted_at=last_evening)
    assert is_on_time(submission) is True
    submission.first_submitted_at = last_evening + datetime.timedelta(minutes=1)
    assert is_on_time(submission) is False
    assert standing(submission, TODAY) == Standing("amber", "逾期提交")


def test_the_board_filters_sorts_and_sums(county: County) -> None:
    submission = reviews.submitted(county)
    late = next(row for row in rows_of(submission) if row.unit.name == "第二小学")
    Submission.objects.unscoped().filter(pk=late.pk).update(due_on=TODAY - datetime.timedelta(days=1))
    every = Submission.objects.unscoped().filter(round=submission.round)
    assert [row.submission.unit.name for row in board_of(every, TODAY, Filter(only="late")).rows] == ["第二小学"]
    assert [row.submission.unit.name for row in board_of(every, TODAY, Filter(township="城关镇")).rows] == ["第一小学", "第一初级中学"]
    assert len(board_of(every, TODAY, Filter(name="小学")).rows) == 2
    schools = board_of(every, TODAY, Filter(kind="primary"), "-share")
    assert [row.submission.unit.name for row in schools.rows] == ["第一小学", "第二小学"]
    assert (schools.total.units, schools.total.handed_in, schools.total.overdue) == (2, 1, 1)
    assert [(one.name, one.units) for one in schools.by_township] == [("城关镇", 1), ("河东乡", 1)]
    assert sum(number for _state, _term, number in schools.states) == every.count()


def test_completeness_is_never_rounded_up_to_everything(county: County) -> None:
    submission = reviews.blank(county)
    Submission.objects.unscoped().filter(pk=submission.pk).update(cells_expected=1000, cells_filled=999)
    board = board_of(Submission.objects.unscoped().filter(pk=submission.pk), TODAY, Filter())
    assert (board.rows[0].share, board.total.share) == (99, 99)


def test_a_checker_sees_only_the_units_they_check(county: County, signed_in: Callable[[str], Client]) -> None:
    submission = reviews.blank(county)
    county.person("other", "checker", "personnel")
    seen = signed_in("other").get(reverse("collect:board", args=[submission.round_id])).content.decode()
    assert "第一小学" not in seen
    assert "人社局" in seen


def test_five_hundred_schools_are_shown_in_fifteen_queries(
    db: None, signed_in: Callable[[str], Client], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    names = [SchoolEntry(f"99010{number:05d}", f"第{number}小学", "primary", f"第{number % 20}乡") for number in range(1, 501)]
    county = make_county(schools=tuple(names))
    county.person("office", "office", "office")
    round = opened(county)
    client = signed_in("office")
    for name in ("board", "reminder_sheet", "board_export", "reminders"):
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            answer = client.get(reverse(f"collect:{name}", args=[round.pk]))
        assert answer.status_code == 200
    every = Submission.objects.unscoped().filter(round=round).values_list("pk", flat=True)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        remind(county.actor("office"), round.pk, list(every), "{单位}请尽快提交")
    assert Reminder.objects.unscoped().count() == len(every)


def test_only_the_office_reminds_and_only_those_who_have_not_handed_in(county: County) -> None:
    submission = reviews.submitted(county)
    every = [row.pk for row in rows_of(submission)]
    with pytest.raises(NotAllowed, match="只有创建办"):
        remind(county.actor("approver"), submission.round_id, every, "请提交")
    result = remind(county.actor("office"), submission.round_id, every, "请提交")
    assert [one.pk for one in result.not_needed] == [submission.pk]
    assert result.units == len(every) - 1
    event = AuditEvent.objects.unscoped().get(action="round.remind")
    assert len(event.after["units"]) == len(every) - 1
    with pytest.raises(NotAllowed, match="都已经提交"):
        remind(county.actor("office"), submission.round_id, [submission.pk], "请提交")
    with pytest.raises(NotAllowed, match="不能为空"):
        remind(county.actor("office"), submission.round_id, every, " ")


def test_the_log_says_who_was_reminded_by_whom_and_whether_it_was_read(county: County) -> None:
    submission = reviews.blank(county)
    remind(county.actor("office"), submission.round_id, [submission.pk], "{单位}请提交")
    sent = Reminder.objects.unscoped().order_by("to_name")
    assert [(one.to_name, one.by.username, one.text) for one in sent] == [
        ("principal", "office", "第一小学请提交"),
        ("reporter", "office", "第一小学请提交"),
    ]
    assert all(one.notice is not None and one.notice.read_at is None for one in sent)


@pytest.mark.parametrize(
    ("day", "reason", "words"),
    [("2026-10-15", "理由", "晚于"), ("2026-11-30", "理由", "不晚于"), ("2026-10-20", " ", "必须写明理由")],
)
def test_an_extension_needs_a_reason_and_a_later_day_within_the_round(county: County, day: str, reason: str, words: str) -> None:
    submission = reviews.blank(county)
    with pytest.raises(NotAllowed, match=words):
        extend(county.actor("office"), submission.pk, datetime.date.fromisoformat(day), reason)
    assert reread(submission).due_on.isoformat() == "2026-10-15"


def test_an_extension_is_audited_with_both_days(county: County) -> None:
    submission = reviews.blank(county)
    extend(county.actor("office"), submission.pk, datetime.date(2026, 10, 20), "停电")
    event = AuditEvent.objects.unscoped().get(action="submission.extend")
    assert (event.before, event.after, event.reason) == ({"due_on": "2026-10-15"}, {"due_on": "2026-10-20"}, "停电")


def test_the_reporter_is_told_what_is_to_be_filled_in_mended_and_handed_in_again(
    county: County, signed_in: Callable[[str], Client]
) -> None:
    submission = reviews.blank(county)
    assert "请填报并提交：2026年度数据采集（第一小学）" in signed_in("reporter").get("/").content.decode()
    assert "2026年度数据采集（财政局）" in signed_in("liaison").get("/").content.decode()
    reviews.save(county, submission, {"teaching_area_m2": "100", "indoor_sports_area_m2": "200"})
    assert "有 1 条错误要改正" in signed_in("reporter").get("/").content.decode()
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="returned")
    assert "已退回，请改正后重新提交" in signed_in("reporter").get("/").content.decode()
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="submitted")
    assert "2026年度数据采集" not in signed_in("reporter").get("/").content.decode()


def test_everybody_finds_their_part_of_reviewing_on_the_first_page(county: County, signed_in: Callable[[str], Client]) -> None:
    submission = reviews.submitted(county)
    Submission.objects.unscoped().update(due_on=timezone.localdate())
    assert "请校长签字确认：2026年度数据采集" in signed_in("principal").get("/").content.decode()
    assert "待初审：2026年度数据采集" in signed_in("checker").get("/").content.decode()
    assert "待审核" not in signed_in("approver").get("/").content.decode()
    Submission.objects.unscoped().filter(pk=submission.pk).update(state="checked")
    assert "待审核：2026年度数据采集" in signed_in("approver").get("/").content.decode()
    assert "逾期未提交的单位" not in signed_in("office").get("/").content.decode()
    Submission.objects.unscoped().filter(unit__name="第二小学").update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert "逾期未提交的单位，请催报：2026年度数据采集" in signed_in("office").get("/").content.decode()
