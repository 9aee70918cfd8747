"""The steps of a submission after it was filled in: submit, recall, check, return, approve, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from junheng.county.schema import TABLE_BY_NAME
from junheng.web.audit.services import record
from junheng.web.collect.checking import refresh_counts
from junheng.web.collect.differences import Cell, place_words
from junheng.web.collect.guarding import of_submission, open_returns, require
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import CellReturn, Entry, Submission
from junheng.web.collect.services_entries import locked
from junheng.web.collect.services_notices import REPORTING, person, tell
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.collect.states import Transition, take
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.roles import default_roles


@dataclass(frozen=True, slots=True)
class ReturnedCell:
    """One cell to be sent back, and why."""

    table: str
    key: str
    column: str
    reason: str

    @property
    def cell(self) -> Cell:
        return (self.table, self.key, self.column)


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch: the submissions that took the step, and those that did not, each with the sentence that says why."""

    done: list[Submission]
    refused: list[tuple[Submission, str]]


def roles_at(actor: Actor, submission: Submission) -> set[str]:
    """The roles in which the actor deals with this submission: a checker at the unit that checks it, all others at its own."""
    if actor.is_system:
        return set(default_roles())
    places = {role: submission.check_unit if role == "checker" else submission.unit for role in actor.roles}
    return {role for role, unit in places.items() if unit is not None and actor.holds(role, unit)}


@transaction.atomic
def submit(actor: Actor, submission_id: int) -> Submission:
    """Hand the submission in. Raises NotAllowed with everything that is still to be done."""
    submission, step = _begin(actor, submission_id, "submit")
    now = timezone.now()
    submission.submitted_at, submission.submitted_by, submission.submitted_revision = now, actor.user, submission.revision
    submission.first_submitted_at = submission.first_submitted_at or now
    open_returns(submission).update(settled_at=now)
    return _finish(actor, submission, step)


@transaction.atomic
def recall(actor: Actor, submission_id: int) -> Submission:
    """Take a submission back before it is checked. Raises NotAllowed."""
    submission, step = _begin(actor, submission_id, "recall")
    submission.submitted_at = None
    return _finish(actor, submission, step)


@transaction.atomic
def check(actor: Actor, submission_id: int) -> Submission:
    """The first check. Raises NotAllowed where a guard fails or the actor does not check this unit."""
    submission, step = _begin(actor, submission_id, "check")
    submission.checked_at, submission.checked_by = timezone.now(), actor.user
    submission.reviewed_revision = submission.revision
    return _finish(actor, submission, step)


@transaction.atomic
def approve(actor: Actor, submission_id: int) -> Submission:
    """Approve what was checked. Raises NotAllowed where a guard fails."""
    submission, step = _begin(actor, submission_id, "approve")
    submission.approved_at, submission.approved_by = timezone.now(), actor.user
    submission.approved_revision = submission.reviewed_revision = submission.revision
    return _finish(actor, submission, step)


@transaction.atomic
def withdraw(actor: Actor, submission_id: int, reason: str) -> Submission:
    """Take an approval back; the revision that was approved stays known. Raises NotAllowed."""
    submission, step = _begin(actor, submission_id, "withdraw", reason)
    submission.approved_at = submission.approved_by = None
    return _finish(actor, submission, step, reason)


@transaction.atomic
def return_cells(actor: Actor, submission_id: int, reason: str = "", cells: Iterable[ReturnedCell] = ()) -> Submission:
    """Send the submission back, with a reason for the whole, for single cells, or both. Raises NotAllowed.

    A cell that does not exist, or comes without its reason, is refused with all others at once.
    """
    given = list(cells)
    submission, step = _begin(actor, submission_id, "return", reason.strip() or "；".join(cell.reason.strip() for cell in given))
    return send_back(actor, submission, step, reason, given)


