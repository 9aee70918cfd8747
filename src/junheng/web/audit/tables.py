"""The trail as pages: fifty events a page by number, and a workbook of all that was asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.report.workbook import Book, Column, Sheet
from junheng.web.audit.changes import ChangedField, changed_fields
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.words import action_words, subject_words
from junheng.web.people.actor import NotAllowed

PAGE = 50
# Counting millions of rows for one line of words is not worth the wait.
COUNTED = 10_000
# A workbook of more is opened by nobody; it is refused, never cut.
EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One event with its words."""

    event: AuditEvent
    action: str
    subject: str
    changes: Sequence[ChangedField]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of events. `older` is the number before which the next page begins; `total` None where there are more than COUNTED."""

    lines: Sequence[Line]
    older: int | None
    total: int | None


def page_of(events: QuerySet[AuditEvent], before: int | None) -> Page:
    """The PAGE newest events with a number below `before`."""
    total = events[: COUNTED + 1].count()
    shown = list((events.filter(number__lt=before) if before else events)[: PAGE + 1])
    older = shown[PAGE - 1].number if len(shown) > PAGE else None
    return Page([line_of(event) for event in shown[:PAGE]], older, total if total <= COUNTED else None)


def line_of(event: AuditEvent) -> Line:
    return Line(event, action_words(event.action), subject_words(event.subject), changed_fields(event))


def workbook_of(events: QuerySet[AuditEvent], asked: str) -> bytes:
    """All events as an .xlsx with what was asked for in its head. Raises NotAllowed where there are more than EXPORTED."""
    total = events[: EXPORTED + 1].count()
    if total > EXPORTED:
        raise NotAllowed(_("查到的日志超过 %(most)s 条，不能一次导出；请缩小日期范围，分几次导出。") % {"most": f"{EXPORTED:,}"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.xlsx"
        with Book(path, _("操作日志"), "", timezone.localdate()) as book:
            book.add(
                Sheet(
                    name=_("操作日志"),
                    title=_("操作日志"),
                    facts=_("查询条件：%(asked)s  共 %(total)s 条") % {"asked": asked or _("全部"), "total": total},
                    columns=_columns(),
                    rows=[_row(line_of(event)) for event in events.iterator(chunk_size=1000)],
                    frozen_columns=1,
                )
            )
        return path.read_bytes()


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("序号"), 8, centred=True),
        Column(_("时间"), 19),
        Column(_("操作人"), 12),
        Column(_("岗位"), 22),
        Column(_("单位"), 18),
        Column(_("操作"), 14),
        Column(_("对象"), 18),
        Column(_("改动"), 50),
        Column(_("理由"), 24),
        Column(_("请求"), 18),
        Column(_("地址"), 14),
        Column(_("指纹"), 24),
    )


def _row(line: Line) -> list[str | int]:
    event = line.event
    return [
        event.number,
        timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S"),
        event.actor_name,
        event.actor_posts,
        event.unit.name if event.unit else "",
        line.action,
        line.subject,
        _in_words(line.changes),
        event.reason,
        event.request,
        event.address,
        event.hash,
    ]


def _in_words(changes: Iterable[ChangedField]) -> str:
    return _("；").join(f"{change.where}{_('：')}{change.before or '—'} → {change.after or '—'}" for change in changes)
