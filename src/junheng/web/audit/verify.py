"""Whether the audit trail is whole: the chain is walked from its first event, and the first broken link is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from junheng.web.audit.models import AuditEvent, ChainHead
from junheng.web.audit.services import GENESIS, hash_of

# Events are read in portions: a trail of years does not fit into memory.
PORTION = 2000

Fault = Literal["missing", "content", "order", "end", "head"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last link as it is kept beside the chain. Noted on paper, it shows later that nobody rewrote the whole trail."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first event at which the chain breaks. `expected` and `found` are what was compared: numbers or hashes, as texts."""

    number: int
    fault: Fault
    expected: str
    found: str

    def __str__(self) -> str:
        return _sentences()[self.fault] % {"number": self.number, "expected": self.expected, "found": self.found}


@dataclass(frozen=True, slots=True)
class ChainState:
    """How many events were walked, the last link, and the first broken one (None where the chain is whole)."""

    events: int
    head: Head
    broken: BrokenLink | None


def first_broken_link() -> BrokenLink | None:
    """The first link of the trail that does not hold, None where every one does."""
    return chain_state().broken


def chain_state() -> ChainState:
    """The whole trail walked once, in portions."""
    head = chain_head()
    walked, last = 0, GENESIS
    for event in _events():
        broken = _broken_at(event, walked + 1, last)
        if broken:
            return ChainState(walked, head, broken)
        walked, last = event.number, event.hash
    return ChainState(walked, head, _broken_end(Head(walked, last), head))


def chain_head() -> Head:
    """The last link as it is kept beside the chain."""
    kept = ChainHead.objects.filter(pk=1).first()
    return Head(kept.number, kept.hash) if kept else Head(0, GENESIS)


def _events() -> Iterator[AuditEvent]:
    yield from AuditEvent.objects.unscoped().order_by("number").iterator(chunk_size=PORTION)


def _broken_at(event: AuditEvent, expected: int, last: str) -> BrokenLink | None:
    if event.number != expected:
        return BrokenLink(expected, "missing", str(expected), str(event.number))
    if event.previous_hash != last:
        return BrokenLink(event.number, "order", last, event.previous_hash)
    made = hash_of(event)
    if made != event.hash:
        return BrokenLink(event.number, "content", event.hash, made)
    return None


def _broken_end(walked: Head, kept: Head) -> BrokenLink | None:
    if walked.number != kept.number:
        return BrokenLink(min(walked.number, kept.number) + 1, "end", str(kept.number), str(walked.number))
    if walked.hash != kept.hash:
        return BrokenLink(walked.number, "head", kept.hash, walked.hash)
    return None


def _sentences() -> dict[Fault, str]:
    return {
        "missing": _("第 %(number)s 条日志不见了：它的位置上是第 %(found)s 条。"),
        "content": _("第 %(number)s 条日志的内容被改动过：记录的指纹是 %(expected)s，按现有内容计算是 %(found)s。"),
        "order": _("第 %(number)s 条日志接不上前一条：前一条的指纹是 %(expected)s，它记的是 %(found)s。"),
        "end": _("日志的末尾对不上：应有 %(expected)s 条，实有 %(found)s 条，从第 %(number)s 条起不符。"),
        "head": _("链尾的指纹与第 %(number)s 条日志不符：链尾记的是 %(expected)s，该条是 %(found)s。"),
    }
