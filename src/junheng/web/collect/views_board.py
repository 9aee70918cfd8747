"""The board of a round: where every unit stands, steps for many at once, reminders and later deadlines."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from junheng.web.access import Request, allow
from junheng.web.asked import row_number, row_numbers
from junheng.web.attachments import attached
from junheng.web.collect import services_reminders, services_review
from junheng.web.collect.board import Board, Filter, board_of
from junheng.web.collect.board_export import board_workbook, filter_words
from junheng.web.collect.lights import WITH_UNIT
from junheng.web.collect.models import Reminder, Round, Submission
from junheng.web.people.actor import NotAllowed
from junheng.web.people.roles import COUNTY_WIDE
from junheng.web.template_words import listed

WATCHERS = ("checker", *COUNTY_WIDE)
BATCHED = ("check", "approve", "return")
PAGE = 50


def _round(request: Request, round_id: int) -> Round:
    found: Round = get_object_or_404(Round.objects.within(request.actor.scope).select_related("county"), pk=round_id)
    return found


def _board(request: Request, round: Round) -> Board:
    submissions = Submission.objects.within(request.actor.scope).filter(round=round)
    return board_of(submissions, timezone.localdate(), Filter.of(request.GET), request.GET.get("sort", ""))


@require_GET
@allow(*WATCHERS)
def board(request: Request, round_id: int) -> HttpResponse:
    """Every unit of the round that the reader sees."""
    round = _round(request, round_id)
    found = _board(request, round)
    shown = {
        "round": round,
        "board": found,
        "columns": _columns(request, found),
        "text": services_reminders.default_text(),
        "is_office": request.actor.holds("office", round.county),
        "may_check": request.actor.has("checker"),
        "may_approve": request.actor.has("approver"),
        "extendable": [row.submission for row in found.rows if row.submission.state in WITH_UNIT],
    }
    return render(request, "collect/board.html", shown)


@require_GET
@allow(*WATCHERS)
def board_export(request: Request, round_id: int) -> HttpResponse:
    """The rows of the board as a workbook."""
    round = _round(request, round_id)
    content = board_workbook(_board(request, round), round, str(request.actor.user or ""), timezone.localdate())
    return attached(content, _("%(round)s填报进度表.xlsx") % {"round": round.title})


@require_POST
@allow("checker", "approver")
def batch(request: Request, round_id: int) -> HttpResponse:
    """Check, approve or send back every ticked unit; each succeeds or fails by itself."""
    round = _round(request, round_id)
    name = request.POST.get("step", "")
    if name not in BATCHED:
        raise Http404
    result = services_review.batch(request.actor, name, _ticked(request), request.POST.get("reason", ""))
    messages.success(
        request, _("成功 %(done)s 个单位，失败 %(refused)s 个单位。") % {"done": len(result.done), "refused": len(result.refused)}
    )
    for submission, why in result.refused:
        messages.error(request, _("%(unit)s：%(why)s") % {"unit": submission.unit, "why": why})
    return redirect("collect:board", round.pk)


@require_POST
@allow("office")
def remind(request: Request, round_id: int) -> HttpResponse:
    """Remind the ticked units."""
    round = _round(request, round_id)
    result = services_reminders.remind(request.actor, round.pk, _ticked(request), request.POST.get("text", ""))
    words = ngettext("已向 %(units)s 个单位发出催报。", "已向 %(units)s 个单位发出催报。", result.units) % {"units": result.units}
    messages.success(request, words)
    if result.not_needed:
        skipped = listed(submission.unit.name for submission in result.not_needed)
        messages.info(request, _("以下单位已经提交，没有催报：%(units)s。") % {"units": skipped})
    return redirect("collect:reminders", round.pk)


@require_GET
@allow(*WATCHERS)
def reminders(request: Request, round_id: int) -> HttpResponse:
    """The log of reminders: to whom, when, by whom, in which words, and whether it was read."""
    round = _round(request, round_id)
    rows = Reminder.objects.within(request.actor.scope).filter(submission__round=round)
    pages = Paginator(rows.select_related("submission__unit", "notice", "by"), PAGE)
    return render(request, "collect/reminder_log.html", {"round": round, "page": pages.get_page(request.GET.get("page"))})


@require_GET
@allow(*WATCHERS)
def reminder_sheet(request: Request, round_id: int) -> HttpResponse:
    """The units that have not handed in, as an official sheet to print and send round."""
    round = _round(request, round_id)
    found = _board(request, round)
    rows = [row for row in found.rows if row.submission.state in WITH_UNIT]
    shown = {"round": round, "rows": rows, "filter": filter_words(found), "today": timezone.localdate()}
    return render(request, "collect/reminder_sheet.html", shown)


@require_POST
@allow("office")
def extend(request: Request, round_id: int) -> HttpResponse:
    """A later deadline for one unit."""
    round, asked = _round(request, round_id), request.POST.get("submission", "")
    found = Submission.objects.within(request.actor.scope).select_related("unit").filter(round=round)
    submission = get_object_or_404(found, pk=row_number(asked))
    try:
        due_on = datetime.date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as error:
        raise NotAllowed(_("请填写延期后的截止日期。")) from error
    services_reminders.extend(request.actor, submission.pk, due_on, request.POST.get("reason", ""))
    messages.success(request, _("“%(unit)s”的截止日期已延至 %(due)s。") % {"unit": submission.unit, "due": due_on.isoformat()})
    return redirect("collect:board", round.pk)


@dataclass(frozen=True, slots=True)
class _Column:
    """A heading of the board: its words, where a click sorts by it, and how it is sorted now (ARIA's word)."""

    words: str
    link: str = ""
    sorted: str = ""
    is_number: bool = False


def _columns(request: Request, shown: Board) -> list[_Column]:
    def column(words: str, name: str = "", *, is_number: bool = False) -> _Column:
        if not name:
            return _Column(words, is_number=is_number)
        query = request.GET.copy()
        query["sort"] = f"-{name}" if shown.sort == name else name
        direction = {name: "ascending", f"-{name}": "descending"}.get(shown.sort, "")
        return _Column(words, f"?{query.urlencode()}", direction, is_number)

    return [
        column(_("单位"), "name"),
        column(_("类别")),
        column(_("乡镇")),
        column(_("状态"), "state"),
        column(_("时限")),
        column(_("截止日期"), "due"),
        column(_("完整率"), "share", is_number=True),
        column(_("错误"), "errors", is_number=True),
        column(_("待说明"), "unexplained", is_number=True),
        column(_("退回次数"), "returns", is_number=True),
        column(_("首次提交")),
        column(_("是否按时")),
    ]


def _ticked(request: Request) -> list[int]:
    return row_numbers(request.POST.getlist("submission"))
