"""Signing: what a signature stands for, and what voids it."""

from __future__ import annotations

import pytest

from junheng.web.archive.services import evidence_bytes
from junheng.web.audit.models import AuditEvent
from junheng.web.collect import services_review as review
from junheng.web.collect.content import content_sha256, short
from junheng.web.collect.guarding import valid_signature
from junheng.web.collect.models import Round, Signature
from junheng.web.collect.reviewing import Review
from junheng.web.collect.services_signature import attach_scan, sign
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import NotAllowed
from web.collect import reviews
from web.collect.reviews import PDF, reread, save
from web.collect.rounds import opened, submission_of
from web.county import County


def test_nothing_is_approved_without_the_principals_word(county: County) -> None:
    submission = reviews.submitted(county)
    review.check(county.actor("checker"), submission.pk)
    with pytest.raises(StepRefused, match="还没有收到签字盖章的确认表"):
        review.approve(county.actor("approver"), submission.pk)
    sign(county.actor("principal"), submission.pk, content_sha256(submission))
    assert review.approve(county.actor("approver"), submission.pk).state == "approved"


def test_a_signature_names_the_revision_and_the_content(county: County) -> None:
    submission = reviews.signed(county)
    given = Signature.objects.unscoped().get()
    assert (given.revision, given.content_sha256, given.by.username) == (submission.revision, content_sha256(submission), "principal")
    event = AuditEvent.objects.unscoped().get(action="submission.sign")
    assert (event.after["revision"], event.after["content"]) == (given.revision, given.content_sha256)
    assert event.reason == short(given.content_sha256)


def test_only_the_schools_own_principal_signs(county: County) -> None:
    submission = reviews.submitted(county)
    county.person("neighbour", "principal", "9901000002")
    for stranger in ("neighbour", "reporter", "approver", "office"):
        with pytest.raises(NotAllowed, match="只有本校校长"):
            sign(county.actor(stranger), submission.pk, content_sha256(submission))


def test_what_was_not_shown_is_not_signed(county: County) -> None:
    submission = reviews.submitted(county)
    seen = content_sha256(submission)
    review.recall(county.actor("reporter"), submission.pk)
    save(county, submission, {"books": "9100"})
    review.submit(county.actor("reporter"), submission.pk)
    with pytest.raises(NotAllowed, match="数据又有改动"):
        sign(county.actor("principal"), submission.pk, seen)
    assert not Signature.objects.unscoped().exists()


def test_nothing_is_signed_before_it_is_handed_in(county: County) -> None:
    submission = reviews.filled(county)
    with pytest.raises(NotAllowed, match="提交之后"):
        sign(county.actor("principal"), submission.pk, content_sha256(submission))


def test_a_later_change_voids_the_signature_and_says_so(county: County) -> None:
    submission = reviews.signed(county)
    review.return_cells(county.actor("checker"), submission.pk, "请核对图书")
    save(county, submission, {"books": "9100"})
    now = reread(submission)
    assert valid_signature(now) is None
    assert [count for _signature, count in Review(now, county.actor("reporter")).void_signatures] == [1]


def test_a_value_changed_and_changed_back_leaves_the_signature_standing(county: County) -> None:
    submission = reviews.signed(county)
    review.return_cells(county.actor("checker"), submission.pk, "请核对图书")
    save(county, submission, {"books": "9100"})
    save(county, submission, {"books": "9000"})
    assert valid_signature(reread(submission)) is not None


def test_the_scan_counts_as_the_signature_and_is_kept(county: County) -> None:
    submission = reviews.submitted(county)
    given = attach_scan(county.actor("reporter"), submission.pk, content_sha256(submission), "确认表.pdf", PDF, "application/pdf")
    assert given.scan is not None
    assert evidence_bytes(given.scan) == PDF
    assert valid_signature(submission) == given


@pytest.mark.parametrize(("name", "content"), [("确认表.docx", b"PK\x03\x04"), ("确认表.pdf", b"GIF89a"), ("确认表.pdf", b"")])
def test_a_scan_that_is_no_pdf_or_picture_is_refused(county: County, name: str, content: bytes) -> None:
    submission = reviews.submitted(county)
    with pytest.raises(NotAllowed):
        attach_scan(county.actor("reporter"), submission.pk, content_sha256(submission), name, content, "application/pdf")
    assert not Signature.objects.unscoped().exists()


def test_a_department_without_a_principal_needs_no_signature(county: County) -> None:
    submission = submission_of(county, opened(county), "finance_bureau")
    submission.state = "checked"
    submission.save()
    assert review.approve(county.actor("approver"), submission.pk).state == "approved"


def test_a_round_may_do_without_signatures(county: County) -> None:
    submission = reviews.submitted(county)
    Round.objects.unscoped().update(needs_signature=False)
    review.check(county.actor("checker"), submission.pk)
    assert review.approve(county.actor("approver"), submission.pk).state == "approved"
