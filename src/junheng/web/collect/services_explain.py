"""Oddities are explained here, and empty tables confirmed, by the unit that reports them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from junheng.county.schema import TABLE_BY_NAME
from junheng.web.audit.services import record
from junheng.web.collect.checking import FoundProblem, Oddity, problems_of, refresh_counts
from junheng.web.collect.guarding import EMPTY_TABLE, REPORTERS, unconfirmed_tables
from junheng.web.collect.lights import WITH_UNIT
from junheng.web.collect.models import Explanation, Submission
from junheng.web.collect.services_entries import COLLECTING, locked
from junheng.web.collect.services_notices import person
from junheng.web.people.actor import Actor, NotAllowed

LENGTH = 500


@transaction.atomic
def explain(actor: Actor, submission_id: int, oddities: Iterable[Oddity], text: str) -> int:
    """Give one explanation for oddities that the checks name now; how many. Raises NotAllowed, also where one is named no more."""
    submission = _open_to(actor, submission_id)
    text = _said(text)
    asked = set(oddities)
    warnings = {one.oddity: one for one in problems_of(submission) if one.severity == "warning"}
    if not asked or not asked <= set(warnings):
        raise NotAllowed(_("所说明的提示已经变化；请刷新页面，按最新的提示填写说明。"))
    return _explained(actor, submission, [warnings[oddity] for oddity in sorted(asked)], text)


@transaction.atomic
def explain_alike(actor: Actor, submission_id: int, code: str, text: str) -> int:
    """Give one explanation for every oddity of a code that has none yet; how many. Raises NotAllowed where there is none."""
    submission = _open_to(actor, submission_id)
    text = _said(text)
    alike = [one for one in problems_of(submission) if one.severity == "warning" and one.code == code and not one.is_explained]
    if not alike:
        raise NotAllowed(_("这一类提示都已经说明。"))
    return _explained(actor, submission, alike, text)


@transaction.atomic
def confirm_empty(actor: Actor, submission_id: int, table: str) -> Explanation:
    """Confirm that there is nothing to report in a table that holds no row. Raises NotAllowed."""
    submission = _open_to(actor, submission_id)
    if table not in unconfirmed_tables(submission):
        raise NotAllowed(_("这张表不是空表，或已经确认过。"))
    words = _("本单位没有需要填报的内容。")
    confirmed = Explanation(submission=submission, code=EMPTY_TABLE, table=table, found="", text=words, by=person(actor))
    confirmed.save()
    after = {"table": TABLE_BY_NAME[table].sheet}
    record(actor, "submission.confirm_empty", f"submission:{submission.pk}", unit=submission.unit, after=after)
    return confirmed


def _open_to(actor: Actor, submission_id: int) -> Submission:
    submission = locked(submission_id)
    if not actor.holds_any(REPORTERS, submission.unit):
        raise NotAllowed(_("只有填报单位可以填写说明。"))
    if submission.state not in WITH_UNIT or submission.round.state != COLLECTING:
        raise NotAllowed(_("提交以后不能再填写说明；如需修改，请先撤回。"))
    return submission


def _said(text: str) -> str:
    """The explanation without blanks around it. Raises NotAllowed where nothing is said, or too much."""
    said = text.strip()
    if not said or len(said) > LENGTH:
        raise NotAllowed(_("请写明情况，不超过 %(limit)s 个字。") % {"limit": LENGTH})
    return said


def _explained(actor: Actor, submission: Submission, found: list[FoundProblem], text: str) -> int:
    for one in found:
        row = Explanation(submission=submission, code=one.code, table=one.table, key=one.key, column=one.column)
        row.found, row.text, row.by = one.found, text, person(actor)
        row.save()
    refresh_counts(submission)
    before = {"explanations": [[*one.oddity, one.explanation] for one in found]}
    after = {"explanations": [[*one.oddity, text] for one in found]}
    record(actor, "submission.explain", f"submission:{submission.pk}", unit=submission.unit, before=before, after=after)
    return len(found)
