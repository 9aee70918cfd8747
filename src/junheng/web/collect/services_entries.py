"""Saving what a unit reports: one revision a save, all of it or nothing, never over somebody else's unseen change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.county.write_workbook import LONGEST_CELL
from junheng.web.archive.models import Evidence
from junheng.web.audit.services import record
from junheng.web.collect.checking import refresh_counts
from junheng.web.collect.duties import SCHOOL, TableDuty, duties_of, may_fill, school_key_columns, schools_for
from junheng.web.collect.edits import Change, Clash, Comparison, RowEdit, emptied, touched_since
from junheng.web.collect.folding import Rows, fold
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import CellReturn, Entry, Revision, Submission
from junheng.web.collect.states import Transition, find, refused
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.template_words import listed

COLLECTING = "open"
COLLECTING_GUARD = "round_collecting"
# Characters that PostgreSQL keeps in no text, and halves of characters that no file can hold.
_UNSTORABLE = ("\x00",)


@dataclass(frozen=True)
class Saved:
    """What became of a save: the revision that stands now, how many cells changed, or the clashes for which nothing was saved."""

    revision: int
    changed: int
    clashes: Sequence[Clash] = ()


@transaction.atomic
def save_rows(
    actor: Actor,
    submission_id: int,
    rows: Mapping[str, Sequence[RowEdit]],
    *,
    base_revision: int | None,
    source: str,
    file: Evidence | None = None,
) -> Saved:
    """Save rows of a submission as its next revision.

    `base_revision` is the one that the actor looked at: a cell that somebody changed since then to another text is a clash, and with
    any clash nothing is saved. None takes what stands now as seen. Raises NotAllowed and states.NotAllowed.
    """
    submission = locked(submission_id)
    step = may_save(actor, submission)
    if base_revision is not None and not 0 <= base_revision <= submission.revision:
        raise NotAllowed(_("没有第 %(number)d 次保存的版本；请重新打开页面或重新下载模板。") % {"number": base_revision})
    duties = {duty.table: duty for duty in duties_of(submission.round, submission.unit)}
    entries = {(entry.table, entry.key): entry for entry in Entry.objects.unscoped().filter(submission=submission)}
    current: Rows = {place: dict(entry.values) for place, entry in entries.items()}
    given = {name: given_texts(submission, duty) for name, duty in duties.items()}
    _refuse_foreign(submission, rows, duties, current)
    compared = Comparison(current, _touched(submission, base_revision), submission.rows_made)
    for table, edits in rows.items():
        compared.take(table, edits, given[table])
    if compared.unknown:
        named = listed(key for _table, key in compared.unknown[:5])
        raise NotAllowed(_("有的行已经不在系统中：%(rows)s；请重新打开页面或重新下载模板。") % {"rows": named})
    if compared.clashes:
        return Saved(submission.revision, 0, compared.clashes)
    changes = emptied(compared.changes, current, given)
    if not changes and step.target == submission.state:
        return Saved(submission.revision, 0)
    submission.rows_made = compared.rows_made
    _write(actor, submission, step, changes, entries, source=source, file=file)
    return Saved(submission.revision, len(changes))


def locked(submission_id: int) -> Submission:
    """The submission with its row locked. Raises NotAllowed where there is none."""
    found = Submission.objects.unscoped().select_for_update(of=("self",)).select_related("round__county", "unit__township", "check_unit")
    submission: Submission | None = found.filter(pk=submission_id).first()
    if submission is None:
        raise NotAllowed(_("没有这份填报。"))
    # Whoever waited for the lock joined a round of before: a freeze may have held it.
    submission.round.refresh_from_db(fields=["state"])
    return submission


def may_save(actor: Actor, submission: Submission) -> Transition:
    """The step that saving is. Raises NotAllowed where it is not the actor's, or not now."""
    step = find(SUBMISSION, submission.state, "save")
    if not actor.holds_any(step.roles, submission.unit):
        raise NotAllowed(_("只有%(unit)s的填报员可以填写这份数据。") % {"unit": submission.unit})
    if submission.round.state != COLLECTING:
        raise refused(step, COLLECTING_GUARD)
    return step


def given_texts(submission: Submission, duty: TableDuty) -> dict[str, str]:
    """What a row that the unit adds holds without being filled in: the code of its own school."""
    if duty.is_given or submission.unit.kind != SCHOOL:
        return {}
    return dict.fromkeys(school_key_columns(duty), submission.unit.code)


def _touched(submission: Submission, base_revision: int | None) -> Mapping:
    if base_revision is None or base_revision == submission.revision:
        return {}
    since = Revision.objects.unscoped().filter(submission=submission, number__gt=base_revision).order_by("number").select_related("by")
    return touched_since(list(since))


