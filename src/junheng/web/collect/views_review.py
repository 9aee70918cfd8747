"""Pages on which a submission is explained, signed, checked, sent back and approved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from junheng.web.access import Request, allow
from junheng.web.archive.models import Evidence
from junheng.web.archive.services import evidence_bytes
from junheng.web.asked import page_before, row_number
from junheng.web.attachments import attached
from junheng.web.collect import services_explain, services_returns, services_review, services_signature
from junheng.web.collect.checking import problems_of
from junheng.web.collect.differences import changes_between
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import CellReturn, Revision, Signature, Submission
from junheng.web.collect.reviewing import Review, mark
from junheng.web.collect.services_review import ReturnedCell
from junheng.web.collect.sheets import cell_named
from junheng.web.people.actor import NotAllowed
from junheng.web.template_words import in_language

# What the fields of a form are called.
CELL, REASON, TEXT, ODDITY, ALIKE, TABLE, CONTENT, FILE = "cell", "reason", "text", "oddity", "alike", "table", "content", "file"
_SEEN = ("round__county", "unit__township", "check_unit", "checked_by", "approved_by", "submitted_by", "saved_by")


def _submission(request: Request, submission_id: int) -> Submission:
    found: Submission = get_object_or_404(Submission.objects.within(request.actor.scope).select_related(*_SEEN), pk=submission_id)
    return found


@require_GET
@allow()
def review(request: Request, submission_id: int) -> HttpResponse:
    """One submission with all that is said about it, and the steps that the reader may take."""
    return render(request, "collect/review.html", {"review": Review(_submission(request, submission_id), request.actor)})


@require_POST
@allow("reporter", "liaison", "checker", "approver")
def step(request: Request, submission_id: int, name: str) -> HttpResponse:
    """Submit, recall, check, approve or withdraw."""
    submission = _submission(request, submission_id)
    if name not in services_review.BATCH:
        raise Http404
    services_review.BATCH[name](request.actor, submission.pk, request.POST.get(REASON, ""))
    label = next(one.label for one in SUBMISSION.transitions if one.name == name)
    messages.success(request, _("“%(unit)s”：已%(step)s。") % {"unit": submission.unit, "step": in_language(label)})
    return _back(request, submission.pk)


@require_GET
@allow("checker", "approver")
def return_form(request: Request, submission_id: int) -> HttpResponse:
    """The cells that were ticked, each with a field for its reason."""
    seen = Review(_submission(request, submission_id), request.actor)
    names = set(request.GET.getlist(CELL))
    cells = [(sheet, row, cell) for sheet in seen.sheets for row in sheet.rows for cell in row.cells if cell.name in names]
    return render(request, "collect/review_return.html", {"review": seen, "cells": cells})


@require_POST
@allow("checker", "approver")
def return_cells(request: Request, submission_id: int) -> HttpResponse:
    """Send the submission back with its reasons."""
    submission = _submission(request, submission_id)
    cells = [
        ReturnedCell(*cell, request.POST.get(f"{REASON}:{name}", ""))
        for name in request.POST.getlist(CELL)
        if (cell := cell_named(name)) is not None
    ]
    services_review.return_cells(request.actor, submission.pk, request.POST.get(REASON, ""), cells)
    messages.success(request, _("已退回“%(unit)s”，并已通知填报人。") % {"unit": submission.unit})
    return _back(request, submission.pk)


@require_POST
@allow("principal")
def sign(request: Request, submission_id: int) -> HttpResponse:
    """The principal signs what was shown."""
    submission = _submission(request, submission_id)
    services_signature.sign(request.actor, submission.pk, request.POST.get(CONTENT, ""))
    messages.success(request, _("已签字确认第 %(revision)s 次保存的数据。") % {"revision": submission.revision})
    return _back(request, submission.pk)


@require_POST
@allow("reporter", "liaison", "principal")
def attach_scan(request: Request, submission_id: int) -> HttpResponse:
    """The signed and sealed sheet comes back as a scan."""
    submission = _submission(request, submission_id)
    file = request.FILES.get(FILE)
    if file is None:
        raise NotAllowed(_("请选择签字盖章后的确认表扫描件（PDF、JPG 或 PNG）。"))
    services_signature.attach_scan(
        request.actor, submission.pk, request.POST.get(CONTENT, ""), file.name or "", file.read(), file.content_type or ""
    )
    messages.success(request, _("已收到签字盖章的确认表。"))
    return _back(request, submission.pk)


@require_GET
@allow()
def scan(request: Request, signature_id: int) -> HttpResponse:
    """The scan of a signed sheet, for everybody who sees the submission: who checks it first sees no other file of the unit."""
    signed = Signature.objects.within(request.actor.scope).filter(scan__isnull=False).select_related("scan")
    found: Evidence = get_object_or_404(signed, pk=signature_id).scan
    return attached(evidence_bytes(found), found.name, found.content_type)


@require_POST
@allow("reporter", "liaison")
def explain(request: Request, submission_id: int) -> HttpResponse:
    """Explain one oddity, or all of one kind."""
    submission = _submission(request, submission_id)
    text, alike = request.POST.get(TEXT, ""), request.POST.get(ALIKE, "")
    if alike:
        done = services_explain.explain_alike(request.actor, submission.pk, alike, text)
    else:
        asked = set(request.POST.getlist(ODDITY))
        oddities = [one.oddity for one in problems_of(submission) if mark(one.oddity) in asked]
        done = services_explain.explain(request.actor, submission.pk, oddities, text)
    messages.success(request, ngettext("已说明 %(count)s 条提示。", "已说明 %(count)s 条提示。", done) % {"count": done})
    return _back(request, submission.pk)


@require_POST
@allow("reporter", "liaison")
def confirm_empty(request: Request, submission_id: int) -> HttpResponse:
    """Confirm that a table has nothing to report."""
    submission = _submission(request, submission_id)
    services_explain.confirm_empty(request.actor, submission.pk, request.POST.get(TABLE, ""))
    messages.success(request, _("已确认为空表。"))
    return _back(request, submission.pk)


@require_POST
@allow("reporter", "liaison")
def answer(request: Request, return_id: int) -> HttpResponse:
    """Answer a returned cell whose value is right."""
    row = get_object_or_404(CellReturn.objects.within(request.actor.scope), pk=return_id)
    services_returns.answer_return(request.actor, row.pk, request.POST.get(TEXT, ""))
    messages.success(request, _("已答复这一处退回。"))
    return _back(request, row.submission_id)


@require_GET
@allow()
def confirmation(request: Request, submission_id: int) -> HttpResponse:
    """The sheet to print, sign, seal and scan."""
    return render(request, "collect/confirm.html", {"review": Review(_submission(request, submission_id), request.actor)})


@require_GET
@allow()
def changes(request: Request, submission_id: int) -> HttpResponse:
    """What changed between two revisions, from the last review until now where none are named."""
    seen = Review(_submission(request, submission_id), request.actor)
    last = seen.submission.revision
    first_number = _number(request, "from", seen.since or 0, last)
    last_number = _number(request, "to", last, last)
    shown = {
        "review": seen,
        "first": first_number,
        "last": last_number,
        "changes": changes_between(seen.submission, first_number, last_number),
        "revisions": Revision.objects.within(request.actor.scope).filter(submission=seen.submission).select_related("by"),
    }
    return render(request, "collect/review_changes.html", shown)


def _back(request: Request, submission_id: int) -> HttpResponse:
    """To the page of this submission on which the form stood: there are two."""
    pages = {reverse(f"collect:{name}", args=[submission_id]) for name in ("submission", "review")}
    before = page_before(request)
    return redirect(before if before in pages else reverse("collect:review", args=[submission_id]))


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    given = row_number(request.GET.get(name, ""))
    return default if given is None else min(given, most)
