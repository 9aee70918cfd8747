"""A running server with the peopled county, and windows that must not complain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from browsing import SIZES

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

    from web.browser.driving import Desk
    from web.county import County


@pytest.fixture
def desk(browser: Browser, county: County, live_server: LiveServer) -> Iterator[Desk]:
    """Opens windows of the county's server; at the end, any error, violation, outside request or 5xx fails the test."""
    from web.browser.driving import Desk

    found = Desk(browser, live_server.url)
    yield found
    assert found.close() == []


@pytest.fixture(params=sorted(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """Both windows that pages are made for."""
    found: str = request.param
    return found
