"""Rosters: what they count, what a typed number beside them must say, and what a part of a roster cannot say."""

from __future__ import annotations

from pathlib import Path

import pytest

import junheng
from casework import County, assess_county, code_of
from perfect import perfect_county

TEACHERS = 120


def add_teachers(county: County, school: str, level: str, count: int, **cells: object) -> County:
    for number in range(count):
        row = {"person_id": f"{school}-{level}-{number}", "school_code": code_of(school), "level": level, "full_time": True}
        county.rows("teachers").append({**row, **cells})  # type: ignore[dict-item]
    return county


def with_roster_of_all(hours: float) -> County:
    """The perfect county with a roster of every section's teachers and no typed training facts."""
    county = perfect_county().drop("facts/teachers_required_to_train").drop("facts/teachers_with_360_hours")
    for section in list(county.rows("sections")):
        add_teachers(county, str(section["school_code"]), str(section["level"]), int(section["teachers"] or 0), training_hours_5y=360)
    county.rows("teachers")[0]["training_hours_5y"] = hours
    return county


@pytest.mark.parametrize(("hours", "verdict"), [(359.5, "not_met"), (360, "met"), (360.5, "met")])
def test_one_teacher_decides_the_training_share_at_360_hours(hours: float, verdict: str, tmp_path: Path) -> None:
    results = assess_county(with_roster_of_all(hours), tmp_path / "county")
    assert results.verdict("B9 county") == verdict


def test_a_typed_training_fact_that_disagrees_with_the_whole_roster_is_an_error(tmp_path: Path) -> None:
    county = with_roster_of_all(360).state("teachers_with_360_hours", 1)
    with pytest.raises(junheng.PackageError):
        junheng.assess(county.write(tmp_path / "county"))


def test_senior_teachers_on_the_roster_are_not_counted_among_those_of_compulsory_education(tmp_path: Path) -> None:
    county = with_roster_of_all(360)
    compulsory = len(county.rows("teachers"))
    county.add_school("combined", "combined_secondary", {"junior": 500, "senior": 600}, sponsor="public")
    county.section("combined", "junior").without(
        "teachers", "above_degree_teachers", "backbone_teachers", "sports_arts_teachers", "certified_teachers"
    )
    add_teachers(county, "combined", "junior", 40, training_hours_5y=360)
    county.section("combined", "senior").without(
        "teachers", "above_degree_teachers", "backbone_teachers", "sports_arts_teachers", "certified_teachers"
    )
    add_teachers(county, "combined", "senior", 50, training_hours_5y=0)
    found = assess_county(county, tmp_path / "county").find("B9 county")
    assert found is not None
    assert (found["numerator"], found["denominator"]) == (compulsory + 40, compulsory + 40)


def test_a_teacher_without_a_level_at_a_school_with_a_senior_section_leaves_the_county_uncounted(tmp_path: Path) -> None:
    county = with_roster_of_all(360)
    county.add_school("combined", "combined_secondary", {"junior": 500, "senior": 600}, sponsor="public")
    county.section("combined", "junior").without(
        "teachers", "above_degree_teachers", "backbone_teachers", "sports_arts_teachers", "certified_teachers"
    )
    add_teachers(county, "combined", "junior", 40, training_hours_5y=360)
    add_teachers(county, "combined", "", 50, training_hours_5y=0)
    assert assess_county(county, tmp_path / "county").verdict("B9 county") == "unknown"


def test_a_roster_of_one_school_does_not_count_the_countys_training(tmp_path: Path) -> None:
    county = perfect_county().drop("facts/teachers_required_to_train").drop("facts/teachers_with_360_hours")
    add_teachers(county, "small_primary", "primary", 10, training_hours_5y=400)
    assert assess_county(county, tmp_path / "county").verdict("B9 county") == "unknown"


def test_a_teacher_without_a_level_at_a_nine_year_school_is_of_compulsory_education_all_the_same(tmp_path: Path) -> None:
    county = with_roster_of_all(360)
    county.section("nine_year", "primary").without("teachers", "above_degree_teachers", "backbone_teachers", "sports_arts_teachers")
    county.section("nine_year", "primary").without("certified_teachers")
    row = next(row for row in county.rows("teachers") if row["school_code"] == code_of("nine_year") and row["level"] == "primary")
    row.update(level="", training_hours_5y=0)
    found = assess_county(county, tmp_path / "county").find("B9 county")
    assert found is not None
    everyone = len(county.rows("teachers"))
    assert (found["numerator"], found["denominator"]) == (everyone - 1, everyone)


