"""What the checks say of a submission as it stands: the same engine as for a package, on one unit's rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from junheng.county.cells import shown
from junheng.county.form import Texts, UnitForm
from junheng.county.form_check import PackageOfRows, check_part, package_of_rows
from junheng.county.form_reading import PlacedProblem
from junheng.county.notes import notes
from junheng.county.package import CountyPackage, Manifest
from junheng.county.problems import Problem, Where
from junheng.county.schema import SCHOOLS, TABLE_BY_NAME
from junheng.web.collect.duties import SCHOOL
from junheng.web.collect.forms import SHOWN_OF_SCHOOLS, SubmittedForm, submitted_form
from junheng.web.collect.models import CheckResult, Entry, Explanation, Submission
from junheng.web.language import reader_language

# (code, table, key, column, what was found): what an explanation was given for.
Oddity = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class FoundProblem:
    """A problem with the cell that it is about, as pages show it. `found` is the text that stood there, `row` what people call the row."""

    problem: Problem
    table: str = ""
    key: str = ""
    column: str = ""
    found: str = ""
    row: str = ""
    explanation: str | None = None

    @property
    def severity(self) -> str:
        return self.problem.severity

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def oddity(self) -> Oddity:
        return (self.code, self.table, self.key, self.column, self.found)

    @property
    def is_explained(self) -> bool:
        return self.explanation is not None

    @property
    def place(self) -> str:
        """«学段 小学「在校生数」»: where a person finds it in the form."""
        if not self.table:
            return self.problem.where.words(reader_language())
        words = " ".join(word for word in (TABLE_BY_NAME[self.table].sheet, self.row) if word)
        return f"{words}「{TABLE_BY_NAME[self.table].column(self.column).heading}」" if self.column else words

    @property
    def place_in_file(self) -> str:
        """«学校!K12「图书册数」»: where it is in the workbook that was read."""
        return self.problem.where.words(reader_language())

    @property
    def what(self) -> str:
        return self.problem.sentences(reader_language())[0]

    @property
    def why(self) -> str:
        return self.problem.sentences(reader_language())[1]

    @property
    def remedy(self) -> str:
        return self.problem.sentences(reader_language())[2]

    @property
    def anchor(self) -> str:
        """The id of the cell on a page that shows the tables."""
        return anchor_of(self.table, self.key, self.column) if self.table else ""


def anchor_of(table: str, key: str, column: str = "") -> str:
    """The id of a cell, or of a row, on a page."""
    return "-".join(part for part in (table, key.replace("#", "n").replace("|", "_").replace(" ", "_"), column) if part)


def problems_of(submission: Submission) -> list[FoundProblem]:
    """Every error and warning of the rows as they stand, errors first; explained ones carry their explanation."""
    kept = CheckResult.objects.unscoped().filter(submission=submission, revision=submission.revision).first()
    found = [from_json(one) for one in kept.problems] if kept else check_submission(submission)
    return _explained(submission, found)


def check_submission(submission: Submission) -> list[FoundProblem]:
    """Check the rows as they stand now."""
    submitted = submitted_form(submission)
    rows = {name: [(entry.key, submitted.row(entry)) for entry in entries] for name, entries in submitted.entries.items()}
    return found_in(submitted, rows)


def found_in(submitted: SubmittedForm, rows: Mapping[str, Sequence[tuple[str, Texts]]]) -> list[FoundProblem]:
    """What the checks would say of a submission's rows (table → key and texts), were they the ones that stand."""
    placed = check_rows(submitted, rows)
    labels = {(name, key): row_label(submitted.form, name, row) for name, keyed in rows.items() for key, row in keyed}
    texts = {(name, key): row for name, keyed in rows.items() for key, row in keyed}
    return [_found(one, texts, labels) for one in placed]


def check_rows(
    submitted: SubmittedForm,
    rows: Mapping[str, Sequence[tuple[str, Texts]]],
    *,
    lines: Mapping[str, Mapping[str, int]] | None = None,
) -> list[PlacedProblem]:
    """What the checks find in a submission's rows (table → key and texts), were they the ones that stand."""
    form = submitted.form
    owned = {name: list(rows.get(name, ())) for name in form.owned}
    with_schools = {**owned, **_schools_beside(submitted, owned)}
    part = package_of_rows(form.manifest, with_schools, lines)
    is_school = submitted.submission.unit.kind == SCHOOL
    previous = _previous(submitted)
    return check_part(part, form.owned, all_schools=not is_school and bool(submitted.schools), previous=previous)


def refresh_counts(submission: Submission) -> None:
    """Keep what the checks say of the revision that stands, and the counts that boards show. Call it within a service's transaction."""
    kept = CheckResult.objects.unscoped().filter(submission=submission).first()
    if kept is None or kept.revision != submission.revision:
        problems = [to_json(one) for one in check_submission(submission)]
        kept = kept or CheckResult(submission=submission)
        kept.revision, kept.problems = submission.revision, problems
        kept.save()
    found = _explained(submission, [from_json(one) for one in kept.problems])
    submission.errors = sum(one.severity == "error" for one in found)
    submission.unexplained = sum(one.severity == "warning" and not one.is_explained for one in found)
    submission.cells_expected, submission.cells_filled = completeness(submitted_form(submission))
    submission.save(update_fields=["errors", "unexplained", "cells_expected", "cells_filled"])


