"""What every template may use without loading it: a block's text once more, and a term in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from junheng.web.language import reader_language

register = template.Library()
ENGLISH = ("en", "english")
CHINESE = ("zh", "name")


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """The text of a block that stands elsewhere in the page: the window's title is the page's heading, written once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # Rendering has escaped what needed it.
    return mark_safe(" ".join(strip_tags(block.render(context)).split()) if block else "")  # noqa: S308


@register.filter
def in_language(term: Any) -> str:
    """A term of the domain, which has both languages (`zh` and `en`, or `name` and `english`), in the reader's."""
    wanted = ENGLISH if reader_language() == "en" else CHINESE
    return str(next((getattr(term, name) for name in wanted if hasattr(term, name)), term))


@register.filter
def bracketed(value: Any) -> str:
    """What stands in brackets behind something, in the brackets of the reader's language, with the space that English needs."""
    return f" ({value})" if reader_language() == "en" else f"（{value}）"


@register.filter
def listed(values: Iterable[Any]) -> str:
    """Things one after another, between the marks of the reader's language."""
    return (", " if reader_language() == "en" else "、").join(map(str, values))
