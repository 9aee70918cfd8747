"""The tables of a submission as pages read them: every cell with its words, last year's, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from junheng.county.cells import shown
from junheng.county.form import FormTable, Texts
from junheng.county.schema import Column
from junheng.web.collect.checking import FoundProblem, anchor_of, row_label
from junheng.web.collect.differences import Cell, Change
from junheng.web.collect.forms import SubmittedForm
from junheng.web.collect.models import CellReturn, Entry

# A table of few rows and many columns is read from above downwards.
UPRIGHT_ROWS = 3
UPRIGHT_COLUMNS = 8
SEPARATOR = "~"


@dataclass(frozen=True)
class ShownCell:
    """One cell. `is_ours`: the unit fills it in. `words` and `last_year` are as people write them, "" for nothing."""

    place: Cell
    heading: str
    unit: str
    words: str
    is_ours: bool
    is_number: bool
    last_year: str = ""
    change: Change | None = None
    returned: CellReturn | None = None
    problems: Sequence[FoundProblem] = ()

    @property
    def anchor(self) -> str:
        return anchor_of(*self.place)

    @property
    def name(self) -> str:
        """What the cell is called in a form that is sent."""
        return SEPARATOR.join(self.place)

    @property
    def is_marked(self) -> bool:
        return bool(self.change or self.returned or self.problems)

    @property
    def tick_words(self) -> str:
        """What a screen reader says of the box that sends the cell back."""
        return _("退回“%(heading)s”") % {"heading": self.heading}

    @property
    def plain(self) -> SafeString:
        """The cell of which nothing is said, as HTML. Made here: a division has thousands, and a template takes a second for them."""
        return self._in_cell(escape(self.words))

    @property
    def ticked(self) -> SafeString:
        """The same with a box to send it back, where it is the unit's own."""
        if not self.is_ours:
            return self.plain
        box = f'<input type="checkbox" name="cell" value="{escape(self.name)}" aria-label="{escape(self.tick_words)}">'
        return self._in_cell(f'<label class="pick">{box} {escape(self.words)}</label>')

    def _in_cell(self, content: str) -> SafeString:
        css = " ".join(word for word, applies in (("n", self.is_number), ("soft", not self.is_ours)) if applies)
        return mark_safe(f'<td class="{css}">{content}</td>' if css else f"<td>{content}</td>")  # noqa: S308 - escaped above


@dataclass(frozen=True)
class ShownRow:
    """One row: its key, what people call it, its cells in the order of the columns."""

    key: str
    label: str
    cells: Sequence[ShownCell]
    returned: CellReturn | None = None


@dataclass(frozen=True)
class Sheet:
    """One table. `is_added`: its rows are the unit's own, and it may be empty."""

    table: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[ShownRow]
    is_added: bool

    @property
    def is_upright(self) -> bool:
        """Whether it is shown with one column a row."""
        return 0 < len(self.rows) <= UPRIGHT_ROWS and len(self.columns) > UPRIGHT_COLUMNS

    @property
    def lines(self) -> list[tuple[Column, list[ShownCell]]]:
        """Each column with its cells, for an upright table."""
        return [(column, [row.cells[number] for row in self.rows]) for number, column in enumerate(self.columns)]


def cell_named(name: str) -> Cell | None:
    """The cell of a name as `ShownCell.name` writes it; None for anything else."""
    parts = name.split(SEPARATOR)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def sheets_of(
    submitted: SubmittedForm,
    *,
    changes: Iterable[Change] = (),
    returns: Iterable[CellReturn] = (),
    problems: Iterable[FoundProblem] = (),
) -> list[Sheet]:
    """The submission's tables in the order of its form, those without rows included."""
    said = _Said(
        {change.cell: change for change in changes},
        {(one.table, one.key, one.column): one for one in returns},
        _by_cell(problems),
    )
    tables = {table.name: table for table in submitted.form.tables}
    return [_sheet(submitted, tables[duty.table], said) for duty in submitted.duties if duty.table in tables]


@dataclass(frozen=True)
class _Said:
    changes: Mapping[Cell, Change]
    returns: Mapping[Cell, CellReturn]
    problems: Mapping[Cell, Sequence[FoundProblem]]


def _by_cell(problems: Iterable[FoundProblem]) -> dict[Cell, list[FoundProblem]]:
    found: dict[Cell, list[FoundProblem]] = {}
    for one in problems:
        if one.column:
            found.setdefault((one.table, one.key, one.column), []).append(one)
    return found


def _sheet(submitted: SubmittedForm, table: FormTable, said: _Said) -> Sheet:
    columns = table.laid_out
    rows = []
    for entry in submitted.entries.get(table.name, ()):
        texts = submitted.row(entry)
        cells = [_cell(submitted, entry, column, texts, said) for column in columns]
        label = row_label(submitted.form, table.name, texts)
        rows.append(ShownRow(entry.key, label, cells, said.returns.get((table.name, entry.key, ""))))
    return Sheet(table.name, table.spec.sheet, columns, rows, table.may_add_rows)


def _cell(submitted: SubmittedForm, entry: Entry, column: Column, texts: Texts, said: _Said) -> ShownCell:
    place = (entry.table, entry.key, column.name)
    earlier = entry.last_year.get(column.name)
    return ShownCell(
        place,
        column.heading,
        column.unit,
        shown(column, texts.get(column.name)),
        submitted.may_fill(entry.table, column.name, entry.values),
        column.kind in ("amount", "count", "share", "number"),
        shown(column, earlier) if earlier is not None else "",
        said.changes.get(place),
        said.returns.get(place),
        said.problems.get(place, ()),
    )
