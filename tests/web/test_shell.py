"""The frame around every page: who may open it, and what it looks like to a stranger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
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


@pytest.mark.parametrize("name", ["junheng.css", "junheng.js", "favicon.svg", "vendor/bootstrap.min.css", "django_htmx/htmx-2.min.js"])
def test_a_changed_file_has_another_address_and_is_served_there(db: None, name: str) -> None:
    address = static(name)
    found = finders.find(name)
    assert isinstance(found, str)
    content = Path(found).read_bytes()
    assert address == f"/static/{name}?{hashlib.sha256(content).hexdigest()[:10]}"
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert "max-age=" in answer["Cache-Control"]


def test_a_page_holds_no_inline_script_or_style_and_no_foreign_address(county: County, signed_in: Callable[[str], Client]) -> None:
    for path in ("/", "/styleguide", "/no-such-page"):
        page = signed_in("office").get(path).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on", page) == []
        assert re.findall(r"""(?:src|href|action)=["'](?!/(?!/)|#|\?)""", page) == []
