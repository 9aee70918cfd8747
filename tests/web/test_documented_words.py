"""The how-tos of the web name what is clicked in 「」: each of these words is on some page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from junheng.web.collect.machines import MACHINES

ROOT = Path(__file__).resolve().parents[2]
HOWTO = ROOT / "docs" / "howto"
PAGES = ("organise-a-round", "report-a-school", "review", "supplement", "keep-accounts")
WEB = ROOT / "src" / "junheng" / "web"


def said_by_pages() -> set[str]:
    """Every sentence that a template or a view of ours marks as its words, with `…` where a name is filled in."""
    found = {step.label.zh for machine in MACHINES.values() for step in machine.transitions}
    for path in WEB.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r'{% translate "([^"]+)"', text))
        blocks = re.findall(r"{% blocktranslate[^%]*%}\s*(.*?)\s*{% (?:plural|endblocktranslate) %}", text, re.S)
        found.update(re.sub(r"{{ \w+ }}", "…", block) for block in blocks)
    for path in WEB.rglob("*.py"):
        found.update(re.findall(r'\b_\("([^"]+)"\)', path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_what_a_how_to_says_to_click_is_on_a_page(name: str) -> None:
    clicked = re.findall(r"「([^」]+)」", (HOWTO / f"{name}.md").read_text(encoding="utf-8"))
    assert clicked
    assert [words for words in clicked if words not in said_by_pages()] == []
