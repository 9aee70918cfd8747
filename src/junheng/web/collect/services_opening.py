"""Every unit's submission at the opening of a round: who reports, who checks it first, and what it begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.archive.services import open_frozen
from junheng.web.collect.checking import completeness
from junheng.web.collect.duties import SCHOOL, TOWNSHIP, duties_of, matrix_of, open_on, owner_code
from junheng.web.collect.forms import SubmittedForm
from junheng.web.collect.models import Entry, Revision, Round, Submission
from junheng.web.collect.ownership import unit_stem
from junheng.web.collect.prefill import LastYear, StartRow, start_rows
from junheng.web.people.actor import NotAllowed
from junheng.web.people.models import Unit
from junheng.web.people.unit_kinds import default_units
from junheng.web.template_words import listed

CENTRE_SCHOOL = "centre_school"
OFFICE = "office"
BATCH = 500
# percent done, what is being done
Progress = Callable[[int, str], None]


def begin_submissions(round: Round, say: Progress) -> dict[str, int]:
    """Make the submissions; how many cells each begins with, by the unit's code. Raises NotAllowed. Within open_round's transaction."""
    say(5, _("正在读取上年数据"))
    before = LastYear(open_frozen(round.previous) if round.previous else None, round.school_year)
    units = _reporting_units(round, before)
    checkers = Checkers(round)
    made = [Submission(round=round, unit=unit, check_unit=checkers.of(unit), due_on=round.submit_by) for unit in units]
    say(30, _("正在建立%(count)d个单位的填报任务") % {"count": len(units)})
    Submission.objects.unscoped().bulk_create(made, batch_size=BATCH)
    schools = [unit for unit in units if unit.kind == SCHOOL]
    entries: list[Entry] = []
    revisions: list[Revision] = []
    cells: dict[str, int] = {}
    for submission in made:
        rows = _first_rows(submission, schools, before)
        entries.extend(rows)
        changes = [_change(row, column) for row in rows for column in row.values]
        cells[submission.unit.code] = len(changes)
        if changes:
            submission.revision = 1
            revision = Revision(submission=submission, number=1, at=timezone.now(), source=Revision.Source.PREFILL, changes=changes)
            revisions.append(revision)
    say(60, _("正在预填上年数据"))
    Entry.objects.unscoped().bulk_create(entries, batch_size=BATCH)
    Revision.objects.unscoped().bulk_create(revisions, batch_size=BATCH)
    counted = ["cells_expected", "cells_filled", "rows_made", "revision"]
    Submission.objects.unscoped().bulk_update(made, counted, batch_size=BATCH)
    say(95, _("正在完成"))
    return cells


def _first_rows(submission: Submission, schools: Sequence[Unit], before: LastYear) -> list[Entry]:
    """The entries that a submission begins with; its counts are set."""
    unit = submission.unit
    about = _about(unit, schools)
    duties = duties_of(submission.round, unit)
    rows = start_rows(submission.round, unit, duties, about, before)
    made = [Entry(submission=submission, position=number, **_of_row(row)) for number, row in enumerate(rows, 1)]
    by_table: dict[str, list[Entry]] = {}
    for entry in made:
        by_table.setdefault(entry.table, []).append(entry)
    begun = SubmittedForm(submission, duties, by_table, {school.code: school for school in about})
    submission.cells_expected, submission.cells_filled = completeness(begun)
    submission.rows_made = max((len(by_table.get(duty.table, ())) for duty in duties if not duty.is_given), default=0)
    return made


def _of_row(row: StartRow) -> dict[str, Any]:
    return {"table": row.table, "key": row.key, "values": row.values, "last_year": row.last_year}


def _change(row: Entry, column: str) -> dict[str, str | None]:
    return {"table": row.table, "key": row.key, "column": column, "before": None, "after": row.values[column]}


def _about(unit: Unit, schools: Sequence[Unit]) -> list[Unit]:
    if unit.kind == SCHOOL:
        return [unit]
    return [school for school in schools if school.township_id == unit.pk] if unit.kind == TOWNSHIP else list(schools)


def _reporting_units(round: Round, before: LastYear) -> list[Unit]:
    """The units that report anything. Raises NotAllowed naming every owner of the matrix that is no unit of the county."""
    rows = Unit.objects.unscoped().filter(open_on(round), county=round.county_id).select_related("township", "parent", "county")
    day = round.as_of.isoformat()
    units = [unit for unit in rows.order_by("code") if before.closed.get(unit.code, "9999") > day]
    found = [unit for unit in units if duties_of(round, unit)]
    named = {code for unit in units if (code := owner_code(unit))}
    wanted = [owner for owner in matrix_of(round).owners() if unit_stem(owner) is not None]
    missing = [default_units().units[unit_stem(owner) or ""].name for owner in wanted if owner not in named]
    if missing:
        raise NotAllowed(_("填报分工中的单位在本县没有启用：%(units)s；请启用这些单位，或改变填报分工。") % {"units": listed(missing)})
    if not found:
        raise NotAllowed(_("本县还没有可以填报的单位；请先登记学校和部门。"))
    return found


class Checkers:
    """Who takes in each unit's submission: one unit answers for the first check of the whole."""

    def __init__(self, round: Round) -> None:
        self._matrix = matrix_of(round)
        self._tree = default_units()
        units = list(Unit.objects.unscoped().filter(open_on(round), county=round.county_id).exclude(kind=SCHOOL))
        self._by_code = {unit.code: unit for unit in units}
        self._centres = {unit.township_id: unit for unit in units if unit.kind == CENTRE_SCHOOL and unit.township_id}
        self._county = round.county.code

    def of(self, unit: Unit) -> Unit | None:
        """A school under a centre school is checked there, all others by whom the matrix names; where that is nobody, by the office."""
        if unit.parent and unit.parent.kind == CENTRE_SCHOOL:
            return unit.parent
        code = self._matrix.lead_checker(owner_code(unit) or "", unit.school_kind if unit.kind == SCHOOL else "")
        if code == CENTRE_SCHOOL:
            found = self._centres.get(unit.township_id)
        else:
            found = self._by_code.get(self._tree.code_of(unit_stem(code) or OFFICE, self._county))
        return found or self._by_code.get(self._tree.code_of(OFFICE, self._county))
