"""One cell as a database keeps it and as people see it: `primary` and 小学, `true` and 是, `2025-09-01`, `1.5`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from junheng.county.codes import CODES
from junheng.county.fact_names import FACT_ALIASES, FACT_NAMES
from junheng.county.schema import FACTS, Column
from junheng.county.values import Value, canonical_text, is_terminating, parse, raw_of

_FACT_OF_NAME = {name: fact for fact, name in FACT_NAMES.items()} | dict(FACT_ALIASES)
_BOOLS = {"true": "是", "false": "否"}


@dataclass(frozen=True, slots=True)
class Stored:
    """What to keep of a cell: its canonical text, None where nothing was reported.

    With a `fault` (a code of `messages.MESSAGES`) the text is what was typed and stands for no value; a `note` is the code of what
    was mended in reading and has to be shown.
    """

    text: str | None
    fault: str | None = None
    note: str | None = None


def stored(column: Column, typed: object, *, from_workbook: bool = False) -> Stored:
    """The cell that somebody typed under `column`: a text of a web form, or a raw cell `from_workbook`."""
    parsed = parse(raw_of(typed), column, from_workbook=from_workbook)
    if parsed.fault:
        return Stored(canonical_text(raw_of(typed)), parsed.fault)
    return Stored(text_of(column, parsed.value), note=parsed.note)


def text_of(column: Column, value: Value) -> str | None:
    """A value's canonical text. Raises ValueError for a number that no finite decimal writes."""
    if isinstance(value, str):
        if column is FACTS.column("fact"):
            return _FACT_OF_NAME.get(value, value)
        # Workbooks end a line in one way, browsers in another; the same text is kept once.
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return canonical_text(value)


def has_text(value: Value) -> bool:
    """Whether `text_of` can write the value."""
    return not isinstance(value, Fraction) or is_terminating(value)


def shown(column: Column, text: str | None) -> str:
    """What people see of a stored text, "" for nothing. Storing what is shown gives the same text again."""
    if text is None:
        return ""
    if column.kind == "coded":
        return CODES[column.vocabulary].get(text, text)
    if column.kind == "bool":
        return _BOOLS.get(text, text)
    return FACT_NAMES.get(text, text) if column is FACTS.column("fact") else text
