"""Falls to avoid: schools that vanish, grow a section, or are taken for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

import junheng
from casework import County, assess_county, code_of
from perfect import perfect_county


def test_a_nine_year_school_without_primary_pupils_grows_no_primary_section(tmp_path: Path) -> None:
    for name, pupils in (("zero", {"primary": 0, "junior": 300}), ("no row", {"junior": 300})):
        county = County().add_school("s1", "nine_year", pupils).add_school("s2", "junior", {"junior": 300})
        results = assess_county(county, tmp_path / name)
        assert results.verdict("section s1 primary") == "absent", name
        assert results.verdict("A1.cv primary") == "not_applicable", name
        row = results.find("A1.cv junior")
        assert row is not None
        assert row["sections"] == 2, name


def test_two_schools_of_one_name_are_two_schools(tmp_path: Path) -> None:
    county = perfect_county()
    county.school("city_primary").set(school_name="中心小学")
    county.school("village_primary").set(school_name="中心小学", equipment_value_yuan=0)
    results = assess_county(county, tmp_path / "county")
    assert results.verdict("A6 city_primary primary") == "met"
    assert results.verdict("A6 village_primary primary") == "not_met"


def test_two_counties_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    one, other = perfect_county(), perfect_county().change("manifest/county_code", "990201")
    answers = [assess_county(county, tmp_path / str(number)).answer for number, county in enumerate((one, other))]
    assert [answer["package"]["county_code"] for answer in answers] == ["990200", "990201"]
    assert len({answer["package"]["county_name"] for answer in answers}) == 1


def test_a_school_code_used_twice_stops_the_assessment(tmp_path: Path) -> None:
    county = perfect_county()
    county.rows("schools").append(dict(county.rows("schools")[0]))
    with pytest.raises(junheng.PackageError):
        junheng.assess(county.write(tmp_path / "county"))


def test_a_section_that_stands_twice_stops_the_assessment(tmp_path: Path) -> None:
    county = perfect_county()
    county.rows("sections").append(dict(county.rows("sections")[0]))
    with pytest.raises(junheng.PackageError):
        junheng.assess(county.write(tmp_path / "county"))


def test_a_level_that_the_kind_cannot_have_stops_the_assessment(tmp_path: Path) -> None:
    county = perfect_county().add_section("city_primary", "junior", 100)
    with pytest.raises(junheng.PackageError):
        junheng.assess(county.write(tmp_path / "county"))


def test_a_twelve_year_school_is_not_left_out(tmp_path: Path) -> None:
    county = perfect_county().add_school("twelve_year", "twelve_year", {"primary": 300, "junior": 300, "senior": 300})
    before = assess_county(perfect_county(), tmp_path / "before").find("A1.cv primary")
    results = assess_county(county, tmp_path / "after")
    after = results.find("A1.cv primary")
    assert before is not None
    assert after is not None
    assert (after["sections"], after["pupils"]) == (before["sections"] + 1, before["pupils"] + 300)
    assert {results.verdict(f"section twelve_year {level}") for level in ("primary", "junior")} == {"met"}
    assert results.verdict("B4 twelve_year") == "met"


def test_a_point_of_49_pupils_is_out_and_one_of_50_is_in(tmp_path: Path) -> None:
    county = County()
    county.add_school("point_49", "teaching_point", {"primary": 49}).add_school("point_50", "teaching_point", {"primary": 50})
    results = assess_county(county, tmp_path / "county")
    assert [row["excluded_by"] for row in results.answer["sections"] if row["school_code"] == code_of("point_49")] == [
        "teaching_point_under_50"
    ]
    assert [row["excluded_by"] for row in results.answer["sections"] if row["school_code"] == code_of("point_50")] == [None]
    row = results.find("A1.cv primary")
    assert row is not None
    assert (row["sections"], row["pupils"], row["verdict"]) == (1, 50, "unknown")


def test_every_primary_and_junior_section_is_either_judged_or_named_as_left_out(tmp_path: Path) -> None:
    county = perfect_county()
    county.add_school("vocational", "vocational", {"junior": 100})
    county.add_school("combined", "combined_secondary", {"junior": 200, "senior": 200})
    listed = [(row["school_code"], row["level"]) for row in assess_county(county, tmp_path / "county").answer["sections"]]
    reported = [(row["school_code"], row["level"]) for row in county.rows("sections") if row["level"] in ("primary", "junior")]
    assert sorted(listed) == sorted(reported)
