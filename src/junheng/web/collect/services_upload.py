"""Taking a filled-in workbook: every school's rows whole or not at all, and each problem kept for the file that goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from junheng.county.form_reading import PlacedProblem
from junheng.web.archive.file_types import judged, plain_name
from junheng.web.archive.models import Evidence
from junheng.web.archive.services import store_evidence
from junheng.web.archive.storage import sha256_of
from junheng.web.audit.services import record
from junheng.web.collect.checking import to_json
from junheng.web.collect.forms import submitted_form
from junheng.web.collect.models import Revision, Submission, Upload
from junheng.web.collect.reading import ReadWorkbook, read_workbook
from junheng.web.collect.services_entries import Saved, locked, may_save, save_rows
from junheng.web.people.actor import Actor, NotAllowed

PURPOSE = "workbook"


def take_workbook(actor: Actor, submission: Submission, file: UploadedFile) -> Upload:
    """Take what the unit filled in; what was found is kept with the upload.

    The rows of a school are taken only where none of its cells has an error, those of the others stay as they are. The very file that
    was sent last is answered as before. Raises NotAllowed and states.NotAllowed where the file may not be sent at all; then nothing
    is kept.
    """
    may_save(actor, submission)
    name, content = _received(file)
    again = _sent_before(submission, content)
    if again is not None:
        return again
    # Reading takes most of the time, and needs no lock: what is read is compared with what stands when the lock is held.
    read = read_workbook(submitted_form(submission), content, name)
    return _take(actor, submission, name, content, file.content_type or "", read)


@transaction.atomic
def _take(actor: Actor, submission: Submission, name: str, content: bytes, content_type: str, read: ReadWorkbook) -> Upload:
    submission = locked(submission.pk)
    may_save(actor, submission)
    again = _sent_before(submission, content)
    if again is not None:
        return again
    evidence = store_evidence(actor, submission.unit, name, content, content_type, PURPOSE)
    faulty = read.faulty
    taken = [part for part in read.parts if faulty is not None and part not in faulty]
    saved, read = _save(actor, submission, read, taken, evidence)
    refused = read.faulty
    taken = [part for part in taken if refused is not None and part not in refused]
    upload = Upload(
        submission=submission,
        file=evidence,
        by=actor.user,
        taken=len(taken),
        refused=len(read.parts) - len(taken),
        cells_changed=saved.changed,
        revision=saved.revision,
        problems=[to_json(read.found(placed)) for placed in _errors_first(read.placed)],
    )
    upload.save()
    after = {"file": evidence.sha256, "taken": upload.taken, "refused": upload.refused, "cells": saved.changed, "revision": saved.revision}
    record(actor, "submission.upload", f"submission:{submission.pk}", unit=submission.unit, after=after)
    return upload


def _save(actor: Actor, submission: Submission, read: ReadWorkbook, parts: Sequence[str], evidence: Evidence) -> tuple[Saved, ReadWorkbook]:
    """Save what was taken. A school with a clash is refused like one with an error, and the rest is saved without it."""
    while parts:
        saved = save_rows(
            actor,
            submission.pk,
            read.edits_of(parts),
            base_revision=read.reading.revision,
            source=Revision.Source.WORKBOOK,
            file=evidence,
        )
        if not saved.clashes:
            return saved, read
        read = replace(read, placed=[*read.placed, *read.clashed(saved.clashes)])
        faulty = read.faulty
        parts = [part for part in parts if faulty is not None and part not in faulty]
    return Saved(submission.revision, 0), read


def _received(file: UploadedFile) -> tuple[str, bytes]:
    """The file's name and bytes, refused before it is read into memory where it is too large."""
    name = plain_name(file.name or "")
    if (file.size or 0) > settings.WORKBOOK_MAX_BYTES:
        found, limit = -(-(file.size or 0) // 1024**2), settings.WORKBOOK_MAX_BYTES // 1024**2
        raise NotAllowed(
            _("文件“%(name)s”有 %(found)d MB，不能超过 %(limit)d MB；请确认没有选错文件，填报表通常不到 1 MB。")
            % {"name": name, "found": found, "limit": limit}
        )
    content = file.read()
    judged(name, content, PURPOSE)
    return name, content


def _sent_before(submission: Submission, content: bytes) -> Upload | None:
    """The last upload, where it was this very file and nothing was saved since."""
    last: Upload | None = Upload.objects.unscoped().filter(submission=submission).select_related("file").order_by("-at", "-pk").first()
    if last is None or last.file.sha256 != sha256_of(content) or last.revision != submission.revision:
        return None
    last.is_repeat = True
    return last


def _errors_first(placed: Sequence[PlacedProblem]) -> list[PlacedProblem]:
    return sorted(placed, key=lambda one: one.problem.severity != "error")
