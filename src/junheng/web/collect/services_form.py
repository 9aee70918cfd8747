"""Saving one table of the web form: what was typed over a revision becomes the next one, or waits in the draft for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from junheng.county.form import school_column
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.edits import ADDED_MARK
from junheng.web.collect.folding import Rows
from junheng.web.collect.models import Revision, Submission
from junheng.web.collect.services_drafts import drop_saved, keep_draft, stood_at
from junheng.web.collect.services_entries import Saved, locked, save_rows
from junheng.web.collect.typed import TypedRow, edits, reduced
from junheng.web.people.actor import Actor


@dataclass(frozen=True)
class SavedForm:
    """What became of a save. `repeated`: new rows that the same person's last save has added already. `left`: what was not saved."""

    saved: Saved
    repeated: int = 0
    left: Sequence[TypedRow] = ()


@transaction.atomic
def save_typed(
    actor: Actor, submission_id: int, table: str, typed: Sequence[TypedRow], base: int, page: Sequence[TypedRow] | None = None
) -> SavedForm:
    """Save what was typed on a page that showed the revision `base`; the draft then forgets all of the `page`, given up or saved.

    Where others changed the same cells, nothing is saved and all is kept as a draft. Raises NotAllowed and states.NotAllowed.
    """
    submission = locked(submission_id)
    stood = stood_at(submission, table, base)
    changed = reduced(TABLE_BY_NAME[table], typed, stood)
    news = _not_yet_added(actor, submission, table, changed, stood, base)
    saved = save_rows(
        actor, submission_id, {table: edits(TABLE_BY_NAME[table], news)}, base_revision=min(base, submission.revision), source="form"
    )
    submission.refresh_from_db(fields=["revision"])
    if saved.clashes:
        keep_draft(actor, submission_id, table, typed, base)
        return SavedForm(saved, len(changed) - len(news), changed)
    drop_saved(actor, submission, table, typed if page is None else page)
    return SavedForm(saved, len(changed) - len(news))


def _not_yet_added(actor: Actor, submission: Submission, table: str, rows: Sequence[TypedRow], stood: Rows, base: int) -> list[TypedRow]:
    """The rows without those new ones that the same person has added since `base`: a form sent twice adds nothing twice."""
    if base >= submission.revision or not any(row.is_new for row in rows):
        return list(rows)
    mine = Revision.objects.unscoped().filter(submission=submission, number__gt=base, by=actor.user, source=Revision.Source.FORM)
    added: dict[str, dict[str, str | None]] = {}
    for change in (change for revision in mine for change in revision.changes):
        if change["table"] == table and change["key"].startswith(ADDED_MARK) and (table, change["key"]) not in stood:
            added.setdefault(change["key"], {})[change["column"]] = change["after"]
    waiting = list(added.values())
    left = []
    for row in rows:
        twin = next((one for one in waiting if row.is_new and _says_the_same(table, row, one)), None)
        if twin is None:
            left.append(row)
        else:
            waiting.remove(twin)
    return left


def _says_the_same(table: str, row: TypedRow, added: Mapping[str, str | None]) -> bool:
    """Whether an added row holds just what was typed. The code of the unit's own school is given, not typed."""
    (edit,) = edits(TABLE_BY_NAME[table], [replace(row, deleted=None)])
    return edit.values == {column: text for column, text in added.items() if column in edit.values or column != school_column(table)}