def _refuse_foreign(submission: Submission, rows: Mapping[str, Sequence[RowEdit]], duties: Mapping[str, TableDuty], current: Rows) -> None:
    """Raises NotAllowed for cells that are somebody else's, rows that may not be added or deleted, and texts that cannot be kept."""
    asks_kinds = any(table in duties and duties[table].is_given for table in rows) and submission.unit.kind != SCHOOL
    schools = schools_for(submission.round, submission.unit) if asks_kinds else [submission.unit]
    kinds = {school.code: school.school_kind for school in schools}
    faults: list[str] = []
    for table, edits in rows.items():
        if table not in duties:
            raise NotAllowed(_("“%(table)s”表不由%(unit)s填报。") % {"table": table, "unit": submission.unit})
        known = [edit.key for edit in edits if edit.key is not None]
        if len(set(known)) < len(known):
            raise NotAllowed(_("“%(sheet)s”表的同一行出现了两次；请重新打开页面后再保存。") % {"sheet": duties[table].spec.sheet})
        for edit in edits:
            faults.extend(_faults(submission, duties[table], edit, current, kinds))
    if faults:
        raise NotAllowed(_("；").join(dict.fromkeys(faults)))


def _faults(submission: Submission, duty: TableDuty, edit: RowEdit, current: Rows, kinds: Mapping[str, str]) -> Iterable[str]:
    sheet = duty.spec.sheet
    if duty.is_given and (edit.deleted or edit.key is None):
        yield _("“%(sheet)s”表的行是给定的，不能增加或删除") % {"sheet": sheet}
        return
    row = {**given_texts(submission, duty), **current.get((duty.table, edit.key or ""), {})}
    for column, text in edit.values.items():
        if not duty.spec.has(column) or not may_fill(duty, column, row, kinds):
            # What is handed back as it was given is nobody's change.
            if text == row.get(column):
                continue
            heading = duty.spec.column(column).heading if duty.spec.has(column) else column
            yield _("“%(sheet)s”表的“%(heading)s”不由本单位填报") % {"sheet": sheet, "heading": heading}
        elif text is not None:
            yield from _faults_of(text, {"sheet": sheet, "heading": duty.spec.column(column).heading})


def _faults_of(text: str, place: Mapping[str, str]) -> Iterable[str]:
    if not is_storable(text):
        yield _("“%(sheet)s”表的“%(heading)s”含有不能保存的字符，请重新输入") % place
    elif len(text.encode("utf-16-le")) // 2 > LONGEST_CELL:
        # The unit's own workbook could be made no more.
        found = {**place, "limit": LONGEST_CELL}
        yield _("“%(sheet)s”表的“%(heading)s”太长，Excel 的一个单元格最多 %(limit)d 个字，请缩短") % found


def is_storable(text: str) -> bool:
    """Whether a text can be kept: no null characters, no halves of characters."""
    return not any(mark in text for mark in _UNSTORABLE) and not any("\ud800" <= char <= "\udfff" for char in text)


def _write(
    actor: Actor,
    submission: Submission,
    step: Transition,
    changes: Sequence[Change],
    entries: Mapping[tuple[str, str], Entry],
    *,
    source: str,
    file: Evidence | None,
) -> None:
    now = timezone.now()
    before = {"state": submission.state, "revision": submission.revision}
    _apply(submission, changes, entries)
    submission.revision += 1
    submission.state, submission.saved_at, submission.saved_by = step.target, now, actor.user
    Revision(
        submission=submission, number=submission.revision, at=now, by=actor.user, source=source, file=file, changes=list(changes)
    ).save(force_insert=True)
    submission.save()
    _settle(submission, changes)
    refresh_counts(submission)
    record(
        actor,
        "submission.save",
        f"submission:{submission.pk}",
        unit=submission.unit,
        before={**before, "cells": _cells(changes, "before")},
        after={"state": submission.state, "revision": submission.revision, "source": source, "cells": _cells(changes, "after")},
    )


def _apply(submission: Submission, changes: Sequence[Change], entries: Mapping[tuple[str, str], Entry]) -> None:
    """Bring the entries to what the changes make of them."""
    places = {(str(change["table"]), str(change["key"])): None for change in changes}
    rows = fold(changes, {place: entries[place].values for place in places if place in entries})
    last = max((entry.position for entry in entries.values()), default=0)
    changed, made, gone = [], [], []
    for place in places:
        if place not in rows:
            gone.append(entries[place].pk)
        elif place in entries:
            entries[place].values = rows[place]
            changed.append(entries[place])
        else:
            last += 1
            made.append(Entry(submission=submission, table=place[0], key=place[1], position=last, values=rows[place]))
    stored = Entry.objects.unscoped()
    stored.bulk_update(changed, ["values"], batch_size=200)
    stored.bulk_create(made, batch_size=500)
    if gone:
        stored.filter(pk__in=gone).delete()


def _settle(submission: Submission, changes: Sequence[Change]) -> None:
    """A cell that was sent back is answered when it changes, a row when any of its cells does."""
    changed = {(change["table"], change["key"], column) for change in changes for column in (change["column"], "")}
    open_ones = CellReturn.objects.unscoped().filter(~Q(table=""), submission=submission, settled_at__isnull=True)
    settled = [one.pk for one in open_ones if (one.table, one.key, one.column) in changed]
    if settled:
        CellReturn.objects.unscoped().filter(pk__in=settled).update(settled_at=submission.saved_at)


def _cells(changes: Sequence[Change], side: str) -> dict[str, str | None]:
    return {f"{change['table']}|{change['key']}|{change['column']}": change[side] for change in changes}
