"""The frame around every page: who may open it, and what it looks like to a stranger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from junheng.web.audit.models import AuditEvent
from junheng.web.people.models import Post, Unit
from junheng.web.scoping import Unscoped
from web.county import PLACES, County


def test_a_stranger_is_sent_to_the_login_page(db: None) -> None:
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/people/login?next=/"


@pytest.mark.parametrize("role", [*PLACES, "admin"])
def test_everybody_finds_a_first_page(county: County, signed_in: Callable[[str], Client], role: str) -> None:
    assert signed_in(role).get("/").status_code == 200


def test_a_query_without_a_scope_is_an_error(county: County) -> None:
    with pytest.raises(Unscoped):
        Post.objects.filter(role="admin")


def test_a_reporter_sees_their_own_school_and_no_other(county: County) -> None:
    seen = Unit.objects.within(county.actor("reporter").scope)
    assert [unit.code for unit in seen] == ["9901000001"]


def test_making_a_county_is_in_the_audit_trail(county: County) -> None:
    assert AuditEvent.objects.unscoped().filter(action="county.open").count() == 1
