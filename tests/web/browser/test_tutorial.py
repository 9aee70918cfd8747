"""The five-minute tutorial, followed word by word on a fresh demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from web.browser.driving import Desk
from web.browser.tutorial import Follower, steps

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser
PAGE = Path(__file__).resolve().parents[3] / "docs" / "tutorial" / "five-minutes.md"
# What `junheng demo` makes where nothing else is asked for.
SCHOOLS, SEED = 60, 7


@pytest.fixture
def demonstration(browser: Browser, live_server: LiveServer) -> Iterator[Desk]:
    from junheng.web.demo import fill

    list(fill(SCHOOLS, SEED))
    desk = Desk(browser, live_server.url)
    yield desk
    assert desk.close() == []


def test_the_five_minute_tutorial_can_be_followed_word_by_word(demonstration: Desk, tmp_path: Path) -> None:
    from junheng.web.demo import PASSWORD

    text = PAGE.read_text(encoding="utf-8")
    assert f"密码都是 `{PASSWORD}`" in text
    follower = Follower(demonstration.open(at="/people/login"), tmp_path, PASSWORD)
    for step in steps(text):
        follower.follow(step)
    # Nothing of it was passed over: every kind of instruction was met, the last one too.
    assert follower.done[0] == "用 `reporter` 登录"
    assert follower.done[-1] == "“审核填报”"
    assert len(follower.done) > 50
