"""Pages of one submission for whoever reports: what to do next, the workbook out and in, problems, and everything ever saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from junheng.county.form_mark import marked_form
from junheng.county.form_write import form_bytes
from junheng.web.access import Request, allow
from junheng.web.archive.models import Evidence
from junheng.web.archive.services import evidence_bytes
from junheng.web.attachments import attached
from junheng.web.collect.checking import from_json
from junheng.web.collect.marking import marked_now
from junheng.web.collect.models import Revision, Submission, Upload
from junheng.web.collect.next_step import next_words
from junheng.web.collect.reviewing import Review
from junheng.web.collect.services_entries import COLLECTING
from junheng.web.collect.services_upload import take_workbook
from junheng.web.listed_problems import listed_problems

# What came before is on the page of changes: a page that grows with every save would be slowest on the last day.
SAVES_SHOWN = 10
UPLOADS_SHOWN = 10


@dataclass(frozen=True)
class Save:
    """One save in the history."""

    revision: Revision

    @property
    def number_of_cells(self) -> int:
        return len(self.revision.changes)

    @property
    def before(self) -> int:
        return self.revision.number - 1


@dataclass(frozen=True)
class SubmissionPage:
    """What the page of a submission shows besides its review."""

    review: Review
    uploads: Sequence[Upload]
    revisions: Sequence[Revision]

    @property
    def next_words(self) -> str:
        """What to do next, in one sentence."""
        return next_words(self.review)

    @cached_property
    def may_fill(self) -> bool:
        """Whether the reader may send a workbook or fill in the form now."""
        return self.review.is_with_unit and self.review.submission.round.state == COLLECTING

    @property
    def saves(self) -> list[Save]:
        """The last saves, the newest first."""
        return [Save(revision) for revision in self.revisions]

    @property
    def earlier_saves(self) -> int:
        """How many saves are not shown."""
        return self.revisions[-1].number - 1 if self.revisions else 0


@require_GET
@allow()
def submission(request: Request, submission_id: int) -> HttpResponse:
    """One submission as whoever reports works on it."""
    found = _submission(request, submission_id)
    uploads = Upload.objects.within(request.actor.scope).filter(submission=found).select_related("file", "by")
    revisions = Revision.objects.within(request.actor.scope).filter(submission=found).select_related("by", "file")
    page = SubmissionPage(Review(found, request.actor), list(uploads.order_by("-at", "-pk")[:UPLOADS_SHOWN]), list(revisions[:SAVES_SHOWN]))
    return render(request, "collect/submission.html", {"page": page, "review": page.review, "submission": found})


@require_GET
@allow()
def template(request: Request, submission_id: int) -> HttpResponse:
    """The unit's workbook with the rows as they stand."""
    found = Review(_submission(request, submission_id), request.actor)
    return attached(form_bytes(found.submitted.form), _file_name(found.submission, _("填报表")))


@require_GET
@allow()
def marked(request: Request, submission_id: int) -> HttpResponse:
    """The unit's workbook as it stands, with every problem and every returned cell marked."""
    found = Review(_submission(request, submission_id), request.actor)
    return attached(marked_now(found), _file_name(found.submission, _("填报表（标注问题）")))


@require_POST
@allow("reporter", "liaison")
def upload(request: Request, submission_id: int) -> HttpResponse:
    """Take a filled-in workbook, and show what was found in it."""
    found = _submission(request, submission_id)
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("请选择填好的工作簿。"))
        return redirect("collect:submission", found.pk)
    taken = take_workbook(request.actor, found, sent)
    if taken.is_repeat:
        messages.info(request, _("这个文件和上一次上传的完全相同，没有再次保存。下面是上一次的结果。"))
    return redirect("collect:upload", taken.pk)


@require_GET
@allow()
def upload_result(request: Request, upload_id: int) -> HttpResponse:
    """What became of a workbook that was sent in."""
    found = _upload(request, upload_id)
    problems = listed_problems(from_json(one).problem for one in found.problems)
    shown = {
        "upload": found,
        "submission": found.submission,
        "result": result_words(found),
        "errors": [one for one in problems if one.severity == "error"],
        "warnings": [one for one in problems if one.severity == "warning"],
        "may_fill": Review(found.submission, request.actor).is_with_unit,
    }
    return render(request, "collect/upload.html", shown)


@require_GET
@allow()
def upload_marked(request: Request, upload_id: int) -> HttpResponse:
    """The file that was sent in, its problems marked."""
    found = _upload(request, upload_id)
    content = marked_form(evidence_bytes(found.file), [from_json(one).problem for one in found.problems])
    return attached(content, f"{found.file.name.rpartition('.')[0]}{_('（标注问题）')}.xlsx")


@require_GET
@allow()
def upload_file(request: Request, upload_id: int) -> HttpResponse:
    """The file that was sent in, as it came."""
    file: Evidence = _upload(request, upload_id).file
    return attached(evidence_bytes(file), file.name, file.content_type)


def result_words(upload: Upload) -> str:
    """«成功 0 所，失败 1 所：未保存任何内容»."""
    counted = _("成功 %(taken)d 所，失败 %(refused)d 所") % {"taken": upload.taken, "refused": upload.refused}
    if not upload.submission.unit.school_kind and upload.taken + upload.refused == 1:
        counted = _("成功") if upload.taken else _("失败")
    if not upload.taken:
        return _("%(counted)s：未保存任何内容。") % {"counted": counted}
    if not upload.cells_changed:
        return _("%(counted)s：文件与系统中的数据一致，没有改动。") % {"counted": counted}
    words = ngettext(
        "%(counted)s：保存了 %(cells)d 个单元格的改动。", "%(counted)s：保存了 %(cells)d 个单元格的改动。", upload.cells_changed
    )
    return words % {"counted": counted, "cells": upload.cells_changed}


def _submission(request: Request, submission_id: int) -> Submission:
    rows = Submission.objects.within(request.actor.scope)
    seen = rows.select_related("round__county", "unit__township", "check_unit", "checked_by", "approved_by", "submitted_by", "saved_by")
    found: Submission = get_object_or_404(seen, pk=submission_id)
    return found


def _upload(request: Request, upload_id: int) -> Upload:
    rows = Upload.objects.within(request.actor.scope)
    seen = rows.select_related("file", "by", "submission__round__county", "submission__unit__township", "submission__check_unit")
    found: Upload = get_object_or_404(seen, pk=upload_id)
    return found


def _file_name(submission: Submission, words: str) -> str:
    return f"{submission.unit.name} {submission.round.title} {words}.xlsx".replace("/", "-")
