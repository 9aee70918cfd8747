"""A unit's workbook compared with its submission: the edits that it asks for, and every problem, school by school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from junheng.county.cells import shown
from junheng.county.form import FormTable, Texts, school_of
from junheng.county.form_read import read_form
from junheng.county.form_reading import FormReading, FormRow, PlacedProblem
from junheng.county.problems import Problem
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.checking import FoundProblem, check_rows
from junheng.web.collect.duties import SCHOOL, school_key_columns
from junheng.web.collect.edits import Clash, RowEdit
from junheng.web.collect.folding import Rows, rows_at
from junheng.web.collect.forms import SubmittedForm
from junheng.web.collect.row_matching import matched

# Stands for the rows of a form that are about no school.
NO_SCHOOL = ""


@dataclass(frozen=True)
class ReadWorkbook:
    """A workbook that was read and checked. `edits` are by table, each with the school that it is about; `rows` are by
    table and entry's key."""

    reading: FormReading
    submitted: SubmittedForm
    placed: Sequence[PlacedProblem]
    edits: Mapping[str, Sequence[tuple[str, RowEdit]]] = field(default_factory=dict)
    rows: Mapping[tuple[str, str], FormRow] = field(default_factory=dict)

    @property
    def parts(self) -> list[str]:
        """The schools that the form is about, or NO_SCHOOL alone: what is taken or refused as a whole."""
        form = self.submitted.form
        read = {row.school for rows in self.reading.rows.values() for row in rows}
        given = {school for table in form.tables for row in table.rows if (school := school_of(table.name, row))}
        return sorted((read | given) & form.school_codes) or [NO_SCHOOL]

    @property
    def faulty(self) -> set[str] | None:
        """The schools with errors; None where an error is about the file as a whole or about no school."""
        by_part = {self.part_of(placed) for placed in self.placed if placed.problem.severity == "error"}
        return None if NO_SCHOOL in by_part else by_part

    def part_of(self, placed: PlacedProblem) -> str:
        """The school of the form that a problem is about; NO_SCHOOL where it is about none, about a stranger, or about the whole file."""
        school = self._schools.get((placed.table or "", placed.key or ""), NO_SCHOOL)
        return school if school in self.submitted.form.school_codes else NO_SCHOOL

    def edits_of(self, parts: Iterable[str]) -> dict[str, list[RowEdit]]:
        """The edits about these schools; those about none come along with any of them."""
        wanted = {*parts, NO_SCHOOL}
        return {table: [edit for school, edit in edits if school in wanted] for table, edits in self.edits.items()}

    def clashed(self, clashes: Sequence[Clash]) -> list[PlacedProblem]:
        """Clashes of a save as problems of the file."""
        return [self._clashed(clash) for clash in clashes]

    def _clashed(self, clash: Clash) -> PlacedProblem:
        row = self.rows.get((clash.table, clash.key))
        column = TABLE_BY_NAME[clash.table].column(clash.column) if clash.column else None
        base, theirs, mine = ((shown(column, text) if column else text or "") for text in (clash.base, clash.theirs, clash.mine))
        at = timezone.localtime(clash.at).strftime("%Y-%m-%d %H:%M") if clash.at else ""
        problem = Problem(
            "error", "cell_changed_meanwhile", values={"base": base, "theirs": theirs, "mine": mine, "by": clash.by, "at": at}
        )
        placed = PlacedProblem(problem, clash.table, row.key if row else None, clash.column or None)
        return replace(placed, problem=self.reading.located(placed))

    def found(self, placed: PlacedProblem) -> FoundProblem:
        """A problem to be kept: with the sheet and cell of the file, and what stood there."""
        row = next((row for row in self.reading.rows.get(placed.table or "", ()) if row.key == placed.key), None)
        text = row.values.get(placed.column or "") if row else None
        return FoundProblem(placed.problem, placed.table or "", placed.key or "", placed.column or "", text or "")

    @property
    def _schools(self) -> dict[tuple[str, str], str]:
        given = {(table.name, key): school_of(table.name, row) for table in self.submitted.form.tables for key, row in table.given}
        return given | {(name, row.key): row.school for name, rows in self.reading.rows.items() for row in rows}


