"""Signing in: the page, the first password, the lock after wrong ones, the idle session, and the log of it all."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user
from django.test import Client

from junheng.web.people.locks import locked_until
from junheng.web.people.models import SignIn, User
from junheng.web.people.services import reset_password, unlock
from web.county import PASSWORD, County

LOGIN = "/people/login"
WRONG = "not-the-one"
NEW = "qiuyue-2026-xin"
MORNING = datetime.datetime(2026, 10, 12, 0, 30, tzinfo=datetime.UTC)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def sign_in(client: Client, username: str = "reporter", password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password, **more})


def outcomes(username: str = "reporter") -> list[str]:
    """What the log says of a name, the oldest first."""
    return [line.outcome for line in SignIn.objects.unscoped().filter(username=username).order_by("id")]


def test_the_right_password_opens_the_page_that_was_asked_for(county: County) -> None:
    client = Client()
    sent_to = client.get("/people/profile?page=2")["Location"]
    assert sent_to == f"{LOGIN}?next=/people/profile%3Fpage%3D2"
    assert sign_in(client, next="/people/profile?page=2")["Location"] == "/people/profile?page=2"
    assert outcomes() == ["opened"]


def test_a_foreign_address_is_not_gone_to_after_signing_in(county: County) -> None:
    assert sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/"


def test_signing_in_changes_the_key_of_the_session(county: County) -> None:
    client = Client()
    client.get(LOGIN)
    client.cookies["sessionid"] = "known-to-somebody"
    sign_in(client)
    assert client.cookies["sessionid"].value != "known-to-somebody"
    assert get_user(client).is_authenticated  # type: ignore[arg-type]


def test_a_wrong_password_says_neither_which_of_the_two_was_wrong(county: County) -> None:
    known = sign_in(Client(), "reporter", "wrong").content.decode()
    unknown = sign_in(Client(), "nobody", "wrong").content.decode()
    assert "账号或密码不对" in known
    assert "账号或密码不对" in unknown
    assert outcomes() == outcomes("nobody") == ["wrong"]


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour_and_no_longer(clock: Any, county: County) -> None:
    User.objects.filter(username="office").update(phone="0000-1234567")
    client = Client()
    assert [sign_in(client, password=WRONG).status_code for _attempt in range(5)] == [200, 200, 200, 200, 429]
    clock.shift(datetime.timedelta(minutes=10))
    refused = sign_in(client)
    assert refused.status_code == 429
    assert "08:45" in refused.content.decode()
    assert "0000-1234567" in refused.content.decode()
    assert outcomes() == ["wrong"] * 4 + ["locked"] * 2
    clock.shift(datetime.timedelta(minutes=5, seconds=1))
    assert sign_in(client).status_code == 302
    assert outcomes()[-1] == "opened"


def test_one_persons_wrong_passwords_lock_nobody_else(county: County) -> None:
    client = Client()
    for _attempt in range(5):
        sign_in(client, password=WRONG)
    assert sign_in(client, "principal").status_code == 302


def test_the_lock_is_the_same_from_every_browser(county: County) -> None:
    for agent in "abcde":
        Client(headers={"user-agent": agent}).post(LOGIN, {"username": "reporter", "password": "wrong"})
    assert sign_in(Client(headers={"user-agent": "f"})).status_code == 429
    assert list(locked_until()) == ["reporter"]


def test_right_passwords_in_between_forget_the_wrong_ones(county: County) -> None:
    client = Client()
    for _round in range(2):
        for _attempt in range(4):
            sign_in(client, password=WRONG)
        assert sign_in(client).status_code == 302
        client.logout()


@pytest.mark.parametrize("by", ["office", "admin"])
def test_whoever_keeps_accounts_lifts_a_lock(county: County, by: str) -> None:
    client, user = Client(), User.objects.get(username="reporter")
    for _attempt in range(5):
        sign_in(client, password=WRONG)
    unlock(county.actor(by), user.pk)
    assert sign_in(client).status_code == 302


def test_the_first_password_opens_nothing_but_its_own_change(county: County) -> None:
    user, password = reset_password(county.actor("office"), User.objects.get(username="reporter").pk)
    client = Client()
    sign_in(client, password=password)
    assert client.get("/")["Location"] == "/people/password"
    assert client.get("/rounds/")["Location"] == "/people/password"
    assert client.get("/todo/count", headers={"hx-request": "true"}).status_code == 204
    assert client.post("/people/password", {"old": password, "new": NEW, "again": NEW})["Location"] == "/"
    assert client.get("/").status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.must_change_password


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, NEW, "原密码不对"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
        (PASSWORD, "reporter-1", "reporter-1", "相似"),
        (PASSWORD, "20261012000", "20261012000", "数字"),
        (PASSWORD, "short1", "short1", "10"),
        (PASSWORD, NEW, "another-2026", "不一样"),
        (PASSWORD, "", "", "原密码"),
    ],
)
def test_a_new_password_that_breaks_a_rule_is_refused_with_the_rule(
    county: County, signed_in: Callable[[str], Client], old: str, new: str, again: str, words: str
) -> None:
    answer = signed_in("reporter").post("/people/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert User.objects.get(username="reporter").check_password(PASSWORD)


def test_all_that_is_wrong_with_a_new_password_is_said_at_once(county: County, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("reporter").post("/people/password", {"old": "wrong", "new": "12345", "again": "12345"}).content.decode()
    assert all(words in page for words in ("原密码不对", "10", "数字"))


def test_a_change_of_password_ends_every_other_session(county: County, signed_in: Callable[[str], Client]) -> None:
    here, elsewhere = signed_in("reporter"), signed_in("reporter")
    here.post("/people/password", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_half_an_hour_without_a_click_ends_the_session(clock: Any, county: County) -> None:
    client = Client()
    sign_in(client)
    for _click in range(3):
        clock.shift(datetime.timedelta(minutes=29))
        assert client.get("/").status_code == 200
    clock.shift(datetime.timedelta(minutes=31))
    assert client.get("/")["Location"].startswith(LOGIN)
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
    assert outcomes() == ["opened", "idle"]


def test_signing_out_is_a_post_and_is_in_the_log(county: County) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/people/logout").status_code == 405
    assert client.post("/people/logout")["Location"] == LOGIN
    assert outcomes() == ["opened", "left"]


def test_a_stopped_account_is_told_no_more_than_a_wrong_password_and_the_log_says_why(county: County) -> None:
    User.objects.filter(username="reporter").update(is_active=False)
    assert "账号或密码不对" in sign_in(Client()).content.decode()
    assert outcomes() == ["disabled"]


def test_the_log_says_from_where(county: County) -> None:
    Client(headers={"user-agent": "Chromium 90"}, REMOTE_ADDR="10.1.2.3").post(LOGIN, {"username": "reporter", "password": PASSWORD})
    line = SignIn.objects.unscoped().get()
    assert (line.user.username, line.address, line.agent) == ("reporter", "10.1.2.3", "Chromium 90")


@pytest.mark.parametrize("username", ["\x00", "x" * 5000, "张三", "' OR 1=1 --", "<script>"])
def test_an_absurd_name_is_only_a_wrong_one(county: County, username: str) -> None:
    assert sign_in(Client(), username, "wrong").status_code in (200, 429)
    assert SignIn.objects.unscoped().exclude(outcome="wrong").count() == 0


def test_the_office_reads_the_log_of_its_county_and_no_unknown_names(county: County, signed_in: Callable[[str], Client]) -> None:
    sign_in(Client())
    sign_in(Client(), "nobody-known", "wrong")
    page = signed_in("office").get("/people/sign-ins").content.decode()
    assert ">reporter<" in page
    assert "nobody-known" not in page
    assert "nobody-known" in signed_in("admin").get("/people/sign-ins?outcome=wrong").content.decode()


def test_the_log_is_asked_by_name_outcome_and_day(clock: Any, county: County, signed_in: Callable[[str], Client]) -> None:
    sign_in(Client())
    clock.shift(datetime.timedelta(days=2))
    sign_in(Client(), password=WRONG)
    office = signed_in("office")
    for question, seen in (
        ("name=report", 2),
        ("name=report&outcome=wrong", 1),
        ("name=report&until=2026-10-12", 1),
        ("name=report&since=2026-10-13", 1),
        ("name=report&since=2026-10-15", 0),
    ):
        assert office.get(f"/people/sign-ins?{question}").content.decode().count(">reporter</a>") == seen
