"""The perfect county that the law cases change: nine schools, everything reported, everything met."""

from __future__ import annotations

from casework import County

SCHOOL_JUDGEMENTS = (
    "C3.charter",
    "C3.informatisation",
    "C5.skill",
    "C5.utilisation",
    "C6.moral_education",
    "C6.campus_culture",
    "C7.curriculum",
    "C7.order",
    "C7.practice",
    "C8",
)
COUNTY_JUDGEMENTS = (
    "P1",
    "P2",
    "B1",
    "B2.construction",
    "B2.staffing",
    "B2.funding",
    "B2.equipment",
    "B8.performance_pay",
    "B10",
    "B14.rural_tilt",
    "B15.left_behind_care",
)
VETOES = ("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8")


def perfect_county() -> County:
    """Nine schools of the common kinds; everything reported, everything met."""
    county = County()
    county.add_school("city_primary", "primary", {"primary": 1000}, locality="urban")
    county.add_school("village_primary", "primary", {"primary": 600})
    county.add_school("small_primary", "primary", {"primary": 80})
    county.add_school("city_junior", "junior", {"junior": 1000}, locality="urban")
    county.add_school("town_junior", "junior", {"junior": 600}, locality="town")
    county.add_school("nine_year", "nine_year", {"primary": 330, "junior": 300}, locality="town")
    county.add_school("point_60", "teaching_point", {"primary": 60}, parent_code="village_primary")
    county.add_school("point_49", "teaching_point", {"primary": 49}, parent_code="village_primary")
    county.add_school("special", "special", {"primary": 60}, locality="urban")
    for row in county.rows("schools"):
        code, kind = str(row["school_code"]), str(row["kind"])
        if kind not in ("teaching_point", "special"):
            county.add_rooms(code, "music", 3, 100).add_rooms(code, "art", 3, 95)
        if kind != "teaching_point":
            for indicator in SCHOOL_JUDGEMENTS:
                county.judge(indicator, code, "good" if indicator.startswith("C6") else "met")
    for indicator in COUNTY_JUDGEMENTS:
        county.judge(indicator)
    for veto in VETOES:
        county.rows("vetoes").append({"veto": veto, "school_code": "", "found": False, "examined_on": "2025-09-12"})
    _state_county_facts(county)
    for subject in ("数学", "体育"):
        county.rows("monitoring").append(
            {"year": 2024, "subject": subject, "grade": "8", "attainment_level": "3", "between_school_rate": 0.1}
        )
    county.rows("survey").append(
        {"conducted_by": "province", "instrument": "questionnaire", "group": "parent", "issued": 800, "valid": 800, "satisfied": 720}
    )
    return county


def _state_county_facts(county: County) -> None:
    for level, norm in (("primary", 720), ("junior", 940)):
        county.state("operating_norm_yuan", norm, level)
        for locality in ("urban", "town", "rural"):
            county.state("operating_quota_yuan", norm + 80, level, locality)
    for fact, value in {
        "teacher_average_pay_yuan": 101000,
        "civil_servant_average_pay_yuan": 100000,
        "teachers_required_to_train": 400,
        "teachers_with_360_hours": 400,
        "rotation_eligible_teachers": 100,
        "rotated_teachers": 20,
        "rotated_backbone_teachers": 8,
        "elite_senior_places": 1000,
        "elite_senior_allotted_places": 600,
        "elite_senior_rural_allotted_places": 300,
        "migrant_children_eligible": 200,
        "migrant_in_public": 180,
        "migrant_in_purchased": 10,
        "disabled_school_age": 100,
        "disabled_enrolled": 98,
    }.items():
        county.state(fact, value)
    for fact, value in {"graduates": 390, "entrants_at_start": 401, "transfers_in": 5, "transfers_out": 6, "deaths": 1}.items():
        county.state(fact, value, "junior")
