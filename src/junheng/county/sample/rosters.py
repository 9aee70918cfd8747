"""Rosters of invented people behind pseudonyms, adding up to the counts of their sections."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from random import Random

from junheng.county.sample.county_tables import is_of_county, rotation_of, subject_counts
from junheng.county.sample.plans import County
from junheng.county.sample.sections import Record, Section
from junheng.county.values import Value

DEGREES = ("doctor", "master", "bachelor", "associate")
BACKBONE_TITLES = ("县级骨干教师", "县级学科带头人", "市级骨干教师")
YEARS_BEFORE_ROTATION = 6
# One pupil in so many is on the register and not in class, and so on no class's count.
PUPILS_PER_ABSENT = 180
DISABILITIES = ("智力残疾", "听力残疾", "孤独症", "肢体残疾")


def teacher_rows(county: County, sections: Sequence[Section]) -> list[Record]:
    """One row a member of staff; full-time teachers carry what the counts of their section say."""
    rows = [row for section in sections for row in _staff_of(county, section)]
    counted = {(section.plan.code, section.level) for section in sections if is_of_county(section)}
    _rotate(county, [row for row in rows if row["full_time"] and (row["school_code"], row["level"]) in counted])
    return rows


def _staff_of(county: County, section: Section) -> Iterator[Record]:
    random = county.random(f"teachers/{section.plan.code}/{section.level}")
    teachers = section.count("teachers")
    degrees = _shuffled(random, _degrees(section, teachers))
    subjects = _shuffled(random, list(chain.from_iterable(repeat(*item) for item in subject_counts(section).items())))
    backbones = section.count("backbone_teachers")
    for number in range(section.count("staff")):
        row: Record = {
            "person_id": f"T{section.plan.code}{section.level[0]}{number:04d}",
            "school_code": section.plan.code,
            "level": section.level,
            "full_time": number < teachers,
            "joined_school_on": datetime.date(county.school_year - random.randint(1, 24), 8, 25),
            "post_type": "专业技术岗" if number < teachers else "工勤技能岗",
        }
        if number < teachers:
            row["degree"] = degrees[number]
            row["subject"] = subjects[number] if subjects else None
            row["certificate_level"] = section.level
            row["training_hours_5y"] = random.randint(360, 520)
        if number < backbones:
            row["backbone_level"] = BACKBONE_TITLES[number % len(BACKBONE_TITLES)]
            row["backbone_until"] = datetime.date(county.school_year + 1 + number % 3, 8, 31)
        yield row


def _shuffled(random: Random, entries: list[str]) -> list[str]:
    random.shuffle(entries)
    return entries


def _degrees(section: Section, teachers: int) -> list[str]:
    """As many of each degree as the section counts, the rest below them."""
    if "bachelor_teachers" not in section.row:
        return ["associate"] * teachers
    known = [degree for degree in DEGREES for _ in range(section.count(f"{degree}_teachers"))]
    return known + ["below"] * (teachers - len(known))


def _rotate(county: County, teachers: Sequence[Record]) -> None:
    """Mark those who were sent to another school this year, and why the others need not go."""
    eligible, rotated, backbone_rotated = rotation_of(len(teachers))
    backbone = [row for row in teachers if row.get("backbone_level")]
    others = [row for row in teachers if not row.get("backbone_level")]
    schools = sorted({str(row["school_code"]) for row in teachers})
    sent = _spread(backbone, backbone_rotated) + _spread(others, rotated - backbone_rotated)
    for row in sent:
        row["rotated_from"] = next(code for code in (*schools[::-1], "") if code != row["school_code"])
        row["rotated_on"] = row["joined_school_on"] = datetime.date(county.school_year, 8, 25)
    chosen = {id(row) for row in sent}
    rest = [row for row in teachers if id(row) not in chosen]
    staying = {id(row) for row in _spread(rest, eligible - len(sent))}
    long_ago = datetime.date(county.school_year - YEARS_BEFORE_ROTATION - 2, 8, 25)
    for row in rest:
        if id(row) in staying:
            row["joined_school_on"] = long_ago
        else:
            row["exempt_reason"] = "本校任教未满规定年限"


def _spread(rows: Sequence[Record], count: int) -> list[Record]:
    """`count` rows at even distances."""
    return [rows[position * len(rows) // count] for position in range(count)] if count > 0 else []


def pupil_rows(county: County, sections: Sequence[Section]) -> Iterator[Record]:
    """One row a pupil on the register; those in class add up to the classes and to the section."""
    for section in sections:
        yield from _pupils_of(county, section)


def _pupils_of(county: County, section: Section) -> Iterator[Record]:
    random = county.random(f"pupils/{section.plan.code}/{section.level}")
    total = section.pupils
    order = random.sample(range(total), total)
    migrants = set(order[: section.count("migrant_pupils")])
    left_behind = set(order[total - section.count("left_behind_pupils") :])
    zoned = set(order[: section.count("zoned_pupils")])
    number = 0
    for group in section.classes:
        shared = _shared_cells(county, section, group.grade, group.name)
        for _ in range(group.pupils):
            row = dict(shared)
            row["person_id"] = f"P{section.plan.code}{section.level[0]}{number:05d}"
            row["migrant"] = number in migrants
            row["left_behind"] = number in left_behind
            row["zoned"] = number in zoned if section.is_compulsory else None
            if section.plan.model.kind == "special":
                row["disability"] = random.choice(DISABILITIES)
                row["placement"] = "特殊教育学校"
            yield row
            number += 1
    yield from _absent(county, section, number)


def _shared_cells(county: County, section: Section, grade: str, class_name: str) -> dict[str, Value]:
    years = int(grade) - int(section.classes[0].grade) if grade else 0
    return {
        "school_code": section.plan.code,
        "level": section.level,
        "grade": grade or None,
        "class_name": class_name,
        "entered_on": datetime.date(county.school_year - years, 9, 1),
        "status": "enrolled",
        "residence_township": section.plan.township,
    }


def _absent(county: County, section: Section, first: int) -> Iterator[Record]:
    for number in range(first, first + section.pupils // PUPILS_PER_ABSENT):
        row = _shared_cells(county, section, section.classes[-1].grade, section.classes[-1].name)
        row["person_id"] = f"P{section.plan.code}{section.level[0]}{number:05d}"
        row |= {"migrant": False, "left_behind": False, "zoned": False if section.is_compulsory else None}
        row["status"] = "suspended" if number % 2 else "transferred_out"
        row["status_on"] = datetime.date(county.school_year, 9, 18)
        yield row
