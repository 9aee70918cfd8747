"""Rounds are made, changed and opened here; opening one gives every unit that reports anything its submission."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.county.manifest import is_in_school_year
from junheng.county.schema import TABLE_BY_NAME
from junheng.standard import standard_ids
from junheng.web.archive.models import FrozenPackage
from junheng.web.audit.services import record
from junheng.web.collect.duties import matrix_of
from junheng.web.collect.fields import Field
from junheng.web.collect.machines import ROUND
from junheng.web.collect.models import Round
from junheng.web.collect.ownership import default_text, parse_matrix
from junheng.web.collect.ownership_rules import Duty
from junheng.web.collect.ownership_text import matrix_text, with_duty
from junheng.web.collect.services_opening import Progress, begin_submissions
from junheng.web.collect.states import find
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Unit
from junheng.web.template_words import listed


@dataclass(frozen=True)
class RoundPlan:
    """What a round is to be. `tables` left empty are those that the matrix asks for."""

    title: str
    school_year: int
    as_of: datetime.date
    standard: str
    submit_by: datetime.date
    check_by: datetime.date
    approve_by: datetime.date
    tables: tuple[str, ...] = ()
    needs_signature: bool = True
    previous: FrozenPackage | None = None
    matrix: str = ""


@transaction.atomic
def make_round(actor: Actor, county: Unit, plan: RoundPlan) -> Round:
    """A round in preparation. Raises NotAllowed with everything that is wrong with the plan, DataFaults for a bad matrix."""
    _may_keep(actor, county)
    _check_plan(plan)
    # A package that was loaded is a round that nobody reported in: it says nothing of who reports.
    own = Round.objects.unscoped().filter(county=county).exclude(opened_at__isnull=True, state="frozen")
    last = own.order_by("-created_at", "-pk").first()
    matrix = plan.matrix or (last.matrix if last and last.matrix else default_text())
    made = Round(county=county, code=_code(county, plan.school_year), created_by=actor.user, matrix=matrix)
    _lay(made, plan)
    made.save()
    record(actor, "round.make", f"round:{made.pk}", unit=county, after=_facts(made))
    return made


@transaction.atomic
def change_round(actor: Actor, round_id: int, plan: RoundPlan) -> Round:
    """Change a round that has not been opened. Raises NotAllowed, DataFaults."""
    round = _draft(actor, round_id)
    _check_plan(plan)
    before = _facts(round)
    round.matrix = plan.matrix or round.matrix
    _lay(round, plan)
    round.save()
    record(actor, "round.change", f"round:{round.pk}", unit=round.county, before=before, after=_facts(round))
    return round


@transaction.atomic
def change_matrix(actor: Actor, round_id: int, text: str) -> Round:
    """Give a round that has not been opened another matrix of owners. Raises NotAllowed, DataFaults with every fault."""
    round = _draft(actor, round_id)
    parse_matrix(text)
    before, round.matrix = round.matrix, text
    round.save()
    record(actor, "round.matrix", f"round:{round.pk}", unit=round.county, before={"matrix": before}, after={"matrix": text})
    return round


@transaction.atomic
def change_duty(actor: Actor, round_id: int, duty: Duty, fields: Iterable[Field], facts: Iterable[str] = ()) -> Round:
    """Let others report and check some fields and facts of a round that has not been opened. Raises NotAllowed, DataFaults."""
    round = _draft(actor, round_id)
    changed = with_duty(matrix_of(round), duty, fields, facts)
    return change_matrix(actor, round.pk, matrix_text(changed))


@transaction.atomic
def open_round(actor: Actor, round_id: int, progress: Progress | None = None) -> Round:
    """Open the round: one submission for every unit that reports anything, begun with last year's rows. Raises NotAllowed, DataFaults."""
    round = _locked(round_id)
    _may_keep(actor, round.county)
    step = find(ROUND, round.state, "open")
    cells = begin_submissions(round, progress or (lambda _percent, _message: None))
    before, round.state, round.opened_at = round.state, step.target, timezone.now()
    round.save()
    after = {"state": round.state, "submissions": len(cells), "cells": cells}
    record(actor, "round.open", f"round:{round.pk}", unit=round.county, before={"state": before}, after=after)
    return round


def _may_keep(actor: Actor, county: Unit) -> None:
    if not actor.holds("office", county):
        raise NotAllowed(_("只有创建办可以组织采集。"))


def _locked(round_id: int) -> Round:
    found: Round | None = (
        Round.objects.unscoped().select_for_update(of=("self",)).select_related("county", "previous").filter(pk=round_id).first()
    )
    if found is None:
        raise NotAllowed(_("没有这一轮采集。"))
    return found


def _draft(actor: Actor, round_id: int) -> Round:
    round = _locked(round_id)
    _may_keep(actor, round.county)
    if round.state != ROUND.initial:
        raise NotAllowed(_("本轮采集已经开始，不能再改；要调整截止日期，请对单位延期。"))
    return round


def _check_plan(plan: RoundPlan) -> None:
    """Raises NotAllowed with every fault of the plan."""
    faults: list[str] = []
    if not plan.title.strip():
        faults.append(_("请填写名称"))
    if not is_in_school_year(plan.as_of, plan.school_year):
        faults.append(_("数据时点须在本学年内（9月1日至次年8月31日）"))
    if not plan.submit_by <= plan.check_by <= plan.approve_by:
        faults.append(_("填报、初审、审核的截止日期须依次在后"))
    if plan.standard not in standard_ids():
        faults.append(_("没有评估标准“%(standard)s”") % {"standard": plan.standard})
    if unknown := [table for table in plan.tables if table not in TABLE_BY_NAME]:
        faults.append(_("没有这些表：%(tables)s") % {"tables": listed(unknown)})
    if plan.previous and plan.previous.school_year > plan.school_year:
        faults.append(_("上年数据的学年晚于本轮学年"))
    if faults:
        raise NotAllowed(_("；").join(faults))
    if plan.matrix:
        parse_matrix(plan.matrix)


def _lay(round: Round, plan: RoundPlan) -> None:
    for name in ("title", "school_year", "as_of", "standard", "submit_by", "check_by", "approve_by", "needs_signature", "previous"):
        setattr(round, name, getattr(plan, name))
    round.tables = list(plan.tables) or list(matrix_of(round).tables("asked", "optional"))


def _facts(round: Round) -> Mapping[str, Any]:
    names = ("code", "title", "school_year", "standard", "state", "tables", "needs_signature")
    days = {name: getattr(round, name).isoformat() for name in ("as_of", "submit_by", "check_by", "approve_by")}
    return {**{name: getattr(round, name) for name in names}, **days, "previous": round.previous and round.previous.pk}


def _code(county: Unit, school_year: int) -> str:
    """The next free code, e.g. «990100-2026-2»: never used again."""
    stem = f"{county.code}-{school_year}-"
    taken: Iterable[str] = Round.objects.unscoped().filter(code__startswith=stem).values_list("code", flat=True)
    numbers = [int(code.removeprefix(stem)) for code in taken if code.removeprefix(stem).isdigit()]
    return f"{stem}{max(numbers, default=0) + 1}"
