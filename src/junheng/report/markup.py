"""HTML that cannot be injected into: text is escaped unless it is Markup already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeAlias

from junheng.report.numbers import NOT_REPORTED

Attribute = str | int | bool | None


class Markup(str):
    """Text that is HTML already. Only this module and the page's own skeleton make it."""

    __slots__ = ()


Content: TypeAlias = "Markup | str | int | Iterable[Content] | None"
# Tables of at most so many rows are not broken over two printed pages.
KEPT_TOGETHER = 14
VOID = frozenset({"br", "meta", "col"})


def html(content: Content) -> Markup:
    """Escaped content; a sequence is joined."""
    if content is None:
        return Markup("")
    if isinstance(content, Markup):
        return content
    if isinstance(content, str | int):
        return Markup(escape(str(content)))
    return Markup("".join(html(part) for part in content))


def tag(name: str, /, *contents: Content, **attributes: Attribute) -> Markup:
    """An element. `class_` gives class, `data_x` gives data-x; an attribute that is None or False is left out."""
    shown = []
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.rstrip("_").replace("_", "-")
        shown.append(f" {label}" if value is True else f' {label}="{escape(str(value))}"')
    opening = f"<{name}{''.join(shown)}>"
    if name in VOID:
        return Markup(opening)
    return Markup(f"{opening}{''.join(html(content) for content in contents)}</{name}>")


def table(
    caption: str,
    heads: Sequence[Content],
    rows: Iterable[Iterable[Content]],
    *,
    class_: str,
    numeric: frozenset[int] = frozenset(),
    widths: Sequence[int] = (),
) -> Markup:
    """A table with a caption and a head that print repeats; a cell that is a `td` already is kept as it is.

    `class_` «words» is for tables that read as cards on a telephone, «wide» for those that scroll sideways; `widths` are
    percentages of the columns.
    """
    head = tag("tr", [tag("th", content, scope="col", class_="n" if index in numeric else None) for index, content in enumerate(heads)])
    labels = [_label(content) for content in heads] if "words" in class_ else [None] * len(heads)
    body = [
        tag("tr", [_cell(content, index in numeric, label) for index, (content, label) in enumerate(zip(row, labels, strict=True))])
        for row in rows
    ]
    columns = tag("colgroup", [tag("col", style=f"width:{width}%") for width in widths]) if widths else None
    classes = f"{class_} keep" if len(body) <= KEPT_TOGETHER else class_
    shown = tag("table", tag("caption", caption), columns, tag("thead", head), tag("tbody", body), class_=classes)
    return tag("div", shown, class_="scroll", tabindex=0, role="region", aria_label=caption)


def _label(content: Content) -> str | None:
    return content if isinstance(content, str) and not isinstance(content, Markup) else None


def _cell(content: Content, is_number: bool, label: str | None) -> Markup:
    if isinstance(content, Markup) and content.startswith("<td"):
        return content
    kind = "none" if content == NOT_REPORTED else "n" if is_number else None
    return tag("td", content, class_=kind, data_label=label)
