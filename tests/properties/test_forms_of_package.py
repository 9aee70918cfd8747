"""Package → workbook → package: identical values, and the same assessment from every form."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import junheng
from casework import County
from junheng.county import CountyPackage, read_package
from junheng.county.write import write_package
from perfect import perfect_county
from random_counties import counties

FORMS = ("again", "county.zip", "county.xlsx")


def content(package: CountyPackage) -> dict[str, Any]:
    """All values by table and column, without where they came from; a column that nobody filled says nothing."""
    return {
        name: {column: list(values) for column, values in table.columns.items() if any(value is not None for value in values)}
        for name, table in package.tables.items()
        if len(table)
    }


def conclusions(package: Path | CountyPackage) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(json.dumps(junheng.assess(package).results()))
    return {name: answer[name] for name in ("county", "findings", "sections", "dispersion", "composite")}


def assert_every_form_keeps(county: County, folder: Path) -> None:
    source = read_package(county.write(folder / "source"))
    expected = conclusions(source)
    for form in FORMS:
        target = folder / form
        write_package(source, target)
        again = read_package(target)
        assert again.manifest.county_code == source.manifest.county_code
        assert again.manifest.as_of == source.manifest.as_of
        assert content(again) == content(source), form
        assert conclusions(again) == expected, form


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(counties())
def test_a_random_county_survives_folder_zip_and_workbook(county: County) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_every_form_keeps(county, Path(folder))


@pytest.mark.parametrize(
    "change",
    [
        ("schools/city_primary/school_name", '引号"、逗号,和\n换行'),
        ("schools/city_primary/school_name", "0123"),
        ("schools/city_primary/teaching_area_m2", "7500.123456789"),
        ("schools/city_primary/longitude", "-106.5"),
        ("schools/city_primary/equipment_value_yuan", "3000000.01"),
        ("schools/city_primary/opened_on", "1958-09-01"),
        ("manifest/county_name", "平罗县"),
    ],
)
def test_awkward_values_survive_every_form(change: tuple[str, str], tmp_path: Path) -> None:
    assert_every_form_keeps(perfect_county().change(*change), tmp_path)


def test_a_folder_and_its_zip_have_one_fingerprint(tmp_path: Path) -> None:
    source = read_package(perfect_county().write(tmp_path / "source"))
    write_package(source, tmp_path / "again")
    write_package(source, tmp_path / "county.zip")
    assert read_package(tmp_path / "again").sha256 == read_package(tmp_path / "county.zip").sha256
