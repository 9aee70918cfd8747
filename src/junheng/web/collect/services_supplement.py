"""滚动补报: single cells of a frozen version changed with evidence, checked and approved, which freezes a new version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from junheng.assessment.engine import check as check_package
from junheng.county import CountyPackage, read_package
from junheng.county.cells import stored
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import freeze_bytes, latest_package, open_frozen, store_evidence
from junheng.web.archive.storage import under_its_name
from junheng.web.audit.services import record
from junheng.web.collect.differences import place_words
from junheng.web.collect.frozen_cells import Place, differences, own_cells, round_for, text_at, with_cells
from junheng.web.collect.guarding import REPORTERS, Question, require
from junheng.web.collect.machines import SUPPLEMENT
from junheng.web.collect.models import Supplement
from junheng.web.collect.services_opening import Checkers
from junheng.web.collect.states import Transition, take
from junheng.web.jobs.services import enqueue
from junheng.web.listed_problems import listed_problems
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Post, Unit
from junheng.web.people.services_notices import notify

PURPOSE = "supplement"
OPEN = ("proposed", "checked")
FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """A cell, and what somebody typed to stand there; "" proposes that it be empty."""

    place: Place
    typed: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The file that proves a supplement."""

    name: str
    content: bytes
    content_type: str


class NewErrors(NotAllowed):
    """With the new values the package has errors; the message names all of them."""


@transaction.atomic
def propose(actor: Actor, package_id: int, unit_id: int, cells: Sequence[ProposedCell], reason: str, proof: Proof | None) -> Supplement:
    """Propose new values for cells of the unit's own in the newest frozen version. Raises NotAllowed with everything that is wrong."""
    package = _package(package_id)
    unit: Unit = Unit.objects.unscoped().select_related("county", "township", "parent").get(pk=unit_id)
    if actor.user is None or not any(actor.holds(role, unit) for role in REPORTERS):
        raise NotAllowed(_("只有“%(unit)s”的填报员或联络员可以提出补报。") % {"unit": unit})
    if unit.county_id != package.county_id or latest_package(package.county, package.school_year) != package:
        raise NotAllowed(_("补报只能针对本县最新的一版冻结数据；请从最新的版本提出。"))
    rows, faults = _proposed_rows(package, unit, cells)
    if not reason.strip():
        faults.append(_("请写明补报理由"))
    if proof is None:
        faults.append(_("请上传佐证材料"))
    if faults or proof is None:
        raise NotAllowed(_("；").join(faults))
    supplement = Supplement(
        package=package,
        unit=unit,
        check_unit=Checkers(round_for(package)).of(unit),
        state=SUPPLEMENT.initial,
        cells=rows,
        reason=reason.strip(),
        evidence=store_evidence(actor, unit, proof.name, proof.content, proof.content_type, PURPOSE),
        proposed_by=actor.user,
        proposed_at=timezone.now(),
    )
    supplement.save()
    after = {"state": supplement.state, "package": package.pk, "cells": rows, "evidence": supplement.evidence.sha256}
    record(actor, "supplement.propose", f"supplement:{supplement.pk}", unit=unit, after=after, reason=supplement.reason)
    return supplement


@transaction.atomic
def check(actor: Actor, supplement_id: int) -> Supplement:
    """The first check passes it on. Raises NotAllowed, states.NotAllowed."""
    supplement, step = _begin(actor, supplement_id, "check")
    supplement.checked_by, supplement.checked_at = actor.user, timezone.now()
    return _finish(actor, supplement, step)


@transaction.atomic
def reject(actor: Actor, supplement_id: int, reason: str) -> Supplement:
    """Refuse it for good, with a reason. Raises NotAllowed, states.NotAllowed."""
    supplement, step = _begin(actor, supplement_id, "reject", reason)
    supplement.decided_by, supplement.decided_at, supplement.decision_reason = actor.user, timezone.now(), reason.strip()
    _tell(supplement, lazy("“%(unit)s”的补报被驳回：%(reason)s"), reason=reason.strip()[:200])
    return _finish(actor, supplement, step, reason.strip())


