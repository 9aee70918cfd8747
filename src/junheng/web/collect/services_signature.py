"""A submission is signed here: in the application, or by the scan of the signed and sealed sheet."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from junheng.web.archive.services import store_evidence
from junheng.web.audit.services import record
from junheng.web.collect.content import content_sha256, short
from junheng.web.collect.guarding import REPORTERS
from junheng.web.collect.models import Signature, Submission
from junheng.web.collect.services_entries import COLLECTING, locked
from junheng.web.collect.services_notices import person
from junheng.web.people.actor import Actor, NotAllowed

PURPOSE = "confirmation"
# What was handed in stands still: only then is it known what is signed.
SIGNABLE = ("submitted", "checked")


@transaction.atomic
def sign(actor: Actor, submission_id: int, seen_sha256: str) -> Signature:
    """The principal's word for the content that was shown under `seen_sha256`. Raises NotAllowed, also where it is another by now."""
    submission = locked(submission_id)
    if not actor.holds("principal", submission.unit):
        raise NotAllowed(_("只有本校校长可以签字确认。"))
    _signable(submission, seen_sha256)
    return _signed(actor, submission, Signature(submission=submission))


@transaction.atomic
def attach_scan(actor: Actor, submission_id: int, seen_sha256: str, name: str, content: bytes, content_type: str) -> Signature:
    """The scan of the sheet that was signed and sealed for this content; counts as its signature. Raises NotAllowed."""
    submission = locked(submission_id)
    if not actor.holds_any((*REPORTERS, "principal"), submission.unit):
        raise NotAllowed(_("只有填报单位可以上传确认表扫描件。"))
    _signable(submission, seen_sha256)
    evidence = store_evidence(actor, submission.unit, name, content, content_type, PURPOSE)
    return _signed(actor, submission, Signature(submission=submission, scan=evidence))


def _signable(submission: Submission, seen_sha256: str) -> None:
    if submission.state not in SIGNABLE or submission.round.state != COLLECTING:
        raise NotAllowed(_("提交之后、审核通过之前才能签字确认；请先提交，再打印确认表。"))
    if seen_sha256 != content_sha256(submission):
        raise NotAllowed(_("这张确认表之后数据又有改动，签字对不上现在的数据；请重新打印确认表再签字。"))


def _signed(actor: Actor, submission: Submission, signature: Signature) -> Signature:
    signature.revision, signature.by = submission.revision, person(actor)
    signature.content_sha256 = content_sha256(submission)
    signature.save()
    after = {"revision": signature.revision, "content": signature.content_sha256, "scan": signature.scan and signature.scan.sha256}
    action = "submission.scan" if signature.scan else "submission.sign"
    record(actor, action, f"submission:{submission.pk}", unit=submission.unit, after=after, reason=short(signature.content_sha256))
    return signature
