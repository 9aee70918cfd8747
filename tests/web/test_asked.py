"""Requests that no page of ours would send are answered, never fallen over: absurd numbers, days and characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from junheng.web.api.services import make_token
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import User
from web.collect.rounds import opened
from web.county import County

Sign = Callable[[str], Client]
HUGE, LONG, NUL = "9" * 30, "9" * 5000, "a\x00b"


@pytest.mark.parametrize(
    ("page", "parameter", "value"),
    [
        ("/packages/", "school_year", "²"),
        ("/packages/", "school_year", HUGE),
        ("/audit/", "until", "9999-12-31"),
        ("/audit/", "since", "0001-01-01"),
        ("/people/sign-ins", "until", "9999-12-31"),
        ("/people/sign-ins", "since", "0001-01-01"),
    ],
)
def test_an_absurd_question_is_only_one_without_an_answer(county: County, signed_in: Sign, page: str, parameter: str, value: str) -> None:
    assert signed_in("admin").get(page, {parameter: value}).status_code in (200, 422)


@pytest.mark.parametrize("page", ["/packages/?county={}", "/packages/?{}=1", "/rounds/?state={}", "/people/?word={}", "/audit/?text={}"])
def test_a_null_character_is_refused_before_any_page_asks_the_database(county: County, signed_in: Sign, page: str) -> None:
    answer = signed_in("admin").get(page.format("a%00b"))
    assert answer.status_code == 409
    assert "空字符" in answer.content.decode()


def test_a_form_with_a_null_character_changes_nothing(county: County, signed_in: Sign) -> None:
    user = User.objects.get(username="reporter")
    sent = {"account-name": NUL, "account-phone": "1", "account-home": "9901000001"}
    signed_in("office").post(f"/people/{user.pk}/change", sent, headers={"referer": f"http://testserver/people/{user.pk}"})
    user.refresh_from_db()
    assert user.name == "reporter"


def test_what_is_larger_than_any_file_is_not_even_received(county: County, signed_in: Sign, settings: Any) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    sent = {"username": "x" * 2000}
    answer = signed_in("office").post("/people/new", sent)
    assert (answer.status_code, "没有办理" in answer.content.decode()) == (409, True)
    assert Client().post("/people/login", sent).status_code == 409
    settings.REQUEST_MAX_BYTES = 10_000
    assert signed_in("office").post("/people/new", sent).status_code == 422


@pytest.mark.parametrize("number", ["²", HUGE, LONG, "-1", "1.0", ""])
def test_a_forged_number_of_a_row_names_no_row(county: County, signed_in: Sign, number: str) -> None:
    at = f"/rounds/{opened(county).pk}"
    assert signed_in("approver").post(f"{at}/batch", {"step": "approve", "submission": number}).status_code == 302
    office = signed_in("office")
    assert office.post(f"{at}/freeze/now", {"leave": number}).status_code in (302, 409)
    assert office.post(f"{at}/remind", {"submission": number, "text": "请填报"}).status_code in (302, 409)
    assert office.post(f"{at}/extend", {"submission": number, "due_on": "2026-10-30", "reason": "x"}).status_code == 404
    assert office.post(f"{at}/conflicts/decide", {"conflict": number, "decision": "first", "reason": "x"}).status_code == 302


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("counties/%00/assessment", {404}),
        ("counties/990100/assessment?version=%00", {422}),
        *((f"audit?{name}=%00", {422}) for name in ("actor", "action", "subject", "unit", "from")),
        *((f"audit?{urlencode({name: day})}", {200}) for name in ("from", "to") for day in ("9999-12-31", "0001-01-01")),
        *(
            (f"audit?{urlencode({name: f'{day}T00:00:00+14:00'})}", {200})
            for name in ("from", "to")
            for day in ("9999-12-31", "0001-01-01")
        ),
    ],
)
def test_an_absurd_question_to_the_api_is_answered(county: County, path: str, statuses: set[int]) -> None:
    token = make_token(SYSTEM, User.objects.get(username="admin"))
    assert Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}).status_code in statuses


def test_days_at_the_end_of_time_leave_nothing_out(county: County) -> None:
    token = make_token(SYSTEM, User.objects.get(username="admin"))
    asked = {
        name: Client().get(f"/api/v1/audit{name}", headers={"Authorization": f"Bearer {token}"}).json()
        for name in ("", "?from=0001-01-01", "?to=9999-12-31")
    }
    assert asked[""] == asked["?from=0001-01-01"] == asked["?to=9999-12-31"] != []
