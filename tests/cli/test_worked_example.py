"""The published worked example through the whole command: 0.515, not met; unweighted it would be 0.489, met."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

# Pupils and the amount of a resource at five schools of one county, as published.
PUPILS_AND_RESOURCE = ((45, 279), (37, 137), (89, 935), (76, 160), (55, 402))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "county"
    folder.mkdir()
    manifest = {"format": 1, "county_code": "990101", "county_name": "算例县", "school_year": 2025, "as_of": "2025-09-30"}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "standard": "cn-2017-6", "files": {}}), encoding="utf-8")
    schools = [("school_code", "kind", "equipment_value_yuan")]
    sections: list[tuple[object, ...]] = [("school_code", "level", "pupils")]
    for number, (pupils, resource) in enumerate(PUPILS_AND_RESOURCE, 1):
        schools.append((f"990101000{number}", "primary", str(resource)))
        sections.append((f"990101000{number}", "primary", pupils))
    for name, rows in (("schools", schools), ("sections", sections)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def dispersion(package: Path, *options: str) -> dict[str, object]:
    command = [Path(sys.executable).with_name("junheng"), "assess", package, "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    tests = json.loads(done.stdout)["dispersion"]
    return next(test for test in tests if (test["indicator"], test["level"]) == ("A6", "primary"))


def test_the_worked_example_is_weighted_by_pupils_and_not_met(package: Path) -> None:
    found = dispersion(package)
    assert found["pupils"] == 302
    assert found["cv"] == pytest.approx(0.515, abs=5e-4)
    assert found["verdict"] == "not_met"


def test_every_school_alike_would_have_met_it_and_is_no_more_than_a_reading(package: Path) -> None:
    found = dispersion(package, "--reading", "dispersion_weights=schools")
    assert found["cv"] == pytest.approx(0.489, abs=5e-4)
    assert found["verdict"] == "met"
    assert "dispersion_weights=schools" in str(found["reading"])
