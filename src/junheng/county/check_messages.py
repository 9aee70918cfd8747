"""The sentences of the logic and experience checks, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.experience_messages import EXPERIENCE_MESSAGES
from junheng.county.logic_messages import LOGIC_MESSAGES

Sentences = tuple[str, str, str]

CHECK_MESSAGES: Mapping[str, Mapping[str, Sentences]] = {**LOGIC_MESSAGES, **EXPERIENCE_MESSAGES}
