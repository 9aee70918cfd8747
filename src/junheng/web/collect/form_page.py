"""One page of the web form: the rows of a table as inputs, with what was typed, what the checks say and what others saved beside them."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from junheng.county.cells import shown
from junheng.county.codes import SCHOOL_KINDS
from junheng.county.form import FormTable, Texts, school_column
from junheng.county.notes import notes
from junheng.county.schema import SCHOOLS, Column
from junheng.web.collect.checking import FoundProblem, anchor_of
from junheng.web.collect.duties import SCHOOL, kind_of_row, matrix_of, owner_words
from junheng.web.collect.edits import Clash
from junheng.web.collect.fields import COUNTY
from junheng.web.collect.form_cells import cell_input, suggestions, width
from junheng.web.collect.forms import SHOWN_OF_SCHOOLS, SubmittedForm
from junheng.web.collect.models import CellReturn
from junheng.web.collect.typed import TypedRow
from junheng.web.template_words import listed

ROWS_A_PAGE = 60
TALL_ROWS, TALL_COLUMNS = 4, 8
NAME_BYTES = 5
NEW_ROWS_AT_MOST = 200


@dataclass(frozen=True)
class Said:
    """What is said beside the cells: problems, reasons for a return, two values to choose from, and choices made before.

    `gone`: the rows that others deleted, as they were, by key. `is_of_typed`: the problems are those of what is typed, not of what is
    saved.
    """

    problems: Sequence[FoundProblem] = ()
    returns: Sequence[CellReturn] = ()
    clashes: Sequence[Clash] = ()
    gone: Mapping[str, Texts] = field(default_factory=dict)
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    is_of_typed: bool = False


@dataclass(frozen=True)
class Heading:
    """The head of a column that is filled in."""

    column: Column
    note: str

    @property
    def css(self) -> str:
        return width(self.column)

    @property
    def suggestions(self) -> Sequence[str]:
        return suggestions(self.column)


@dataclass(frozen=True)
class Choice:
    """Two values of one cell, or of a whole row: what both said, who the other is and when, and what was chosen before."""

    name: str
    mine: str
    theirs: str
    by: str
    at: object
    chosen: str


@dataclass(frozen=True)
class Question:
    """A link to a cell or row for which somebody has to choose."""

    place: str
    words: str


@dataclass(frozen=True)
class Cell:
    """One cell: its `input`, or the words that stand in its place; what describes it; and what it looks like."""

    place: str
    input: SafeString | None
    words: str = ""
    last_year: str = ""
    problems: Sequence[FoundProblem] = ()
    returns: Sequence[CellReturn] = ()
    choice: Choice | None = None
    css: str = ""

    @property
    def has_about(self) -> bool:
        return bool(self.last_year or self.problems or self.returns)


@dataclass(frozen=True)
class Row:
    """One row. `number` names its inputs, `key` is its entry's ("" for a new row), `line` counts the rows for people."""

    number: str
    key: str
    line: int
    label: str
    cells: Sequence[Cell]
    deleted: bool = False
    is_gone: bool = False
    choice: Choice | None = None
    problems: Sequence[FoundProblem] = ()
    returns: Sequence[CellReturn] = ()

    @property
    def place(self) -> str:
        return f"row-{self.number}"


