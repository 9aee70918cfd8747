"""Rows that look copied, and numbers that look estimated."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from junheng.county.checks_basis import Register, found, whole_column
from junheng.county.package import Row, Table
from junheng.county.problems import Problem

# So many equal numbers other than zero are no chance between two schools …
COPIED_SCHOOL_NUMBERS = 4
COPIED_SECTION_NUMBERS = 5
# … unless both are small: two village schools of one size may well have the same classes and teachers.
COPIED_SECTION_PUPILS = 100
WHOLE_TEN_THOUSAND = 10_000
# One round amount is common, three in one row are rare, a whole column of ten is an estimate.
ROUND_AMOUNTS = 3
ROUND_COLUMN = 10
ROUND_PUPILS = 1000
# A column's step: amounts in whole 万元, areas in whole hundreds of ㎡.
ROUND_STEPS = {
    "equipment_value_yuan": WHOLE_TEN_THOUSAND,
    "operating_funds_yuan": WHOLE_TEN_THOUSAND,
    "operating_budget_yuan": WHOLE_TEN_THOUSAND,
    "teaching_area_m2": 100,
    "sports_ground_area_m2": 100,
    "books": 1000,
}


def check_patterns(register: Register) -> Iterator[Problem]:
    """Copied rows, a class listed twice, round numbers."""
    schools = register.package.schools
    yield from _copied(schools, COPIED_SCHOOL_NUMBERS, _any_row)
    yield from _copied(register.package.sections, COPIED_SECTION_NUMBERS, _large_section)
    yield from _classes_twice(register.package.table("classes"))
    yield from _round(schools)
    for row in register.sections:
        pupils = row.number("pupils")
        if pupils and pupils % ROUND_PUPILS == 0:
            heading = row.table.spec.column("pupils").heading
            yield found("pupils_too_round", row.where("pupils"), heading=heading, name="pupils", value=pupils)


def _any_row(row: Row) -> bool:
    return True


def _large_section(row: Row) -> bool:
    return (row.number("pupils") or 0) >= COPIED_SECTION_PUPILS


def _copied(table: Table, least: int, counts: Callable[[Row], bool]) -> Iterator[Problem]:
    """Rows of different schools, of one level if they have one, that are equal in every counted and measured number."""
    columns = [column.name for column in table.spec.columns if column.kind in ("count", "amount") and column.name in table.columns]
    cells = [table.columns[name] for name in columns]
    first: dict[tuple[object, ...], Row] = {}
    for row, numbers in zip(table, zip(*cells, strict=True), strict=False):
        filled = sum(1 for number in numbers if number)
        if filled < least or not counts(row):
            continue
        earlier = first.setdefault((row["level"], *numbers), row)
        if earlier["school_code"] != row["school_code"]:
            line, school = table.lines[earlier.index], earlier.text("school_code")
            yield found("copied_row", row.where("school_code"), first=line, school=school, numbers=filled)


def _classes_twice(table: Table) -> Iterator[Problem]:
    names = table.columns.get("class_name") or [None] * len(table)
    cells = [table.columns.get(column) or [None] * len(table) for column in ("school_code", "level", "grade")]
    first: dict[tuple[object, ...], int] = {}
    for index, key in enumerate(zip(names, *cells, strict=True)):
        if key[0] is not None and (earlier := first.setdefault(key, index)) != index:
            yield found("class_twice", table.where("class_name", index), first=table.lines[earlier], class_name=names[index])


def _round(schools: Table) -> Iterator[Problem]:
    estimated: set[str] = set()
    for column, step in ROUND_STEPS.items():
        values = [number for row in schools if (number := row.number(column))]
        if len(values) >= ROUND_COLUMN and all(value % step == 0 for value in values):
            estimated.add(column)
            heading = schools.spec.column(column).heading
            yield found("column_too_round", whole_column(schools, column), heading=heading, name=column, rows=len(values), step=step)
    # A column that is round throughout was named once; a school is named for the others.
    amounts = [column.name for column in schools.spec.columns if column.unit == "元" and column.name not in estimated]
    for row in schools:
        stated = [name for name in amounts if row.number(name)]
        if len(stated) >= ROUND_AMOUNTS and all((row.number(name) or 0) % WHOLE_TEN_THOUSAND == 0 for name in stated):
            yield found("amounts_too_round", row.where(stated[0]), numbers=len(stated))