def send_back(actor: Actor, submission: Submission, step: Transition, reason: str, cells: Sequence[ReturnedCell]) -> Submission:
    """The step back of a locked submission, with its rows of reasons and its notices."""
    values = _values(submission, cells)
    if reason.strip():
        CellReturn(submission=submission, reason=reason.strip(), by=person(actor)).save()
    for cell in cells:
        row = CellReturn(submission=submission, value=values[cell.cell] or "", reason=cell.reason.strip(), by=person(actor))
        row.table, row.key, row.column = cell.cell
        row.save()
    submission.returns += 1
    submission.reviewed_revision = submission.revision
    submission.submitted_at = submission.checked_at = submission.checked_by = None
    after = {"cells": [[*cell.cell, cell.reason] for cell in cells]}
    _finish(actor, submission, step, reason, after)
    if reason.strip():
        words = lazy("“%(round)s”的填报被退回：%(reason)s。写明理由的单元格：%(count)s 个。")
    else:
        words = lazy("“%(round)s”的填报被退回。写明理由的单元格：%(count)s 个。")
    tell(submission, REPORTING, words, round=submission.round.title, reason=reason.strip()[:200], count=len(cells))
    return submission


BATCH: Mapping[str, Callable[[Actor, int, str], Submission]] = {
    "check": lambda actor, pk, _reason: check(actor, pk),
    "approve": lambda actor, pk, _reason: approve(actor, pk),
    "return": lambda actor, pk, reason: return_cells(actor, pk, reason),
    "submit": lambda actor, pk, _reason: submit(actor, pk),
    "recall": lambda actor, pk, _reason: recall(actor, pk),
    "withdraw": withdraw,
}


def batch(actor: Actor, name: str, submission_ids: Iterable[int], reason: str = "") -> BatchResult:
    """One step for several submissions, each in a transaction of its own: one that cannot take it stops no other."""
    rows = Submission.objects.within(actor.scope).select_related("unit", "round").filter(pk__in=list(submission_ids))
    result = BatchResult([], [])
    for submission in rows.order_by("unit__code"):
        try:
            result.done.append(BATCH[name](actor, submission.pk, reason))
        except (StepRefused, NotAllowed) as refusal:
            result.refused.append((submission, str(refusal)))
    return result


def _begin(actor: Actor, submission_id: int, name: str, reason: str = "") -> tuple[Submission, Transition]:
    submission = locked(submission_id)
    step = take(SUBMISSION, submission.state, name, roles_at(actor, submission), reason)
    if {"no_errors", "experience_explained"} & set(step.guards):
        refresh_counts(submission)
    require(step, of_submission(submission, actor))
    return submission, step


def _finish(
    actor: Actor, submission: Submission, step: Transition, reason: str = "", more: Mapping[str, object] | None = None
) -> Submission:
    before, submission.state = submission.state, step.target
    submission.save()
    after = {"state": step.target, "revision": submission.revision, **(more or {})}
    record(
        actor,
        f"submission.{step.name}",
        f"submission:{submission.pk}",
        unit=submission.unit,
        before={"state": before},
        after=after,
        reason=reason,
    )
    return submission


def _values(submission: Submission, cells: Sequence[ReturnedCell]) -> dict[Cell, str | None]:
    """What stands in the cells now. Raises NotAllowed naming all that do not exist or come without a reason."""
    rows = {(row.table, row.key): row.values for row in Entry.objects.unscoped().filter(submission=submission)}
    faults = []
    for cell in cells:
        if not cell.reason.strip():
            faults.append(_("%(place)s：请写明退回理由") % {"place": place_words(*cell.cell)})
        if (cell.table, cell.key) not in rows or (cell.column and not TABLE_BY_NAME[cell.table].has(cell.column)):
            faults.append(_("%(place)s：没有这个单元格") % {"place": place_words(*cell.cell)})
    if faults:
        raise NotAllowed(_("；").join(faults))
    return {cell.cell: rows[cell.table, cell.key].get(cell.column) if cell.column else None for cell in cells}