class FormPage:
    """A page of `ROWS_A_PAGE` rows of one table. `typed` is laid over what is saved; `new_rows` blank rows stand ready at the end.

    Without `may_type` nothing can be filled in. Raises KeyError for a table that the unit does not fill in.
    """

    def __init__(
        self,
        submitted: SubmittedForm,
        table: str,
        *,
        number: int = 1,
        typed: Iterable[TypedRow] = (),
        said: Said | None = None,
        new_rows: int = 0,
        may_type: bool = True,
    ) -> None:
        self.submitted, self.may_type, self.said = submitted, may_type, said or Said()
        self.duty = submitted.duty(table)
        self.table: FormTable = {one.name: one for one in submitted.form.tables}[table]
        self.typed = {row.place: row for row in typed}
        self.entries = submitted.entries.get(table, ())
        self.pages = max(1, ceil(len(self.entries) / ROWS_A_PAGE))
        self.number = min(max(number, 1), self.pages)
        self.new_rows = min(new_rows, NEW_ROWS_AT_MOST)
        self._problems = _by_cell(table, self.said.problems)
        self._returns = _by_cell(table, self.said.returns)
        self._clashes = {(clash.key, clash.column): clash for clash in self.said.clashes if clash.table == table}

    @property
    def may_add(self) -> bool:
        """Whether rows may be added here: at the end of the table, where the unit writes its rows itself."""
        return self.may_type and self.table.may_add_rows and self.number == self.pages

    @property
    def is_tall(self) -> bool:
        """Whether the columns are laid out as lines: a few given rows with many columns would run out of the window sideways."""
        return not self.table.may_add_rows and len(self.entries) <= TALL_ROWS and len(self.headings) >= TALL_COLUMNS

    @property
    def lines(self) -> Sequence[tuple[Heading, Sequence[Cell]]]:
        """The columns, each with its cells in the order of the rows: what a tall layout shows."""
        return list(zip(self.headings, zip(*(row.cells for row in self.rows), strict=True), strict=True))

    @property
    def may_delete(self) -> bool:
        """Whether rows may be deleted, on whichever page they stand."""
        return self.may_type and self.table.may_add_rows

    @property
    def columns(self) -> int:
        """How many columns the table has on the page."""
        return 1 + len(self.headings) + self.may_delete

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)

    @cached_property
    def headings(self) -> Sequence[Heading]:
        """The columns that are filled in."""
        return [Heading(self.table.spec.column(name), notes().column(self.table.name, name)) for name in self.duty.columns]

    @cached_property
    def others(self) -> Sequence[tuple[str, str]]:
        """Who fills in the columns that this unit does not: the other's name, and the headings."""
        matrix, unit = matrix_of(self.submitted.submission.round), self.submitted.submission.unit
        kinds = [unit.school_kind] if unit.kind == SCHOOL else [*SCHOOL_KINDS, COUNTY]
        ours = {*self.table.columns, *self.table.shown, *self.table.spec.key, school_column(self.table.name)}
        by_owner: dict[str, dict[str, None]] = defaultdict(dict)
        for column in self.table.spec.columns:
            duties = [matrix.fields.get((self.table.name, column.name, kind)) for kind in kinds]
            for owner in {duty.owner: None for duty in duties if duty and column.name not in ours}:
                by_owner[owner][column.heading] = None
        return [(owner_words(owner), listed(headings)) for owner, headings in by_owner.items()]

    @cached_property
    def label_columns(self) -> Sequence[Column]:
        """What a row is called by: the locked columns, without the school where there is only one."""
        alone = len(self.submitted.schools) <= 1
        of_school = {school_column(self.table.name), *(SHOWN_OF_SCHOOLS if self.table.name == SCHOOLS.name else ())}
        return [self.table.spec.column(name) for name in self.table.shown if not (alone and name in of_school)]

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The saved rows of this page, then those that somebody else deleted, then the new ones."""
        first = (self.number - 1) * ROWS_A_PAGE
        rows = [
            self._saved_row(line, entry.key, self.submitted.row(entry), entry.last_year)
            for line, entry in enumerate(self.entries[first : first + ROWS_A_PAGE], first + 1)
        ]
        if self.may_type:
            rows += [self._gone_row(clash) for (_key, column), clash in self._clashes.items() if not column and clash.theirs is None]
        if self.may_add:
            new = [row for (is_new, _name), row in self.typed.items() if is_new]
            new += [TypedRow(f"n{secrets.token_hex(NAME_BYTES)}", is_new=True) for _blank in range(self.new_rows)]
            rows += [self._new_row(len(self.entries) + line, row) for line, row in enumerate(new, 1)]
        return rows

    @property
    def questions(self) -> Sequence[Question]:
        """The cells and rows of this page for which two values stand to be chosen from, in the order of the page."""
        found = []
        for row in self.rows:
            name = " ".join(word for word in (str(row.line or ""), row.label) if word)
            if row.choice:
                found.append(Question(row.place, _("第 %(row)s 行") % {"row": name or "—"}))
            for heading, cell in zip(self.headings, row.cells, strict=True):
                if cell.choice:
                    words = _("第 %(row)s 行“%(heading)s”") % {"row": name, "heading": heading.column.heading}
                    found.append(Question(cell.place, words))
        return found

    @property
    def pattern(self) -> Row:
        """A new row for the script to copy: «NEW» stands for its name, 0 for its line."""
        return self._new_row(0, TypedRow("NEW", is_new=True))

    def page_of(self, key: str) -> int:
        """The page on which a row stands."""
        return self._lines.get(key, 1) // ROWS_A_PAGE + 1 if key in self._lines else self.number

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        return {entry.key: line for line, entry in enumerate(self.entries)}

    def _saved_row(self, line: int, key: str, values: Texts, last_year: Texts) -> Row:
        typed = self.typed.get((False, key)) if self.may_type else None
        number = str(line)
        kind = kind_of_row(self.duty, values, self.submitted.kinds)
        cells = []
        for heading in self.headings:
            name = heading.column.name
            place = anchor_of(self.table.name, key, name)
            before = shown(heading.column, last_year.get(name))
            text = shown(heading.column, values.get(name))
            if not self.may_type:
                cells.append(self._locked(place, key, name, text, before))
            elif not self.submitted.may_fill(self.table.name, name, values):
                cells.append(Cell(place, None, self._filled_by(name, kind), css="locked"))
            else:
                cells.append(self._cell(heading.column, number, key, place, text, before, typed))
        deleted = bool(typed and typed.deleted)
        return Row(
            number,
            key,
            line,
            self._label(values),
            cells,
            deleted,
            choice=self._choice(number, key, None),
            problems=self._problems[key, ""],
            returns=self._returns[key, ""],
        )

    def _label(self, values: Texts) -> str:
        """What people call a row: by a school's code alone nobody knows it."""
        words = [shown(column, values.get(column.name)) for column in self.label_columns]
        school = self.submitted.schools.get(values.get(school_column(self.table.name)) or "")
        if school and len(self.submitted.schools) > 1 and school.name not in words:
            words.insert(1, school.name)
        return " ".join(word for word in words if word)

    def _gone_row(self, clash: Clash) -> Row:
        typed, was = self.typed[False, clash.key], self.said.gone.get(clash.key, {})
        number = f"g{clash.key.lstrip('#')}"
        cells = []
        for column in (heading.column for heading in self.headings):
            place = anchor_of(self.table.name, clash.key, column.name)
            cells.append(self._cell(column, number, clash.key, place, shown(column, was.get(column.name)), "", typed))
        return Row(number, clash.key, 0, "", cells, is_gone=True, choice=self._choice(number, clash.key, None))

    def _new_row(self, line: int, typed: TypedRow) -> Row:
        cells = [
            self._cell(heading.column, typed.name, "", anchor_of(self.table.name, typed.name, heading.column.name), "", "", typed)
            for heading in self.headings
        ]
        return Row(typed.name, "", line, "", cells)

    def _cell(self, column: Column, number: str, key: str, place: str, saved: str, before: str, typed: TypedRow | None) -> Cell:
        text = typed.cells.get(column.name) if typed else None
        is_typed = text is not None and text != saved
        # Of a cell that was typed anew, what the checks said of the saved one is no longer true.
        problems = self._problems[key or number, column.name] if self.said.is_of_typed or not is_typed else []
        returns = self._returns[key, column.name]
        wrong = any(one.severity == "error" for one in problems)
        return Cell(
            place,
            cell_input(
                column,
                f"cell-{number}-{column.name}",
                place,
                f"row-{number}",
                saved if text is None else text,
                about=bool(before or problems or returns),
                wrong=wrong,
                saved=saved if is_typed else None,
            ),
            last_year=before,
            problems=problems,
            returns=returns,
            choice=self._choice(number, key, column),
            css=_css(problems, returns, is_typed=is_typed),
        )

    def _locked(self, place: str, key: str, name: str, text: str, before: str) -> Cell:
        problems, returns = self._problems[key, name], self._returns[key, name]
        return Cell(place, None, text, before, problems, returns, css=_css(problems, returns, is_typed=False))

    def _choice(self, number: str, key: str, column: Column | None) -> Choice | None:
        name = column.name if column else ""
        clash = self._clashes.get((key, name))
        if clash is None or not self.may_type:
            return None
        texts = [shown(column, text) if column else text or "" for text in (clash.mine, clash.theirs)]
        return Choice(f"{number}-{name}", texts[0], texts[1], clash.by, clash.at, self.said.chosen.get((key, name), ""))

    def _filled_by(self, column: str, kind: str) -> str:
        try:
            owner = matrix_of(self.submitted.submission.round).duty(self.table.name, column, kind).owner
        except KeyError:
            return "—"
        return _("由%(unit)s填报") % {"unit": owner_words(owner)}


def _by_cell(table: str, found: Iterable[FoundProblem] | Iterable[CellReturn]) -> Mapping[tuple[str, str], list]:
    by_cell: dict[tuple[str, str], list] = defaultdict(list)
    for one in found:
        if one.table == table:
            by_cell[one.key, one.column].append(one)
    return by_cell


def _css(problems: Sequence[FoundProblem], returns: Sequence[CellReturn], *, is_typed: bool) -> str:
    severities = {one.severity for one in problems}
    marks = (
        ("has-error", "error" in severities),
        ("has-warning", "warning" in severities),
        ("returned", bool(returns)),
        ("typed", is_typed),
    )
    return " ".join(name for name, applies in marks if applies)
