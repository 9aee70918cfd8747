"""Driving the pages as a person does: signing in by the form, looking at them, and having their accessibility checked."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import SIZES, Watch
from web.county import PASSWORD

SCREENSHOTS = "JUNHENG_SCREENSHOTS"
AXE = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}


@dataclass
class Desk:
    """Opens pages of one running server; everything that it opened is watched and closed at the end of the test."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def open(
        self, username: str | None = None, *, size: str = "desk", javascript: bool = True, at: str = "/", locale: str = "zh-CN"
    ) -> Page:
        """A window of its own (nothing shared with others), signed in as the person where one is named, showing `at`."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale=locale,
            has_touch=size == "telephone",
        )
        self.contexts.append(context)
        context.on("page", self._follow)
        page = context.new_page()
        if username is None:
            page.goto(at)
        else:
            sign_in(page, username, at=at)
        return page

    def close(self) -> list[str]:
        """Closes all windows and returns what they complained of."""
        for context in self.contexts:
            context.close()
        return [complaint for watch in self.watches for complaint in watch.complaints]

    def _follow(self, page: Page) -> None:
        watch = Watch()
        watch.follow(page)
        self.watches.append(watch)


def sign_in(page: Page, username: str, password: str = PASSWORD, *, at: str = "/") -> None:
    """Signs in by the login form and goes to `at`."""
    page.goto(f"/people/login?next={at}")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.wait_for_url(re.compile(r"^(?!.*people/login).*$"))


def assert_accessible(page: Page) -> None:
    """Fails with the report of axe where anything breaks WCAG 2.1 AA or its good practice."""
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, results.generate_report()


def assert_fits(page: Page) -> None:
    """Fails where the page as a whole scrolls sideways; tables may, in boxes of their own."""
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
        .filter(part => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest(".scroll"))
        .map(part => part.outerHTML.slice(0, 120))"""
    )
    assert wide == []


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page in the folder that the environment names, where it names one."""
    folder = os.environ.get(SCREENSHOTS)
    if folder:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
