"""Revisions folded into rows: what stood in a submission after any of its saves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from junheng.web.collect.models import Revision, Submission

# (table, key) → column → stored text; a column without one is absent, a row without any too.
Rows = dict[tuple[str, str], dict[str, str]]


def fold(changes: Iterable[Mapping[str, str | None]], rows: Rows | None = None) -> Rows:
    """The rows after the changes, in their order, were made to `rows` (to none where not given)."""
    folded: Rows = {place: dict(row) for place, row in (rows or {}).items()}
    for change in changes:
        place = (change["table"] or "", change["key"] or "")
        column, after = change["column"] or "", change["after"]
        row = folded.setdefault(place, {})
        if after is None:
            row.pop(column, None)
        else:
            row[column] = after
        if not row:
            del folded[place]
    return folded


def rows_at(submission: Submission, revision: int) -> Rows:
    """The rows as they stood after that save. A number beyond the last gives those of now."""
    revisions = Revision.objects.unscoped().filter(submission=submission, number__lte=revision).order_by("number")
    return fold(change for one in revisions for change in one.changes)
