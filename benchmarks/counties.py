"""The counties that benchmarks run on, invented and always the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from junheng.county import read_package
from junheng.county.sample import sample_county
from junheng.county.write import write_package

ROSTER_SCHOOLS = 100
ROSTER_PUPILS_PER_SCHOOL = 1000
GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
MANIFEST = {
    "format": 1,
    "county_code": "990200",
    "county_name": "虚构大县",
    "school_year": 2025,
    "as_of": "2025-09-30",
    "standard": "cn-2017-6",
    "files": {},
}


def write_sample(folder: Path, schools: int = 60) -> tuple[Path, Path]:
    """The sample county as CSV folder and as workbook."""
    package = sample_county(schools)
    csv_folder, workbook = folder / "county", folder / "county.xlsx"
    write_package(package, csv_folder)
    write_package(package, workbook)
    return csv_folder, workbook


def write_roster_workbook(folder: Path) -> Path:
    """A workbook whose sheet 学生 has 100,000 rows; the sections' counts are left to be derived from it."""
    source = folder / "roster"
    source.mkdir()
    (source / "manifest.json").write_text(json.dumps(MANIFEST, ensure_ascii=False), encoding="utf-8")
    codes = [f"22{number:08}" for number in range(ROSTER_SCHOOLS)]
    _write(source / "schools.csv", ["school_code", "school_name", "kind"], [[code, "虚构小学", "primary"] for code in codes])
    _write(source / "sections.csv", ["school_code", "level"], [[code, "primary"] for code in codes])
    header = ["person_id", "school_code", "level", "grade", "class_name", "entered_on", "status", "migrant", "left_behind", "zoned"]
    _write(source / "pupils.csv", header, [_pupil(code, number) for code in codes for number in range(ROSTER_PUPILS_PER_SCHOOL)])
    workbook = folder / "roster.xlsx"
    write_package(read_package(source), workbook)
    return workbook


def _pupil(school_code: str, number: int) -> list[object]:
    grade = number % len(GRADES)
    entered = f"{2025 - grade}-09-01"
    flags = ["true" if number % divisor == 0 else "false" for divisor in (7, 11, 2)]
    return [f"P{school_code}{number:05}", school_code, "primary", GRADES[grade], f"{number // 45 % 4 + 1}班", entered, "enrolled", *flags]


def _write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
