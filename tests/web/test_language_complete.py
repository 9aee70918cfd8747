"""The pages read in English: every word has its translation, templates say none outside it, and no Chinese is left but data."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from junheng.county import codes
from junheng.county.fact_names import FACT_NAMES
from junheng.county.notes import notes
from junheng.county.schema import TABLE_BY_NAME
from web.access.pages import addresses, matrix

if TYPE_CHECKING:
    from web.access.world import World

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "junheng" / "web" / "templates"
ENGLISH = ROOT / "src" / "junheng" / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
TRANSLATED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%\s*translate\b.*?%}", re.S)
MARKED = re.compile(r'<(\w+)[^>]*\blang="zh-Hans"[^>]*>[^<]*</\1>')
# What the server says before it knows a language: both stand in them.
BILINGUAL = {"400.html", "500.html"}
# Between them they may open every page.
READERS = ("office", "approver", "reporter", "checker", "admin")
SHOWN_ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "data-label", "data-failed")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Marks around what is data, and the sample page's own place in a sheet.
QUOTES = "「」"
SAMPLES = ("学生!H9",)


def test_every_word_of_the_pages_has_sound_english() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "messages.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run scripts/messages.py, then fill in {ENGLISH}:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_says_nothing_chinese_outside_translation(path: Path) -> None:
    if path.name in BILINGUAL:
        assert 'lang="en"' in path.read_text(encoding="utf-8")
        return
    text = MARKED.sub("", TRANSLATED.sub("", path.read_text(encoding="utf-8")))
    # An ideographic space lays out a tree and says nothing.
    assert [line.strip() for line in text.splitlines() if CHINESE.search(line.replace("\u3000", ""))] == []


class Shown(HTMLParser):
    """What a page shows or has read aloud, what is marked as Chinese left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_chinese = self.is_chinese or (given.get("lang") or "").startswith("zh")
        if not is_chinese:
            self.texts += [text for name in SHOWN_ATTRIBUTES if (text := given.get(name))]
        if tag not in VOID:
            self.open.append((tag, is_chinese))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.is_chinese:
            self.texts.append(data)

    @property
    def is_chinese(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def chinese_in(page: str, data: re.Pattern[str]) -> set[str]:
    """The texts of a page that hold Chinese beside data."""
    shown = Shown()
    shown.feed(page)
    texts = {" ".join(text.split()) for text in shown.texts}
    return {text for text in texts if CHINESE.search(data.sub("", text))}


def strings(value: Any) -> Iterator[str]:
    """All Chinese texts inside a stored value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (*strings(key), *strings(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str) and CHINESE.search(value):
        yield " ".join(value.split())


def dictionary() -> Iterator[str]:
    """The county package's own Chinese: sheets, headings, units, terms of codes, names of facts, and the notes on them."""
    for table in TABLE_BY_NAME.values():
        yield table.sheet
        for column in table.columns:
            yield from (column.heading, column.unit or "")
    yield from strings([value for name, value in vars(codes).items() if name.isupper()])
    yield from strings([FACT_NAMES, *map(dict, notes().tables.values())])


def stored() -> Iterator[str]:
    """Every text in the database: names of people and units, values, reasons."""
    from django.apps import apps

    for model in apps.get_models():
        if model.__module__.startswith("junheng"):
            manager: Any = model._default_manager
            rows = manager.unscoped() if hasattr(manager, "unscoped") else manager.all()
            yield from strings(list(rows.values_list()))


def test_a_word_left_in_chinese_is_seen_and_data_is_not() -> None:
    data = re.compile("第一小学")
    page = '<p>School: 第一小学</p><td lang="zh-Hans">达标</td><b title="说明">Note</b><p>保存<i>Save</i></p>'
    assert chinese_in(page, data) == {"说明", "保存"}
    assert chinese_in("<p>学校数：3</p>", re.compile("学校")) == {"学校数：3"}


@pytest.fixture
def world(db: None) -> World:
    from web.access.world import make_world

    return make_world()


def test_no_page_in_english_shows_chinese_that_is_not_data(world: World) -> None:
    pages = list(pages_in_english(world))
    known = sorted({*stored(), *dictionary(), *QUOTES, *SAMPLES} - {""}, key=len, reverse=True)
    data = re.compile("|".join(map(re.escape, known)))
    assert len({view for view, _page in pages}) > 40
    found = {(view, text) for view, page in pages for text in chinese_in(page, data)}
    assert not found, "\n".join(f"{view}: {text}" for view, text in sorted(found))


def pages_in_english(world: World) -> Iterator[tuple[str, str]]:
    """Every page that answers a GET, by view, as each of the readers sees it with something of their own unit."""
    from django.test import Client

    from web.access.test_matrix import values

    lines, _sights = matrix()
    for role in READERS:
        client = Client()
        client.force_login(world.people[role], backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        for view, address in addresses().items():
            line = lines[view]
            asked = None if address.is_api or line.method == "POST" else values(world, line, address, role, "own")
            if asked is None or (line.roles and role not in line.roles):
                continue
            answer = client.get(line.address(asked))
            if answer.status_code == 200 and not answer.streaming and answer["Content-Type"].startswith("text/html"):
                yield view, answer.content.decode()
