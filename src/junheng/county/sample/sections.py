"""The sections of a school: classes, teachers and groups of pupils."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from junheng.county.codes import ATTACHED_LEVELS
from junheng.county.sample.plans import SchoolPlan
from junheng.county.sample.recipe import Settings, profile
from junheng.county.values import Value

Record = dict[str, Value]
UNUSUAL_STAFF_SHARE = 0.08
MASTER_SHARE = 0.05
BACHELOR_SHARE = 0.72
ZONED_SHARE_OF_BOARDERS = 0.9


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """One class. `grade` is "" for a class of several grades (复式班)."""

    grade: str
    name: str
    pupils: int


@dataclass(frozen=True)
class Section:
    """One level of one school: its row of `sections` and its classes."""

    plan: SchoolPlan
    level: str
    row: Record
    classes: Sequence[ClassGroup]

    @property
    def pupils(self) -> int:
        return self.plan.pupils[self.level]

    @property
    def is_compulsory(self) -> bool:
        return self.level in ("primary", "junior")

    def count(self, column: str) -> int:
        """A count of the row; a column that was not reported adds nothing."""
        value = self.row.get(column)
        return value if isinstance(value, int) else 0


def sections_of(plan: SchoolPlan) -> list[Section]:
    """Every section that the plan names, also one without pupils: it is typed as 0."""
    return [_section(plan, level) for level in plan.pupils]


def _section(plan: SchoolPlan, level: str) -> Section:
    classes = list(_classes(plan, level))
    row: Record = {"school_code": plan.code, "level": level, "pupils": plan.pupils[level], "classes": len(classes)}
    row["grades"] = len({group.grade for group in classes}) if not plan.model.multigrade else plan.model.grades
    if plan.pupils[level]:
        row |= _staff(plan, level, len(classes))
        if level not in ATTACHED_LEVELS:
            row |= _pupils(plan, level, classes)
    else:
        row |= dict.fromkeys(("teachers", "staff"), 0)
    return Section(plan, level, row, classes)


def _classes(plan: SchoolPlan, level: str) -> Iterator[ClassGroup]:
    settings = profile()["staff"][level]
    pupils, grades = plan.pupils[level], plan.model.grades or settings["grades"]
    if not pupils:
        return
    if plan.model.multigrade:
        yield ClassGroup("", "复式班", pupils)
        return
    limit = plan.model.class_limit[level]
    sizes = [_split(size, max(1, math.ceil(size / limit))) for size in _split(pupils, grades) if size]
    if level in plan.model.largest:
        _enlarge(sizes[0], plan.model.largest[level])
    for grade, groups in enumerate(sizes, settings["first_grade"]):
        for number, size in enumerate(groups, 1):
            label = f"{grade}年级" if grade else "附设"
            yield ClassGroup(str(grade), f"{label}{number}班", size)


def _split(whole: int, parts: int) -> list[int]:
    """As even as can be, the larger parts first."""
    share, rest = divmod(whole, parts)
    return [share + 1] * rest + [share] * (parts - rest)


def _enlarge(sizes: list[int], largest: int) -> None:
    """Make the first class as large as wanted, taking the pupils from the others in turn."""
    taken = largest - sizes[0]
    sizes[0] = largest
    for step in range(taken):
        sizes[1 + step % (len(sizes) - 1)] -= 1


def _staff(plan: SchoolPlan, level: str, classes: int) -> Record:
    settings: Settings = profile()["staff"][level]
    fixed = plan.model.sections.get(level, {})
    pupils, random = plan.pupils[level], plan.random
    wanted = max(pupils / settings["pupils_per_teacher"][plan.model.locality], classes * settings["teachers_per_class"])
    teachers: int = fixed.get("teachers", math.ceil(wanted))
    row: Record = {"teachers": teachers, "staff": teachers + math.ceil(teachers * UNUSUAL_STAFF_SHARE)}
    if level in ATTACHED_LEVELS:
        return row
    above = min(teachers, round(teachers * random.uniform(*settings["above_degree_share"])))
    row |= _degrees(level, teachers, fixed.get("above_degree_teachers", above))
    row["backbone_teachers"] = min(teachers, _per_hundred(random, pupils, settings["backbone_per_100"]))
    row["sports_arts_teachers"] = min(teachers, _per_hundred(random, pupils, settings["sports_arts_per_100"]))
    row["certified_teachers"] = teachers
    return row | dict(fixed)


def _per_hundred(random: Random, pupils: int, rate: Sequence[float]) -> int:
    return math.ceil(pupils * random.uniform(*rate) / 100)


def _degrees(level: str, teachers: int, above: int) -> Record:
    """The four degrees such that those above the level's own degree are exactly `above`."""
    master = round(above * MASTER_SHARE) if level != "senior" else above
    bachelor = above - master if level == "junior" else round(above * BACHELOR_SHARE)
    associate = teachers - above
    if level == "primary":
        associate = above - master - bachelor
    elif level == "senior":
        bachelor, associate = teachers - above, 0
    return {
        "above_degree_teachers": above,
        "doctor_teachers": 0,
        "master_teachers": master,
        "bachelor_teachers": bachelor,
        "associate_teachers": associate,
    }


def _pupils(plan: SchoolPlan, level: str, classes: Sequence[ClassGroup]) -> Record:
    shares: Mapping[str, Sequence[float]] = profile()["pupils"][plan.model.locality]
    pupils = plan.pupils[level]
    by_grade: dict[str, int] = {}
    for group in classes:
        by_grade[group.grade] = by_grade.get(group.grade, 0) + group.pupils
    sizes = list(by_grade.values())
    entrants = sizes[0] if not plan.model.multigrade else pupils // 3
    return {
        "entrants": entrants,
        "zoned_entrants": round(entrants * _zoned_share(plan)),
        "zoned_pupils": round(pupils * _zoned_share(plan)),
        "migrant_pupils": round(pupils * plan.random.uniform(*shares["migrant"])),
        "left_behind_pupils": round(pupils * plan.random.uniform(*shares["left_behind"])),
        "graduating_pupils": sizes[-1] if not plan.model.multigrade else 0,
    }


def _zoned_share(plan: SchoolPlan) -> float:
    """Private schools admit from the whole county, boarding schools also from other townships."""
    if plan.model.sponsor == "private":
        return 0.0
    return ZONED_SHARE_OF_BOARDERS if plan.model.boarding else 1.0
