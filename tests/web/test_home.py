"""The first page: own notices that are not read, and the newest conclusions that a post may see."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit, User
from junheng.web.people.roles import FROZEN_WIDE, default_roles
from junheng.web.people.services import give_post
from junheng.web.people.services_notices import notify
from web.archive.loaded import written
from web.county import County

Sign = Callable[[str], Client]
MOST_QUERIES = 15
CONCLUSIONS = "最新评估结论"


def told(username: str, *texts: str) -> None:
    for text in texts:
        notify([User.objects.get(username=username)], text, "/results/")


def test_unread_notices_are_shown_to_their_person_only(county: County, signed_in: Sign) -> None:
    told("reporter", "第一小学的数据已退回")
    assert "第一小学的数据已退回" in signed_in("reporter").get("/").content.decode()
    assert "第一小学的数据已退回" not in signed_in("admin").get("/").content.decode()


def test_a_notice_that_was_opened_is_gone_from_the_first_page(county: County, signed_in: Sign) -> None:
    told("reporter", "第一小学的数据已退回")
    client = signed_in("reporter")
    notice = client.get("/").context["notices"][0]
    assert client.post(f"/people/notices/{notice.pk}/open")["Location"] == "/results/"
    assert "第一小学的数据已退回" not in client.get("/").content.decode()


def test_many_notices_are_a_few_and_a_way_to_the_rest(county: County, signed_in: Sign) -> None:
    told("reporter", *(f"第{number}次催报" for number in range(20)))
    page = signed_in("reporter").get("/").content.decode()
    assert page.count("次催报") == 8
    assert "还有更多" in page


def test_an_account_without_a_post_is_told_whom_to_ask(db: None, signed_in: Sign) -> None:
    User(username="lost", name="无岗", must_change_password=False).save()
    assert "还没有岗位" in signed_in("lost").get("/").content.decode()


@pytest.mark.parametrize("role", ["office", "leader", "reviewer", "reporter", "liaison", "checker"])
def test_the_newest_conclusion_is_shown_to_whoever_reads_the_countys_results(
    db: None, signed_in: Sign, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries, role: str
) -> None:
    load_package(SYSTEM, written("zip", tmp_path))
    place = Unit.objects.unscoped().filter(kind__in=default_roles()[role].held_at).first()
    user = User(username=role, name=role, home=place, must_change_password=False)
    user.save()
    give_post(SYSTEM, user, role, place)
    client = signed_in(role)
    client.get("/")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/").content.decode()
    assert (CONCLUSIONS in page) == (role in FROZEN_WIDE)
    assert ("优质均衡标准" in page or "无法判定" in page) == (role in FROZEN_WIDE)
