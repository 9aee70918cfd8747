"""Conflicts between sources: found, decided by the office, and sent back to whoever has to mend their own cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from junheng.county.package import CountyPackage
from junheng.county.read import try_read
from junheng.web.archive.models import Evidence
from junheng.web.archive.services import store_evidence
from junheng.web.archive.storage import under_its_name
from junheng.web.audit.services import record
from junheng.web.collect.conflicts import Difference, Side, between_units, from_outside, uncompared
from junheng.web.collect.guarding import require
from junheng.web.collect.machines import CONFLICT, SUBMISSION
from junheng.web.collect.merge import Merged, merged
from junheng.web.collect.models import CellReturn, Conflict, Entry, Round, Submission
from junheng.web.collect.services_entries import COLLECTING, locked
from junheng.web.collect.services_notices import REPORTING, person, tell
from junheng.web.collect.services_review import ReturnedCell, send_back
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.collect.states import find, take
from junheng.web.people.actor import Actor, NotAllowed

FIRST, SECOND, BOTH = "first", "second", "both"
# The office chooses one of these; two more are what a later look finds: the figures agree, or one of them is another by now.
DECISIONS = (FIRST, SECOND, BOTH)
AGREED, CHANGED = "agreed", "changed"
PURPOSE = "document"
BATCH = 500


@dataclass(frozen=True)
class Found:
    """What a look for conflicts came to: new ones, open ones in all, those that are none any more, sheets that could not be compared."""

    new: int
    open: int
    settled: int
    uncompared: Sequence[str] = ()


@dataclass(frozen=True)
class Decided:
    """What became of a batch of decisions."""

    done: list[Conflict]
    refused: list[tuple[Conflict, str]]


@transaction.atomic
def find_conflicts(actor: Actor, round_id: int) -> Found:
    """Look for figures of two units that should agree and do not; close those that agree by now, or have changed. Raises NotAllowed."""
    round = _round(actor, round_id)
    made = merged(round)
    differences = between_units(made)
    standing = {one.fingerprint() for one in differences}
    settled = _close(round, made, standing)
    new = _open(round, differences)
    return _recorded(actor, round, new, settled)


@transaction.atomic
def compare_source(actor: Actor, round_id: int, name: str, content: bytes, content_type: str) -> Found:
    """Compare the round with a package from outside (.zip or .xlsx): every reported cell that differs is a conflict. Raises NotAllowed."""
    round = _round(actor, round_id)
    evidence = store_evidence(actor, round.county, name, content, content_type, PURPOSE)
    other = _read(round, evidence.name, content)
    made = merged(round)
    settled = _close(round, made, None)
    new = _open(round, from_outside(made, other), evidence, other)
    return _recorded(actor, round, new, settled, uncompared(made, other), evidence)


@transaction.atomic
def decide(actor: Actor, conflict_id: int, decision: str, reason: str) -> Conflict:
    """Decide one conflict, with a reason. Where a unit's figure is wrong, its cell goes back to that unit: nobody else changes it.

    Raises NotAllowed and states.NotAllowed; `both` is refused where the checks call the difference an error, which would stop the freeze.
    """
    found = Conflict.objects.unscoped().select_for_update(of=("self",)).select_related("round__county", "first_unit", "second_unit")
    conflict: Conflict | None = found.filter(pk=conflict_id).first()
    if conflict is None:
        raise NotAllowed(_("没有这一处数据冲突。"))
    roles = {"office"} if actor.holds("office", conflict.round.county) else set()
    step = take(CONFLICT, conflict.state, "decide", roles, reason)
    require(step, {"value_from_a_source": lambda: decision in DECISIONS})
    if conflict.round.state != COLLECTING:
        raise NotAllowed(_("本轮采集不在填报中；冻结以后请用补报。"))
    if decision == BOTH and conflict.first_place.get("severity") == "error":
        raise NotAllowed(_("两个单位填报的是同一个数，不能两值并存；请裁定其中一个正确。"))
    wrong = conflict.first_place if decision == SECOND else conflict.second_place if decision == FIRST and conflict.second_unit else None
    if wrong is not None:
        _return(actor, conflict, wrong, reason.strip())
    _settle(conflict, decision, reason.strip())
    conflict.decided_by = person(actor)
    conflict.save()
    values = {FIRST: conflict.first_value, SECOND: conflict.second_value}
    before = {"state": "open", "values": values}
    after = {"state": conflict.state, "decision": decision, "value": values.get(decision)}
    unit = conflict.first_unit
    record(actor, "conflict.decide", f"conflict:{conflict.pk}", unit=unit, before=before, after=after, reason=reason.strip())
    return conflict


def decide_all(actor: Actor, conflict_ids: Iterable[int], decision: str, reason: str) -> Decided:
    """The same decision for several conflicts, each in a transaction of its own."""
    result = Decided([], [])
    for conflict in Conflict.objects.within(actor.scope).filter(pk__in=list(conflict_ids)).select_related("first_unit"):
        try:
            result.done.append(decide(actor, conflict.pk, decision, reason))
        except (StepRefused, NotAllowed) as refusal:
            result.refused.append((conflict, str(refusal)))
    return result


def _round(actor: Actor, round_id: int) -> Round:
    round: Round = Round.objects.unscoped().select_for_update(of=("self",)).select_related("county", "previous").get(pk=round_id)
    if not actor.holds("office", round.county):
        raise NotAllowed(_("只有创建办可以核对和裁定数据冲突。"))
    if round.state != COLLECTING:
        raise NotAllowed(_("本轮采集不在填报中；冻结以后请用补报。"))
    return round


def _read(round: Round, name: str, content: bytes) -> CountyPackage:
    with under_its_name(content, name) as path:
        package, problems = try_read(path)
    if package is None or problems.errors:
        named = "；".join(f"{problem.where}：{problem.sentences()[0]}" for problem in problems.errors[:10])
        raise NotAllowed(
            _("这个文件不能作为另一来源读取，共 %(count)s 处错误：%(named)s") % {"count": len(problems.errors), "named": named}
        )
    manifest = package.manifest
    if (manifest.county_code, manifest.school_year) != (round.county.code, round.school_year):
        raise NotAllowed(
            _("这个文件是 %(county)s %(year)s 学年的数据，与本轮（%(own)s %(own_year)s 学年）不是同一个县、同一学年。")
            % {"county": manifest.county_name, "year": manifest.school_year, "own": round.county.name, "own_year": round.school_year}
        )
    return package


def _open(
    round: Round, differences: Iterable[Difference], evidence: Evidence | None = None, other: CountyPackage | None = None
) -> list[Conflict]:
    # What a person decided is not asked again; what a look closed, because the figures agreed, is when they differ once more.
    asked = Conflict.objects.unscoped().filter(Q(state="open") | Q(decided_by__isnull=False), round=round)
    known = set(asked.values_list("fingerprint", flat=True))
    made: dict[str, Conflict] = {}
    for one in differences:
        fingerprint = one.fingerprint(evidence.sha256 if evidence else "")
        if fingerprint not in known and one.first.source is not None:
            made[fingerprint] = _conflict(round, one, fingerprint, one.first.source.submission.unit_id, evidence, other)
    rows: list[Conflict] = Conflict.objects.unscoped().bulk_create(made.values(), batch_size=BATCH)
    return rows


def _conflict(
    round: Round, one: Difference, fingerprint: str, unit_id: int, evidence: Evidence | None, other: CountyPackage | None
) -> Conflict:
    second = one.second.source.submission.unit_id if one.second.source else None
    place = _place(one.second)
    if evidence is not None and other is not None:
        place |= {"file": evidence.name, "on": other.manifest.as_of.isoformat()}
    return Conflict(
        round=round,
        what=one.what,
        first_unit_id=unit_id,
        first_place=_place(one.first) | {"code": one.code, "severity": one.severity},
        first_value=one.first.value,
        second_unit_id=second,
        second_place=place,
        second_value=one.second.value,
        source=evidence,
        fingerprint=fingerprint,
    )


def _place(side: Side) -> dict[str, Any]:
    """A side as it is kept: its cell in the package, and the unit's own row, to which a decision goes back."""
    place: dict[str, Any] = dict(zip(("table", "key", "column"), side.cell, strict=True))
    if side.source is not None:
        saved = side.source.submission.saved_at
        place |= {
            "submission": side.source.submission.pk,
            "row": side.source.key,
            "on": timezone.localdate(saved).isoformat() if saved else "",
        }
    return place


