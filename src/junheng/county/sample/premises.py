"""The row of a school: premises, equipment, posts and money; its rooms and campuses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random

from junheng.county.sample.plans import County, SchoolPlan
from junheng.county.sample.recipe import Settings, profile
from junheng.county.sample.sections import Record, Section
from junheng.county.schema import CAMPUSES, ROOMS, SCHOOLS, TableSpec
from junheng.county.values import Value, parse

# Half the indoor sports rooms of a county are in its towns; a small school plays outdoors.
INDOOR_SPORTS_FROM_PUPILS = 300
INDOOR_SPORTS_PER_PUPIL_M2 = 0.55
BUILDING_OVER_TEACHING = (1.5, 1.9)
SITE_OVER_BUILDING = (2.2, 3.4)
BOOKS_PER_PUPIL = (24, 41)
PUPILS_PER_COMPUTER = (6.2, 9.8)
YOUNGEST_SCHOOL_YEARS, OLDEST_SCHOOL_YEARS = 8, 68


def school_row(county: County, plan: SchoolPlan, sections: Sequence[Section]) -> Record:
    """One row of `schools`; what the cast sets replaces what was drawn."""
    model = plan.model
    row: Record = {
        "school_code": plan.code,
        "school_name": plan.name,
        "kind": model.kind,
        "sponsor": model.sponsor,
        "locality": model.locality,
        "township": plan.township,
        "boarding": model.boarding,
        "parent_code": plan.parent_code,
        "longitude": plan.longitude,
        "latitude": plan.latitude,
    }
    age = plan.random.randint(YOUNGEST_SCHOOL_YEARS, OLDEST_SCHOOL_YEARS)
    row |= typed(SCHOOLS, {"opened_on": f"{county.school_year - age}-09-01"}, county)
    row |= _age_flags(county.school_year - age)
    row |= _premises(plan)
    row |= _equipment(plan)
    row |= _posts(plan, sections)
    if not model.without_funds:
        row |= _funds(plan, sections)
    return row | typed(SCHOOLS, model.school, county)


def typed(spec: TableSpec, cells: Settings, county: County) -> Record:
    """Cells of the cast as values, read as a county's own cells would be. Raises ValueError for one that is none."""
    values: Record = {}
    for name, raw in cells.items():
        text = raw.format(**county.words) if isinstance(raw, str) else raw
        parsed = parse(text, spec.column(name), from_workbook=False)
        if parsed.fault:
            raise ValueError(f"{spec.name}.{name}: {text} ({parsed.fault})")
        values[name] = parsed.value
    return values


def _age_flags(opened: int) -> Record:
    return {"built_by_2010": opened <= 2010, "built_by_2016": opened <= 2016}


def _wanted(plan: SchoolPlan, column: str, factor: float) -> float:
    """What a school of this size, place and build has of one thing; a one-through school by its neediest level."""
    settings = profile()["premises"]
    counted = {level: pupils for level, pupils in plan.capacity.items() if level not in ("kindergarten", "vocational")}
    rates = settings["other"] if plan.model.kind == "special" else None
    low_high = [(rates or settings[level])[column] for level, pupils in counted.items() if pupils] or [settings["other"][column]]
    low, high = max(low_high)
    rate = low + (high - low) * factor
    if len(low_high) > 1:
        rate *= settings["one_through"]["factor"]
    refitted = settings["refitted"]
    if plan.model.kind in refitted["kinds"] and plan.model.locality == refitted["locality"]:
        rate *= refitted["factors"].get(column, 1)
    pupils = sum(counted.values()) or sum(plan.capacity.values())
    per = 100 if column == "multimedia_rooms" else 1
    return float(pupils * rate * settings["place"][plan.model.locality] / per + settings["fixed"][column])


def _premises(plan: SchoolPlan) -> Record:
    random = plan.random
    pupils = sum(plan.capacity.values())
    indoor = round(pupils * INDOOR_SPORTS_PER_PUPIL_M2) if pupils >= INDOOR_SPORTS_FROM_PUPILS else 0
    teaching = math.ceil(_wanted(plan, "teaching_area_m2", random.random())) + indoor
    sports = math.ceil(_wanted(plan, "sports_area_m2", random.random()))
    building = round(teaching * random.uniform(*BUILDING_OVER_TEACHING))
    return {
        "teaching_area_m2": teaching,
        "indoor_sports_area_m2": indoor,
        "sports_ground_area_m2": sports - indoor,
        "building_area_m2": building,
        "site_area_m2": round(building * random.uniform(*SITE_OVER_BUILDING)) + sports,
        "unsafe_area_m2": 0,
    }


