"""Before and after of an event as rows that a person reads: what, the old value, the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from junheng.county.cells import shown
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.words import FIELDS, state_words

# Keys below which events keep changed cells, each with table, key, column, before and after.
CELL_LISTS = ("cells", "changes")
_CELL_KEYS = frozenset({"table", "column", "before", "after"})


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One line of an event: where, what stood there, what stands there now. An empty text means nothing."""

    where: str
    before: str
    after: str


def changed_fields(event: AuditEvent) -> list[ChangedField]:
    """Every field that the event names, cells of the data first to last in the words of their sheets."""
    before, after = _named(event.before), _named(event.after)
    lines: list[ChangedField] = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if key in CELL_LISTS and (cells := _cells(new)):
            lines.extend(_cell(entry) for entry in cells)
        elif old != new or key not in before or key not in after:
            lines.append(ChangedField(str(FIELDS.get(key, key)), _text(event.subject, key, old), _text(event.subject, key, new)))
    return lines


def _named(value: Any) -> Mapping[str, Any]:
    """A value that is no mapping is shown as the object itself."""
    if value is None:
        return {}
    return value if isinstance(value, dict) else {_("内容"): value}


def _cells(value: Any) -> list[Mapping[str, Any]]:
    """The changed cells that a list holds, none where it is of something else."""
    given = value if isinstance(value, list) else []
    return given if all(isinstance(entry, dict) and entry.keys() >= _CELL_KEYS for entry in given) else []


def _cell(entry: Mapping[str, Any]) -> ChangedField:
    spec = TABLE_BY_NAME.get(entry["table"])
    column = spec.column(entry["column"]) if spec and spec.has(entry["column"]) else None
    where = " · ".join(
        part
        for part in (spec.sheet if spec else entry["table"], entry.get("key", ""), column.heading if column else entry["column"])
        if part
    )
    before, after = ((shown(column, text) if column else text or "") for text in (entry["before"], entry["after"]))
    return ChangedField(where, before, after)


def _text(subject: str, key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if key == "state" and isinstance(value, str):
        return state_words(subject, value)
    return _("；").join(_flat(value)) if isinstance(value, dict | list) else str(value)


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{FIELDS.get(key, key)}{_('：')}{_('、').join(_flat(inner))}"
    elif isinstance(value, list):
        for inner in value:
            yield _("，").join(_flat(inner))
    elif isinstance(value, bool):
        yield _("是") if value else _("否")
    else:
        yield "—" if value is None else str(value)