def _close(round: Round, made: Merged, standing: set[str] | None) -> list[Conflict]:
    """Close open conflicts that are none any more: of two units where `standing` lacks them, of a file where the cell has changed."""
    closed = []
    for conflict in Conflict.objects.unscoped().select_for_update().filter(round=round, state="open"):
        if conflict.source_id is None:
            if standing is not None and conflict.fingerprint not in standing:
                closed.append(_settle(conflict, AGREED, _("再次核对时两处数值已经一致，或已经改动。")))
            continue
        place = conflict.first_place
        row = made.by_key.get(place["table"], {}).get(place["key"])
        text = row.texts.get(place["column"]) if row else None
        if text == conflict.second_value:
            closed.append(_settle(conflict, AGREED, _("再次核对时两处数值已经一致。")))
        elif text != conflict.first_value:
            closed.append(_settle(conflict, CHANGED, _("再次核对时填报的数值已经改动。")))
    for conflict in closed:
        conflict.save()
    return closed


def _settle(conflict: Conflict, decision: str, reason: str) -> Conflict:
    conflict.state = find(CONFLICT, conflict.state, "decide").target
    conflict.decision, conflict.reason, conflict.decided_at = decision, reason, timezone.now()
    return conflict


def _recorded(
    actor: Actor,
    round: Round,
    new: Sequence[Conflict],
    settled: Sequence[Conflict],
    uncompared: Sequence[str] = (),
    evidence: Evidence | None = None,
) -> Found:
    still = Conflict.objects.unscoped().filter(round=round, state="open").count()
    after = {
        "new": [conflict.fingerprint for conflict in new],
        "settled": [[conflict.pk, conflict.decision] for conflict in settled],
        "open": still,
        "source": evidence and evidence.sha256,
    }
    record(actor, "round.conflicts", f"round:{round.pk}", unit=round.county, after=after)
    return Found(len(new), still, len(settled), uncompared)


