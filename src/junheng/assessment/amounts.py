"""A section's amounts: its own counts, and its share of premises that one-through schools share (A4–A7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from junheng.assessment.context import WEIGHED_LEVELS, Context, School, Section
from junheng.assessment.results import Input
from junheng.county import Row
from junheng.county.campuses import repeats_premises
from junheng.county.codes import LEVELS
from junheng.county.values import Number, decimal_text, sum_or_none


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact amount with the cells it came from, or None with the reason why it is not known."""

    value: Number | None
    inputs: tuple[Input, ...] = ()
    reason: str | None = None
    steps: tuple[str, ...] = ()


def total(amounts: Iterable[tuple[int, Amount]]) -> Amount:
    """Σ sign × amount. One unknown makes the whole unknown; all inputs are kept."""
    value: Number | None = 0
    inputs: list[Input] = []
    reasons: list[str] = []
    steps: list[str] = []
    for sign, amount in amounts:
        inputs.extend(amount.inputs)
        steps.extend(step for step in amount.steps if step not in steps)
        if amount.value is None:
            reasons.append(amount.reason or "not_reported")
        elif value is not None:
            value += sign * amount.value
    return Amount(None, tuple(inputs), reasons[0], tuple(steps)) if reasons else Amount(value, tuple(inputs), None, tuple(steps))


def cell(row: Row, column: str, role: str) -> Amount:
    """The number in one cell; an empty cell is not reported, never zero."""
    value = row.number(column)
    return Amount(value, (Input(role, row, column),), None if value is not None else "not_reported")


def signed_terms(terms: Sequence[str]) -> list[tuple[int, str, str]]:
    """`-schools.x` → (-1, "schools", "x")."""
    parsed = []
    for term in terms:
        table, _, column = term.lstrip("-").partition(".")
        parsed.append((-1 if term.startswith("-") else 1, table, column))
    return parsed


def section_amount(
    context: Context, section: Section, alternatives: Sequence[Sequence[str]], *, shared_premises: bool, role: str = "numerator"
) -> Amount:
    """The first alternative whose cells are all reported; where none is, the last one's reason."""
    best: Amount | None = None
    for terms in alternatives:
        best = total((sign, _term(context, section, table, column, shared_premises, role)) for sign, table, column in signed_terms(terms))
        if best.value is not None:
            return best
    return best or Amount(None, (), "not_reported")


def _term(context: Context, section: Section, table: str, column: str, shared: bool, role: str) -> Amount:
    if table == "sections":
        own = [cell(part.row, column, role) for part in (section, *section.merged)]
    elif shared:
        own = [premises(context, section, column, role), *(cell(point.school.row, column, role) for point in section.merged)]
    else:
        own = [cell(part.school.row, column, role) for part in (section, *section.merged)]
    return total((1, amount) for amount in own)


def premises(context: Context, section: Section, column: str, role: str = "numerator") -> Amount:
    """The section's share of a school's premises by weighted pupils; by campuses where those report the column."""
    campuses = context.rows_of("campuses", section.school.code)
    if any(row.number(column) is not None for row in campuses):
        return _from_campuses(context, section, column, campuses, role)
    whole = cell(section.school.row, column, role)
    siblings = [section.school.sections[level] for level in WEIGHED_LEVELS if level in section.school.sections]
    pupils = {sibling.level: sibling.own_pupils for sibling in siblings}
    cells = tuple(Input("weight", sibling.row, "pupils") for sibling in siblings) if len(siblings) > 1 else ()
    return _share(context, whole, section.level, pupils, cells)


def _share(context: Context, whole: Amount, level: str, pupils: Mapping[str, Number | None], cells: tuple[Input, ...]) -> Amount:
    """`level`'s part of `whole` among sections of these pupils; a lone section has all of it."""
    inputs = (*whole.inputs, *cells)
    if len(pupils) <= 1:
        return Amount(whole.value, inputs, whole.reason)
    if any(number is None for number in pupils.values()):
        return Amount(None, inputs, "sibling_not_reported")
    if whole.value is None:
        return Amount(None, inputs, whole.reason)
    names = cast("Mapping[str, str]", context.standard.conclusion.spec["premises_weights"])
    weighed = {key: context.parameter(names[key]) * (number or 0) for key, number in pupils.items() if key in names}
    share = Fraction(weighed[level]) / sum(weighed.values())
    weights = " : ".join(f"{LEVELS[key]} {decimal_text(context.parameter(names[key]))}×{number}" for key, number in pupils.items())
    return Amount(whole.value * share, inputs, None, (f"校舍、场地、设备按加权学生数分摊 {weights}",))


def _from_campuses(context: Context, section: Section, column: str, rows: Sequence[Row], role: str) -> Amount:
    """Premises summed from one-level campuses; only mixed campuses (no level, or several) are split."""
    campuses: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        campuses[row.text("campus")].append(row)
    parts: list[tuple[int, Amount]] = []
    for campus in campuses.values():
        levels = {row.text("level") for row in campus}
        whole = _campus_total(campus, column, role)
        if levels == {section.level}:
            parts.append((1, whole))
        elif "" in levels or (section.level in levels and len(levels) > 1):
            pupils = _campus_pupils(section.school, campus, rows)
            if pupils.get(section.level, 0) != 0:
                cells = tuple(Input("weight", row, "pupils") for row in campus)
                parts.append((1, _share(context, whole, section.level, pupils, cells)))
    return total(parts)


def _campus_total(campus: Sequence[Row], column: str, role: str) -> Amount:
    """A campus's premises over its rows; a campus whose rows all repeat the same premises states them once."""
    rows = campus[:1] if repeats_premises(campus) else campus
    reported = [row for row in rows if row.number(column) is not None] or rows[:1]
    return total((1, cell(row, column, role)) for row in reported)


def _campus_pupils(school: School, campus: Sequence[Row], rows: Sequence[Row]) -> dict[str, Number | None]:
    """Pupils by weighed level at a mixed campus; a row without a level holds whoever the other rows leave."""
    by_level = {
        level: sum_or_none([row.number("pupils") for row in campus if row.text("level") == level])
        for level in WEIGHED_LEVELS
        if any(row.text("level") == level for row in campus)
    }
    if all(row.text("level") for row in campus):
        return {level: number for level, number in by_level.items() if number != 0}
    for level in WEIGHED_LEVELS:
        if level in school.sections and level not in by_level:
            elsewhere = sum_or_none([row.number("pupils") for row in rows if row.text("level") == level])
            own = school.sections[level].own_pupils
            by_level[level] = None if own is None or elsewhere is None else own - elsewhere
    return {level: number for level, number in by_level.items() if number != 0}
