"""Debian's Chromium for the tests that look at pages: how it is started, its two windows, and what it must never say or ask."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The usual screen of an office, and a telephone.
SIZES = {"desk": (1366, 768), "telephone": (390, 844)}
LOOPBACK = {"127.0.0.1", "localhost"}
# What Chromium says of every answer below 500 that is no success: a refused form is no fault of the page.
REFUSED = "Failed to load resource: the server responded with a status of 4"
TELL_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', event => console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))"
)


def do_without(missing: str) -> None:
    """Skips the test for what is missing, or fails it where a browser is required."""
    if REQUIRED:
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without a window. One at a time: its driver owns the event loop of the thread."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        do_without("needs Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@dataclass
class Watch:
    """What a page said in its console, asked for, and got: `complaints` must stay empty."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listens to the page from its first request on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._request)
        page.on("response", self._response)
        page.add_init_script(TELL_VIOLATIONS)

    @property
    def complaints(self) -> list[str]:
        """Everything that a sound page of ours never does."""
        return [*self.said, *self.broken, *(url for url in self.asked if self._is_outside(url))]

    def _console(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(REFUSED):
            self.said.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.broken.append(f"{response.status} {response.url}")

    @staticmethod
    def _is_outside(url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in ("data", "blob", "about", "file") and parts.hostname not in LOOPBACK
