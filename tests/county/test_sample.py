"""The invented county: as many schools as asked, the same ones for the same seed, read back as they were made."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import junheng
from junheng.county import CountyPackage, read_package, try_read
from junheng.county.checks import check_package
from junheng.county.codes import SCHOOL_KINDS
from junheng.county.sample import sample_county, sample_province, write_sample
from junheng.county.write import write_package


@pytest.fixture(scope="module")
def county() -> CountyPackage:
    return sample_county()


def values(package: CountyPackage) -> dict[str, dict[str, list[object]]]:
    return {name: {column: list(cells) for column, cells in table.columns.items()} for name, table in package.tables.items()}


@pytest.mark.parametrize("schools", [1, 2, 3, 12, 31, 32, 60, 137])
def test_the_county_has_exactly_as_many_schools_as_asked(schools: int) -> None:
    assert len(sample_county(schools).schools) == schools


@pytest.mark.parametrize("schools", [0, -1, 10_000])
def test_an_impossible_number_of_schools_is_refused(schools: int) -> None:
    with pytest.raises(ValueError, match=str(schools)):
        sample_county(schools)


@pytest.mark.parametrize("code", ["99010", "9901000", "99010x", "９９０１００"])
def test_a_county_code_that_has_not_six_digits_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="6 位数字"):
        sample_county(3, county_code=code)


def test_the_same_seed_gives_the_same_county_and_another_seed_another(county: CountyPackage) -> None:
    assert values(sample_county()) == values(county)
    assert sample_county().sha256 == county.sha256
    assert sample_county(seed=8).sha256 != county.sha256


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_county_does_not_depend_on_the_order_of_hashes(county: CountyPackage, hash_seed: str) -> None:
    code = "from junheng.county.sample import sample_county; print(sample_county().sha256)"
    run = subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == county.sha256


@pytest.mark.parametrize("name", ["county", "county.zip", "county.xlsx"])
@pytest.mark.parametrize("schools", [1, 60])
def test_what_is_written_is_read_back_value_for_value(tmp_path: Path, name: str, schools: int) -> None:
    made = sample_county(schools)
    write_package(made, tmp_path / name)
    read = read_package(tmp_path / name)
    assert values(read) == values(made)
    assert read.manifest.extras == made.manifest.extras


def test_the_fingerprint_is_that_of_the_written_folder(tmp_path: Path, county: CountyPackage) -> None:
    write_sample(tmp_path / "county")
    assert read_package(tmp_path / "county").sha256 == county.sha256


def test_every_package_says_that_it_is_invented(county: CountyPackage) -> None:
    assert "虚构样例" in county.manifest.county_name
    assert county.manifest.extras["invented"] is True
    assert "虚构" in str(county.manifest.extras["note"])


@pytest.mark.parametrize("schools", [1, 7, 31, 60, 200])
def test_a_county_without_faults_has_no_errors_and_few_warnings(tmp_path: Path, schools: int) -> None:
    write_sample(tmp_path / "county", schools=schools)
    package, problems = try_read(tmp_path / "county")
    assert package is not None
    found = [*problems.found, *check_package(package)]
    assert [problem for problem in found if problem.severity == "error"] == []
    # Fewer than one in twenty schools, beside what is said of the county as a whole.
    assert len(found) <= 6 + schools // 20


def test_every_kind_of_school_is_there(county: CountyPackage) -> None:
    kinds = Counter(row.text("kind") for row in county.schools)
    assert set(kinds) == set(SCHOOL_KINDS)
    pupils = {row.text("school_code"): row.number("pupils") for row in county.sections}
    points = {pupils[row.text("school_code")] for row in county.schools if row.text("kind") == "teaching_point"}
    assert {12, 49, 50} <= points
    assert sum(1 for row in county.schools if row.text("sponsor") == "private") == 2


def test_two_schools_share_a_name_and_no_other_two_do(county: CountyPackage) -> None:
    names = Counter(row.text("school_name") for row in county.schools)
    assert {name: count for name, count in names.items() if count > 1} == {"中心学校": 2}


def test_a_teaching_point_belongs_to_a_school_of_the_county(county: CountyPackage) -> None:
    kinds = {row.text("school_code"): row.text("kind") for row in county.schools}
    parents = [kinds[row.text("parent_code")] for row in county.schools if row.text("kind") == "teaching_point"]
    assert len(parents) > 4
    assert set(parents) == {"primary"}


def test_rosters_add_up_to_the_counts_of_their_sections(tmp_path: Path) -> None:
    write_sample(tmp_path / "county", schools=33, rosters=True)
    package, problems = try_read(tmp_path / "county")
    assert package is not None
    assert problems.errors == []
    assert [problem for problem in check_package(package) if problem.severity == "error"] == []
    typed = {(row["school_code"], row["level"]): row.number("pupils") for row in package.sections}
    attending = Counter((row["school_code"], row["level"]) for row in package.table("pupils") if row.text("status") == "enrolled")
    assert attending == {key: pupils for key, pupils in typed.items() if pupils}
    rotated = [row for row in package.table("teachers") if row["rotated_on"] is not None]
    facts = {row.text("fact"): row.number("value") for row in package.table("facts")}
    assert len(rotated) == facts["rotated_teachers"]
    assert sum(1 for row in rotated if row["backbone_level"]) == facts["rotated_backbone_teachers"]


@pytest.mark.parametrize("schools", [20, 33, 60])
def test_rosters_count_what_the_countys_own_facts_say(schools: int) -> None:
    found = junheng.assess(sample_county(schools, rosters=True)).problems
    assert [problem for problem in found if problem.code == "count_disagrees"] == []


def test_rosters_leave_every_other_table_as_it_is() -> None:
    plain, with_rosters = values(sample_county(20)), values(sample_county(20, rosters=True))
    assert {name: with_rosters[name] for name in plain} == plain
    assert set(with_rosters) - set(plain) == {"teachers", "pupils"}


def test_a_province_has_counties_of_their_own_codes_and_schools() -> None:
    province = list(sample_province(12, 4))
    assert [package.manifest.county_code for package in province] == [str(code) for code in range(990101, 990113)]
    codes = [row.text("school_code") for package in province for row in package.schools]
    assert len(set(codes)) == 48
    assert len({package.manifest.county_name for package in province}) == 12
    assert values(province[2]) == values(sample_county(4, county_code="990103"))


def test_the_year_before_has_the_same_schools_and_hardly_other_pupils() -> None:
    before, now = sample_county(school_year=2024), sample_county()
    assert [row["school_code"] for row in before.schools] == [row["school_code"] for row in now.schools]
    pairs = [(old.number("pupils"), new.number("pupils")) for old, new in zip(before.sections, now.sections, strict=True)]
    assert sum(1 for old, new in pairs if old != new) > 10
    assert [pair for pair in pairs if pair[0] and pair[1] and not 0.9 < pair[1] / pair[0] < 1.1 and abs(pair[1] - pair[0]) > 3] == []
    assert [problem for problem in check_package(now, before) if problem.severity == "error"] == []
