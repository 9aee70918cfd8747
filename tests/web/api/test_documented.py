"""What the how-to about the API shows is asked, as it stands, and answered."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from junheng.web.api.services import make_token
from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import User
from web.archive.loaded import written
from web.county import County

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "use-the-api.md"
SHOWN = re.findall(r"^curl .*$", PAGE.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("line", SHOWN)
def test_every_question_that_the_how_to_shows_is_answered(line: str, county: County, tmp_path: Path) -> None:
    load_package(SYSTEM, written("zip", tmp_path))
    words = shlex.split(line.replace("$TOKEN", make_token(SYSTEM, User.objects.get(username="office"))))
    asked = urlsplit(next(word for word in words if word.startswith("http://")))
    headers = dict(word.split(": ", 1) for word in words if word.startswith("Authorization: "))
    answer = Client().get(asked.path, dict(parse_qsl(asked.query)), headers=headers)
    assert answer.status_code == 200
    assert answer.content not in (b"", b"[]")


def test_the_how_to_shows_every_address_of_the_api() -> None:
    described = Client().get("/api/v1/openapi.json").json()["paths"]
    shown = [urlsplit(re.search(r"http://[^\s\"]+", line)[0]).path for line in SHOWN]  # type: ignore[index]
    assert {path for path in described if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), one) for one in shown)} == set()
