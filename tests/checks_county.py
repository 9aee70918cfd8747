"""A small sound county built by code, for tests that spoil one cell of it: rows are plain dictionaries until `package_of`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from junheng.county import CountyPackage, Manifest, Table
from junheng.county.schema import TABLE_BY_NAME
from junheng.county.values import Value

Rows = list[dict[str, Value]]
Tables = dict[str, Rows]

FIRST_LINE = 2  # row 1 holds the headings


def code_of(number: int) -> str:
    return f"21{number:08d}"


def package_of(
    tables: Mapping[str, Sequence[Mapping[str, Value]]], *, county_code: str = "990100", school_year: int = 2025
) -> CountyPackage:
    """The rows as a package read from CSV files: the header is row 1, columns stand in the dictionary's order."""
    manifest = Manifest(county_code, "示例县", school_year, datetime.date(school_year, 9, 30), "cn-2017-6")
    return CountyPackage(manifest, {name: table_of(name, rows) for name, rows in tables.items()}, "0" * 64)


def table_of(name: str, rows: Sequence[Mapping[str, Value]]) -> Table:
    spec = TABLE_BY_NAME[name]
    given = [column.name for column in spec.columns if any(column.name in row for row in rows)]
    unknown = {column for row in rows for column in row} - set(given)
    assert not unknown, f"{name} has no column {unknown}"
    columns = {column: [row.get(column) for row in rows] for column in given}
    letters = {column: _letter(position) for position, column in enumerate(given)}
    return Table(spec, columns, range(FIRST_LINE, FIRST_LINE + len(rows)), f"{name}.csv", None, letters)


def _letter(position: int) -> str:
    return chr(ord("A") + position) if position < 26 else "A" + chr(ord("A") + position - 26)


def sound_county(schools: int = 24) -> Tables:
    """A county that no check has anything to say about: a third junior, one nine-year, a teaching point, a special school."""
    tables: Tables = {"schools": [], "sections": [], "classes": [], "rooms": []}
    kinds = {1: "nine_year", 2: "special", 3: "teaching_point"}
    for number in range(1, schools + 1):
        kind = kinds.get(number, "junior" if number % 3 == 0 else "primary")
        pupils = {"special": 62, "teaching_point": 49}.get(kind, 211 + 37 * number)
        tables["schools"].append(_school(number, kind, pupils * (2 if kind == "nine_year" else 1)))
        for level in {"nine_year": ("primary", "junior"), "junior": ("junior",)}.get(kind, ("primary",)):
            tables["sections"].append(_section(number, level, pupils))
            tables["classes"].extend(_classes(number, level, pupils))
        tables["rooms"].append({"school_code": code_of(number), "kind": "music", "area_m2": 97, "count": 1})
    tables["schools"][2]["parent_code"] = code_of(4)
    tables["facts"] = [{"fact": fact, "level": level, "value": value} for fact, level, value in _FACTS]
    tables["campuses"] = _campuses(tables["schools"][3], tables["sections"][4])
    tables["survey"] = [
        {"conducted_by": "county", "instrument": "questionnaire", "group": group, "issued": 530, "valid": 517, "satisfied": 468}
        for group in ("parent", "pupil", "teacher")
    ]
    tables["monitoring"] = [
        {"year": 2024, "subject": subject, "grade": "8", "attainment_level": "3", "between_school_rate": Fraction(13, 100)}
        for subject in ("数学", "体育")
    ]
    tables["judgements"] = [
        {"indicator": "B1", "grade": "met", "stage": "self", "judged_on": datetime.date(2025, 10, 9)},
        {"indicator": "C6.moral_education", "school_code": code_of(1), "grade": "good", "stage": "self"},
    ]
    tables["vetoes"] = [
        {
            "veto": "V1",
            "found": False,
            "examined_on": datetime.date(2025, 9, 20),
            "period_from": datetime.date(2022, 9, 1),
            "period_to": datetime.date(2025, 8, 31),
        }
    ]
    tables["senior_quota"] = [{"senior_school": "县一中", "junior_school_code": code_of(6), "allotted": 41, "filled": 39, "graduates": 133}]
    tables["subject_teachers"] = [{"school_code": code_of(4), "level": "primary", "subject": "体育", "teachers": 2, "needed": 2}]
    return tables