def completeness(submitted: SubmittedForm) -> tuple[int, int]:
    """How many cells an indicator reads, and how many of those are filled. An empty table of added rows counts as one open cell."""
    expected = filled = 0
    for duty in submitted.duties:
        wanted = [column for column in duty.columns if notes().is_needed(duty.table, column) or duty.spec.column(column).required]
        entries: Sequence[Entry] = submitted.entries.get(duty.table, ())
        for entry in entries:
            asked = [column for column in wanted if not duty.is_given or submitted.may_fill(duty.table, column, entry.values)]
            expected += len(asked)
            filled += sum(entry.values.get(column) is not None for column in asked)
        if not entries and not duty.is_given and wanted:
            expected += 1
    return expected, filled


def row_label(form: UnitForm, table: str, row: Texts) -> str:
    """What people call a row: its school's name where the form has several, and its key."""
    spec = TABLE_BY_NAME[table]
    words = [row.get("school_name")] if len(form.school_codes) > 1 else []
    for name in spec.key or [column.name for column in spec.columns if column.required]:
        column = spec.column(name)
        if column.kind != "school_code" or len(form.school_codes) > 1:
            words.append(shown(column, row.get(name)))
    return " ".join(dict.fromkeys(word for word in words if word))


def _schools_beside(submitted: SubmittedForm, rows: Mapping[str, Sequence[tuple[str, Texts]]]) -> dict[str, list[tuple[str, Texts]]]:
    """The schools with their names and kinds, where the unit itself reports nothing in their table: what its rows refer to."""
    if rows.get(SCHOOLS.name) or not submitted.schools:
        return {}
    key = SCHOOLS.key[0]
    return {
        SCHOOLS.name: [
            (code, {key: code, **dict(zip(SHOWN_OF_SCHOOLS, (school.name, school.school_kind), strict=True))})
            for code, school in submitted.schools.items()
        ]
    }


def _previous(submitted: SubmittedForm) -> CountyPackage | None:
    """Last year's rows of the same unit, where there are any and they are of an earlier year."""
    form = submitted.form
    last_year: dict[str, list[tuple[str, Texts]]] = {
        name: [(entry.key, {**_keys(entry), **entry.last_year}) for entry in entries if entry.last_year]
        for name, entries in submitted.entries.items()
    }
    kept = {name: rows for name, rows in last_year.items() if rows}
    if not kept:
        return None
    year = form.school_year - 1
    earlier = Manifest(form.county_code, form.county_name, year, form.as_of.replace(year=form.as_of.year - 1, day=1), form.standard)
    made: PackageOfRows = package_of_rows(earlier, {**kept, **_schools_beside(submitted, kept)})
    return made.package


def _keys(entry: Entry) -> Texts:
    return {name: entry.values.get(name) for name in TABLE_BY_NAME[entry.table].key}


def _found(placed: PlacedProblem, texts: Mapping[tuple[str, str], Texts], labels: Mapping[tuple[str, str], str]) -> FoundProblem:
    table, key, column = placed.table or "", placed.key or "", placed.column or ""
    text = texts.get((table, key), {}).get(column) if column else placed.problem.sentences("zh")[0]
    return FoundProblem(placed.problem, table, key, column, text or "", labels.get((table, key), ""))


def _explained(submission: Submission, found: Sequence[FoundProblem]) -> list[FoundProblem]:
    if not any(one.severity == "warning" for one in found):
        return list(found)
    given = Explanation.objects.unscoped().filter(submission=submission).order_by("at", "pk")
    said = {(one.code, one.table, one.key, one.column, one.found): one.text for one in given}
    return [
        FoundProblem(one.problem, one.table, one.key, one.column, one.found, one.row, said.get(one.oddity))
        if one.severity == "warning"
        else one
        for one in found
    ]


def to_json(found: FoundProblem) -> dict[str, Any]:
    """A problem as JSON, from which it can be said again in either language."""
    problem = found.problem
    return {
        "severity": problem.severity,
        "code": problem.code,
        "where": problem.where.as_dict(),
        "values": {name: _plain(value) for name, value in problem.values.items()},
        "table": found.table,
        "key": found.key,
        "column": found.column,
        "found": found.found,
        "row": found.row,
    }


def from_json(kept: Mapping[str, Any]) -> FoundProblem:
    """A problem as `to_json` keeps it."""
    problem = Problem(kept["severity"], kept["code"], Where(**kept["where"]), kept["values"])
    return FoundProblem(problem, kept["table"], kept["key"], kept["column"], kept["found"], kept["row"])


def _plain(value: object) -> object:
    """A value of a sentence as JSON has it; sentences only write it out."""
    return value if isinstance(value, str | int | float | bool | None) and not isinstance(value, Fraction | datetime.date) else str(value)
