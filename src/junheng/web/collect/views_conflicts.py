"""Pages of conflicts between sources: the list, looking for them, a file from outside, and the decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from junheng.web.access import Request, allow
from junheng.web.asked import row_numbers
from junheng.web.collect import services_conflicts
from junheng.web.collect.differences import place_words, shown_text
from junheng.web.collect.machines import CONFLICT
from junheng.web.collect.models import Conflict, Round
from junheng.web.people.actor import NotAllowed
from junheng.web.people.roles import COUNTY_WIDE
from junheng.web.template_words import in_language, listed

WATCHERS = ("reporter", "liaison", "principal", "checker", *COUNTY_WIDE)
PAGE = 50
OPEN = "open"


@dataclass(frozen=True)
class ShownConflict:
    """One conflict in words: both places, both figures, whence and of which day."""

    conflict: Conflict

    @property
    def state_words(self) -> str:
        return in_language(CONFLICT.states[self.conflict.state])

    @property
    def first_words(self) -> str:
        return _place(self.conflict.first_place)

    @property
    def second_words(self) -> str:
        return _place(self.conflict.second_place)

    @property
    def first_value(self) -> str:
        return self._value(self.conflict.first_place, self.conflict.first_value)

    @property
    def second_value(self) -> str:
        return self._value(self.conflict.second_place, self.conflict.second_value)

    @property
    def may_both_stand(self) -> bool:
        return self.conflict.first_place.get("severity") != "error"

    @property
    def decision_words(self) -> str:
        return {
            services_conflicts.FIRST: _("以前者为准"),
            services_conflicts.SECOND: _("以后者为准"),
            services_conflicts.BOTH: _("两者都对，已说明"),
            services_conflicts.AGREED: _("已经一致"),
            services_conflicts.CHANGED: _("填报值已改动"),
        }.get(self.conflict.decision, "")

    def _value(self, place: dict[str, str], value: str) -> str:
        # Figures of the checks are sums and counts; those of a file are stored texts.
        return shown_text(place["table"], place["column"], value) if self.conflict.source_id else value


def _place(place: dict[str, str]) -> str:
    return place_words(place["table"], place["key"], place["column"])


def _round(request: Request, round_id: int) -> Round:
    found: Round = get_object_or_404(Round.objects.within(request.actor.scope).select_related("county"), pk=round_id)
    return found


@require_GET
@allow(*WATCHERS)
def conflicts(request: Request, round_id: int) -> HttpResponse:
    """The conflicts of a round that concern the reader, the open ones first."""
    round = _round(request, round_id)
    every = Conflict.objects.within(request.actor.scope).filter(round=round)
    state = request.GET.get("state", OPEN)
    unit = request.GET.get("unit", "").strip()
    asked = every.filter(state=state) if state in CONFLICT.states else every
    asked = asked.filter(first_unit__name__contains=unit) if unit else asked
    pages = Paginator(asked.select_related("first_unit", "second_unit", "source", "decided_by").order_by("state", "pk"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = {
        "round": round,
        "page": page,
        "rows": [ShownConflict(conflict) for conflict in page.object_list],
        "states": CONFLICT.states.items(),
        "state": state,
        "unit": unit,
        "open": every.filter(state=OPEN).count(),
        "is_office": request.actor.holds("office", round.county),
    }
    return render(request, "collect/conflicts.html", shown)


@require_POST
@allow("office")
def find_conflicts(request: Request, round_id: int) -> HttpResponse:
    """Look for conflicts between the units of the round."""
    round = _round(request, round_id)
    _say(request, services_conflicts.find_conflicts(request.actor, round.pk))
    return redirect("collect:conflicts", round.pk)


@require_POST
@allow("office")
def compare_source(request: Request, round_id: int) -> HttpResponse:
    """Compare the round with a package from outside."""
    round, file = _round(request, round_id), request.FILES.get("file")
    if file is None:
        raise NotAllowed(_("请选择要核对的数据文件（.zip 或 .xlsx）。"))
    found = services_conflicts.compare_source(request.actor, round.pk, file.name or "", file.read(), file.content_type or "")
    _say(request, found)
    return redirect("collect:conflicts", round.pk)


@require_POST
@allow("office")
def decide(request: Request, round_id: int) -> HttpResponse:
    """Decide the ticked conflicts in one way, with one reason."""
    round = _round(request, round_id)
    ticked = row_numbers(request.POST.getlist("conflict"))
    own = Conflict.objects.within(request.actor.scope).filter(round=round, pk__in=ticked).values_list("pk", flat=True)
    result = services_conflicts.decide_all(request.actor, list(own), request.POST.get("decision", ""), request.POST.get("reason", ""))
    messages.success(request, _("成功裁定 %(done)s 处，失败 %(refused)s 处。") % {"done": len(result.done), "refused": len(result.refused)})
    for conflict, why in result.refused:
        messages.error(request, _("%(unit)s：%(why)s") % {"unit": conflict.first_unit, "why": why})
    return redirect("collect:conflicts", round.pk)


def _say(request: Request, found: services_conflicts.Found) -> None:
    words = _("新发现 %(new)s 处，已消除 %(settled)s 处，现有 %(open)s 处待裁定。")
    messages.success(request, words % {"new": found.new, "settled": found.settled, "open": found.open})
    if found.uncompared:
        sheets = listed(found.uncompared)
        messages.warning(request, _("以下表的行没有编号，无法逐行核对，请人工核对：%(sheets)s。") % {"sheets": sheets})
