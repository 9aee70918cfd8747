"""Frozen packages for the tests of collecting: a sample county of an earlier year, loaded as an instance would."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from junheng.county.sample import sample_county
from junheng.county.write import write_package
from junheng.web.archive.models import FrozenPackage
from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM
from web.county import County

SCHOOL_YEAR = 2025


@cache
def sample_zip(schools: int) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.zip"
        write_package(sample_county(schools, seed=7), path)
        return path.read_bytes()


def loaded_county(folder: Path, schools: int = 40) -> tuple[County, FrozenPackage]:
    """The sample county with its package of SCHOOL_YEAR frozen, and its office as a person."""
    path = folder / "sample.zip"
    path.write_bytes(sample_zip(schools))
    package = load_package(SYSTEM, path).package
    county = County(package.county, package.county.code)
    county.person("office", "office", "office")
    return county, package
