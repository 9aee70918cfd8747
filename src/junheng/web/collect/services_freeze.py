"""Freezing a round: its units' cells become a package that never changes again, and its assessment is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junheng.county.form_reading import PlacedProblem
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import freeze_bytes, latest_package
from junheng.web.audit.services import record
from junheng.web.collect.guarding import require
from junheng.web.collect.machines import ROUND, SUBMISSION
from junheng.web.collect.merge import Merged, merged
from junheng.web.collect.models import Conflict, Round, Submission
from junheng.web.collect.states import find, next_state
from junheng.web.jobs.services import enqueue
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Unit

APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class UnitProblem:
    """An error of the merged package: its cell, and the unit that has to mend it (None where it is nobody's cell)."""

    placed: PlacedProblem
    unit: Unit | None


class NotSound(NotAllowed):
    """The package has errors, so that nothing was frozen. `problems` are all of them."""

    def __init__(self, problems: Sequence[UnitProblem]) -> None:
        self.problems = problems
        count = len(problems)
        message = ngettext(
            "合并后的数据有 %(count)d 处错误，没有冻结；请由填报单位改正。",
            "合并后的数据有 %(count)d 处错误，没有冻结；请由填报单位改正。",
            count,
        )
        super().__init__(message % {"count": count})


def merge_problems(round: Round, left_out: Mapping[int, str]) -> tuple[Merged, list[UnitProblem]]:
    """The package that freezing would make now, and the errors in it."""
    made = merged(round, left_out)
    found = made.errors(_file_name(round))
    return made, [UnitProblem(placed, made.unit_of(placed.table, placed.key, placed.column)) for placed in found]


@transaction.atomic
def freeze_round(
    actor: Actor, round_id: int, *, left_out: Mapping[int, str] | None = None, is_application: bool = False, note: str = ""
) -> FrozenPackage:
    """Freeze the round and ask for its assessment. `left_out`: id of a submission without approval → why it is left out.

    Raises NotAllowed, states.NotAllowed for guards that do not hold, NotSound where the merged package has errors.
    """
    round: Round = Round.objects.unscoped().select_for_update(of=("self",)).select_related("county", "previous").get(pk=round_id)
    if not actor.holds("office", round.county):
        raise NotAllowed(_("只有创建办可以冻结一轮采集。"))
    step = find(ROUND, round.state, "freeze")
    submissions = _locked_submissions(round)
    named = {pk: reason.strip() for pk, reason in (left_out or {}).items()}
    _check_left_out(submissions, named)
    questions = {
        "all_approved": lambda: all(one.state == APPROVED or one.pk in named for one in submissions),
        "no_open_conflicts": lambda: not Conflict.objects.unscoped().filter(round=round, state="open").exists(),
    }
    require(step, questions)
    made, problems = merge_problems(round, named)
    if problems:
        raise NotSound(problems)
    frozen = freeze_bytes(
        actor,
        round.county,
        made.content,
        _file_name(round),
        origin=FrozenPackage.Origin.ROUND,
        round=round,
        supersedes=latest_package(round.county, round.school_year),
        note="\n".join([*([note.strip()] if note.strip() else []), *_left_out_words(submissions, named)]),
        is_application=is_application,
    )
    _lock(actor, round, submissions, frozen, step.target, named)
    enqueue(actor, "assess", round.county, package=frozen.pk)
    return frozen


def _file_name(round: Round) -> str:
    return f"{round.code}.zip"


def _locked_submissions(round: Round) -> list[Submission]:
    """All of the round's submissions, kept from changing until the freeze has ended."""
    rows = Submission.objects.unscoped().select_for_update(of=("self",)).select_related("unit").filter(round=round)
    return list(rows.order_by("pk"))


def _check_left_out(submissions: Sequence[Submission], named: Mapping[int, str]) -> None:
    """Raises NotAllowed with everything that is wrong with who is left out."""
    known = {one.pk: one for one in submissions}
    faults = [_("没有编号为 %(id)s 的填报") % {"id": pk} for pk in named if pk not in known]
    for pk, reason in named.items():
        if pk in known and known[pk].state == APPROVED:
            faults.append(_("%(unit)s 已经审核通过，不能不纳入") % {"unit": known[pk].unit})
        elif pk in known and not reason:
            faults.append(_("%(unit)s 不纳入，须写明理由") % {"unit": known[pk].unit})
    if faults:
        raise NotAllowed(_("；").join(faults))


def _left_out_words(submissions: Sequence[Submission], named: Mapping[int, str]) -> list[str]:
    return [
        _("未纳入：%(unit)s（%(reason)s）") % {"unit": one.unit.name, "reason": named[one.pk]} for one in submissions if one.pk in named
    ]


def _lock(
    actor: Actor, round: Round, submissions: Sequence[Submission], frozen: FrozenPackage, target: str, named: Mapping[int, str]
) -> None:
    approved = [one for one in submissions if one.state == APPROVED]
    locked = next_state(SUBMISSION, APPROVED, "lock")
    Submission.objects.unscoped().filter(pk__in=[one.pk for one in approved]).update(state=locked)
    before, round.state, round.package, round.frozen_at = round.state, target, frozen, timezone.now()
    round.save()
    after = {
        "state": round.state,
        "package": frozen.pk,
        "version": frozen.version,
        "locked": [one.unit.code for one in approved],
        "left_out": {one.unit.code: named[one.pk] for one in submissions if one.pk in named},
        "is_application": frozen.is_application,
    }
    record(actor, "round.freeze", f"round:{round.pk}", unit=round.county, before={"state": before}, after=after, reason=frozen.note)
