"""Drafts: what people typed and have not saved.

A draft is nobody's report, so keeping or discarding one leaves no event in the audit trail: the save that takes it does, with every cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.folding import Rows, rows_at
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import Draft, Entry, Submission
from junheng.web.collect.services_entries import is_storable, locked
from junheng.web.collect.typed import TypedRow, from_json, merged, reduced, without
from junheng.web.people.actor import Actor, NotAllowed

# Who saves may keep what is to be saved.
REPORTERS = next(step.roles for step in SUBMISSION.transitions if step.name == "save")
# An evening's typing of a whole roster fits; a flood does not.
MAX_CELLS = 20_000


@transaction.atomic
def keep_draft(
    actor: Actor, submission_id: int, table: str, typed: Sequence[TypedRow], base: int, since: int | None = None
) -> Draft | None:
    """Add to the actor's draft of a table what was typed on a page that showed the revision `base`; None where nothing is left to keep.

    Changes of others after `since` (`base` where not given) are still to be told. It is kept in every state: what was typed before the
    submission was handed in must not vanish with it. Raises NotAllowed.
    """
    submission = _own(actor, submission_id)
    found = _draft(actor, submission, table)
    earlier = from_json(found.rows) if found else []
    rows = _trimmed(submission, table, merged(TABLE_BY_NAME[table], earlier, typed, stood_at(submission, table, base)))
    if sum(len(row.cells) for row in rows) > MAX_CELLS or not all(is_storable(text) for row in rows for text in row.cells.values()):
        raise NotAllowed(_("草稿过大，或含有不能保存的字符；请先保存已经填好的部分。"))
    told = [submission.revision, base, *([] if since is None else [since]), *([found.base_revision] if found else [])]
    return _put(found or Draft(submission=submission, user=actor.user, table=table), rows, min(told))


@transaction.atomic
def discard_draft(actor: Actor, submission_id: int, table: str) -> None:
    """Throw away the actor's draft of a table. Raises NotAllowed."""
    submission = _own(actor, submission_id)
    Draft.objects.unscoped().filter(submission=submission, user=actor.user, table=table).delete()


def drop_saved(actor: Actor, submission: Submission, table: str, saved: Iterable[TypedRow]) -> None:
    """Take out of the actor's draft what has just been saved or given up. Call it within the save's transaction."""
    found = _draft(actor, submission, table)
    if found is not None:
        _put(found, _trimmed(submission, table, without(from_json(found.rows), saved)), found.base_revision)


def drafts_of(actor: Actor, submission: Submission) -> list[Draft]:
    """The actor's drafts in a submission."""
    return list(Draft.objects.unscoped().filter(submission=submission, user=actor.user)) if actor.user else []


def stood_at(submission: Submission, table: str, revision: int) -> Rows:
    """A table's rows as they stood after that save."""
    if revision >= submission.revision:
        entries = Entry.objects.unscoped().filter(submission=submission, table=table)
        return {(table, entry.key): entry.values for entry in entries}
    return {place: row for place, row in rows_at(submission, revision).items() if place[0] == table}


def _own(actor: Actor, submission_id: int) -> Submission:
    submission = locked(submission_id)
    if actor.user is None or not actor.holds_any(REPORTERS, submission.unit):
        raise NotAllowed(_("只有%(unit)s的填报员可以填写这份数据。") % {"unit": submission.unit})
    return submission


def _draft(actor: Actor, submission: Submission, table: str) -> Draft | None:
    found: Draft | None = Draft.objects.unscoped().select_for_update().filter(submission=submission, user=actor.user, table=table).first()
    return found


def _trimmed(submission: Submission, table: str, rows: Iterable[TypedRow]) -> list[TypedRow]:
    """Without what stands there anyway."""
    return reduced(TABLE_BY_NAME[table], rows, stood_at(submission, table, submission.revision))


def _put(draft: Draft, rows: Sequence[TypedRow], base: int) -> Draft | None:
    if not rows:
        if draft.pk:
            draft.delete()
        return None
    draft.rows, draft.base_revision, draft.at = [row.as_json() for row in rows], base, timezone.now()
    draft.save()
    return draft
