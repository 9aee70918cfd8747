"""A returned cell whose value is right is answered here in words; one that changes is settled by the save."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.audit.services import record
from junheng.web.collect.guarding import REPORTERS, RETURNED_CELL
from junheng.web.collect.lights import WITH_UNIT
from junheng.web.collect.models import CellReturn, Explanation
from junheng.web.collect.services_entries import COLLECTING, locked
from junheng.web.collect.services_notices import person
from junheng.web.people.actor import Actor, NotAllowed


@transaction.atomic
def answer_return(actor: Actor, return_id: int, text: str) -> Explanation:
    """Answer a returned cell in words where its value is right. Raises NotAllowed."""
    submission = locked(CellReturn.objects.unscoped().values_list("submission", flat=True).get(pk=return_id))
    if not actor.holds_any(REPORTERS, submission.unit):
        raise NotAllowed(_("只有填报单位可以答复退回的单元格。"))
    row = CellReturn.objects.unscoped().get(pk=return_id)
    if submission.state not in WITH_UNIT or submission.round.state != COLLECTING or row.settled_at:
        raise NotAllowed(_("这一处退回已经处理，或填报已经提交，不用再答复。"))
    if not text.strip():
        raise NotAllowed(_("请填写情况说明。"))
    said = Explanation(submission=submission, code=RETURNED_CELL, table=row.table, key=row.key, column=row.column)
    said.found, said.text, said.by = row.reason, text.strip(), person(actor)
    said.save()
    row.settled_at = timezone.now()
    row.save()
    place = {"table": row.table, "key": row.key, "column": row.column, "text": said.text}
    record(actor, "submission.answer", f"submission:{submission.pk}", unit=submission.unit, before={"reason": row.reason}, after=place)
    return said
