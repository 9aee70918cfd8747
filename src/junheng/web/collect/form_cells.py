"""The input of one cell of the web form, as HTML."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from junheng.county.codes import CODES, OPEN_CODES
from junheng.county.schema import Column

YES_NO = ("是", "否")
# What a telephone's keyboard offers.
_KEYBOARDS = {"count": "numeric", "year": "numeric", "school_code": "numeric", "amount": "decimal", "number": "decimal", "share": "decimal"}
_EXAMPLES = {"date": "2025-09-01"}


def choices(column: Column) -> tuple[str, ...]:
    """The words of a column that takes no others; none where anything may be typed."""
    if column.kind == "bool":
        return YES_NO
    return tuple(CODES[column.vocabulary].values()) if column.kind == "coded" and column.vocabulary not in OPEN_CODES else ()


def suggestions(column: Column) -> tuple[str, ...]:
    """The words that a column offers beside any other."""
    return tuple(CODES[column.vocabulary].values()) if column.kind == "coded" and column.vocabulary in OPEN_CODES else ()


def width(column: Column) -> str:
    """How wide its cells are: the name of a class in grid.css."""
    if column.kind == "text":
        return "w-text"
    return "w-code" if column.kind in ("school_code", "date") or suggestions(column) else "w-number"


def cell_input(column: Column, name: str, place: str, row: str, text: str, *, about: bool, wrong: bool, saved: str | None) -> SafeString:
    """The input named `name` with the id `place` in the row with the id `row`, holding the `text` as people see it.

    `about`: something beside the cell describes it. `saved`: what is saved, where that is not the text.
    """
    common = format_html('id="{}" name="{}" class="cell {}" aria-labelledby="col-{} {}"', place, name, width(column), column.name, row)
    more = [
        format_html(' aria-describedby="{}-about"', place) if about else "",
        SafeString(' aria-invalid="true"') if wrong else "",
        "" if saved is None else format_html(' data-saved="{}"', saved),
    ]
    attributes = format_html("{}{}{}{}", common, *more)
    words = choices(column)
    if words:
        return format_html("<select {}>{}</select>", attributes, _options(words, text))
    if "\n" in text or "\r" in text:
        # One line of input would lose the breaks; a textarea drops a break right after its tag.
        return format_html('<textarea {} rows="2">\n{}</textarea>', attributes, text)
    keyboard = _KEYBOARDS.get(column.kind)
    return format_html(
        '<input {} value="{}"{}{}{}>',
        attributes,
        text,
        format_html(' inputmode="{}"', keyboard) if keyboard else "",
        format_html(' list="words-{}"', column.name) if suggestions(column) else "",
        format_html(' placeholder="{}"', _EXAMPLES[column.kind]) if column.kind in _EXAMPLES else "",
    )


@lru_cache(maxsize=1024)
def _options(words: tuple[str, ...], chosen: str) -> SafeString:
    """The words to choose from; another text that stands there stays one of them, so that nothing is lost by looking."""
    offered = ("", *words) if chosen in ("", *words) else ("", *words, chosen)
    rows = ((word, SafeString(" selected") if word == chosen else "", word) for word in offered)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
