"""The invented county as a package: exactly as many schools as asked, the same ones for the same seed."""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from junheng.county.containers import fingerprint
from junheng.county.package import CountyPackage, Manifest, Table
from junheng.county.sample import county_tables, judged, rosters
from junheng.county.sample.plans import County, SchoolPlan, plan_schools
from junheng.county.sample.premises import campus_rows, room_rows, school_row
from junheng.county.sample.recipe import profile
from junheng.county.sample.sections import Record, Section, sections_of
from junheng.county.schema import TABLE_BY_NAME
from junheng.county.values import Value
from junheng.county.workbook import column_letter
from junheng.county.write import package_files

STANDARD = "cn-2017-6"
FIRST_COUNTY_OF_A_PROVINCE = 990101
AS_OF_MONTH_DAY = (9, 30)


def sample_county(
    schools: int = 60, seed: int = 7, *, county_code: str = "990100", school_year: int = 2025, rosters: bool = False
) -> CountyPackage:
    """An invented county of exactly `schools` schools, teaching points counted, as of 30 September of `school_year`.

    The same arguments give the same package. `rosters` adds the tables `teachers` and `pupils`, one row a person.
    Raises ValueError for a number of schools outside 1 to 9999 and for a code that has not six digits.
    """
    package = _invent(schools, seed, county_code, school_year, rosters)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in package_files(package).items()}
    return replace(package, sha256=fingerprint(hashes))


def sample_province(
    counties: int, schools_per_county: int = 60, seed: int = 7, *, school_year: int = 2025, rosters: bool = False
) -> Iterator[CountyPackage]:
    """Invented counties 990101, 990102 …, one at a time, so that a province never has to fit into memory.

    They are the counties that `sample_county` gives, without a `sha256`: a fingerprint costs more than a county, and
    writing and reading one computes it anyway.
    """
    for number in range(counties):
        yield _invent(schools_per_county, seed, str(FIRST_COUNTY_OF_A_PROVINCE + number), school_year, rosters)


def _invent(schools: int, seed: int, county_code: str, school_year: int, with_rosters: bool) -> CountyPackage:
    if not (county_code.isascii() and county_code.isdigit() and len(county_code) == 6):
        raise ValueError(f"县区划代码应为 6 位数字，而不是「{county_code}」 / county_code has six digits")
    county = County(county_code, _county_name(county_code), school_year, seed)
    rows = _rows(county, plan_schools(county, schools), with_rosters)
    tables = {name: table for name, found in rows.items() if len(table := _table(name, found))}
    manifest = Manifest(
        county_code,
        f"{county.name}县（虚构样例）",
        school_year,
        datetime.date(school_year, *AS_OF_MONTH_DAY),
        STANDARD,
        extras={"invented": True, "note": profile()["county"]["note"]},
    )
    return CountyPackage(manifest, MappingProxyType(tables), "")


def _county_name(county_code: str) -> str:
    """The ten names in turn; from the eleventh county on they carry a number, so that no two share one."""
    names: list[str] = profile()["county"]["names"]
    turn, position = divmod(max(int(county_code) - FIRST_COUNTY_OF_A_PROVINCE + 1, 0), len(names))
    return f"{names[position]}{turn or ''}"


def _rows(county: County, plans: Sequence[SchoolPlan], with_rosters: bool) -> Mapping[str, Sequence[Record]]:
    by_school = {plan.code: sections_of(plan) for plan in plans}
    sections = [section for found in by_school.values() for section in found]
    is_open = [section for section in sections if "closed_on" not in section.plan.model.school]
    _place_zoned_entrants(is_open)
    rows: dict[str, Sequence[Record]] = {
        "schools": [school_row(county, plan, by_school[plan.code]) for plan in plans],
        "sections": [section.row for section in sections],
        "campuses": [row for plan in plans for row in campus_rows(county, plan)],
        "classes": list(_class_rows(sections)),
        "rooms": [row for plan in plans for row in room_rows(county, plan, by_school[plan.code])],
        "facts": list(county_tables.fact_rows(county, is_open)),
        "judgements": list(judged.judgement_rows(county, plans)),
        "monitoring": list(county_tables.monitoring_rows(county)),
        "survey": list(county_tables.survey_rows()),
        "vetoes": list(judged.veto_rows(county)),
        "subject_teachers": list(county_tables.subject_rows(sections)),
        "senior_quota": list(county_tables.quota_rows(county, is_open)),
    }
    if with_rosters:
        rows["teachers"] = list(rosters.teacher_rows(county, sections))
        rows["pupils"] = list(rosters.pupil_rows(county, sections))
    return rows


def _class_rows(sections: Iterable[Section]) -> Iterator[Record]:
    for section in sections:
        for group in section.classes:
            yield {
                "school_code": section.plan.code,
                "level": section.level,
                "grade": group.grade or None,
                "class_name": group.name,
                "pupils": group.pupils,
            }


def _place_zoned_entrants(sections: Iterable[Section]) -> None:
    """Bring the county's zoned share of each level to the profile's, exactly: the largest school makes up the difference."""
    for level, wanted in profile()["facts"]["zoned_entrants_share"].items():
        share = Fraction(wanted)
        zoned = [section for section in sections if section.level == level and _is_zoned(section)]
        if not zoned or share == 1:
            continue
        largest = max(zoned, key=lambda section: section.count("entrants"))
        everyone = sum(section.count("entrants") for section in zoned)
        largest.row["entrants"] = largest.count("entrants") - everyone % share.denominator
        wanted_zoned = int((everyone - everyone % share.denominator) * share)
        for section in zoned:
            section.row["zoned_entrants"] = math.ceil(section.count("entrants") * share)
        largest.row["zoned_entrants"] = wanted_zoned - sum(section.count("zoned_entrants") for section in zoned if section is not largest)


def _is_zoned(section: Section) -> bool:
    model = section.plan.model
    return model.sponsor == "public" and model.locality != "rural" and not model.boarding and model.kind not in ("special", "vocational")


def _table(name: str, rows: Sequence[Record]) -> Table:
    """Rows as a table that stands as its own CSV file would, columns that nobody filled left out."""
    spec = TABLE_BY_NAME[name]
    columns: dict[str, list[Value]] = {}
    for column in spec.columns:
        cells = [row.get(column.name) for row in rows]
        if any(cell is not None for cell in cells):
            columns[column.name] = cells
    letters = {column: column_letter(position) for position, column in enumerate(columns)}
    return Table(spec, columns, range(2, len(rows) + 2), f"{name}.csv", None, letters, {column: column for column in columns})