_FACTS: tuple[tuple[str, str | None, int], ...] = (
    ("teachers_required_to_train", None, 681),
    ("teachers_with_360_hours", None, 681),
    ("rotation_eligible_teachers", None, 311),
    ("rotated_teachers", None, 41),
    ("rotated_backbone_teachers", None, 9),
    ("elite_senior_places", None, 913),
    ("elite_senior_allotted_places", None, 487),
    ("elite_senior_rural_allotted_places", None, 203),
    ("migrant_children_eligible", None, 417),
    ("migrant_in_public", None, 371),
    ("migrant_in_purchased", None, 23),
    ("migrant_children_placed", None, 394),
    ("graduates", "junior", 1380),
    ("entrants_at_start", "junior", 1401),
    ("transfers_in", "junior", 15),
    ("transfers_out", "junior", 16),
    ("deaths", "junior", 1),
    ("disabled_school_age", None, 143),
    ("disabled_enrolled", None, 139),
    ("disabled_in_special_school", None, 62),
    ("disabled_in_regular", None, 65),
    ("disabled_home_taught", None, 12),
    ("special_school_pupils", None, 62),
    ("teacher_average_pay_yuan", None, 98_412),
    ("civil_servant_average_pay_yuan", None, 97_215),
    ("resident_population", None, 312_455),
    ("rural_population", None, 121_780),
)


def _school(number: int, kind: str, pupils: int) -> dict[str, Value]:
    return {
        "school_code": code_of(number),
        "school_name": f"虚构第{number}学校",
        "kind": kind,
        "sponsor": "public",
        "locality": ("urban", "town", "rural")[number % 3],
        "boarding": number % 4 == 0,
        "opened_on": datetime.date(1980 + number, 9, 1),
        "teaching_area_m2": pupils * 5 + 13 * number,
        "indoor_sports_area_m2": 103 + number,
        "sports_ground_area_m2": pupils * 8 + 17 * number,
        "building_area_m2": pupils * 9 + 19 * number,
        "site_area_m2": pupils * 25 + 23 * number,
        "equipment_value_yuan": pupils * 2100 + 1003 * number,
        "multimedia_rooms": pupils // 40 + 1,
        "computers": pupils // 5 + number,
        "computers_expired": number,
        "authorised_posts": pupils // 12 + 3,
        "filled_posts": pupils // 12 + 1,
        "operating_budget_yuan": pupils * 723 + number,
        "training_budget_yuan": pupils * 41 + number,
        "longitude": Fraction(10412 + number, 100),
        "latitude": Fraction(3610 + number, 100),
    }


def _section(number: int, level: str, pupils: int) -> dict[str, Value]:
    teachers = pupils // 14 + 2
    return {
        "school_code": code_of(number),
        "level": level,
        "pupils": pupils,
        "classes": len(_classes(number, level, pupils)),
        "teachers": teachers,
        "staff": teachers + 3,
        "above_degree_teachers": teachers - 2,
        "backbone_teachers": teachers // 6 + 1,
        "sports_arts_teachers": teachers // 9 + 1,
        "certified_teachers": teachers,
        "entrants": pupils // 6,
        "zoned_entrants": pupils // 6 - 1,
        "migrant_pupils": pupils // 9,
    }


def _classes(number: int, level: str, pupils: int) -> Rows:
    whole, rest = divmod(pupils, 42)
    sizes = [42] * whole + ([rest] if rest else [])
    return [
        {"school_code": code_of(number), "level": level, "grade": str(at % 3 + 1), "class_name": f"{at + 1}班", "pupils": size}
        for at, size in enumerate(sizes)
    ]


def _campuses(school: Mapping[str, Value], section: Mapping[str, Value]) -> Rows:
    """Two campuses of one school, which add up to its row."""
    columns = ("teaching_area_m2", "indoor_sports_area_m2", "sports_ground_area_m2", "equipment_value_yuan", "multimedia_rooms")
    north: dict[str, Value] = {"school_code": school["school_code"], "campus": "北校区", "level": "primary", "pupils": 101}
    south: dict[str, Value] = {"school_code": school["school_code"], "campus": "南校区", "level": "primary"}
    pupils = section["pupils"]
    assert isinstance(pupils, int)
    south["pupils"] = pupils - 101
    for column in columns:
        amount = school[column]
        assert isinstance(amount, int)
        north[column] = amount // 3
        south[column] = amount - amount // 3
    return [north, south]