def _return(actor: Actor, conflict: Conflict, place: Mapping[str, Any], reason: str) -> None:
    """Send the cell back to its unit, whatever its submission's state: the decision carries the steps of checker and approver."""
    submission = locked(place["submission"])
    if not Entry.objects.unscoped().filter(submission=submission, table=place["table"], key=place["row"]).exists():
        raise NotAllowed(_("这一行已经被填报单位删除；请重新核对。"))
    words = _("数据冲突裁定：%(first)s 与 %(second)s 不一致。%(reason)s")
    said = words % {"first": conflict.first_value, "second": conflict.second_value, "reason": reason}
    cell = ReturnedCell(place["table"], place["row"], place["column"], said)
    if submission.state == "approved":
        _withdraw(actor, submission, said)
    if submission.state in ("submitted", "checked"):
        send_back(actor, submission, find(SUBMISSION, submission.state, "return"), "", [cell])
        return
    find(SUBMISSION, submission.state, "save")
    value = Entry.objects.unscoped().get(submission=submission, table=cell.table, key=cell.key).values.get(cell.column) or ""
    CellReturn(submission=submission, table=cell.table, key=cell.key, column=cell.column, value=value, reason=said, by=person(actor)).save()
    tell(submission, REPORTING, lazy("“%(round)s”有一处数据冲突需要改正：%(reason)s"), round=submission.round.title, reason=said[:300])


def _withdraw(actor: Actor, submission: Submission, reason: str) -> None:
    step = find(SUBMISSION, submission.state, "withdraw")
    submission.state, submission.approved_at, submission.approved_by = step.target, None, None
    submission.save()
    before, after = {"state": "approved"}, {"state": step.target, "revision": submission.revision}
    record(actor, "submission.withdraw", f"submission:{submission.pk}", unit=submission.unit, before=before, after=after, reason=reason)
