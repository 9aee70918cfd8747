"""Pages of supplements: find one's own cells of the frozen data, propose new values with evidence, check and decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from junheng.web.access import Request, allow
from junheng.web.archive.services import evidence_bytes, latest_package, open_frozen
from junheng.web.attachments import attached
from junheng.web.collect import services_supplement as services
from junheng.web.collect.differences import Change
from junheng.web.collect.frozen_cells import OwnCell, matching, own_cells, place_of, round_for
from junheng.web.collect.guarding import REPORTERS
from junheng.web.collect.machines import SUPPLEMENT
from junheng.web.collect.models import Supplement
from junheng.web.collect.services_supplement import Proof, ProposedCell
from junheng.web.collect.states import Term, choices
from junheng.web.people.actor import NotAllowed
from junheng.web.people.models import Unit
from junheng.web.template_words import in_language

CONCERNED = (*REPORTERS, "principal", "checker", "approver", "office", "inspector", "bureau_head", "admin")
NEW, EMPTY, REASON, EVIDENCE, ASKED = "new:", "empty", "reason", "evidence", "q"
PAGE = 50
STEPS: Mapping[str, Callable[[Any, int, str], object]] = {
    "check": lambda actor, pk, _reason: services.check(actor, pk),
    "approve": lambda actor, pk, _reason: services.approve(actor, pk),
    "reject": services.reject,
    "withdraw": lambda actor, pk, _reason: services.withdraw(actor, pk),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell that was found, and what was typed for it."""

    cell: OwnCell
    new: str
    is_emptied: bool


@require_GET
@allow(*CONCERNED)
def supplements(request: Request) -> HttpResponse:
    """The supplements that the actor sees, newest first."""
    found = Supplement.objects.within(request.actor.scope).select_related("unit", "check_unit", "package", "proposed_by")
    state = request.GET.get("state", "")
    if state in SUPPLEMENT.states:
        found = found.filter(state=state)
    page = Paginator(found.order_by("-proposed_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    lines = [(one, _state(one)) for one in page.object_list]
    context = {"page": page, "lines": lines, "states": SUPPLEMENT.states.items(), "state": state, "units": _own_units(request)}
    return render(request, "collect/supplements.html", context)


@require_http_methods(["GET", "POST"])
@allow(*REPORTERS)
def propose(request: Request, unit: int) -> HttpResponse:
    """Search the unit's own cells, type what should stand there, and send it with the evidence."""
    own = get_object_or_404(Unit.objects.within(request.actor.scope).select_related("county"), pk=unit)
    package = latest_package(own.county) if own.county else None
    if package is None:
        raise NotAllowed(_("本县还没有冻结的数据，不需要补报；请直接在采集中填报。"))
    typed = request.POST if request.method == "POST" else {}
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            made = services.propose(request.actor, package.pk, own.pk, _cells(request), typed.get(REASON, ""), _proof(request))
        except NotAllowed as error:
            status, refusal = 422, str(error)
        else:
            messages.success(request, _("补报已提出，等待初审。"))
            return redirect("collect:supplement", made.pk)
    asked = request.GET.get(ASKED, "").strip()
    found = list(matching(own_cells(open_frozen(package), round_for(package), own), asked)) if asked else []
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = [Typed(cell, typed.get(NEW + cell.name, ""), cell.name in request.POST.getlist(EMPTY)) for cell in page.object_list]
    context = {"unit": own, "package": package, "asked": asked, "page": page, "lines": lines, "reason": typed.get(REASON, "")}
    return render(request, "collect/supplement_new.html", {**context, "refusal": refusal}, status=status)


@require_GET
@allow(*CONCERNED)
def supplement(request: Request, supplement: int) -> HttpResponse:
    """One supplement with its cells, its evidence and the steps open to the reader."""
    found = _supplement(request, supplement)
    steps = choices(SUPPLEMENT, found.state, services.roles_at(request.actor, found))
    context = {"supplement": found, "state": _state(found), "cells": [Change(**cell) for cell in found.cells], "steps": steps}
    return render(request, "collect/supplement.html", context)


@require_POST
@allow(*REPORTERS, "checker", "approver")
def supplement_step(request: Request, supplement: int, name: str) -> HttpResponse:
    """Check, approve, reject or withdraw."""
    found = _supplement(request, supplement)
    if name not in STEPS:
        raise Http404
    STEPS[name](request.actor, found.pk, request.POST.get(REASON, ""))
    label = next(step.label for step in SUPPLEMENT.transitions if step.name == name)
    messages.success(request, _("已%(step)s。") % {"step": in_language(label)})
    return redirect("collect:supplement", found.pk)


@require_GET
@allow(*CONCERNED)
def supplement_evidence(request: Request, supplement: int) -> HttpResponse:
    """The evidence, for everybody who sees the supplement."""
    evidence = _supplement(request, supplement).evidence
    return attached(evidence_bytes(evidence), evidence.name, evidence.content_type)


def _supplement(request: Request, number: int) -> Supplement:
    related = ("unit__county", "check_unit", "package", "proposed_by", "checked_by", "decided_by", "evidence", "result")
    found: Supplement = get_object_or_404(Supplement.objects.within(request.actor.scope).select_related(*related), pk=number)
    return found


def _own_units(request: Request) -> list[Unit]:
    """The units for which the actor may propose."""
    held = {post.unit_id for post in request.actor.posts if post.role in REPORTERS}
    return list(Unit.objects.within(request.actor.scope).filter(pk__in=held).order_by("code"))


def _cells(request: Request) -> list[ProposedCell]:
    """Every cell for which something was typed, or that is to be emptied."""
    emptied = set(request.POST.getlist(EMPTY))
    typed = {name.removeprefix(NEW): str(text).strip() for name, text in request.POST.items() if name.startswith(NEW)}
    names = [name for name in dict.fromkeys([*typed, *sorted(emptied)]) if typed.get(name) or name in emptied]
    places = [(name, place_of(name)) for name in names]
    return [ProposedCell(place, "" if name in emptied else typed[name]) for name, place in places if place is not None]


def _proof(request: Request) -> Proof | None:
    file = request.FILES.get(EVIDENCE)
    return Proof(file.name or "", file.read(), file.content_type or "") if file else None


def _state(supplement: Supplement) -> Term:
    return SUPPLEMENT.states[supplement.state]
