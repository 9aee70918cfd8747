"""Twelve faults planted in a package, each at a known place and named by a known check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from junheng.county.package import CountyPackage, Row
from junheng.county.problems import Severity
from junheng.county.sample.county import sample_county
from junheng.county.values import Value
from junheng.county.write import write_package

YUAN_PER_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """One fault. `table`, `row` (as a spreadsheet numbers it) and `column` say where a check must name it.

    `found_by` is the code of that check, `typed` what now stands in the planted cell, `what` the mistake in words.
    """

    key: str
    table: str
    row: int
    column: str
    severity: Severity
    found_by: str
    typed: str
    what: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake that can be planted: `plant` changes the garden's tables and returns the place and what was typed."""

    key: str
    severity: Severity
    found_by: str
    what: str
    plant: Callable[[Garden], tuple[str, int, str, Value]]


class Garden:
    """The tables while faults are planted; no school gets two, so that no fault hides another."""

    def __init__(self, package: CountyPackage, seed: int) -> None:
        self.tables = dict(package.tables)
        self._random = Random(f"faults/{seed}")
        self._used: set[str] = set()

    def pick(self, table: str, fits: Callable[[Row], bool], school: str = "school_code") -> Row:
        """A row of a school that has no fault yet. Raises ValueError where none fits."""
        rows = [row for row in self.tables[table] if row.text(school) not in self._used and fits(row)] if table in self.tables else []
        if not rows:
            raise ValueError(f"县太小，「{table}」中没有可以植入错误的行 / the county is too small to plant all faults")
        chosen = self._random.choice(rows)
        self._used.add(chosen.text(school))
        return chosen

    def type_into(self, row: Row, column: str, value: Value) -> tuple[str, int, str, Value]:
        """Put `value` into a cell; the place is where the check is to name it."""
        table = self.tables[row.table.spec.name]
        cells = list(table.columns[column])
        cells[row.index] = value
        self.tables[table.spec.name] = replace(table, columns={**table.columns, column: cells})
        return table.spec.name, table.lines[row.index], column, value

    def append(self, table: str, cells: Mapping[str, Value]) -> int:
        """Add a row at the end; returns its row number."""
        old = self.tables[table]
        line = max(old.lines, default=1) + 1
        columns: dict[str, Sequence[Value]] = {name: [*values, cells.get(name)] for name, values in old.columns.items()}
        self.tables[table] = replace(old, columns=columns, lines=[*old.lines, line])
        return line


def plant_faults(package: CountyPackage, seed: int = 7) -> tuple[CountyPackage, tuple[PlantedFault, ...]]:
    """A copy of a sample county with the twelve faults of `FAULTS`. Raises ValueError where the county is too small.

    Some faults are no values of their column (`约一万二`); writing the copy types them as they are.
    """
    garden = Garden(package, seed)
    planted: list[PlantedFault] = []
    for fault in FAULTS:
        table, row, column, typed = fault.plant(garden)
        planted.append(PlantedFault(fault.key, table, row, column, fault.severity, fault.found_by, _text(typed), fault.what))
    return package.with_tables(**garden.tables), tuple(planted)


def write_sample(
    target: str | Path, *, schools: int = 60, seed: int = 7, faults: bool = False, rosters: bool = False
) -> tuple[PlantedFault, ...]:
    """Write the sample county as a folder, .zip or .xlsx, by the name of `target`; returns the faults planted, if any."""
    package = sample_county(schools, seed, rosters=rosters)
    planted: tuple[PlantedFault, ...] = ()
    if faults:
        package, planted = plant_faults(package, seed)
    write_package(package, Path(target))
    return planted


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _ordinary(row: Row) -> bool:
    """A public primary school that is open: only such a one has a budget and no closing day."""
    is_public_primary = row.text("kind") == "primary" and row.text("sponsor") == "public"
    return is_public_primary and not row["closed_on"] and bool(row.number("operating_budget_yuan"))


def _has_hall(row: Row) -> bool:
    return _ordinary(row) and bool(row.number("indoor_sports_area_m2"))


def _primary_section(row: Row) -> bool:
    return row.text("level") == "primary" and bool(row.number("backbone_teachers"))


def _indoor_above_teaching(garden: Garden) -> tuple[str, int, str, Value]:
    row = garden.pick("schools", _has_hall)
    return garden.type_into(row, "indoor_sports_area_m2", (row.number("teaching_area_m2") or 0) + 150)


def _negative_count(garden: Garden) -> tuple[str, int, str, Value]:
    return garden.type_into(garden.pick("schools", _ordinary), "computers_expired", -12)


