"""Zeros that should be gaps, gaps that should be numbers, and rows that say nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from junheng.county.campuses import PREMISES, campuses_repeating_premises
from junheng.county.checks_basis import Register, found, line_list, whole_column
from junheng.county.codes import GRADES_OF_JUDGEMENT
from junheng.county.fact_names import FACT_NAMES
from junheng.county.logic_structure import may_have_level
from junheng.county.package import Row, Table
from junheng.county.problems import Problem
from junheng.county.values import Number

# Resources that a school with pupils has some of; a gym of its own (indoor area) is rare and left out.
RESOURCES = ("teaching_area_m2", "sports_ground_area_m2", "equipment_value_yuan", "multimedia_rooms")
STAFFING = ("above_degree_teachers", "backbone_teachers", "sports_arts_teachers", "certified_teachers")
MEASURED_LEVELS = ("primary", "junior")
STANDING = ("kind", "sponsor", "locality", "boarding")
# Special and vocational schools are outside the measures of premises.
WITHOUT_PREMISES = frozenset({"special", "vocational"})
RESULTS = (
    ("judgements", "grade"),
    ("vetoes", "found"),
    ("survey", "valid"),
    ("survey", "satisfied"),
    ("monitoring", "attainment_level"),
    ("monitoring", "between_school_rate"),
    ("classes", "pupils"),
    ("rooms", "area_m2"),
)
# Two zeros may be chance; equal numbers at five schools are none.
ROWS_OF_ZERO = 2
ROWS_OF_SAME = 5
# `judgements.indicator` of the dictionary.
JUDGED_ITEMS = (
    "P1", "P2", "B1", "B2.construction", "B2.staffing", "B2.funding", "B2.equipment", "B8.performance_pay", "B10", "B14.rural_tilt",
    "B15.left_behind_care", "C3.charter", "C3.informatisation", "C5.skill", "C5.utilisation", "C6.moral_education", "C6.campus_culture",
    "C7.curriculum", "C7.order", "C7.practice", "C8",
)  # fmt: skip


_JUDGED_UPPER = frozenset(item.upper() for item in JUDGED_ITEMS)


def check_gaps(register: Register) -> Iterator[Problem]:
    """Zeros, empty cells and rows without a result."""
    yield from _zeros(register)
    yield from _empty_sections(register)
    yield from _needed_cells(register)
    yield from _rows_without_result(register)
    yield from _judged_items(register.package.table("judgements"))
    yield from _facts(register)
    yield from _plans(register.package.schools)
    yield from _campus_sums(register)


def _zeros(register: Register) -> Iterator[Problem]:
    schools = [(row, pupils) for row, pupils in register.peopled_schools() if row.text("kind") not in WITHOUT_PREMISES]
    for column in RESOURCES:
        values = [row.number(column) for row, _ in schools]
        alike = list(_alike(register.package.schools, column, values))
        yield from alike
        if not alike:
            heading = register.package.schools.spec.column(column).heading
            for (row, pupils), value in zip(schools, values, strict=True):
                if value == 0:
                    yield found("zero_with_pupils", row.where(column), heading=heading, name=column, pupils=pupils)
    for level in MEASURED_LEVELS:
        sections = [row for row, _ in register.peopled_sections() if row.text("level") == level]
        for column in (*STAFFING, "pupils", "teachers"):
            yield from _alike(register.package.sections, column, [row.number(column) for row in sections])


def _alike(table: Table, column: str, values: Sequence[Number | None]) -> Iterator[Problem]:
    if len(set(values)) != 1 or values[0] is None:
        return
    value, rows, heading = values[0], len(values), table.spec.column(column).heading
    if value == 0 and rows >= ROWS_OF_ZERO:
        yield found("zero_everywhere", whole_column(table, column), heading=heading, name=column, rows=rows)
    elif value != 0 and rows >= ROWS_OF_SAME:
        yield found("same_everywhere", whole_column(table, column), heading=heading, name=column, rows=rows, value=value)


def _empty_sections(register: Register) -> Iterator[Problem]:
    for row, pupils in register.peopled_sections():
        if row.number("teachers") == 0:
            yield found("pupils_without_teachers", row.where("teachers"), pupils=pupils)
        if row.number("classes") == 0:
            yield found("pupils_without_classes", row.where("classes"), pupils=pupils)
    for code, row in register.schools.items():
        if register.is_open(code) and code not in register.sections_of:
            yield found("school_without_section", row.where("school_code"), school=code)
    classes = register.package.table("classes")
    for index, size in enumerate(classes.columns.get("pupils") or ()):
        if size == 0:
            row = Row(classes, index)
            yield found("empty_class", row.where("pupils"), class_name=row.text("class_name") or row.text("grade"))


def _needed_cells(register: Register) -> Iterator[Problem]:
    schools = [row for row, _ in register.peopled_schools()]
    with_premises = [row for row in schools if row.text("kind") not in WITHOUT_PREMISES]
    sections = [row for row in register.sections if _is_measured(row, register)]
    peopled = [row for row in sections if row.number("pupils")]
    for column in STANDING:
        yield from _empty_cells(register, "needed_cells_empty", column, schools)
    for column in PREMISES:
        yield from _empty_cells(register, "needed_cells_empty", column, [row for row in with_premises if not _has_campus(register, row)])
    yield from _empty_cells(register, "needed_cells_empty", "pupils", sections)
    for column in ("classes", "teachers", *STAFFING):
        # Degrees may be given one by one instead.
        lacking = [row for row in peopled if column != "above_degree_teachers" or row.number("bachelor_teachers") is None]
        yield from _empty_cells(register, "needed_cells_empty", column, lacking)


def _is_measured(section: Row, register: Register) -> bool:
    """A section of an open school whose kind may have it; another is an error already."""
    school = register.schools.get(section.text("school_code"))
    level, kind = section.text("level"), school.text("kind") if school else ""
    fits = not kind or may_have_level(kind, level)
    return level in MEASURED_LEVELS and fits and register.is_open(section.text("school_code"))


def _has_campus(register: Register, school: Row) -> bool:
    return school["school_code"] in (register.package.table("campuses").columns.get("school_code") or ())


def _rows_without_result(register: Register) -> Iterator[Problem]:
    for name, column in RESULTS:
        table = register.package.table(name)
        cells = table.columns.get(column) or [None] * len(table)
        rows = [Row(table, index) for index, cell in enumerate(cells) if cell is None]
        yield from _empty_cells(register, "rows_without_result", column, rows)


def _empty_cells(register: Register, code: str, column: str, rows: Sequence[Row]) -> Iterator[Problem]:
    """One problem a column, at its first empty cell, naming the rows."""
    empty = [row for row in rows if register.is_empty(row, column)]
    if empty:
        heading = empty[0].table.spec.column(column).heading
        yield found(code, empty[0].where(column), heading=heading, name=column, rows=len(empty), lines=line_list(empty))


def _judged_items(table: Table) -> Iterator[Problem]:
    first: dict[tuple[object, ...], Row] = {}
    for row in table:
        item = row.text("indicator")
        if item and item.upper() not in _JUDGED_UPPER:
            yield found("unknown_judged_item", row.where("indicator"), found=item, allowed="、".join(JUDGED_ITEMS))
        if row["grade"] is None:
            continue
        earlier = first.setdefault((item, row["school_code"], row["stage"], row["judged_on"]), row)
        if earlier["grade"] != row["grade"]:
            yield found(
                "judgements_conflict",
                row.where("grade"),
                first=table.lines[earlier.index],
                earlier=GRADES_OF_JUDGEMENT[earlier.text("grade")],
                later=GRADES_OF_JUDGEMENT[row.text("grade")],
                earlier_code=earlier.text("grade"),
                later_code=row.text("grade"),
            )


def _facts(register: Register) -> Iterator[Problem]:
    counted = [
        row.number("pupils")
        for row in register.sections
        if (school := register.schools.get(row.text("school_code"))) and school.text("kind") == "special"
    ]
    for row in register.package.table("facts"):
        fact, value = row.text("fact"), row.number("value")
        if fact == "rotated_teachers" and value == 0:
            yield found("nobody_rotated", row.where("value"), heading=FACT_NAMES[fact], name=fact)
        if fact == "special_school_pupils" and value is not None and not row.text("period") and counted and None not in counted:
            total = sum(number for number in counted if number is not None)
            if total != value:
                heading = FACT_NAMES[fact]
                yield found("special_pupils_disagree", row.where("value"), heading=heading, name=fact, value=value, counted=total)


def _plans(schools: Table) -> Iterator[Problem]:
    for row in schools:
        if (row["build_plan_document"] is None) != (row["build_plan_due"] is None):
            empty = "build_plan_due" if row["build_plan_due"] is None else "build_plan_document"
            yield found("plan_without_due", row.where(empty))


def _campus_sums(register: Register) -> Iterator[Problem]:
    table = register.package.table("campuses")
    for rows in campuses_repeating_premises(table):
        yield found("campus_premises_repeated", rows[1].where("campus"), campus=rows[1].text("campus"), rows=len(rows))
    campuses: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        campuses[row.text("school_code")].append(row)
    # Premises typed on every row of a campus are named already, and of course do not add up.
    repeated = {rows[0].text("school_code") for rows in campuses_repeating_premises(table)}
    for code, rows in campuses.items():
        school = register.schools.get(code) if code not in repeated else None
        for column in PREMISES if school else ():
            numbers = [number for row in rows if (number := row.number(column)) is not None]
            value = school.number(column) if school else None
            if value is not None and numbers and sum(numbers) != value:
                heading = rows[0].table.spec.column(column).heading
                where = rows[0].where(column)
                yield found("campus_sum_differs", where, heading=heading, name=column, value=value, counted=sum(numbers))