@transaction.atomic
def withdraw(actor: Actor, supplement_id: int) -> Supplement:
    """The unit takes its own proposal back. Raises NotAllowed, states.NotAllowed."""
    supplement, step = _begin(actor, supplement_id, "withdraw")
    return _finish(actor, supplement, step)


@transaction.atomic
def approve(actor: Actor, supplement_id: int) -> FrozenPackage:
    """Freeze the next version, in which exactly these cells have changed, and ask for its assessment.

    Raises NotAllowed, states.NotAllowed, NewErrors where the package would have errors.
    """
    county = Supplement.objects.unscoped().select_related("unit").get(pk=supplement_id).unit.county_id
    # Two supplements approved at once must follow one upon the other, or the second would undo the first.
    Unit.objects.unscoped().select_for_update().get(pk=county)
    supplement, step = _begin(actor, supplement_id, "approve")
    latest = _latest(supplement)
    frozen = freeze_bytes(
        actor,
        latest.county,
        _new_content(supplement, latest),
        f"{latest.county.code}-{latest.school_year}-v{latest.version + 1}.zip",
        origin=FrozenPackage.Origin.SUPPLEMENT,
        round=latest.round,
        supersedes=latest,
        note=_("滚动补报：%(unit)s，%(reason)s") % {"unit": supplement.unit.name, "reason": supplement.reason},
        is_application=latest.is_application,
    )
    supplement.result, supplement.decided_by, supplement.decided_at = frozen, actor.user, timezone.now()
    _tell(supplement, lazy("“%(unit)s”的补报已生效，形成第 %(version)s 版数据。"), version=frozen.version)
    _finish(actor, supplement, step, more={"package": frozen.pk, "version": frozen.version, "sha256": frozen.sha256})
    enqueue(actor, "assess", latest.county, package=frozen.pk)
    return frozen


def roles_at(actor: Actor, supplement: Supplement) -> set[str]:
    """What the actor is to this supplement."""
    found = {role for role in (*REPORTERS, "approver") if actor.holds(role, supplement.unit)}
    return found | ({"checker"} if supplement.check_unit and actor.holds("checker", supplement.check_unit) else set())


def _package(package_id: int) -> FrozenPackage:
    found: FrozenPackage = FrozenPackage.objects.unscoped().select_related("county", "round").get(pk=package_id)
    return found


def _latest(supplement: Supplement) -> FrozenPackage:
    base = supplement.package
    latest = latest_package(base.county, base.school_year)
    return _package((latest or base).pk)


def _proposed_rows(package: FrozenPackage, unit: Unit, cells: Sequence[ProposedCell]) -> tuple[list[dict[str, Any]], list[str]]:
    """The cells as a supplement keeps them, and everything that is wrong with them."""
    own = {cell.place: cell for cell in own_cells(open_frozen(package), round_for(package), unit)}
    taken = _places(Supplement.objects.unscoped().filter(package__county=package.county, state__in=OPEN).values_list("cells", flat=True))
    rows: list[dict[str, Any]] = []
    faults: list[str] = [] if cells else [_("请至少选择一个要补报的单元格")]
    seen: set[Place] = set()
    for cell in cells:
        words = place_words(*cell.place)
        if cell.place not in own or cell.place in seen:
            faults.append(_("%(place)s：不是本单位填报的单元格，或重复列出") % {"place": words})
            continue
        seen.add(cell.place)
        new = stored(own[cell.place].column, cell.typed)
        if new.fault:
            faults.append(_("%(place)s：“%(typed)s”不是这一栏可以填的值") % {"place": words, "typed": cell.typed})
        elif new.text == own[cell.place].text:
            faults.append(_("%(place)s：与现有的值相同") % {"place": words})
        elif cell.place in taken:
            faults.append(_("%(place)s：已有一份补报正在办理") % {"place": words})
        rows.append(_row(cell.place, own[cell.place].text, new.text))
    return rows, faults


