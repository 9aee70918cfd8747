"""A county in a few lines for the law cases: built school by school, changed cell by cell, written as a package, assessed."""

from __future__ import annotations

import copy
import csv
import datetime
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Cell = str | int | float | bool | None
Size = int | str | None
Record = dict[str, Cell]

# Handy names of schools in the cases → their codes.
CODES: Mapping[str, str] = {
    "city_primary": "2100000001",
    "village_primary": "2100000002",
    "small_primary": "2100000003",
    "tiny_primary": "2100000004",
    "private_primary": "2100000005",
    "extra_primary": "2100000006",
    "city_junior": "2100000011",
    "town_junior": "2100000012",
    "extra_junior": "2100000013",
    "nine_year": "2100000021",
    "point_60": "2100000031",
    "point_49": "2100000032",
    "point_50": "2100000033",
    "special": "2100000041",
    "other_special": "2100000042",
    "combined": "2100000051",
    "twelve_year": "2100000061",
    "vocational": "2100000071",
    **{f"s{number}": f"22000000{number:02d}" for number in range(1, 30)},
}
COUNTY = "county"
PUPILS_IN_A_CLASS = 40
MAIN_LEVELS = ("primary", "junior", "senior")
# What a pupil of the perfect county has: comfortably above each threshold, and alike everywhere.
PER_100: Mapping[str, Mapping[str, float]] = {
    "above_degree_teachers": {"primary": 6, "junior": 7, "senior": 7},
    "backbone_teachers": {"primary": 2, "junior": 2, "senior": 2},
    "sports_arts_teachers": {"primary": 1.5, "junior": 1.5, "senior": 1.5},
    "teachers": {"primary": 12, "junior": 12, "senior": 12},
}
NET_TEACHING_M2, INDOOR_M2, SPORTS_M2, EQUIPMENT_YUAN, ROOMS_PER_100 = 7, 0.5, 12, 3000, 3.2


