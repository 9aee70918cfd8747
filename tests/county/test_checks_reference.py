"""The list of checks in the documentation, the sentences, and the code that raises them hold the same codes."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import junheng.county
from checks_faults import EXPERIENCE_FAULTS, LOGIC_FAULTS
from junheng.county.check_messages import CHECK_MESSAGES
from junheng.county.checks_reference import reference_page
from junheng.county.logic_parts import FACT_RULES, TABLE_RULES
from junheng.county.messages import MESSAGES

ROOM = Path(junheng.county.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"


def codes_raised_in(sources: list[Path]) -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    return {code for code in re.findall(r'"([a-z_]+)"', text) if code in CHECK_MESSAGES}


def test_every_sentence_belongs_to_a_check() -> None:
    sources = [path for path in (*ROOM.glob("logic_*.py"), *ROOM.glob("experience_*.py")) if not path.stem.endswith("messages")]
    assert set(CHECK_MESSAGES) == codes_raised_in(sources)


def test_every_check_is_set_off_by_a_fault_or_a_rule_of_the_tests() -> None:
    rules = [rule for rules in TABLE_RULES.values() for rule in rules]
    shown = {fault.code for fault in (*LOGIC_FAULTS, *EXPERIENCE_FAULTS)} | {rule.code for rule in (*rules, *FACT_RULES)}
    assert set(CHECK_MESSAGES) - shown == codes_raised_in([ROOM / "experience_previous.py"])


def test_the_documentation_lists_every_check() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page()


def test_no_check_shares_its_code_with_a_problem_of_reading() -> None:
    assert all(MESSAGES[code] is sentences for code, sentences in CHECK_MESSAGES.items())


@pytest.mark.parametrize("code", CHECK_MESSAGES)
def test_both_languages_say_what_why_and_remedy(code: str) -> None:
    assert set(CHECK_MESSAGES[code]) == {"zh", "en"}
    for language in ("zh", "en"):
        what, why, remedy = CHECK_MESSAGES[code][language]
        assert what
        assert why
        assert remedy
        assert all(name is None or name.isidentifier() for part in (what, why, remedy) for _, name, _, _ in Formatter().parse(part))
