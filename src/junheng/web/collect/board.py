"""The board of a round: every unit with its state, deadline, completeness and problems, filtered, sorted and summed up."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from junheng.county.codes import SCHOOL_KINDS
from junheng.web.collect.lights import Standing, is_on_time, is_overdue, standing
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import Submission
from junheng.web.language import reader_language
from junheng.web.people.models import Unit
from junheng.web.people.unit_kinds import default_units
from junheng.web.template_words import in_language

LATE = "late"
HANDED_IN = ("submitted", "checked", "approved", "locked")


@dataclass(frozen=True)
class Filter:
    """What is asked of the board; an empty text asks nothing. `only` may be LATE."""

    state: str = ""
    kind: str = ""
    township: str = ""
    only: str = ""
    name: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Filter:
        """The filter of a page's query."""
        return cls(**{name: str(asked.get(name, "")).strip() for name in cls.__dataclass_fields__})

    @property
    def is_empty(self) -> bool:
        return self == Filter()


@dataclass(frozen=True)
class Row:
    """One unit's line."""

    submission: Submission
    standing: Standing
    is_overdue: bool
    is_on_time: bool | None

    @property
    def state(self) -> object:
        return SUBMISSION.states[self.submission.state]

    @property
    def kind(self) -> str:
        return kind_of(self.submission.unit)

    @property
    def kind_words(self) -> str:
        return kind_words(self.kind)

    @property
    def township(self) -> str:
        place = self.submission.unit.township
        return place.name if place else ""

    @property
    def share(self) -> int:
        """How much of what is expected is filled in, in whole percent, rounded down: 100 is everything."""
        expected = self.submission.cells_expected
        return self.submission.cells_filled * 100 // expected if expected else 100


@dataclass(frozen=True)
class Total:
    """The sum of some rows under a name."""

    name: str
    rows: Sequence[Row] = field(repr=False)

    @property
    def units(self) -> int:
        return len(self.rows)

    @property
    def handed_in(self) -> int:
        return sum(row.submission.state in HANDED_IN for row in self.rows)

    @property
    def approved(self) -> int:
        return sum(row.submission.state in ("approved", "locked") for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @property
    def on_time(self) -> int:
        return sum(row.is_on_time is True for row in self.rows)

    @property
    def filled(self) -> int:
        return sum(row.submission.cells_filled for row in self.rows)

    @property
    def expected(self) -> int:
        return sum(row.submission.cells_expected for row in self.rows)

    @property
    def share(self) -> int:
        return self.filled * 100 // self.expected if self.expected else 100

    @property
    def errors(self) -> int:
        return sum(row.submission.errors for row in self.rows)

    @property
    def unexplained(self) -> int:
        return sum(row.submission.unexplained for row in self.rows)

    @property
    def returns(self) -> int:
        return sum(row.submission.returns for row in self.rows)


_SORTS: Mapping[str, Callable[[Row], Any]] = {
    "code": lambda row: row.submission.unit.code,
    "name": lambda row: row.submission.unit.name,
    "state": lambda row: list(SUBMISSION.states).index(row.submission.state),
    "due": lambda row: row.submission.due_on,
    "share": lambda row: row.share,
    "errors": lambda row: row.submission.errors,
    "unexplained": lambda row: row.submission.unexplained,
    "returns": lambda row: row.submission.returns,
}


@dataclass(frozen=True)
class Board:
    """The rows asked for, in the order asked for, and sums over them. `every` are the rows before the filter."""

    every: Sequence[Row]
    rows: Sequence[Row]
    filter: Filter
    sort: str

    @cached_property
    def total(self) -> Total:
        return Total(_("合计"), self.rows)

    @cached_property
    def states(self) -> list[tuple[str, object, int]]:
        """Each state with its term and the number of all units in it, those of the filter or not."""
        counted = Counter(row.submission.state for row in self.every)
        return [(state, term, counted[state]) for state, term in SUBMISSION.states.items()]

    @property
    def by_township(self) -> list[Total]:
        return self._by(lambda row: row.township or _("（无乡镇）"))

    @property
    def by_kind(self) -> list[Total]:
        return self._by(lambda row: row.kind_words)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds that occur, with their words."""
        return [(kind, kind_words(kind)) for kind in dict.fromkeys(row.kind for row in self.every)]

    @property
    def townships(self) -> list[str]:
        return sorted({row.township for row in self.every if row.township})

    def _by(self, name: Callable[[Row], str]) -> list[Total]:
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(name(row), []).append(row)
        return [Total(group, rows) for group, rows in groups.items()]


def board_of(submissions: QuerySet[Submission], today: datetime.date, asked: Filter, sort: str = "") -> Board:
    """The board of these submissions on a day. `sort` is a name of a column, with «-» before it from the largest down."""
    found = submissions.select_related("unit__township", "check_unit", "checked_by", "approved_by").order_by("unit__code")
    every = [Row(one, standing(one, today), is_overdue(one, today), is_on_time(one)) for one in found]
    column = sort.removeprefix("-")
    rows = [row for row in every if _fits(row, asked)]
    if column in _SORTS:
        rows.sort(key=_SORTS[column], reverse=sort.startswith("-"))
    return Board(every, rows, asked, sort if column in _SORTS else "")


def kind_of(unit: Unit) -> str:
    """A school's own kind, any other unit's kind."""
    return unit.school_kind or unit.kind


def kind_words(kind: str) -> str:
    """A kind in the reader's language."""
    if kind in SCHOOL_KINDS:
        return SCHOOL_KINDS[kind] if reader_language() == "zh" else kind.replace("_", " ").capitalize()
    return in_language(default_units().kinds[kind])


def _fits(row: Row, asked: Filter) -> bool:
    unit = row.submission.unit
    return all(
        (
            not asked.state or row.submission.state == asked.state,
            not asked.kind or row.kind == asked.kind,
            not asked.township or row.township == asked.township,
            asked.only != LATE or row.is_overdue,
            not asked.name or asked.name in unit.name or asked.name in unit.code,
        )
    )