@dataclass
class County:
    """Tables of plain records. Class rows follow from the sections when the package is written, unless given."""

    manifest: dict[str, Any] = field(
        default_factory=lambda: {
            "format": 1,
            "county_code": "990200",
            "county_name": "样例县",
            "school_year": 2025,
            "as_of": "2025-09-30",
            "standard": "cn-2017-6",
            "files": {},
        }
    )
    tables: dict[str, list[Record]] = field(default_factory=dict)
    class_sizes: dict[tuple[str, str], list[int | None]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Record]:
        return self.tables.setdefault(table, [])

    def copy(self) -> County:
        return copy.deepcopy(self)

    # -- building -------------------------------------------------------------------------------------------------

    def add_school(self, name: str, kind: str, pupils: Mapping[str, int | None], **columns: Cell) -> County:
        """A school with comfortable resources for its pupils; `columns` overrides columns of its row in `schools`."""
        code = code_of(name)
        total = sum(count or 0 for level, count in pupils.items() if level in MAIN_LEVELS)
        row: Record = {
            "school_code": code,
            "school_name": name,
            "kind": kind,
            "sponsor": "public",
            "locality": "rural",
            "boarding": False,
            "teaching_area_m2": (NET_TEACHING_M2 + INDOOR_M2) * total,
            "indoor_sports_area_m2": INDOOR_M2 * total,
            "sports_ground_area_m2": (SPORTS_M2 - INDOOR_M2) * total,
            "equipment_value_yuan": EQUIPMENT_YUAN * total,
            "multimedia_rooms": math.ceil(ROOMS_PER_100 * total / 100),
        }
        if kind != "teaching_point":
            row |= {"operating_budget_yuan": 1000 * max(total, 1), "training_budget_yuan": 60 * max(total, 1)}
        if kind == "special":
            row["operating_funds_yuan"] = 9000 * total
        elif total < 100:
            row["allotted_base_funds_yuan"] = 100000
        self.rows("schools").append(
            row | {key: code_of(str(value)) if key == "parent_code" and value else value for key, value in columns.items()}
        )
        for level, count in pupils.items():
            self.add_section(code, level, count)
        return self

    def add_section(self, school: str, level: str, pupils: int | None) -> County:
        """One section with comfortable teachers; attached sections have nothing but their pupils."""
        row: Record = {"school_code": code_of(school), "level": level, "pupils": pupils}
        if level in MAIN_LEVELS:
            hundreds = (pupils or 0) / 100
            row |= {column: math.ceil(per[level] * hundreds) for column, per in PER_100.items()}
            entrants = 30 if pupils is None else min(pupils, 30)
            row |= {"certified_teachers": row["teachers"], "entrants": entrants, "zoned_entrants": entrants}
        self.rows("sections").append(row)
        return self

    def add_rooms(self, school: str, kind: str, count: Cell, area_m2: Cell, level: str = "") -> County:
        self.rows("rooms").append({"school_code": code_of(school), "kind": kind, "level": level, "area_m2": area_m2, "count": count})
        return self

    def judge(self, indicator: str, school: str = COUNTY, grade: str = "met", stage: str = "self", on: str = "2025-09-10") -> County:
        code = "" if school == COUNTY else code_of(school)
        self.rows("judgements").append({"indicator": indicator, "school_code": code, "grade": grade, "stage": stage, "judged_on": on})
        return self

    def state(self, fact: str, value: Cell, level: str = "", subject: str = "") -> County:
        self.rows("facts").append({"fact": fact, "level": level, "subject": subject, "period": "", "value": value})
        return self

    # -- changing one thing by its path ------------------------------------------------------------------------------

    def change(self, path: str, value: Any) -> County:
        """Set one cell; None or "" blanks it. Raises KeyError where no row answers to the path."""
        table, *keys = path.split("/")
        if table == "manifest":
            self.manifest[keys[0]] = value
        elif table == "classes":
            self._give_classes(code_of(keys[0]), keys[1], value)
        else:
            key, column = (keys, SINGLE_COLUMN[table]) if table in SINGLE_COLUMN else (keys[:-1], keys[-1])
            found = self.find(table, key)
            if not found:
                raise KeyError(path)
            for row in found:
                row[column] = code_of(value) if column == "parent_code" and value else value
        return self

    def _give_classes(self, school: str, level: str, sizes: Sequence[Size]) -> None:
        known = [size for size in sizes if isinstance(size, int)]
        self.class_sizes[school, level] = [size if isinstance(size, int) else None for size in sizes]
        for row in self.find("sections", [school, level]):
            row["classes"] = len(sizes)
            if len(known) == len(sizes):
                row["pupils"] = sum(known)

    def find(self, table: str, keys: Sequence[str]) -> list[Record]:
        """Rows whose key columns equal `keys`, as far as keys are given."""
        columns = KEYS[table][: len(keys)]
        wanted = dict(zip(columns, (key_text(column, key) for column, key in zip(columns, keys, strict=True)), strict=True))
        return [row for row in self.rows(table) if all(str(row.get(column) or "") == key for column, key in wanted.items())]

    def drop(self, path: str) -> County:
        """Delete the rows that answer to the path; a school goes with everything about it. Raises KeyError where none does."""
        table, *keys = path.split("/")
        if table == "classes":
            self.class_sizes[code_of(keys[0]), keys[1]] = []
            return self
        found = self.find(table, keys) if keys else list(self.rows(table))
        if not found:
            raise KeyError(path)
        self.tables[table] = [row for row in self.rows(table) if not any(row is gone for gone in found)]
        if table == "schools":
            code = code_of(keys[0])
            for name, rows in self.tables.items():
                self.tables[name] = [row for row in rows if row.get("school_code") != code]
        return self

    def school(self, name: str) -> Rows:
        return Rows(self.find("schools", [name]))

    def section(self, name: str, level: str) -> Rows:
        return Rows(self.find("sections", [name, level]))

    # -- writing ------------------------------------------------------------------------------------------------------

    def class_rows(self) -> list[Record]:
        """Explicit class rows, or an even split of every section's pupils into its classes."""
        rows: list[Record] = []
        for section in self.rows("sections"):
            code, level = str(section["school_code"]), str(section["level"])
            sizes = self.class_sizes.get((code, level))
            if sizes is None and level in MAIN_LEVELS:
                sizes = even_classes(section.get("pupils"), section.get("classes"))
            for number, size in enumerate(sizes or (), start=1):
                rows.append({"school_code": code, "level": level, "grade": "", "class_name": f"{number}班", "pupils": size})
        return rows

    def all_tables(self) -> dict[str, list[Record]]:
        return {**self.tables, "classes": self.rows("classes") + self.class_rows()}

    def write(self, folder: Path, *, encoding: str = "utf-8") -> Path:
        """A folder of CSV files with a manifest; tables without rows are left out. Returns the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").write_text(json.dumps(self.manifest, ensure_ascii=False), encoding="utf-8")
        for name, rows in self.all_tables().items():
            if rows or name in ("schools", "sections"):
                write_csv(folder / f"{name}.csv", rows, encoding)
        return folder


@dataclass(frozen=True)
class Rows:
    """Rows that a change applies to together."""

    found: list[Record]

    def set(self, **columns: Cell) -> Rows:
        for row in self.found:
            row.update(columns)
        return self

    def without(self, *columns: str) -> Rows:
        return self.set(**dict.fromkeys(columns))


KEYS: Mapping[str, tuple[str, ...]] = {
    "schools": ("school_code",),
    "sections": ("school_code", "level"),
    "campuses": ("school_code", "campus", "level"),
    "rooms": ("school_code", "kind"),
    "facts": ("fact", "level", "subject", "period"),
    "judgements": ("indicator", "school_code"),
    "monitoring": ("subject", "year"),
    "survey": ("conducted_by", "instrument", "group"),
    "vetoes": ("veto", "school_code"),
}
# Tables in which a path names just the row, since one column holds what it says.
SINGLE_COLUMN: Mapping[str, str] = {"facts": "value", "judgements": "grade", "vetoes": "found"}


def code_of(name: str) -> str:
    """A school's code; a code stands for itself. Raises KeyError for an unknown name."""
    return name if name.isdigit() else CODES[name]


