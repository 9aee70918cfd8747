"""Sizes that hardly occur: per pupil, against the county's other schools, and by the range of a fact.

The ranges are ours, no law's. They are wide enough for a village school and narrow enough to catch 万元 typed as 元, 亩 typed as ㎡
and a digit too many.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from junheng.county.checks_basis import Register, about, found
from junheng.county.fact_names import FACT_NAMES
from junheng.county.package import Row, Table
from junheng.county.problems import Problem
from junheng.county.values import Number

Guess = tuple[str, str]
TEN_THOUSANDS: Guess = ("疑为把万元当作元填写", "was 万元 typed as yuan?")
EXTRA_DIGITS: Guess = ("疑为多填了几位，或把元当作万元换算", "were digits added, or yuan converted twice?")
OTHER_AREA: Guess = ("疑为把亩或公顷当作平方米填写", "was another unit typed as ㎡?")
MONTHLY: Guess = ("疑为填了月收入，或把万元当作元填写", "is it a month's pay, or 万元？")
TEN_THOUSAND_HEADS: Guess = ("疑为把万人当作人填写", "was 万人 typed as persons?")
ALL_ROOMS: Guess = ("此处填一间的面积，疑为填了合计", "this is the area of one room: was the total typed?")
NO_ROOM: Guess = ("一间专用教室不会这么小", "no such room is as small")


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high` is usual; None where a side has no sense of its own."""

    low: Number | None
    high: Number | None
    unit: str = ""
    low_guess: Guess = EXTRA_DIGITS
    high_guess: Guess = EXTRA_DIGITS


# Below this many pupils a division says little: one room for three pupils is no mistake.
FEW_PUPILS = 10
PER_PUPIL: Mapping[str, Range] = {
    "teaching_area_m2": Range(1, 150, "㎡", OTHER_AREA),
    "sports_ground_area_m2": Range(1, 500, "㎡", OTHER_AREA),
    "building_area_m2": Range(1, 500, "㎡", OTHER_AREA),
    "site_area_m2": Range(1, 2000, "㎡", OTHER_AREA),
    "equipment_value_yuan": Range(50, 200_000, "元", TEN_THOUSANDS),
    "operating_funds_yuan": Range(50, 200_000, "元", TEN_THOUSANDS),
    "allotted_base_funds_yuan": Range(50, 200_000, "元", TEN_THOUSANDS),
    "operating_budget_yuan": Range(50, 200_000, "元", TEN_THOUSANDS),
    "operating_spent_yuan": Range(50, 200_000, "元", TEN_THOUSANDS),
    "training_budget_yuan": Range(1, 20_000, "元", TEN_THOUSANDS),
    "training_spent_yuan": Range(1, 20_000, "元", TEN_THOUSANDS),
    "multimedia_rooms": Range(None, 1, "间"),
    "books": Range(None, 1000, "册"),
    "computers": Range(None, 10, "台"),
}
FACT_RANGES: Mapping[str, Range] = {
    "teacher_average_pay_yuan": Range(20_000, 1_000_000, "元", MONTHLY),
    "civil_servant_average_pay_yuan": Range(20_000, 1_000_000, "元", MONTHLY),
    "operating_norm_yuan": Range(100, 50_000, "元", TEN_THOUSANDS),
    "operating_quota_yuan": Range(100, 50_000, "元", TEN_THOUSANDS),
    "resident_population": Range(1000, 20_000_000, "人", TEN_THOUSAND_HEADS),
    "per_pupil_spending_yuan": Range(500, 1_000_000, "元", TEN_THOUSANDS),
    "per_pupil_operating_yuan": Range(100, 200_000, "元", TEN_THOUSANDS),
    "gdp_per_head_yuan": Range(1000, 10_000_000, "元", TEN_THOUSANDS),
    "rural_income_yuan": Range(1000, 1_000_000, "元", TEN_THOUSANDS),
    "urban_income_yuan": Range(1000, 1_000_000, "元", TEN_THOUSANDS),
    "education_appropriation_yuan": Range(1_000_000, None, "元", TEN_THOUSANDS),
    "teacher_pay_total_yuan": Range(1_000_000, None, "元", TEN_THOUSANDS),
}
# More children than these, and their desks, fit into no classroom.
CLASS_SIZE = 80
CELL_RANGES: Mapping[tuple[str, str], Range] = {
    ("rooms", "area_m2"): Range(10, 1000, "㎡", NO_ROOM, ALL_ROOMS),
    # The largest schools of the country have some 10,000 pupils in one section.
    ("sections", "pupils"): Range(None, 15_000, "人"),
    ("classes", "pupils"): Range(None, CLASS_SIZE, "人"),
}
PUPILS_PER_TEACHER = (1, 60)
# Longitude and latitude of the country's extreme points, rounded outward.
DEGREES = {"longitude": (73, 136), "latitude": (3, 54)}

# Peers: schools that are large enough for a division to be steady, and enough of them for a median to mean something.
PEER_PUPILS = 50
PEERS = 8
# Both must hold: ten times the median, and far outside the county's own spread.
UNLIKE_TIMES = 10
UNLIKE_SPREADS = 5
# Turns a median absolute deviation into a standard deviation under the normal curve.
MAD_SCALE = 1.4826
PEER_COLUMNS = ("teaching_area_m2", "sports_ground_area_m2", "equipment_value_yuan", "multimedia_rooms", "books", "computers")