def test_a_vocational_school_without_a_roster_leaves_the_countys_roster_whole(tmp_path: Path) -> None:
    county = with_roster_of_all(360).add_school("vocational", "vocational", {"junior": 200})
    found = assess_county(county, tmp_path / "county").find("B9 county")
    assert found is not None
    assert (found["verdict"], found["denominator"]) == ("met", len(county.rows("teachers")))


def with_roster_of_pupils(migrants: int) -> County:
    """The perfect county with every pupil by name, so many migrants in each section, and no typed count of those in public schools."""
    county = perfect_county().drop("facts/migrant_in_public")
    for section in county.rows("sections"):
        school, level = str(section["school_code"]), str(section["level"])
        for number in range(int(section["pupils"] or 0)):
            row = {"person_id": f"{school}-{level}-{number}", "school_code": school, "level": level, "status": "enrolled"}
            county.rows("pupils").append({**row, "migrant": number < migrants})
    return county


def test_migrant_pupils_of_public_schools_are_counted_from_the_roster(tmp_path: Path) -> None:
    # 10 个学段各 16 名,加购买学位 10 名: (160 + 10) ÷ 200 = 0.85
    found = assess_county(with_roster_of_pupils(16), tmp_path / "county").find("B15 county - placed")
    assert found is not None
    assert (found["numerator"], found["verdict"]) == (170, "met")


def test_migrant_pupils_of_a_private_school_are_not_those_of_a_public_one(tmp_path: Path) -> None:
    county = with_roster_of_pupils(16)
    county.school("small_primary").set(sponsor="private")
    found = assess_county(county, tmp_path / "county").find("B15 county - placed")
    assert found is not None
    assert (found["numerator"], found["verdict"]) == (154, "not_met")


def test_a_pupil_of_whom_it_is_not_said_whether_a_migrant_leaves_the_count_unknown(tmp_path: Path) -> None:
    county = with_roster_of_pupils(16)
    county.rows("pupils")[0]["migrant"] = None
    assert assess_county(county, tmp_path / "county").verdict("B15 county - placed") == "unknown"


def test_a_typed_count_of_migrants_in_public_schools_outranks_the_roster_with_a_warning(tmp_path: Path) -> None:
    county = with_roster_of_pupils(16).state("migrant_in_public", 161)
    assessment = junheng.assess(county.write(tmp_path / "county"))
    assert "count_disagrees" in [problem.code for problem in assessment.problems]
    (placed,) = [finding for finding in assessment.findings_of("B15") if finding.part == "placed"]
    assert placed.numerator == 171


def city_roster(degrees: dict[str, int], **cells: object) -> County:
    """City primary with its 120 teachers by name, its counts left empty to be derived."""
    county = perfect_county()
    county.section("city_primary", "primary").without("teachers", "above_degree_teachers", "backbone_teachers", "sports_arts_teachers")
    county.section("city_primary", "primary").without("certified_teachers")
    base = {"degree": "below", "subject": "语文", "certificate_level": "primary", **cells}
    add_teachers(county, "city_primary", "primary", TEACHERS, **base)
    rows = iter(county.rows("teachers"))
    for degree, count in degrees.items():
        for _ in range(count):
            next(rows)["degree"] = degree
    return county


@pytest.mark.parametrize(("associates", "verdict"), [(21, "not_met"), (22, "met"), (23, "met")])
def test_degrees_of_the_roster_decide_a1(associates: int, verdict: str, tmp_path: Path) -> None:
    # 22 专科 + 15 本科 + 4 硕士 + 1 博士 = 42; 42 ÷ 1000 × 100 = 4.2
    county = city_roster({"associate": associates, "bachelor": 15, "master": 4, "doctor": 1})
    assert assess_county(county, tmp_path / "county").verdict("A1 city_primary primary") == verdict


