"""A second opinion on A1–A7, the school rule and dispersion, from the contract alone and without looking at the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework import County

WEIGHTS = {"primary": Fraction(1), "junior": Fraction("1.1"), "senior": Fraction("1.32")}
THRESHOLDS = {
    "primary": {"A1": "4.2", "A2": "1", "A3": "0.9", "A4": "4.5", "A5": "7.5", "A6": "2000", "A7": "2.3"},
    "junior": {"A1": "5.3", "A2": "1", "A3": "0.9", "A4": "5.8", "A5": "10.2", "A6": "2500", "A7": "2.4"},
}
LIMITS = {"primary": Fraction("0.50"), "junior": Fraction("0.45")}
FLOOR, NEEDED = Fraction("0.85"), 6
STAFF = {"A1": "above_degree_teachers", "A2": "backbone_teachers", "A3": "sports_arts_teachers"}
PER_100 = ("A1", "A2", "A3", "A7")
CODES = ("A1", "A2", "A3", "A4", "A5", "A6", "A7")
Key = tuple[str, str]


@dataclass(frozen=True)
class Opinion:
    """Values by (school, level), section verdicts with why a section is out, and dispersion by (indicator, level)."""

    values: Mapping[Key, Mapping[str, Fraction | None]]
    sections: Mapping[Key, str]
    excluded: Mapping[Key, str]
    dispersion: Mapping[Key, tuple[str, Fraction | None]]


def second_opinion(county: County) -> Opinion:
    """Everything about A1–A7 of a county whose class rows agree with its sections."""
    schools = {str(row["school_code"]): row for row in county.rows("schools")}
    values: dict[Key, dict[str, Fraction | None]] = {}
    pupils: dict[Key, Fraction | None] = {}
    excluded: dict[Key, str] = {}
    for row in county.rows("sections"):
        key = (str(row["school_code"]), str(row["level"]))
        count = number(row.get("pupils"))
        if key[1] not in THRESHOLDS or count == 0:
            continue
        why = exclusion(str(schools[key[0]]["kind"]), count)
        if why:
            excluded[key] = why
            continue
        pupils[key] = count
        values[key] = section_values(schools[key[0]], row, siblings(county, key[0]))
    sections = {key: section_verdict(found, key[1]) for key, found in values.items()}
    return Opinion(values, sections, excluded, dispersion(values, pupils))


def number(cell: Any) -> Fraction | None:
    return None if cell in (None, "") else Fraction(str(cell))


def exclusion(kind: str, pupils: Fraction | None) -> str:
    if kind in ("special", "vocational"):
        return f"{kind}_school"
    return "teaching_point_under_50" if kind == "teaching_point" and pupils is not None and pupils < 50 else ""


def siblings(county: County, school: str) -> dict[str, Fraction | None]:
    """Level → pupils of the school's sections that weigh in the split."""
    return {
        str(row["level"]): number(row.get("pupils"))
        for row in county.rows("sections")
        if row["school_code"] == school and row["level"] in WEIGHTS
    }


def section_values(school: Mapping[str, Any], row: Mapping[str, Any], levels: Mapping[str, Fraction | None]) -> dict[str, Fraction | None]:
    own = number(row.get("pupils"))
    totals = {code: number(row.get(column)) for code, column in STAFF.items()}
    share = part_of_premises(str(row["level"]), levels)
    totals |= {code: None if amount is None or share is None else amount * share for code, amount in premises(school).items()}
    return {code: None if total is None or own is None else total / own * (100 if code in PER_100 else 1) for code, total in totals.items()}


def premises(school: Mapping[str, Any]) -> dict[str, Fraction | None]:
    gross, indoor = number(school.get("teaching_area_m2")), number(school.get("indoor_sports_area_m2"))
    ground = number(school.get("sports_ground_area_m2"))
    return {
        "A4": None if gross is None or indoor is None else gross - indoor,
        "A5": None if ground is None or indoor is None else ground + indoor,
        "A6": number(school.get("equipment_value_yuan")),
        "A7": number(school.get("multimedia_rooms")),
    }


def part_of_premises(level: str, levels: Mapping[str, Fraction | None]) -> Fraction | None:
    if any(count is None for count in levels.values()):
        return None
    weighed = {name: WEIGHTS[name] * count for name, count in levels.items() if count is not None}
    return weighed[level] / sum(weighed.values())


def section_verdict(values: Mapping[str, Fraction | None], level: str) -> str:
    """6 of 7, the rest at least 85 %: met or not met only where no unknown value could turn it."""
    short = below_floor = unknown = 0
    for code in CODES:
        value, threshold = values[code], Fraction(THRESHOLDS[level][code])
        unknown += value is None
        short += value is not None and value < threshold
        below_floor += value is not None and value < threshold * FLOOR
    if below_floor or short > len(CODES) - NEEDED:
        return "not_met"
    return "unknown" if unknown else "met"


def dispersion(
    values: Mapping[Key, Mapping[str, Fraction | None]], pupils: Mapping[Key, Fraction | None]
) -> dict[Key, tuple[str, Fraction | None]]:
    """Verdict and squared coefficient of variation by (indicator, level)."""
    rows: dict[Key, tuple[str, Fraction | None]] = {}
    for level in THRESHOLDS:
        keys = [key for key in values if key[1] == level]
        for code in CODES:
            rows[code, level] = one_dispersion([(pupils[key], values[key][code]) for key in keys], LIMITS[level])
    return rows


def one_dispersion(pairs: list[tuple[Fraction | None, Fraction | None]], limit: Fraction) -> tuple[str, Fraction | None]:
    if not pairs:
        return "not_applicable", None
    known = [(count, value) for count, value in pairs if count is not None and value is not None]
    if len(pairs) < 2 or len(known) < len(pairs):
        return "unknown", None
    total = sum(count for count, _ in known)
    mean = sum(count * value for count, value in known) / total
    if mean == 0:
        return "unknown", None
    squared = sum(count * (value - mean) ** 2 for count, value in known) / total / mean**2
    return ("met" if squared <= limit**2 else "not_met"), Fraction(squared)


def finding_verdict(value: Fraction | None, code: str, level: str) -> str:
    if value is None:
        return "unknown"
    return "met" if value >= Fraction(THRESHOLDS[level][code]) else "not_met"
