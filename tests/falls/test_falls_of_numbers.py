"""Falls to avoid: numbers that say one thing and are read as another."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import junheng
from casework import County, assess_county, code_of
from junheng.county import read_package, try_read
from junheng.county.write import write_package
from perfect import perfect_county


def codes_of(path: Path) -> dict[str, str]:
    """Problem code → severity, of reading and of the checks that stop an assessment."""
    try:
        problems = list(junheng.assess(path).problems)
    except junheng.PackageError as error:
        problems = error.problems
    return {problem.code: problem.severity for problem in problems}


def workbook_of(county: County, folder: Path) -> Path:
    target = folder / "county.xlsx"
    write_package(read_package(county.write(folder / "source")), target)
    return target


def cell_at(workbook: openpyxl.Workbook, sheet: str, heading: str, key: str) -> openpyxl.cell.Cell:
    """The cell under a heading in the first row whose first cells hold `key`."""
    rows = list(workbook[sheet].iter_rows())
    column = next(cell.column for row in rows[:6] for cell in row if str(cell.value or "").split("(")[0].strip("* ●") == heading)
    line = next(row[0].row for row in rows if any(str(cell.value) == key for cell in row[:2]))
    found: openpyxl.cell.Cell = workbook[sheet].cell(line, column)
    return found


def test_an_empty_cell_is_not_counted_as_zero(tmp_path: Path) -> None:
    empty = perfect_county().change("schools/city_primary/equipment_value_yuan", None)
    zero = perfect_county().change("schools/city_primary/equipment_value_yuan", 0)
    of_empty, of_zero = assess_county(empty, tmp_path / "empty"), assess_county(zero, tmp_path / "zero")
    assert of_empty.verdict("A6 city_primary primary") == "unknown"
    assert of_zero.verdict("A6 city_primary primary") == "not_met"


def test_a_number_typed_as_text_is_read_with_a_warning(tmp_path: Path) -> None:
    path = workbook_of(perfect_county(), tmp_path)
    workbook = openpyxl.load_workbook(path)
    cell = cell_at(workbook, "学校", "教学仪器设备值", code_of("city_primary"))
    assert cell.value == 3000000
    cell.value, cell.number_format = "3000000", "@"
    workbook.save(path)
    assessment = junheng.assess(path)
    found = next(row for row in assessment.findings if (row.indicator, row.subject) == ("A6", code_of("city_primary")))
    assert found.value == 3000
    assert [problem.severity for problem in assessment.problems if problem.code == "number_as_text"] == ["warning"]


@pytest.mark.parametrize("text", ["约三百", "12,5", "-", "无", "1e999", "9" * 40])
def test_text_that_is_no_number_and_absurd_values_stop_the_assessment(text: str, tmp_path: Path) -> None:
    path = perfect_county().change("schools/city_primary/equipment_value_yuan", text).write(tmp_path / "county")
    with pytest.raises(junheng.PackageError):
        junheng.assess(path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("sections/city_primary/primary/teachers", -1),
        ("sections/city_primary/primary/above_degree_teachers", 121),
        ("sections/city_primary/primary/certified_teachers", 121),
        ("schools/city_primary/indoor_sports_area_m2", 7501),
        ("facts/disabled_enrolled", 101),
        ("survey/province/questionnaire/parent/satisfied", 801),
    ],
)
def test_values_that_cannot_be_stop_the_assessment(path: str, value: int, tmp_path: Path) -> None:
    with pytest.raises(junheng.PackageError):
        junheng.assess(perfect_county().change(path, value).write(tmp_path / "county"))


def test_an_absurdly_large_amount_per_pupil_is_questioned_and_not_silently_taken(tmp_path: Path) -> None:
    path = perfect_county().change("schools/city_primary/teaching_area_m2", 75000000).write(tmp_path / "county")
    assert "per_pupil_too_large" in codes_of(path)


def test_0846_is_not_rounded_to_085_before_the_floor_is_tested(tmp_path: Path) -> None:
    # 11 ÷ 1300 × 100 = 0.84615 < 0.85 × 1
    county = perfect_county().add_school("extra_primary", "primary", {"primary": 1300})
    county.change("sections/extra_primary/primary/backbone_teachers", 11)
    assert assess_county(county, tmp_path / "county").verdict("section extra_primary primary") == "not_met"


def test_exactly_85_percent_stays_above_the_floor_and_a_hair_less_does_not(tmp_path: Path) -> None:
    for amount, verdict in (("1700000", "met"), ("1699999.999999", "not_met")):
        county = perfect_county().change("schools/city_primary/equipment_value_yuan", amount)
        results = assess_county(county, tmp_path / amount)
        assert results.verdict("section city_primary primary") == verdict, amount
        assert results.verdict("A6 city_primary primary") == "not_met"


def test_a_dispersion_of_exactly_050_is_met_and_a_hair_more_is_not(tmp_path: Path) -> None:
    for amount, verdict in (("150000", "met"), ("150000.000001", "not_met")):
        county = County()
        county.add_school("s1", "primary", {"primary": 100}, equipment_value_yuan=50000)
        county.add_school("s2", "primary", {"primary": 100}, equipment_value_yuan=amount)
        assert assess_county(county, tmp_path / amount).verdict("A6.cv primary") == verdict, amount


def test_a_resource_of_zero_everywhere_is_no_dispersion_of_zero(tmp_path: Path) -> None:
    county = County()
    for name in ("s1", "s2", "s3"):
        county.add_school(name, "primary", {"primary": 100}, multimedia_rooms=0)
    row = assess_county(county, tmp_path / "county").find("A7.cv primary")
    assert row is not None
    assert (row["verdict"], row["cv"]) == ("unknown", None)


def test_one_school_only_has_no_dispersion(tmp_path: Path) -> None:
    county = County().add_school("s1", "primary", {"primary": 100})
    assert {assess_county(county, tmp_path / "county").verdict(f"A{number}.cv primary") for number in range(1, 8)} == {"unknown"}


def test_a_heading_in_ten_thousand_yuan_is_not_read_as_yuan(tmp_path: Path) -> None:
    folder = perfect_county().write(tmp_path / "county")
    table = folder / "schools.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    at = header.index("equipment_value_yuan")
    header[at] = "教学仪器设备值(万元)"
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        row[at] = str(int(row[at]) / 10000)
    table.write_text("\n".join([",".join(header), *(",".join(row) for row in rows)]), encoding="utf-8")
    assessment = junheng.assess(folder)
    found = next(row for row in assessment.findings if (row.indicator, row.subject) == ("A6", code_of("city_primary")))
    assert (found.numerator, found.value) == (3000000, 3000)
    assert "unit_converted" in {problem.code for problem in assessment.problems}


def test_a_fact_in_ten_thousand_yuan_is_not_read_as_yuan(tmp_path: Path) -> None:
    county = perfect_county().change("facts/teacher_average_pay_yuan", 9.9999)
    county.find("facts", ["teacher_average_pay_yuan"])[0]["unit"] = "万元"
    results = assess_county(county, tmp_path / "county")
    assert results.verdict("B8 county - pay") == "not_met"
    found = results.find("B8 county - pay")
    assert found is not None
    assert found["numerator"] == 99999


def test_15_where_015_is_meant_stops_the_assessment(tmp_path: Path) -> None:
    path = perfect_county().change("monitoring/数学/2024/between_school_rate", 15).write(tmp_path / "county")
    with pytest.raises(junheng.PackageError) as caught:
        junheng.assess(path)
    assert [problem.code for problem in caught.value.problems if problem.severity == "error"] == ["share_above_one"]


def test_a_veto_is_not_averaged_away(tmp_path: Path) -> None:
    county = perfect_county()
    for name in ("city_primary", "village_primary", "small_primary", "city_junior", "town_junior"):
        county.rows("vetoes").append(
            {"veto": "V3", "school_code": code_of(name), "found": name == "town_junior", "examined_on": "2025-09-12"}
        )
    results = assess_county(county, tmp_path / "county")
    assert (results.verdict("V3 county"), results.verdict("county")) == ("not_met", "not_met")


def test_a_roster_and_a_typed_count_that_disagree_are_an_error_naming_both(tmp_path: Path) -> None:
    county = perfect_county().change("sections/small_primary/primary/pupils", 80)
    county.class_sizes[code_of("small_primary"), "primary"] = [40, 39]
    with pytest.raises(junheng.PackageError) as caught:
        junheng.assess(county.write(tmp_path / "county"))
    sentence = " ".join(caught.value.problems[0].sentences())
    assert "80" in sentence
    assert "79" in sentence


def test_a_teacher_roster_that_disagrees_with_a_typed_count_is_an_error(tmp_path: Path) -> None:
    county = perfect_county()
    for number in range(11):
        county.rows("teachers").append(
            {
                "person_id": f"T{number}",
                "school_code": code_of("small_primary"),
                "level": "primary",
                "full_time": True,
                "degree": "bachelor",
            }
        )
    county.change("sections/small_primary/primary/teachers", 10)
    _package, problems = try_read(county.write(tmp_path / "county"))
    assert "count_disagrees" in {problem.code for problem in problems.errors}


def test_an_empty_count_is_filled_from_the_class_rows(tmp_path: Path) -> None:
    county = perfect_county().change("sections/small_primary/primary/pupils", 80)
    county.class_sizes[code_of("small_primary"), "primary"] = [40, 41]
    county.change("sections/small_primary/primary/pupils", None)
    found = assess_county(county, tmp_path / "county").find("B4 small_primary")
    assert found is not None
    assert found["value"] == 81
