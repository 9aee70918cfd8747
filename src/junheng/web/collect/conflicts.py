"""Where two sources disagree on a number: two units of the round by the checks, or the round and a file from outside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from junheng.assessment.engine import check
from junheng.county.cells import has_text, text_of
from junheng.county.fact_names import FACT_NAMES
from junheng.county.form import school_of
from junheng.county.form_reading import PlacedProblem
from junheng.county.package import CountyPackage, Table
from junheng.county.problems import Problem, Where
from junheng.county.schema import FACTS, SCHOOLS, SECTIONS, TABLE_BY_NAME
from junheng.county.values import Value
from junheng.web.collect.differences import Cell
from junheng.web.collect.fields import OWNED_TABLES
from junheng.web.collect.merge import Merged, Source

# Code → what the problem's values call the figure at its cell, and the figure beside it. Codes of parts name `part_value`, `whole_value`.
FIGURES: Mapping[str, tuple[str, str]] = {
    "count_disagrees": ("typed", "counted"),
    "rosters_disagree": ("other_count", "counted"),
    "special_pupils_disagree": ("value", "counted"),
    "campus_sum_differs": ("counted", "value"),
    "two_ways_disagree": ("second", "first"),
}
_PARTS = ("part_value", "whole_value")
# Where a fact comes from is said by each source in its own words.
_SAID = {(FACTS.name, "source"), (FACTS.name, "document")}
LENGTH = 200


@dataclass(frozen=True)
class Side:
    """One of two sources: a cell of the round's package with the unit's own row behind it, and the figure it gives."""

    cell: Cell
    source: Source | None
    value: str


@dataclass(frozen=True)
class Difference:
    """Two figures for what should be one. Of a file from outside the second side has no source, and no check has named it."""

    what: str
    code: str
    severity: str
    first: Side
    second: Side

    def fingerprint(self, of: str = "") -> str:
        """The same for the same cells with the same figures; `of` names the file from outside."""
        parts = [self.code, *self.first.cell, self.first.value, *self.second.cell, self.second.value, of]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def between_units(made: Merged) -> list[Difference]:
    """What the checks of the whole county name that touches cells of two units."""
    problems = check(made.made.package)
    return [found for problem in problems if (found := _between(made, problem)) is not None]


def from_outside(made: Merged, other: CountyPackage) -> Iterator[Difference]:
    """Every cell that a unit reported and that another package of the same county gives otherwise. Rows are found by their keys."""
    for name, rows in made.by_key.items():
        table, outside = made.made.package.table(name), other.table(name)
        if not table.spec.key or not len(outside):
            continue
        theirs = {_key(outside, index): index for index in range(len(outside))}
        ours = {made.made.keys[name][line]: index for index, line in enumerate(table.lines) if line in made.made.keys[name]}
        for key, row in rows.items():
            if key not in ours or (index := theirs.get(_key(table, ours[key]))) is None:
                continue
            for column, source in row.sources.items():
                if (name, column) in _SAID:
                    continue
                first, second = table.value(column, ours[key]), outside.value(column, index)
                if first is None or second is None or first == second or (column, ours[key]) in table.derived:
                    continue
                cell = (name, key, column)
                yield Difference("", "", "", Side(cell, source, _text(cell, first)), Side(cell, None, _text(cell, second)))


def uncompared(made: Merged, other: CountyPackage) -> list[str]:
    """The sheets of tables in both whose rows have no key, so that they cannot be laid side by side."""
    return [TABLE_BY_NAME[name].sheet for name in made.rows if not TABLE_BY_NAME[name].key and len(other.table(name))]


def _between(made: Merged, problem: Problem) -> Difference | None:
    names = FIGURES.get(problem.code) or (_PARTS if set(_PARTS) <= set(problem.values) else None)
    placed = made.made.place(problem)
    if names is None or placed.table is None or placed.key is None:
        return None
    cells = [cell for cell in (_cell(placed), *_beside(made, placed)) if cell is not None]
    owned = [(cell, source) for cell in cells if (source := _source(made, cell)) is not None]
    if not owned:
        return None
    first = owned[0]
    second = next((one for one in owned if one[1].submission.unit_id != first[1].submission.unit_id), None)
    if second is None:
        return None
    figures = [str(problem.values[name]) for name in names]
    if _is_whole(problem, first[0]):
        figures.reverse()
    what = problem.sentences("zh")[0][:LENGTH]
    return Difference(what, problem.code, problem.severity, Side(first[0], first[1], figures[0]), Side(second[0], second[1], figures[1]))


def _cell(placed: PlacedProblem) -> Cell | None:
    return (placed.table, placed.key, placed.column) if placed.table and placed.key and placed.column else None


def _source(made: Merged, cell: Cell) -> Source | None:
    row = made.by_key.get(cell[0], {}).get(cell[1])
    return row.sources.get(cell[2]) if row else None


def _is_whole(problem: Problem, cell: Cell) -> bool:
    """Whether the cell is one of the wholes: figures are then the other way round."""
    return problem.code not in FIGURES and _named(cell) in str(problem.values.get("whole_name", "")).split(" + ")


def _named(cell: Cell) -> str:
    return cell[1].partition("|")[0] if cell[0] == FACTS.name else cell[2]


def _beside(made: Merged, placed: PlacedProblem) -> Iterator[Cell | None]:
    """The other cells that the problem is about."""
    values, table, key = placed.problem.values, placed.table or "", placed.key or ""
    for where in _places(values.get("first_places")):
        yield _cell(made.made.place(Problem("error", placed.problem.code, where)))
    if "whole_name" in values:
        for name in f"{values['whole_name']} + {values['part_name']}".split(" + "):
            yield (FACTS.name, _fact_key(key, name), "value") if table == FACTS.name else (table, key, name)
    school = school_of(table, made.by_key[table][key].texts)
    for source in ("source", "other"):
        yield from _rows_of(made, str(values.get(source, "")), school)
    if placed.problem.code == "special_pupils_disagree":
        special = {code for code, row in made.by_key.get(SCHOOLS.name, {}).items() if row.texts.get("kind") == "special"}
        for name, row in made.by_key.get(SECTIONS.name, {}).items():
            if school_of(SECTIONS.name, row.texts) in special:
                yield (SECTIONS.name, name, "pupils")


def _places(given: object) -> Iterable[Where]:
    return [where for where in given if isinstance(where, Where)] if isinstance(given, tuple) else []


def _fact_key(key: str, fact: str) -> str:
    """The key of another fact of the same level, subject and period."""
    return "|".join([fact, *key.split("|")[1:]]) if fact in FACT_NAMES else ""


def _rows_of(made: Merged, sheet: str, school: str) -> Iterator[Cell]:
    """The cells of one school in the table of a sheet."""
    for name in OWNED_TABLES:
        if TABLE_BY_NAME[name].sheet == sheet:
            for key, row in made.by_key.get(name, {}).items():
                if school_of(name, row.texts) == school:
                    yield from ((name, key, column) for column in row.sources)


def _key(table: Table, index: int) -> tuple[Value, ...]:
    return tuple(table.value(column, index) for column in table.spec.key)


def _text(cell: Cell, value: Value) -> str:
    column = TABLE_BY_NAME[cell[0]].column(cell[2])
    return (text_of(column, value) or "") if has_text(value) else str(value)
