"""Pages of the rounds: the list, one round, planning it, and who reports what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from junheng.county.schema import TABLE_BY_NAME
from junheng.web.access import Request, allow
from junheng.web.archive.models import FrozenPackage
from junheng.web.attachments import attached
from junheng.web.collect import matrix_page
from junheng.web.collect.duties import matrix_of
from junheng.web.collect.lights import Standing, standing
from junheng.web.collect.machines import ROUND, SUBMISSION
from junheng.web.collect.models import Round, Submission
from junheng.web.collect.ownership import default_matrix
from junheng.web.collect.ownership_rules import Duty
from junheng.web.collect.round_forms import RoundForm, plan_of, usual_plan
from junheng.web.collect.services_rounds import change_duty, change_matrix, change_round, make_round, open_round
from junheng.web.collect.states import Term
from junheng.web.collect.views_supplement import CONCERNED
from junheng.web.language import reader_language
from junheng.web.people.models import Unit
from junheng.web.people.services_units import COUNTY
from junheng.web.toml_entries import DataFaults

UNPROCESSABLE = 422
# Whoever sees a county's whole progress is shown the board; see views_board.
WATCHERS = frozenset({"office", "approver", "checker", "inspector", "leader", "bureau_head", "vice_county_head", "county_head", "admin"})


@dataclass(frozen=True)
class ListedRound:
    """A round in the list, with how many of its submissions are in which state, and those of the reader's own units."""

    round: Round
    counts: Mapping[str, int]
    own: Sequence[Submission]

    @property
    def state(self) -> Term:
        return ROUND.states[self.round.state]

    @property
    def light(self) -> str:
        return {"draft": "grey", "open": "blue"}.get(self.round.state, "green")

    @property
    def units(self) -> int:
        return sum(self.counts.values())

    @property
    def handed_in(self) -> int:
        return sum(number for state, number in self.counts.items() if state not in ("blank", "saved", "returned"))

    @property
    def approved(self) -> int:
        return self.counts.get("approved", 0) + self.counts.get("locked", 0)

    @property
    def shown(self) -> list[tuple[Submission, Term, Standing]]:
        """The reader's own submissions with state and light."""
        today = timezone.localdate()
        return [(one, SUBMISSION.states[one.state], standing(one, today)) for one in self.own]


def _listed(request: Request, rounds: QuerySet[Round]) -> list[ListedRound]:
    scope = request.actor.scope
    found = list(rounds.select_related("county", "package"))
    counted = Submission.objects.within(scope).filter(round__in=found).values("round", "state").annotate(number=Count("pk")).order_by()
    counts: dict[int, Counter[str]] = {round.pk: Counter() for round in found}
    for row in counted:
        counts[row["round"]][row["state"]] = row["number"]
    own = Submission.objects.within(scope).filter(round__in=found, unit__in=scope.units).select_related("unit", "round", "check_unit")
    return [ListedRound(round, counts[round.pk], [one for one in own if one.round_id == round.pk]) for round in found]


@require_GET
@allow()
def rounds(request: Request) -> HttpResponse:
    """The rounds that the reader sees, the newest first."""
    listed = _listed(request, Round.objects.within(request.actor.scope))
    shown = {
        "listed": listed,
        "is_office": request.actor.has("office"),
        "watches": bool(request.actor.roles & WATCHERS),
        "supplements": request.actor.has(*CONCERNED),
    }
    return render(request, "collect/rounds.html", shown)


@require_GET
@allow()
def round_page(request: Request, round_id: int) -> HttpResponse:
    """One round: its days and tables, the reader's own submissions, and what the office may do."""
    round = _round(request, round_id)
    (listed,) = _listed(request, Round.objects.within(request.actor.scope).filter(pk=round.pk))
    shown = {
        "listed": listed,
        "round": round,
        "tables": [TABLE_BY_NAME[name].sheet for name in round.tables if name in TABLE_BY_NAME],
        "is_office": request.actor.holds("office", round.county),
        "watches": bool(request.actor.roles & WATCHERS),
        "is_draft": round.state == ROUND.initial,
        "supplements": round.package_id is not None and request.actor.has(*CONCERNED),
    }
    return render(request, "collect/round.html", shown)


