"""The list of what is to be done: its order, its counts, and the words for a last day."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from junheng.web.people.actor import Actor
from junheng.web.tasks import Task, due_words, number_of, tasks_of
from web.county import County

TODAY = datetime.date(2026, 9, 10)
MOST_QUERIES = 15


def given(actor: Actor) -> list[Task]:
    """Tasks as an app names them, in no order."""
    return [
        Task("grey", "以后", "/"),
        Task("amber", "三天后", "/", TODAY + datetime.timedelta(3)),
        Task("amber", "今天", "/", TODAY, 4),
        Task("red", "逾期", "/", TODAY - datetime.timedelta(3), 2),
        Task("amber", "没有期限", "/"),
    ]


@pytest.fixture
def providers(settings: LazySettings) -> None:
    settings.TODO_PROVIDERS = [f"{__name__}.given"]


@pytest.mark.parametrize(("days", "words"), [(0, "今天到期"), (1, "还有 1 天"), (12, "还有 12 天"), (-1, "逾期 1 天"), (-30, "逾期 30 天")])
def test_a_last_day_is_said_in_working_words(days: int, words: str) -> None:
    assert due_words(TODAY + datetime.timedelta(days), TODAY) == words


def test_the_most_pressing_comes_first_and_then_the_earliest(providers: None, county: County) -> None:
    assert [task.words for task in tasks_of(county.actor("office"))] == ["逾期", "今天", "三天后", "没有期限", "以后"]


def test_a_task_without_a_count_is_one_thing() -> None:
    assert number_of(given(Actor(None))) == 9


def test_the_first_page_shows_each_task_with_light_words_and_day(
    providers: None, county: County, signed_in: Callable[[str], Client]
) -> None:
    with time_machine.travel(datetime.datetime(2026, 9, 10, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8))), tick=False):
        page = signed_in("office").get("/").content.decode()
    for words in ("紧急", "逾期 3 天", "尽快", "今天到期", "还有 3 天", "共 9 件"):
        assert words in page


def test_the_number_in_the_top_bar_is_that_of_the_list(providers: None, county: County, signed_in: Callable[[str], Client]) -> None:
    assert signed_in("office").get("/todo/count").content == b"9"


def test_no_number_is_shown_where_nothing_is_to_be_done(settings: LazySettings, county: County, signed_in: Callable[[str], Client]) -> None:
    settings.TODO_PROVIDERS = []
    assert signed_in("office").get("/todo/count").content == b""


@pytest.mark.parametrize("role", ["admin", "office", "reporter", "reviewer"])
def test_the_first_page_asks_the_database_little(
    county: County, signed_in: Callable[[str], Client], django_assert_max_num_queries: DjangoAssertNumQueries, role: str
) -> None:
    client = signed_in(role)
    client.get("/")
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/")
