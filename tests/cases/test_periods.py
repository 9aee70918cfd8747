"""Facts of the right period: the package's own year, the last whole fiscal year, the cohort that has left."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework import County, assess_county
from perfect import perfect_county


def restated(county: County, fact: str, **values: object) -> County:
    """The fact's rows replaced by one row a period: `restated(county, "x", FY2024=1, cohort=2)`; "_" is the empty period."""
    rows = county.rows("facts")
    (first,) = [row for row in rows if row["fact"] == fact]
    rows.remove(first)
    for period, value in values.items():
        rows.append({**first, "period": {"_": ""}.get(period, period.replace("to", "-")), "value": value})  # type: ignore[dict-item]
    return county


@pytest.mark.parametrize(
    ("periods", "verdict"),
    [
        ({"FY2024": 100000}, "met"),  # 数据时点 2025-09-30,上一整年为 2024
        ({"FY2023": 100000}, "unknown"),  # 过期
        ({"FY2025": 100000}, "unknown"),  # 尚未满一年
        ({"FY2023": 1, "FY2024": 100000}, "met"),
        ({"FY2024": 1, "_": 100000}, "met"),  # 未写期间的就是本数据包年度
    ],
)
def test_pay_is_that_of_the_last_whole_year(periods: dict[str, int], verdict: str, tmp_path: Path) -> None:
    county = restated(perfect_county(), "teacher_average_pay_yuan", **periods)
    restated(county, "civil_servant_average_pay_yuan", _=90000)
    assert assess_county(county, tmp_path / "county").verdict("B8 county - pay") == verdict


@pytest.mark.parametrize(
    ("period", "verdict"),
    [
        ("2022to2025", "met"),
        ("2021to2024", "met"),
        ("2019to2022", "unknown"),
        ("2023to2026", "unknown"),
        ("FY2025", "met"),  # 只写毕业年份
        ("FY2024", "met"),
        ("FY2023", "unknown"),
    ],
)
def test_retention_is_that_of_the_cohort_that_has_just_left(period: str, verdict: str, tmp_path: Path) -> None:
    county = perfect_county()
    for fact, value in (("graduates", 96), ("entrants_at_start", 100), ("transfers_in", 0), ("transfers_out", 0), ("deaths", 0)):
        restated(county, fact, **{period: value})
    assert assess_county(county, tmp_path / "county").verdict("C1 county") == verdict


def test_graduates_of_one_cohort_are_not_divided_by_entrants_of_another(tmp_path: Path) -> None:
    county = restated(perfect_county(), "graduates", **{"2022to2025": 96})
    restated(county, "entrants_at_start", **{"2021to2024": 100})
    found = assess_county(county, tmp_path / "county").find("C1 county")
    assert found is not None
    assert (found["verdict"], found["reason"], found["value"]) == ("unknown", "periods_differ", None)


@pytest.mark.parametrize(("period", "verdict"), [("SY2025", "met"), ("SY2024", "met"), ("2025-2026", "met"), ("SY2022", "unknown")])
def test_a_school_years_fact_is_of_this_year_or_the_last(period: str, verdict: str, tmp_path: Path) -> None:
    county = perfect_county()
    for fact in ("disabled_school_age", "disabled_enrolled"):
        restated(county, fact, **{period: 40})
    assert assess_county(county, tmp_path / "county").verdict("C2 county") == verdict
