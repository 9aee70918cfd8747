"""What is typed and not yet saved, laid over the rows that stand: what the checks say of it, and what others have changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from junheng.county.cells import stored
from junheng.county.form import Texts
from junheng.web.collect.checking import FoundProblem, found_in
from junheng.web.collect.edits import Clash, Comparison, touched_since
from junheng.web.collect.forms import SubmittedForm
from junheng.web.collect.models import Revision
from junheng.web.collect.services_entries import given_texts
from junheng.web.collect.typed import TypedRow, edits


def problems_typed(submitted: SubmittedForm, table: str, typed: Sequence[TypedRow]) -> list[FoundProblem]:
    """What the checks would say of the whole submission, were the table saved as typed."""
    rows: dict[str, list[tuple[str, Texts]]] = {
        name: [(entry.key, submitted.row(entry)) for entry in entries] for name, entries in submitted.entries.items()
    }
    rows[table] = _laid_over(submitted, table, rows.get(table, []), typed)
    return found_in(submitted, rows)


def clashes_of(submitted: SubmittedForm, table: str, typed: Sequence[TypedRow], since: int) -> Sequence[Clash]:
    """The typed cells that somebody has changed since that revision to another text."""
    submission = submitted.submission
    if since >= submission.revision:
        return ()
    revisions = Revision.objects.unscoped().filter(submission=submission, number__gt=since).order_by("number").select_related("by")
    current = {(table, entry.key): entry.values for entry in submitted.entries.get(table, ())}
    compared = Comparison(current, touched_since(list(revisions)), 0)
    compared.take(table, edits(submitted.duty(table).spec, typed), {})
    return compared.clashes


def _laid_over(
    submitted: SubmittedForm, table: str, rows: Sequence[tuple[str, Texts]], typed: Sequence[TypedRow]
) -> list[tuple[str, Texts]]:
    duty = submitted.duty(table)
    texts = {row.place: {column: stored(duty.spec.column(column), text).text for column, text in row.cells.items()} for row in typed}
    deleted = {row.name for row in typed if row.deleted and not row.is_new}
    laid: list[tuple[str, Texts]] = [(key, {**row, **texts.get((False, key), {})}) for key, row in rows if key not in deleted]
    given = given_texts(submitted.submission, duty)
    return laid + [(row.name, {**given, **texts[row.place]}) for row in typed if row.is_new]
