"""Chinese unless English was chosen: what the browser prefers is not asked."""

from __future__ import annotations

import pytest
from django.test import Client


def language_of(client: Client, **headers: str) -> str:
    return client.get("/people/login", headers=headers)["Content-Language"]


def test_a_browser_that_prefers_english_gets_chinese(db: None) -> None:
    assert language_of(Client(), **{"accept-language": "en-US,en;q=0.9"}) == "zh-hans"


def test_english_stays_once_it_was_chosen_and_chinese_once_it_was_chosen_again(db: None) -> None:
    client = Client()
    for language in ("en", "zh-hans"):
        answer = client.post("/language", {"language": language, "next": "/people/login"})
        assert answer["Location"] == "/people/login"
        assert language_of(client) == language


@pytest.mark.parametrize("cookie", ["fr", "", "zh-hant", "../en"])
def test_a_language_that_there_is_not_is_chinese(db: None, cookie: str) -> None:
    client = Client()
    client.cookies["django_language"] = cookie
    assert language_of(client) == "zh-hans"


def test_choosing_a_language_leads_to_no_other_site(db: None) -> None:
    assert Client().post("/language", {"language": "en", "next": "https://elsewhere.example/"})["Location"] == "/"
