"""The watch over pages sees what it is there to see: otherwise every browser test would pass in silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from browsing import Watch
from web.browser.driving import assert_accessible, assert_fits

pytestmark = pytest.mark.browser
ADDRESS = "http://localhost/page"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def watched(page: Page, body: str, *, status: int = 200, policy: str = "") -> list[str]:
    """What the watch complains of when a page of this content is opened; every request outside is answered by nobody."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            heads = {"Content-Security-Policy": policy} if policy else {}
            route.fulfill(status=status, content_type="text/html", headers=heads, body=f"<!doctype html><title>t</title>{body}")
        else:
            route.fulfill(status=204)

    watch = Watch()
    watch.follow(page)
    page.route("**/*", answer)
    page.goto(ADDRESS)
    page.wait_for_load_state("networkidle")
    return watch.complaints


def test_a_sound_page_and_a_refused_form_are_no_complaint(page: Page) -> None:
    assert watched(page, "<h1>ok</h1>") == []
    assert watched(page, "<h1>refused</h1>", status=422) == []


@pytest.mark.parametrize(
    ("body", "policy", "word"),
    [
        ("<script>console.error('broken')</script>", "", "broken"),
        ("<script>null.missing</script>", "", "null"),
        ("<p style='color: red'>x</p>", "style-src 'self'", "CSP"),
        ("<img src='http://elsewhere.example/x.png'>", "", "elsewhere.example"),
    ],
)
def test_what_no_page_of_ours_may_do_is_a_complaint(page: Page, body: str, policy: str, word: str) -> None:
    assert any(word in complaint for complaint in watched(page, body, policy=policy))


def test_an_answer_of_500_is_a_complaint(page: Page) -> None:
    assert any(complaint.startswith("500 ") for complaint in watched(page, "", status=500))


def test_a_picture_without_words_is_not_accessible(page: Page) -> None:
    page.set_content(
        "<!doctype html><html lang=zh><title>t</title><main><h1>h</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_a_page_that_is_too_wide_does_not_fit_unless_it_scrolls_in_a_box(page: Page) -> None:
    wide = "<div style='width: 900px'>wide</div>"
    page.set_content(f"<body><div class='scroll' style='overflow: auto'>{wide}</div>")
    assert_fits(page)
    page.set_content(f"<body>{wide}")
    with pytest.raises(AssertionError):
        assert_fits(page)