def key_text(column: str, key: str) -> str:
    if column == "school_code":
        return "" if key == COUNTY else code_of(key)
    return "" if key == "-" else key


def even_classes(pupils: Cell, classes: Cell) -> list[int | None]:
    """Pupils spread over as many classes as said, else over classes of about 40. No pupils, no classes."""
    if not isinstance(pupils, int) or pupils <= 0:
        return []
    number = classes if isinstance(classes, int) and classes > 0 else math.ceil(pupils / PUPILS_IN_A_CLASS)
    return [pupils // number + (1 if index < pupils % number else 0) for index in range(number)]


def cell_text(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def write_csv(target: Path, rows: Iterable[Record], encoding: str = "utf-8") -> None:
    listed = list(rows)
    columns = list(dict.fromkeys(column for row in listed for column in row)) or ["school_code"]
    with target.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([cell_text(row.get(column)) for column in columns] for row in listed)


@dataclass(frozen=True)
class Results:
    """`results.json` asked by short keys: «A1 city_primary primary», «B3 city_primary - music», «section …», «A4.cv primary»."""

    answer: Mapping[str, Any]

    def find(self, key: str) -> Mapping[str, Any] | None:
        """The finding, section, dispersion row or county that the key names, or None."""
        what, *rest = key.split()
        if what == COUNTY:
            return dict(self.answer["county"])
        if what == "section":
            wanted = {"school_code": code_of(rest[0]), "level": rest[1]}
            return only(self.answer["sections"], wanted)
        if what.endswith(".cv"):
            return only(self.answer["dispersion"], {"indicator": what.removesuffix(".cv"), "level": rest[0]})
        subject, level, part = ([*rest, "-", "-"])[:3]
        return only(
            self.answer["findings"],
            {
                "indicator": what,
                "subject": COUNTY if subject == COUNTY else code_of(subject),
                "level": None if level == "-" else level,
                "part": None if part == "-" else part,
            },
        )

    def verdict(self, key: str) -> str:
        found = self.find(key)
        return "absent" if found is None else str(found["verdict"])


def only(rows: Iterable[Mapping[str, Any]], wanted: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one row with these fields, or None. Raises ValueError for more than one: findings are unique."""
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    if len(found) > 1:
        raise ValueError(f"{len(found)} rows answer to {wanted}")
    return found[0] if found else None


def assess_county(
    county: County,
    folder: Path,
    *,
    standard: str | None = None,
    as_of: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> Results:
    """Write the county and assess it: what the command does, as a library call."""
    import junheng

    day = datetime.date.fromisoformat(as_of) if as_of else None
    assessment = junheng.assess(county.write(folder), standard=standard, as_of=day, readings=dict(readings or {}))
    return Results(json.loads(json.dumps(assessment.results())))