@allow("office")
def new_round(request: Request) -> HttpResponse:
    """The plan of a new round, begun with what is usual."""
    county = _own_county(request)
    packages = _packages(request, county)
    initial = usual_plan(county, timezone.localdate(), default_matrix(), packages.first())
    form = RoundForm(request.POST or None, packages, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = make_round(request.actor, county, form.plan())
        messages.success(request, _("采集“%(title)s”已经建好；请核对填报分工，然后开始填报。") % {"title": made.title})
        return redirect("collect:round", made.pk)
    return render(request, "collect/round_form.html", {"form": form, "county": county}, status=UNPROCESSABLE if form.errors else 200)


@allow("office")
def edit_round(request: Request, round_id: int) -> HttpResponse:
    """Change the plan of a round that has not begun."""
    round = _round(request, round_id)
    form = RoundForm(request.POST or None, _packages(request, round.county), initial=plan_of(round))
    if request.method == "POST" and form.is_valid():
        change_round(request.actor, round.pk, form.plan())
        messages.success(request, _("采集设置已经保存。"))
        return redirect("collect:round", round.pk)
    shown = {"form": form, "round": round, "county": round.county}
    return render(request, "collect/round_form.html", shown, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@allow("office")
def open_for_reporting(request: Request, round_id: int) -> HttpResponse:
    """Begin: every unit gets its submission."""
    round = open_round(request.actor, _round(request, round_id).pk)
    number = Submission.objects.within(request.actor.scope).filter(round=round).count()
    words = ngettext("填报已经开始，%(number)d 个单位收到填报任务。", "填报已经开始，%(number)d 个单位收到填报任务。", number)
    messages.success(request, words % {"number": number})
    return redirect("collect:round", round.pk)


@require_GET
@allow()
def matrix(request: Request, round_id: int, table: str = "schools") -> HttpResponse:
    """Who reports and checks what in one table."""
    return _matrix(request, _round(request, round_id), table)


@require_POST
@allow("office")
def matrix_change(request: Request, round_id: int, table: str) -> HttpResponse:
    """Let others report and check the columns that were ticked."""
    round = _round(request, round_id)
    _known(table)
    fields, facts = matrix_page.chosen(table, request.POST.getlist(matrix_page.COLUMN), request.POST.getlist(matrix_page.KIND))
    duty = Duty(request.POST.get(matrix_page.OWNER, ""), request.POST.get(matrix_page.CHECKER, ""))
    if not fields and not facts:
        messages.error(request, _("没有选中任何列；请先勾选要改的列。"))
        return redirect("collect:matrix", round.pk, table)
    try:
        change_duty(request.actor, round.pk, duty, fields, facts)
    except DataFaults as faults:
        return _matrix(request, round, table, faults, status=UNPROCESSABLE)
    messages.success(request, _("填报分工已经修改。"))
    return redirect("collect:matrix", round.pk, table)


@allow("office")
def matrix_file(request: Request, round_id: int) -> HttpResponse:
    """The whole matrix as text: downloaded, or put in as it was changed elsewhere."""
    round = _round(request, round_id)
    if request.method != "POST":
        return attached(round.matrix, f"owners-{round.code}.toml", "application/toml; charset=utf-8")
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("请选择文件。"))
        return redirect("collect:matrix", round.pk, "schools")
    try:
        change_matrix(request.actor, round.pk, sent.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        messages.error(request, _("文件不是 UTF-8 文本；请用记事本另存为 UTF-8 后再上传。"))
    except DataFaults as faults:
        return _matrix(request, round, "schools", faults, status=UNPROCESSABLE)
    else:
        messages.success(request, _("填报分工已经换成文件中的内容。"))
    return redirect("collect:matrix", round.pk, "schools")


def _matrix(request: Request, round: Round, table: str, faults: DataFaults | None = None, status: int = 200) -> HttpResponse:
    _known(table)
    shown: dict[str, Any] = {
        "round": round,
        "owned": matrix_page.owned_table(matrix_of(round), table),
        "tables": [(spec.name, spec.sheet) for spec in TABLE_BY_NAME.values() if spec.name in round.tables],
        "choices": matrix_page.choices(),
        "may_change": round.state == ROUND.initial and request.actor.holds("office", round.county),
        "faults": [fault.words(reader_language()) for fault in faults.faults] if faults else [],
    }
    return render(request, "collect/matrix.html", shown, status=status)


def _known(table: str) -> None:
    if table not in TABLE_BY_NAME:
        raise Http404


def _round(request: Request, round_id: int) -> Round:
    rows = Round.objects.within(request.actor.scope).select_related("county", "previous", "package", "created_by")
    found: Round = get_object_or_404(rows, pk=round_id)
    return found


def _own_county(request: Request) -> Unit:
    """The county whose office the actor works in; of several the one that is asked for."""
    own = Unit.objects.within(request.actor.scope).filter(
        kind=COUNTY, pk__in={post.county_id for post in request.actor.posts if post.role == "office"}
    )
    asked = request.GET.get("county", "")
    found: Unit | None = own.filter(Q(code=asked) if asked else Q()).order_by("code").first()
    if found is None:
        raise Http404
    return found


def _packages(request: Request, county: Unit) -> QuerySet[FrozenPackage]:
    found: QuerySet[FrozenPackage] = FrozenPackage.objects.within(request.actor.scope).filter(county=county)
    return found