@pytest.mark.parametrize(("until", "value"), [("2025-09-29", 0.9), ("2025-09-30", 1), ("2026-08-31", 1)])
def test_a_backbone_teacher_counts_while_in_term(until: str, value: float, tmp_path: Path) -> None:
    # 9 名任期未满 + 1 名任期至 until; 10 ÷ 1000 × 100 = 1
    county = city_roster({})
    for row in county.rows("teachers")[:9]:
        row.update(backbone_level="县级", backbone_until="2027-08-31")
    county.rows("teachers")[9].update(backbone_level="市级", backbone_until=until)
    county.rows("teachers")[10].update(backbone_level="校级", backbone_until="2027-08-31")
    found = assess_county(county, tmp_path / "county").find("A2 city_primary primary")
    assert found is not None
    assert found["value"] == pytest.approx(value)


def test_a_certificate_below_the_section_is_none(tmp_path: Path) -> None:
    county = city_roster({})
    county.rows("teachers")[0]["certificate_level"] = "kindergarten"
    results = assess_county(county, tmp_path / "county")
    found = results.find("B12 city_primary primary")
    assert found is not None
    assert (found["numerator"], found["denominator"], found["verdict"]) == (119, 120, "not_met")


def test_a_teacher_without_a_degree_cell_leaves_the_count_unknown(tmp_path: Path) -> None:
    county = city_roster({"bachelor": 60})
    county.rows("teachers")[0]["degree"] = None
    assert assess_county(county, tmp_path / "county").verdict("A1 city_primary primary") == "unknown"


def with_rotated(*moves: tuple[str, str]) -> County:
    """The perfect county whose whole roster says who came by rotation (day, backbone level); no typed counts."""
    county = with_roster_of_all(360).drop("facts/rotated_teachers").drop("facts/rotated_backbone_teachers")
    for row, (day, backbone) in zip(county.rows("teachers"), moves, strict=False):
        row.update(rotated_on=day, backbone_level=backbone)
    for section in county.rows("sections"):
        section["backbone_teachers"] = None
    return county


def test_rotation_is_counted_over_the_year_that_ends_on_the_datas_day(tmp_path: Path) -> None:
    # 2024-09-30 已满一年,不计;2024-10-01 与 2025-09-30 计入;2025-10-01 在数据时点之后,不计。
    county = with_rotated(("2024-09-30", ""), ("2024-10-01", "县级"), ("2025-09-30", "校级"), ("2025-10-01", "县级"))
    results = assess_county(county, tmp_path / "county")
    rotated, backbone = results.find("B11 county - rotated"), results.find("B11 county - backbone")
    assert rotated is not None
    assert backbone is not None
    assert rotated["numerator"] == 2
    assert (backbone["numerator"], backbone["denominator"]) == (1, 2)


def test_a_typed_count_of_rotated_teachers_outranks_the_roster_with_a_warning(tmp_path: Path) -> None:
    county = with_rotated(("2025-09-01", "县级"), ("2025-09-01", "")).state("rotated_teachers", 20).state("rotated_backbone_teachers", 8)
    assessment = junheng.assess(county.write(tmp_path / "county"))
    assert [problem.code for problem in assessment.problems].count("count_disagrees") == 2
    assert {finding.part: finding.numerator for finding in assessment.findings_of("B11") if finding.part} == {"rotated": 20, "backbone": 8}


def test_a_roster_that_dates_no_rotation_counts_none(tmp_path: Path) -> None:
    assert assess_county(with_rotated(), tmp_path / "county").verdict("B11 county") == "unknown"


def test_classes_of_an_attached_kindergarten_need_no_section(tmp_path: Path) -> None:
    county = perfect_county()
    county.rows("classes").append({"school_code": code_of("city_primary"), "level": "kindergarten", "class_name": "大班", "pupils": 30})
    assert assess_county(county, tmp_path / "county").verdict("county") == "met"


def test_pupils_who_have_left_need_no_section(tmp_path: Path) -> None:
    county = perfect_county()
    row = {"person_id": "p1", "school_code": code_of("city_primary"), "level": "junior", "status": "graduated"}
    county.rows("pupils").append(row)  # type: ignore[arg-type]
    assert assess_county(county, tmp_path / "county").verdict("county") == "met"
    row["status"] = "enrolled"
    with pytest.raises(junheng.PackageError, match="junior"):
        junheng.assess(county.write(tmp_path / "enrolled"))
