"""The page on which the office freezes a round: what is still open, who is left out and why, and the errors of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from junheng.web.access import Request, allow
from junheng.web.asked import row_numbers
from junheng.web.collect.machines import ROUND, SUBMISSION
from junheng.web.collect.models import Conflict, Round, Submission
from junheng.web.collect.services_freeze import APPROVED, NotSound, UnitProblem, freeze_round, merge_problems
from junheng.web.collect.states import Term
from junheng.web.listed_problems import listed_problem
from junheng.web.scoping import Scope

LEAVE, REASON, NOTE, APPLICATION = "leave", "reason", "note", "application"


@dataclass(frozen=True, slots=True)
class Pending:
    """A unit without approval, with what was typed about leaving it out."""

    submission: Submission
    state: Term
    is_left_out: bool
    reason: str


@require_GET
@allow("office")
def freeze(request: Request, round_id: int) -> HttpResponse:
    """What stands in the way of freezing; with `?check=1` the errors of everything put together, too."""
    round = _round(request, round_id)
    context = _context(request.actor.scope, round, {}, {})
    if request.GET.get("check"):
        context |= _checked(merge_problems(round, {one.submission.pk: "" for one in context["pending"]})[1])
    return render(request, "collect/freeze.html", context)


@require_POST
@allow("office")
def freeze_now(request: Request, round_id: int) -> HttpResponse:
    """Freeze. Errors of the whole are listed with their units, and nothing is frozen then."""
    round = _round(request, round_id)
    left_out = {pk: request.POST.get(f"{REASON}:{pk}", "") for pk in row_numbers(request.POST.getlist(LEAVE))}
    try:
        frozen = freeze_round(
            request.actor,
            round.pk,
            left_out=left_out,
            is_application=request.POST.get(APPLICATION) == "1",
            note=request.POST.get(NOTE, ""),
        )
    except NotSound as refusal:
        messages.error(request, str(refusal))
        context = {**_context(request.actor.scope, round, left_out, request.POST), **_checked(refusal.problems)}
        return render(request, "collect/freeze.html", context, status=422)
    messages.success(request, _("已冻结为第 %(version)s 版，正在后台测算。") % {"version": frozen.version})
    return redirect("archive:package", frozen.pk)


def _round(request: Request, round_id: int) -> Round:
    rows = Round.objects.within(request.actor.scope).select_related("county", "previous", "package")
    found: Round = get_object_or_404(rows, pk=round_id)
    return found


def _context(scope: Scope, round: Round, left_out: Mapping[int, str], typed: Mapping[str, Any]) -> dict[str, Any]:
    rows = Submission.objects.within(scope).filter(round=round)
    pending = [
        Pending(one, SUBMISSION.states[one.state], one.pk in left_out, typed.get(f"{REASON}:{one.pk}", ""))
        for one in rows.exclude(state=APPROVED).select_related("unit").order_by("unit__code")
    ]
    return {
        "round": round,
        "state": ROUND.states[round.state],
        "may_freeze": any(step.name == "freeze" for step in ROUND.available(round.state)),
        "units": rows.count(),
        "pending": pending,
        "conflicts": Conflict.objects.within(scope).filter(round=round, state="open").count(),
        "note": typed.get(NOTE, ""),
        "is_application": typed.get(APPLICATION) == "1",
    }


def _checked(problems: Sequence[UnitProblem]) -> dict[str, Any]:
    listed = [listed_problem(one.placed.problem, one.unit.name if one.unit else "") for one in problems]
    return {"is_checked": True, "problems": listed}