def read_workbook(submitted: SubmittedForm, content: bytes, name: str) -> ReadWorkbook:
    """Read a workbook against the submission's form and check it. Changes nothing."""
    reading = read_form(content, submitted.form, name)
    if not reading.rows:
        return ReadWorkbook(reading, submitted, reading.placed)
    revision = submitted.submission.revision if reading.revision is None else reading.revision
    base = rows_at(submitted.submission, revision)
    edits: dict[str, Sequence[tuple[str, RowEdit]]] = {}
    rows: dict[tuple[str, str], FormRow] = {}
    strange: list[PlacedProblem] = []
    for table in submitted.form.tables:
        read = reading.rows.get(table.name)
        if read is None:
            continue
        if table.may_add_rows:
            edits[table.name] = _added(submitted, table, read, base, rows)
        else:
            edits[table.name] = [(row.school, _given(submitted, table, row, reading, strange)) for row in read]
            rows |= {(table.name, row.key): row for row in read}
    placed = [*reading.placed, *strange, *_checked(submitted, reading)]
    return ReadWorkbook(reading, submitted, placed, edits, rows)


def _added(
    submitted: SubmittedForm, table: FormTable, read: Sequence[FormRow], base: Rows, rows: dict[tuple[str, str], FormRow]
) -> list[tuple[str, RowEdit]]:
    """The edits of a table whose rows the unit adds: matched with the rows that the file was made from, which else are deleted."""
    known = [(key, row) for (name, key), row in base.items() if name == table.name]
    locked = school_key_columns(submitted.duty(table.name)) if submitted.submission.unit.kind == SCHOOL else []
    keys = matched(table.name, known, [row.values for row in read])
    edits = []
    for key, row in zip(keys, read, strict=True):
        values = {column: text for column, text in row.values.items() if column not in locked}
        edits.append((row.school, RowEdit(key, values, cells=row.cells)))
        if key is not None:
            rows[table.name, key] = row
    school = {key: school_of(table.name, row) for key, row in known}
    return edits + [(school[key], RowEdit(key, {}, deleted=True)) for key, _row in known if key not in keys]


def _given(submitted: SubmittedForm, table: FormTable, row: FormRow, reading: FormReading, strange: list[PlacedProblem]) -> RowEdit:
    """The edit of a given row: its cells that the unit fills in for a school of this kind. Anything in another is a problem."""
    before: Texts = dict(table.given)[row.key]
    values: dict[str, str | None] = {}
    for column, text in row.values.items():
        if submitted.may_fill(table.name, column, before):
            values[column] = text
        elif text != (before.get(column) or None):
            heading = table.spec.column(column).heading
            placed = PlacedProblem(Problem("error", "form_column_of_others", values={"heading": heading}), table.name, row.key, column)
            strange.append(replace(placed, problem=reading.located(placed)))
    return RowEdit(row.key, values, cells=row.cells)


def _checked(submitted: SubmittedForm, reading: FormReading) -> list[PlacedProblem]:
    """What the checks find in the file's rows, placed in the file. A cell that could not be read is named by reading already."""
    rows: dict[str, list[tuple[str, Texts]]] = {}
    unread: set[tuple[str, str, str]] = set()
    for table in submitted.form.tables:
        given = dict(table.given)
        read = reading.rows.get(table.name, ())
        rows[table.name] = [(row.key, row.values if table.may_add_rows else {**given[row.key], **row.values}) for row in read]
        unread |= {(table.name, row.key, column) for row in read for column in row.faults}
    found = check_rows(submitted, rows, lines=reading.lines)
    read_already = {(one.table, one.key, one.column, one.problem.code) for one in reading.placed}
    kept = [one for one in found if (one.table, one.key, one.column) not in unread]
    new = [one for one in kept if (one.table, one.key, one.column, one.problem.code) not in read_already]
    return [replace(one, problem=reading.located(one)) for one in new]
