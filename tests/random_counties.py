"""Random counties of every kind of school for the properties: small, valid, with cells left out here and there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from casework import County, Results, assess_county
from perfect import SCHOOL_JUDGEMENTS, VETOES, perfect_county

KINDS: dict[str, tuple[str, ...]] = {
    "primary": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
    "combined_secondary": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"),
    "teaching_point": ("primary",),
    "special": ("primary",),
    "vocational": ("junior",),
}
# Per-pupil resources in hundredths of the comfortable amount: from nothing, around the limits, to plenty.
RESOURCES = ("teaching_area_m2", "sports_ground_area_m2", "equipment_value_yuan", "multimedia_rooms")
STAFF = ("above_degree_teachers", "backbone_teachers", "sports_arts_teachers")


@st.composite
def counties(draw: st.DrawFn, *, gaps: bool = True, most_schools: int = 6) -> County:
    """One to six schools; `gaps` leaves cells empty. Everything else of the county as in the perfect one, or bent."""
    county = perfect_county()
    county.tables["schools"], county.tables["sections"], county.tables["rooms"] = [], [], []
    county.tables["judgements"] = [row for row in county.rows("judgements") if not row["school_code"]]
    for number in range(1, draw(st.integers(1, most_schools)) + 1):
        _add_school(draw, county, f"s{number}")
    _bend_the_county(draw, county)
    if gaps:
        for _ in range(draw(st.integers(0, 2))):
            table, row, column = draw(st.sampled_from(reported_cells(county, ("schools", "sections"))))
            if (table, column) != ("sections", "certified_teachers"):
                row[column] = None
    return county


def _add_school(draw: st.DrawFn, county: County, name: str) -> None:
    kind = draw(st.sampled_from(sorted(KINDS)))
    most = 130 if kind in ("teaching_point", "special") else 1200
    pupils = {level: draw(st.integers(1, most) | st.sampled_from([49, 50, 99, 100])) for level in KINDS[kind]}
    locality = draw(st.sampled_from(["urban", "town", "rural"]))
    county.add_school(name, kind, pupils, locality=locality, sponsor=draw(st.sampled_from(["public", "private"])))
    row = county.rows("schools")[-1]
    for column in RESOURCES:
        base = int(row[column] or 0)
        row[column] = max(base * draw(st.sampled_from([40, 64, 70, 85, 100, 100, 100, 130])) // 100, int(row["indoor_sports_area_m2"] or 0))
    for section in county.rows("sections")[-len(pupils) :]:
        for column in STAFF:
            section[column] = int(section[column] or 0) * draw(st.sampled_from([50, 80, 100, 100, 100])) // 100
    if kind not in ("special", "vocational", "teaching_point"):
        county.add_rooms(name, "music", draw(st.integers(0, 6)), 100).add_rooms(name, "art", draw(st.integers(2, 6)), 95)
    for indicator in SCHOOL_JUDGEMENTS:
        county.judge(indicator, name, draw(st.sampled_from(["good", "good", "good", "poor"])) if indicator.startswith("C6") else "met")


# Facts that fail their indicator when they are this.
FAILING: dict[str, int] = {
    "teacher_average_pay_yuan": 99999,
    "teachers_with_360_hours": 399,
    "rotated_backbone_teachers": 1,
    "elite_senior_allotted_places": 499,
    "migrant_in_public": 100,
    "graduates/junior": 300,
    "disabled_enrolled": 90,
    "operating_quota_yuan/primary": 700,
}


def _bend_the_county(draw: st.DrawFn, county: County) -> None:
    """Up to two things about the county as a whole that fail: a fact, a judgement, a result of monitoring, a veto."""
    for kind in draw(st.lists(st.sampled_from(["fact", "judgement", "monitoring", "veto", "survey"]), max_size=2)):
        match kind:
            case "fact":
                fact = draw(st.sampled_from(sorted(FAILING)))
                county.change(f"facts/{fact}", FAILING[fact])
            case "judgement":
                draw(st.sampled_from([row for row in county.rows("judgements") if not row["school_code"]]))["grade"] = "not_met"
            case "monitoring":
                county.change("monitoring/数学/2024/attainment_level", "2")
            case "veto":
                county.change(f"vetoes/{draw(st.sampled_from(VETOES))}", True)
            case _:
                county.change("survey/province/questionnaire/parent/satisfied", 600)


# Cells that say a number or a yes or no. Left out: keys; what the contract reads otherwise when it is empty
# (`funding_base_pupils`, a special school's funds, whose empty cell sends the question to the county's facts).
REPORTED: dict[str, tuple[str, ...]] = {
    "schools": (
        "sponsor",
        "locality",
        "boarding",
        "teaching_area_m2",
        "indoor_sports_area_m2",
        "sports_ground_area_m2",
        "equipment_value_yuan",
        "multimedia_rooms",
        "allotted_base_funds_yuan",
        "operating_budget_yuan",
        "training_budget_yuan",
    ),
    "sections": ("pupils", "teachers", *STAFF, "certified_teachers", "entrants", "zoned_entrants"),
    "rooms": ("area_m2", "count"),
    "facts": ("value",),
    "judgements": ("grade",),
    "monitoring": ("attainment_level", "between_school_rate"),
    "survey": ("valid", "satisfied"),
    "vetoes": ("found",),
}


def reported_cells(county: County, tables: tuple[str, ...] = tuple(REPORTED)) -> list[tuple[str, dict[str, Any], str]]:
    """Every filled cell that states a fact, as (table, row, column)."""
    return [
        (table, row, column)
        for table in tables
        for row in county.rows(table)
        for column in REPORTED[table]
        if row.get(column) not in (None, "")
    ]


def assessed(county: County, **options: Any) -> Results:
    """The county's results, by way of a package on disk."""
    with tempfile.TemporaryDirectory() as folder:
        return assess_county(county, Path(folder) / "county", **options)


def by_key(results: Results) -> dict[tuple[Any, ...], str]:
    """Every verdict of an assessment under a key of its own."""
    answer = results.answer
    verdicts: dict[tuple[Any, ...], str] = {("county",): answer["county"]["verdict"]}
    for row in answer["findings"]:
        verdicts["finding", row["indicator"], row["subject"], row["level"], row["part"]] = row["verdict"]
    for row in answer["sections"]:
        verdicts["section", row["school_code"], row["level"]] = row["verdict"]
    for row in answer["dispersion"]:
        verdicts["dispersion", row["indicator"], row["level"]] = row["verdict"]
    return verdicts


def newly_met(before: Results, after: Results, about: Callable[[tuple[Any, ...]], bool] = lambda key: True) -> list[tuple[Any, ...]]:
    """Keys met after that were not met before."""
    were = by_key(before)
    return [key for key, verdict in by_key(after).items() if verdict == "met" and were.get(key) != "met" and about(key)]


__all__ = ["RESOURCES", "STAFF", "assessed", "by_key", "counties", "newly_met", "reported_cells"]
