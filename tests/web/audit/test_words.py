"""Everything that the code records in the trail has words of its own, so that nobody reads codes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.utils import translation

import junheng.web
from junheng.web.audit.words import ACTIONS, action_words, state_words, subject_words
from junheng.web.collect.machines import SUBMISSION, SUPPLEMENT

WEB = Path(junheng.web.__file__).parent
PREFIXES = {action.partition(".")[0] for action in ACTIONS}
ACTION = re.compile(rf"(?:{'|'.join(sorted(PREFIXES))})\.[a-z_]+")


def recorded() -> set[str]:
    """Every action that is written out in the code, and those that are made of a machine's steps."""
    files = [path for path in WEB.rglob("*.py") if path.name != "words.py" and "migrations" not in path.parts]
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    written = {
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and ACTION.fullmatch(node.value)
    }
    steps = {f"{machine.name}.{step.name}" for machine in (SUBMISSION, SUPPLEMENT) for step in machine.transitions}
    return written | steps


def test_every_action_that_the_code_records_has_words_and_no_other_has() -> None:
    assert recorded() - ACTIONS.keys() == set(), "add these to ACTIONS in audit/words.py"
    assert ACTIONS.keys() - recorded() == set(), "nothing records these: take them out of audit/words.py"


def test_no_two_actions_of_one_kind_of_object_are_told_in_the_same_words() -> None:
    assert len({(action.partition(".")[0], str(words)) for action, words in ACTIONS.items()}) == len(ACTIONS)


def test_what_has_no_words_is_shown_as_it_is() -> None:
    assert action_words("no.such") == "no.such"
    assert subject_words("test:7") == "test:7"
    assert subject_words("submission:7") == "填报 7"
    assert state_words("job:7", "running") == "running"


def test_a_state_is_told_in_the_words_of_its_machine() -> None:
    assert state_words("supplement:7", "proposed") == "已提出"
    with translation.override("en"):
        assert state_words("supplement:7", "proposed") == "proposed"
