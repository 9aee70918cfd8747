"""report.html in Debian's Chromium: charts drawn, no error, no violation, nothing fetched, tables without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browsing import SIZES, Watch, do_without
from junheng.report import write_report
from junheng.report.charts import charts
from junheng.report.page import CHART_LIBRARY
from reported import sample_assessment

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    if not CHART_LIBRARY.is_file():
        do_without("needs the charts' library: python scripts/build_assets.py")
    folder = tmp_path_factory.mktemp("papers")
    return next(path for path in write_report(sample_assessment(), folder) if path.name == "report.html").as_uri()


@pytest.fixture(params=sorted(SIZES))
def opened(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[tuple[Page, list[str], list[str]]]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    watch = Watch()
    watch.follow(page)
    page.goto(address)
    yield page, watch.said, watch.asked
    page.close()


def test_every_chart_is_drawn_without_a_word_in_the_console(opened: tuple[Page, list[str], list[str]]) -> None:
    page, said, _ = opened
    drawn = page.eval_on_selector_all("figure.chart:not([hidden]) svg", "found => found.map(svg => svg.querySelectorAll('path').length)")
    assert len(drawn) == len(charts(sample_assessment()))
    assert min(drawn) > 10
    assert said == []


def test_nothing_but_the_page_itself_is_asked_for(opened: tuple[Page, list[str], list[str]], address: str) -> None:
    _, _, asked = opened
    assert [url for url in asked if not url.startswith("data:")] == [address]


def test_the_page_never_scrolls_sideways_and_keeps_its_banner_in_sight(opened: tuple[Page, list[str], list[str]]) -> None:
    page, _, _ = opened
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.locator(".banner").bounding_box()["y"] == 0  # type: ignore[index]


def test_charts_follow_the_width_of_the_window_and_of_the_paper(opened: tuple[Page, list[str], list[str]]) -> None:
    page, said, _ = opened
    page.set_viewport_size({"width": 800, "height": 600})
    page.wait_for_function("[...document.querySelectorAll('figure svg')].every(svg => svg.clientWidth <= 800 && svg.clientWidth > 600)")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.eval_on_selector("figure svg", "svg => svg.clientWidth") == 700
    assert said == []


def test_charts_are_whole_on_paper_before_the_next_frame(opened: tuple[Page, list[str], list[str]]) -> None:
    page, _, _ = opened
    cut = """() => {
        dispatchEvent(new Event("beforeprint"));
        const reaches = drawing => Math.max(...[...drawing.querySelectorAll("path, text")].map(part => {
            const box = part.getBBox(), place = part.getCTM();
            return box.x + box.width + (part.tagName === "text" ? place.e - drawing.getCTM().e : 0);
        }));
        return [...document.querySelectorAll("figure svg")].filter(drawing => reaches(drawing) > 700).length;
    }"""
    assert page.evaluate(cut) == 0


def test_the_words_read_aloud_for_a_chart_are_its_own(opened: tuple[Page, list[str], list[str]]) -> None:
    page, _, _ = opened
    read_aloud = page.eval_on_selector_all("figure [role=img]", "found => found.map(place => place.getAttribute('aria-label'))")
    assert read_aloud == [f"{chart.title}。{chart.about}" for chart in charts(sample_assessment())]


def test_without_javascript_every_table_is_there_and_no_empty_frame(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("table:visible").count() >= 15
    assert page.locator("figure:visible").count() == 0
    assert page.get_by_role("heading", name="结论").first.is_visible()
    context.close()


def test_the_page_prints_on_upright_sheets_of_a4(browser: Browser, address: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(address)
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    page.close()
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "report.pdf").read_bytes())
    assert len(sheets) >= 5
    # 210 × 297 mm in points of 1/72 inch.
    assert {(round(float(width)), round(float(height))) for width, height in sheets} == {(595, 842)}