def _equipment(plan: SchoolPlan) -> Record:
    random = plan.random
    pupils = max(sum(plan.capacity.values()), 1)
    computers = math.ceil(pupils / random.uniform(*PUPILS_PER_COMPUTER)) + 4
    return {
        "equipment_value_yuan": math.ceil(_wanted(plan, "equipment_value_yuan", random.random())),
        "multimedia_rooms": math.ceil(_wanted(plan, "multimedia_rooms", random.random())),
        "books": round(pupils * random.uniform(*BOOKS_PER_PUPIL)) + 120,
        "computers": computers,
        "computers_expired": round(computers * random.uniform(0.02, 0.15)),
        "computer_rooms": max(1, computers // 60),
        "live_lecture_rooms": 1 + pupils // 600,
        "network_mbps": 100 if pupils < INDOOR_SPORTS_FROM_PUPILS else (500 if pupils < 1000 else 1000),
    }


def _posts(plan: SchoolPlan, sections: Sequence[Section]) -> Record:
    staff = sum(section.count("staff") for section in sections)
    if plan.model.sponsor == "private":
        return {"contract_teachers": staff}
    return {"authorised_posts": staff + plan.random.randint(0, 2), "filled_posts": staff, "contract_teachers": 0}


def _funds(plan: SchoolPlan, sections: Sequence[Section]) -> Record:
    """Last year's and this year's money in yuan. Below the base number of pupils the base number is funded."""
    settings, random = profile()["funds"], plan.random
    norms, is_special = settings["norm_yuan"], plan.model.kind == "special"
    funded = [section for section in sections if section.level in ("primary", "junior", "senior")]
    pupils = sum(section.pupils for section in funded)
    due = sum(section.pupils * norms["special" if is_special else section.level] for section in funded)
    counted = pupils if is_special else max(pupils, settings["base_pupils"])
    allotted = math.ceil(Fraction(due * counted, pupils)) if pupils else 0
    spent = round(allotted * random.uniform(*settings["operating_over_norm"]))
    budget = round(allotted * random.uniform(*settings["operating_over_norm"]))
    low, high = settings["training_share"]
    return {
        "operating_funds_yuan": spent,
        "allotted_base_funds_yuan": allotted,
        "funding_base_pupils": pupils,
        "operating_budget_yuan": budget,
        "training_budget_yuan": round(budget * random.uniform(low, high)),
        "operating_spent_yuan": spent - round(spent * random.uniform(0, 0.02)),
        "training_spent_yuan": round(spent * random.uniform(low, high)),
    }


def room_rows(county: County, plan: SchoolPlan, sections: Sequence[Section]) -> Iterator[Record]:
    """Rows of `rooms`: what the cast sets, else enough rooms for the classes; a teaching point has none of its own."""
    if plan.model.rooms is not None:
        for kind, area, count in plan.model.rooms:
            yield {"school_code": plan.code, **typed(ROOMS, {"kind": kind, "area_m2": area, "count": count}, county)}
        return
    classes = sum(len(section.classes) for section in sections if section.is_compulsory)
    if not classes or plan.model.kind == "teaching_point":
        return
    settings = profile()["rooms"]
    for kind, area in (("music", "music_area_m2"), ("art", "art_area_m2")):
        yield _room(plan, kind, plan.random, settings[area], math.ceil(classes / settings["classes_per_room"]))
    yield _room(plan, "科学", plan.random, settings["art_area_m2"], 1 + classes // 24)


def _room(plan: SchoolPlan, kind: str, random: Random, area: Sequence[int], count: int) -> Record:
    return {"school_code": plan.code, "kind": kind, "area_m2": random.randint(*area), "count": count}


def campus_rows(county: County, plan: SchoolPlan) -> Iterator[Record]:
    """Rows of `campuses` of a school that has several."""
    for campus in plan.model.campuses:
        cells: dict[str, Value] = typed(CAMPUSES, campus, county)
        yield {"school_code": plan.code, **cells}
