"""What people judged: schools and county against the qualitative items, and the vetoes examined."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from junheng.county.sample.plans import County, SchoolPlan
from junheng.county.sample.recipe import profile
from junheng.county.sample.sections import Record

INSPECTORS = "县政府教育督导室"
CITY_INSPECTORS = "市教育局复核组"


def judgement_rows(county: County, plans: Sequence[SchoolPlan]) -> Iterator[Record]:
    """County items twice (self, then city), every school's items once; a teaching point leaves them to its parent."""
    settings = profile()["judged"]
    self_judged, reviewed = datetime.date(county.school_year, 6, 18), datetime.date(county.school_year, 9, 16)
    for item in settings["county"]:
        yield _row(item, None, "met", "self", INSPECTORS, self_judged)
        yield _row(item, None, "met", "city", CITY_INSPECTORS, reviewed)
    for plan in plans:
        if plan.model.kind in ("teaching_point", "vocational") or not sum(plan.pupils.values()):
            continue
        for item in settings["school_yes_no"]:
            if item not in plan.model.unjudged:
                yield _row(item, plan.code, "met", "self", INSPECTORS, self_judged)
        for item in settings["school_graded"]:
            grade = "excellent" if plan.random.random() < 0.3 else "good"
            yield _row(item, plan.code, grade, "self", INSPECTORS, self_judged)


def _row(item: str, school: str | None, grade: str, stage: str, by: str, on: datetime.date) -> Record:
    return {
        "indicator": item,
        "school_code": school,
        "grade": grade,
        "stage": stage,
        "evidence": f"佐证材料目录 {item}",
        "judged_by": by,
        "judged_on": on,
    }


def veto_rows(county: County) -> Iterator[Record]:
    """Every veto examined for the last three years, and none found."""
    for veto in profile()["judged"]["vetoes"]:
        yield {
            "veto": veto,
            "found": False,
            "examined_on": datetime.date(county.school_year, 9, 12),
            "period_from": datetime.date(county.school_year - 3, 9, 1),
            "period_to": datetime.date(county.school_year, 8, 31),
            "evidence": f"排查表 {veto}",
            "checked_by": INSPECTORS,
        }
