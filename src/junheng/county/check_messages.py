"""The sentences of the logic and experience checks, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

Sentences = tuple[str, str, str]

CHECK_MESSAGES: Mapping[str, Mapping[str, Sentences]] = {}