def _row(place: Place, before: str | None, after: str | None) -> dict[str, Any]:
    return {"table": place[0], "key": place[1], "column": place[2], "before": before, "after": after}


def _places(kept: Collection[list[dict[str, Any]]]) -> set[Place]:
    return {(cell["table"], cell["key"], cell["column"]) for cells in kept for cell in cells}


def _begin(actor: Actor, supplement_id: int, name: str, reason: str = "") -> tuple[Supplement, Transition]:
    rows = Supplement.objects.unscoped().select_for_update(of=("self",))
    supplement: Supplement = rows.select_related("unit__county", "check_unit", "package__county", "package__round").get(pk=supplement_id)
    step = take(SUPPLEMENT, supplement.state, name, roles_at(actor, supplement), reason)
    require(step, _questions(actor, supplement))
    return supplement, step


def _questions(actor: Actor, supplement: Supplement) -> dict[str, Question]:
    package = supplement.package
    return {
        "round_frozen": lambda: package.round is None or package.round.state == FROZEN,
        "not_own_work": lambda: not (actor.persons() & _authors(supplement)),
        "evidence_attached": lambda: supplement.evidence_id is not None,
        "value_unchanged_since": lambda: _is_unchanged(supplement),
        # Asked where the new package is made, so that its errors can be named one by one.
        "no_errors": lambda: True,
    }


def _authors(supplement: Supplement) -> frozenset[int]:
    """Who proposed and who checked it, and for whom they stood in there."""
    made = {person for person in (supplement.proposed_by_id, supplement.checked_by_id) if person is not None}
    units = [unit for unit in (supplement.unit, supplement.check_unit) if unit is not None]
    stands_in = Post.objects.unscoped().filter(deputy_of__isnull=False, user__in=made, unit__in=units)
    return frozenset(made | set(stands_in.values_list("deputy_of__user", flat=True)))


def _is_unchanged(supplement: Supplement) -> bool:
    package = open_frozen(_latest(supplement))
    try:
        return all(text_at(package, (cell["table"], cell["key"], cell["column"])) == cell["before"] for cell in supplement.cells)
    except KeyError:
        return False


def _new_content(supplement: Supplement, latest: FrozenPackage) -> bytes:
    before = open_frozen(latest)
    wanted: dict[Place, str | None] = {(cell["table"], cell["key"], cell["column"]): cell["after"] for cell in supplement.cells}
    content = with_cells(before, wanted)
    with under_its_name(content, latest.file_name.rpartition(".")[0] + ".zip") as path:
        errors = [problem for problem in check_package(path) if problem.severity == "error"]
        if errors:
            lines = _("；").join(f"{one.place}{_('：')}{one.what}" for one in listed_problems(errors))
            raise NewErrors(_("改动后数据有错误，没有生效：%(errors)s") % {"errors": lines})
        _hold_exactly(before, read_package(path), wanted)
    return content


def _hold_exactly(before: CountyPackage, after: CountyPackage, wanted: dict[Place, str | None]) -> None:
    """Nothing but what was approved may change in a frozen package; anything else is a fault of ours, and stops it."""
    found = {place: new for place, (_old, new) in differences(before, after).items()}
    if found != wanted:
        raise RuntimeError(f"a supplement changed {sorted(found)} instead of {sorted(wanted)}")


def _tell(supplement: Supplement, words: object, **values: object) -> None:
    """A notice to whoever proposed it, in the instance's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        text = str(words) % {"unit": supplement.unit.name, **values}
    notify([supplement.proposed_by], text, reverse("collect:supplement", args=[supplement.pk]))


def _finish(actor: Actor, supplement: Supplement, step: Transition, reason: str = "", more: dict[str, Any] | None = None) -> Supplement:
    before, supplement.state = supplement.state, step.target
    supplement.save()
    after = {"state": step.target, **(more or {})}
    record(
        actor,
        f"supplement.{step.name}",
        f"supplement:{supplement.pk}",
        unit=supplement.unit,
        before={"state": before},
        after=after,
        reason=reason,
    )
    return supplement
