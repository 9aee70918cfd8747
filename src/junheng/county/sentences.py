"""What a problem says: three sentences, once in Chinese and once in English."""

from __future__ import annotations

from collections.abc import Mapping

# What was found, why it matters (what is allowed), how to mend it.
Sentences = tuple[str, str, str]
Pair = Mapping[str, Sentences]


def pair(zh: Sentences, en: Sentences) -> Pair:
    """The sentences of one problem in both languages."""
    return {"zh": zh, "en": en}