def _words_for_a_number(garden: Garden) -> tuple[str, int, str, Value]:
    return garden.type_into(garden.pick("schools", _ordinary), "books", "约一万二")


def _unknown_kind(garden: Garden) -> tuple[str, int, str, Value]:
    return garden.type_into(garden.pick("schools", _ordinary), "kind", "村完小")


def _school_twice(garden: Garden) -> tuple[str, int, str, Value]:
    row = garden.pick("schools", _ordinary)
    line = garden.append("schools", {name: row[name] for name in row.table.columns})
    return "schools", line, "school_code", row["school_code"]


def _more_certified_than_teachers(garden: Garden) -> tuple[str, int, str, Value]:
    row = garden.pick("sections", _primary_section)
    return garden.type_into(row, "certified_teachers", (row.number("teachers") or 0) + 2)


def _classes_do_not_add_up(garden: Garden) -> tuple[str, int, str, Value]:
    """Planted in a class row, named at the section whose pupils it contradicts."""
    section = garden.pick("sections", _primary_section)
    of_section = (
        row for row in garden.tables["classes"] if row["school_code"] == section["school_code"] and row["level"] == section["level"]
    )
    group = next(of_section)
    _, _, _, typed = garden.type_into(group, "pupils", (group.number("pupils") or 0) + 3)
    return "sections", section.table.lines[section.index], "pupils", typed


def _level_of_another_kind(garden: Garden) -> tuple[str, int, str, Value]:
    school = garden.pick("schools", _ordinary)
    cells: dict[str, Value] = {
        "school_code": school["school_code"],
        "level": "junior",
        "pupils": 41,
        "classes": 1,
        "teachers": 6,
        "staff": 7,
    }
    return "sections", garden.append("sections", cells), "level", "junior"


def _row_of_no_school(garden: Garden) -> tuple[str, int, str, Value]:
    row = garden.pick("rooms", lambda row: row.text("kind") == "music")
    return garden.type_into(row, "school_code", f"{row.text('school_code')[:6]}9998")


def _ten_thousands_as_yuan(garden: Garden) -> tuple[str, int, str, Value]:
    row = garden.pick("schools", _ordinary)
    amount = int(row.number("equipment_value_yuan") or 0) // YUAN_PER_TEN_THOUSAND
    return garden.type_into(row, "equipment_value_yuan", amount)


def _percent_as_share(garden: Garden) -> tuple[str, int, str, Value]:
    row = garden.pick("monitoring", lambda row: row["between_school_rate"] is not None, "subject")
    return garden.type_into(row, "between_school_rate", 15)


def _copied_row(garden: Garden) -> tuple[str, int, str, Value]:
    """The later of the two rows is the one that is named."""
    first, second = sorted((garden.pick("schools", _ordinary), garden.pick("schools", _ordinary)), key=lambda row: row.index)
    for column in first.table.spec.columns:
        if column.kind in ("count", "amount") and column.name in first.table.columns:
            garden.type_into(second, column.name, first[column.name])
    return "schools", second.table.lines[second.index], "school_code", second["school_code"]


# Those that ask most of a school come first, so that a small county has one left for each.
FAULTS: tuple[Fault, ...] = (
    Fault("indoor_above_teaching", "error", "indoor_exceed_teaching_area", "室内体育用房大于教学及辅助用房", _indoor_above_teaching),
    Fault("negative_count", "error", "negative_number", "超年限计算机填了负数", _negative_count),
    Fault("words_for_a_number", "error", "not_a_number", "图书册数填了文字", _words_for_a_number),
    Fault("unknown_kind", "error", "not_a_coded_value", "办学类型不在可选项之内", _unknown_kind),
    Fault("school_twice", "error", "duplicate_row", "同一所学校填了两行", _school_twice),
    Fault("level_of_another_kind", "error", "level_of_other_kind", "小学填了初中学段", _level_of_another_kind),
    Fault("ten_thousands_as_yuan", "warning", "per_pupil_too_small", "教学仪器设备值以万元填在元的列里", _ten_thousands_as_yuan),
    Fault("copied_row", "warning", "copied_row", "两所学校的数字完全相同", _copied_row),
    Fault("more_certified_than_teachers", "error", "certified_exceed_teachers", "持证教师多于专任教师", _more_certified_than_teachers),
    Fault("classes_do_not_add_up", "error", "count_disagrees", "班级人数合计与在校生数不符", _classes_do_not_add_up),
    Fault("row_of_no_school", "error", "unknown_school", "专用教室属于一所不存在的学校", _row_of_no_school),
    Fault("percent_as_share", "error", "share_above_one", "校际差异率 0.15 填成了 15", _percent_as_share),
)
