"""The documentation's list of all checks, written from their sentences: `python -m junheng.county.checks_reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from junheng.county.experience_messages import EXPERIENCE_MESSAGES
from junheng.county.logic_messages import LOGIC_MESSAGES
from junheng.county.sentences import Pair

_HEAD = """# 数据校验 · Checks of a package

`junheng check` 读取数据包后做两类校验，一次列出全部问题。本页由各条提示语生成，花括号里是出现问题时填入的实际数值。
After reading a package, `junheng check` runs two kinds of checks and lists all problems at once. This page is written from their sentences;
in braces stands what is filled in.
"""
_LOGIC = """
## 逻辑校验 · Logic checks

算术上或数据约定上不可能的情形，属错误，必须改正后才能测算。
Contradictions: errors, to be mended before an assessment.
"""
_EXPERIENCE = """
## 经验校验 · Experience checks

少见但可能属实的情形，属提示，不妨碍测算。界限由本系统设定，与评估标准无关。
Oddities: warnings that stop nothing. Their limits are ours and no part of a standard.
"""


def reference_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + _LOGIC + _table(LOGIC_MESSAGES) + _EXPERIENCE + _table(EXPERIENCE_MESSAGES)


def _table(messages: Mapping[str, Pair]) -> str:
    return "\n| 代码 code | 发现 what | 理由 why | 处理 remedy |\n|---|---|---|---|\n" + "".join(_rows(messages))


def _rows(messages: Mapping[str, Pair]) -> Iterator[str]:
    for code, pair in messages.items():
        cells = [f"{chinese}<br>{english}" for chinese, english in zip(pair["zh"], pair["en"], strict=True)]
        yield f"| `{code}` | {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(reference_page())
