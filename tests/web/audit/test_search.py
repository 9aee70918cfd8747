"""The page of the trail: what it finds, what it shows of a change, who sees what, and the workbook that goes with it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from junheng.web.audit import tables
from junheng.web.audit.changes import ChangedField, changed_fields
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.services import record
from junheng.web.audit.views import READERS
from junheng.web.people.actor import NotAllowed
from junheng.web.people.roles import default_roles
from web.county import County, make_county

SignedIn = Callable[[str], Client]
CHANGES = [
    {"table": "schools", "key": "9901000001", "column": "books", "before": "100", "after": "120"},
    {"table": "schools", "key": "9901000001", "column": "kind", "before": None, "after": "primary"},
]


@transaction.atomic
def write(
    county: County, username: str = "office", action: str = "submission.save", subject: str = "submission:7", **more: Any
) -> AuditEvent:
    more.setdefault("unit", county.unit)
    return record(county.actor(username), action, subject, **more)


def numbers(answer: Any) -> list[int]:
    return [line.event.number for line in answer.context["page"].lines]


def asked(client: Client, **filters: object) -> list[int]:
    answer = client.get("/audit/", filters)
    assert answer.status_code == 200
    return numbers(answer)


def test_a_changed_cell_is_told_with_the_words_of_its_sheet(county: County) -> None:
    event = write(county, after={"revision": 3, "changes": CHANGES}, before={"revision": 2})
    assert changed_fields(event) == [
        ChangedField("保存序号", "2", "3"),
        ChangedField("学校 · 9901000001 · 图书册数", "100", "120"),
        ChangedField("学校 · 9901000001 · 办学类型", "", "小学"),
    ]


def test_a_state_is_told_as_its_machine_calls_it(county: County) -> None:
    event = write(county, before={"state": "saved", "due_on": "2026-10-01"}, after={"state": "submitted", "due_on": "2026-10-01"})
    assert changed_fields(event) == [ChangedField("状态", "已保存", "已提交")]


@pytest.mark.parametrize("text", ["甲乙", 'say "x"', "第二行"])
def test_text_is_found_in_values_and_reasons_whatever_the_database(county: County, signed_in: SignedIn, text: str) -> None:
    wanted = {
        write(county, before={"name": f"前{text}后"}).number,
        write(county, after=[{"name": text}]).number,
        write(county, reason=f"因为{text}。").number,
    }
    write(county, after={"name": "别的"})
    assert set(asked(signed_in("office"), text=text)) == wanted


def test_each_filter_finds_its_events_and_no_others(county: County, signed_in: SignedIn) -> None:
    office = signed_in("office")
    school = county.place("9901000001")
    mine = write(county, "reporter", unit=school, after={"revision": 1}, subject="submission:71").number
    other = write(county, "approver", "county.units", "county:990100").number
    assert asked(office, who="reporter") == [mine]
    assert mine in asked(office, unit="第一小学")
    assert other not in asked(office, unit="第一小学")
    assert other in asked(office, action="county.units")
    assert mine not in asked(office, action="county.units")
    assert asked(office, subject="submission:71") == [mine]
    today = AuditEvent.objects.unscoped().get(number=mine).at.astimezone(datetime.timezone(datetime.timedelta(hours=8))).date()
    assert mine in asked(office, since=today, until=today)
    assert asked(office, until=today - datetime.timedelta(days=1)) == []
    assert asked(office, since=today + datetime.timedelta(days=1)) == []


def test_a_question_that_cannot_be_read_is_refused_and_not_dropped(county: County, signed_in: SignedIn) -> None:
    for wrong in ({"since": "昨天"}, {"action": "no.such"}, {"before": "x"}, {"since": "2026-02-02", "until": "2026-02-01"}):
        answer = signed_in("office").get("/audit/", wrong)
        assert answer.status_code == 422, wrong
        assert "page" not in answer.context
        assert signed_in("office").get("/audit/export", wrong).status_code == 422


def test_pages_follow_one_another_without_a_gap(county: County, signed_in: SignedIn) -> None:
    written = [write(county, after={"n": n}).number for n in range(2 * tables.PAGE + 5)]
    client = signed_in("office")
    seen: list[int] = []
    before: int | None = None
    while True:
        answer = client.get("/audit/", {"subject": "submission:7", **({"before": before} if before else {})})
        seen += numbers(answer)
        before = answer.context["page"].older
        if before is None:
            break
        assert f"before={before}" in answer.content.decode()
    assert seen == written[::-1]


def test_a_page_of_the_trail_costs_few_queries(county: County, signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    for n in range(tables.PAGE):
        write(county, unit=county.place("9901000001"), after={"n": n})
    client = signed_in("office")
    with django_assert_max_num_queries(15):
        client.get("/audit/", {"text": "n"})


def test_everybody_sees_events_of_their_own_units_only(county: County, signed_in: SignedIn) -> None:
    other_county = make_county("990200", "另县", ())
    own = write(county, "reporter", unit=county.place("9901000001")).number
    neighbour = write(county, unit=county.place("9901000002")).number
    foreign = write(county, unit=other_county.unit).number
    assert own in asked(signed_in("reporter"))
    assert {neighbour, foreign}.isdisjoint(asked(signed_in("reporter")))
    assert {own, neighbour} <= set(asked(signed_in("office")))
    assert foreign not in asked(signed_in("office"))
    assert {own, neighbour, foreign} <= set(asked(signed_in("admin")))
    assert signed_in("reporter").get(f"/audit/{own}").status_code == 200
    assert signed_in("reporter").get(f"/audit/{neighbour}").status_code == 404
    assert signed_in("office").get(f"/audit/{foreign}").status_code == 404


def test_roles_without_work_in_the_trail_do_not_open_it(county: County, signed_in: SignedIn) -> None:
    for role in default_roles():
        wanted = 200 if role in READERS else 403
        assert [signed_in(role).get(address).status_code for address in ("/audit/", "/audit/export")] == [wanted] * 2, role


def test_the_workbook_holds_what_was_asked_for_and_says_so(county: County, signed_in: SignedIn) -> None:
    numbers = [write(county, subject="submission:9", reason="=1+1").number for _ in range(3)]
    answer = signed_in("office").get("/audit/export", {"subject": "submission:9"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert "submission:9" in rows[1][0]
    assert "共 3 条" in rows[1][0]
    assert [row[0] for row in rows[3:6]] == numbers[::-1]
    assert {row[8] for row in rows[3:6]} == {"=1+1"}
    assert all(sheet.cell(line, 9).data_type == "s" for line in (4, 5, 6))


def test_an_export_that_is_too_large_is_refused_and_never_cut(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "EXPORTED", 2)
    for _ in range(3):
        write(county, subject="submission:9")
    events = AuditEvent.objects.unscoped().filter(subject="submission:9")
    with pytest.raises(NotAllowed, match="缩小日期范围"):
        tables.workbook_of(events, "")


def test_the_page_shows_the_head_to_be_noted_on_paper(county: County, signed_in: SignedIn) -> None:
    last = write(county)
    assert last.hash in signed_in("office").get("/audit/").content.decode()