def check_amounts(register: Register) -> Iterator[Problem]:
    """Unusual sizes of schools, sections, class rows, rooms and facts."""
    yield from _per_pupil(register)
    yield from _sections(register)
    for (name, column), usual in CELL_RANGES.items():
        table = register.package.table(name)
        heading = table.spec.column(column).heading
        for index in _suspects(table, column, usual):
            yield from _outside(Row(table, index), column, usual, heading, column)
    for row in register.package.table("facts"):
        fact = row.text("fact")
        if fact in FACT_RANGES:
            yield from _outside(row, "value", FACT_RANGES[fact], FACT_NAMES[fact], fact)
    yield from _degrees(register)


def _per_pupil(register: Register) -> Iterator[Problem]:
    schools = register.peopled_schools()
    for column, usual in PER_PUPIL.items():
        spared: list[tuple[Row, Number, Number]] = []
        for row, pupils in schools:
            value = row.number(column)
            if not value or pupils < FEW_PUPILS:
                continue
            problem = _unusual_per_pupil(row, column, value, pupils, usual)
            if problem is not None:
                yield problem
            else:
                spared.append((row, value, pupils))
        if column in PEER_COLUMNS:
            yield from _unlike_others(column, [entry for entry in spared if entry[2] >= PEER_PUPILS])


def _unusual_per_pupil(row: Row, column: str, value: Number, pupils: Number, usual: Range) -> Problem | None:
    if usual.low is not None and value < usual.low * pupils:
        code, limit, guess = "per_pupil_too_small", usual.low, usual.low_guess
    elif usual.high is not None and value > usual.high * pupils:
        code, limit, guess = "per_pupil_too_large", usual.high, usual.high_guess
    else:
        return None
    return found(
        code,
        row.where(column),
        heading=row.table.spec.column(column).heading,
        name=column,
        value=value,
        per_pupil=about(value / pupils),
        unit=usual.unit,
        limit=limit,
        guess=guess[0],
        guess_en=guess[1],
    )


def _unlike_others(column: str, entries: Sequence[tuple[Row, Number, Number]]) -> Iterator[Problem]:
    """Values per pupil far from the county's median, on a logarithmic scale where ten times and a tenth weigh alike."""
    if len(entries) < PEERS:
        return
    logs = [math.log(value / pupils) for _, value, pupils in entries]
    middle = median(logs)
    spread = MAD_SCALE * median([abs(log - middle) for log in logs])
    far = max(math.log(UNLIKE_TIMES), UNLIKE_SPREADS * spread)
    for (row, value, pupils), log in zip(entries, logs, strict=True):
        if abs(log - middle) > far:
            yield found(
                "unlike_other_schools",
                row.where(column),
                heading=row.table.spec.column(column).heading,
                name=column,
                value=value,
                per_pupil=about(value / pupils),
                median=f"{math.exp(middle):.2f}",
                times=f"{math.exp(log - middle):.2g}",
            )


def median(numbers: Sequence[float]) -> float:
    """The middle of the numbers; the module `statistics` would cost more to import than all checks take."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _sections(register: Register) -> Iterator[Problem]:
    low, high = PUPILS_PER_TEACHER
    classes_table = register.package.table("classes")
    listed = set(zip(classes_table.columns.get("school_code") or (), classes_table.columns.get("level") or (), strict=False))
    for row, pupils in register.peopled_sections():
        teachers, classes = row.number("teachers"), row.number("classes")
        if teachers and pupils >= FEW_PUPILS and not low * teachers <= pupils <= high * teachers:
            where, ratio = row.where("teachers"), about(pupils / teachers)
            yield found("pupils_per_teacher_odd", where, pupils=pupils, teachers=teachers, ratio=ratio, low=low, high=high)
        if classes and classes > pupils:
            yield found("class_size_small", row.where("classes"), pupils=pupils, classes=classes)
        # Where class rows are given, each large class is named itself.
        if classes and pupils > CLASS_SIZE * classes and (row["school_code"], row["level"]) not in listed:
            where, size = row.where("classes"), about(pupils / classes)
            yield found("class_size_large", where, size=size, pupils=pupils, classes=classes, limit=CLASS_SIZE)


def _suspects(table: Table, column: str, usual: Range) -> Iterator[int]:
    """Rows outside the range, found along the column: a county has thousands of class rows and hardly a suspect."""
    low, high = usual.low or 0, usual.high or math.inf
    for index, value in enumerate(table.columns.get(column) or ()):
        if isinstance(value, int | Fraction) and not low <= value <= high:
            yield index


def _outside(row: Row, column: str, usual: Range, heading: str, name: str) -> Iterator[Problem]:
    value = row.number(column)
    if not value:
        return
    if usual.low is not None and value < usual.low:
        code, limit, guess = "cell_too_small", usual.low, usual.low_guess
    elif usual.high is not None and value > usual.high:
        code, limit, guess = "cell_too_large", usual.high, usual.high_guess
    else:
        return
    yield found(code, row.where(column), heading=heading, name=name, value=value, limit=limit, guess=guess[0], guess_en=guess[1])


def _degrees(register: Register) -> Iterator[Problem]:
    for row in register.package.schools:
        for column, (low, high) in DEGREES.items():
            value = row.number(column)
            if value is not None and not low <= value <= high:
                heading = row.table.spec.column(column).heading
                yield found("outside_china", row.where(column), heading=heading, name=column, value=value, low=low, high=high)
