"""The sentences of the logic and experience checks, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.experience_messages import EXPERIENCE_MESSAGES
from junheng.county.logic_messages import LOGIC_MESSAGES
from junheng.county.sentences import Pair

CHECK_MESSAGES: Mapping[str, Pair] = {**LOGIC_MESSAGES, **EXPERIENCE_MESSAGES}
