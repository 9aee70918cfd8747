"""Campuses: one-level ones keep their premises, mixed ones split them, and a total written twice counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework import Record, Results, assess_county, code_of
from perfect import perfect_county


def assessed(folder: Path, *campuses: Record) -> Results:
    """The perfect county whose nine-year school (330 + 300 pupils) is given by campuses."""
    county = perfect_county()
    for campus in campuses:
        county.rows("campuses").append({"school_code": code_of("nine_year"), **campus})
    return assess_county(county, folder / "county")


def teaching_area(results: Results, level: str) -> float | None:
    found = results.find(f"A4 nine_year {level}")
    assert found is not None
    return found["value"]  # type: ignore[no-any-return]


PREMISES = {"indoor_sports_area_m2": 0, "sports_ground_area_m2": 9000, "equipment_value_yuan": 1800000, "multimedia_rooms": 20}


def test_a_row_without_a_level_is_a_mixed_campus_of_whoever_the_others_leave(tmp_path: Path) -> None:
    # 东校区 150 名小学生独用 750 ㎡;西校区其余 180 名小学生、300 名初中生按 1 : 1.1 分 5100 ㎡。
    # 180 + 1.1 × 300 = 510; 小学 (750 + 5100 × 180 ÷ 510) ÷ 330 = 7.7272…; 初中 5100 × 330 ÷ 510 ÷ 300 = 11
    results = assessed(
        tmp_path,
        {"campus": "东校区", "level": "primary", "pupils": 150, "teaching_area_m2": 750, "indoor_sports_area_m2": 0},
        {"campus": "西校区", "level": "", "pupils": 480, "teaching_area_m2": 5100, "indoor_sports_area_m2": 0},
    )
    assert teaching_area(results, "primary") == pytest.approx((750 + 5100 * 180 / 510) / 330, rel=1e-12)
    assert teaching_area(results, "junior") == pytest.approx(11, rel=1e-12)


def test_rows_of_a_mixed_campus_are_added_and_split(tmp_path: Path) -> None:
    # 330 + 1.1 × 300 = 660; 初中 (3000 + 3600) × 330 ÷ 660 ÷ 300 = 11
    results = assessed(
        tmp_path,
        {"campus": "本部", "level": "primary", "pupils": 330, "teaching_area_m2": 3000, "indoor_sports_area_m2": 0},
        {"campus": "本部", "level": "junior", "pupils": 300, "teaching_area_m2": 3600, "indoor_sports_area_m2": 0},
    )
    assert teaching_area(results, "junior") == pytest.approx(11, rel=1e-12)
    assert teaching_area(results, "primary") == pytest.approx(10, rel=1e-12)


def test_premises_repeated_on_every_row_of_a_campus_count_once(tmp_path: Path) -> None:
    # 6600 × 330 ÷ 660 ÷ 300 = 11, not 22
    rows = [
        {"campus": "本部", "level": level, "pupils": pupils, "teaching_area_m2": 6600, **PREMISES}
        for level, pupils in (("primary", 330), ("junior", 300))
    ]
    results = assessed(tmp_path, *rows)
    assert teaching_area(results, "junior") == pytest.approx(11, rel=1e-12)
    assert "campus_premises_repeated" in {problem["code"] for problem in results.answer["problems"]}


def test_a_column_that_no_campus_reports_is_taken_from_the_school(tmp_path: Path) -> None:
    results = assessed(tmp_path, {"campus": "本部", "level": "", "pupils": 630, "teaching_area_m2": 6600, "indoor_sports_area_m2": 0})
    plain = assess_county(perfect_county(), tmp_path / "plain")
    for indicator in ("A6", "A7"):
        key = f"{indicator} nine_year junior"
        first, second = results.find(key), plain.find(key)
        assert first is not None
        assert second is not None
        assert first["value"] == second["value"]


def test_an_empty_cell_of_a_one_level_campus_leaves_its_section_unknown(tmp_path: Path) -> None:
    results = assessed(
        tmp_path,
        {"campus": "东校区", "level": "primary", "pupils": 330, "indoor_sports_area_m2": 0},
        {"campus": "西校区", "level": "junior", "pupils": 300, "teaching_area_m2": 3600, "indoor_sports_area_m2": 0},
    )
    assert results.verdict("A4 nine_year primary") == "unknown"
    assert results.verdict("A4 nine_year junior") == "met"


def test_a_campus_of_attached_classes_counts_for_no_section(tmp_path: Path) -> None:
    results = assessed(
        tmp_path,
        {"campus": "幼儿园", "level": "kindergarten", "pupils": 60, "teaching_area_m2": 9999, "indoor_sports_area_m2": 0},
        {"campus": "本部", "level": "", "pupils": 630, "teaching_area_m2": 6600, "indoor_sports_area_m2": 0},
    )
    assert teaching_area(results, "junior") == pytest.approx(11, rel=1e-12)
