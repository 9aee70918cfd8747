"""HTML that cannot be injected into: text is escaped unless it is Markup already."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

Attribute = str | int | bool | None


class Markup(str):
    """Text that is HTML already. Only this module and the page's own skeleton make it."""

    __slots__ = ()


Content: TypeAlias = "Markup | str | int | Iterable[Content] | None"
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
    heads: Iterable[Content],
    rows: Iterable[Iterable[Content]],
    *,
    class_: str = "",
    numeric: frozenset[int] = frozenset(),
) -> Markup:
    """A table with a caption and a head that print repeats; a cell that is a `td` or `th` already is kept as it is."""
    head = tag("tr", [tag("th", content, scope="col", class_="n" if index in numeric else None) for index, content in enumerate(heads)])
    body = [tag("tr", [_cell(content, index in numeric) for index, content in enumerate(row)]) for row in rows]
    shown = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body), class_=class_ or None)
    return tag("div", shown, class_="scroll", tabindex=0, role="region", aria_label=caption)


def _cell(content: Content, is_number: bool) -> Markup:
    if isinstance(content, Markup) and content.startswith(("<td", "<th")):
        return content
    return tag("td", content, class_="n" if is_number else None)
