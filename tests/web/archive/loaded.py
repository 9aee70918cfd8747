"""Packages in the three forms, for tests of loading and freezing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from junheng.county import CountyPackage
from junheng.county.sample import sample_county
from junheng.county.write import write_package

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "package"
FORMS = ("folder", "zip", "xlsx")


@cache
def small_county() -> CountyPackage:
    """An invented county of a dozen schools."""
    return sample_county(schools=12, seed=3)


def written(form: str, folder: Path, package: CountyPackage | None = None) -> Path:
    """The package in a form, at a path with a Chinese name."""
    path = folder / {"folder": "示例县", "zip": "示例县.zip", "xlsx": "示例县 数据.xlsx"}[form]
    write_package(package or small_county(), path)
    return path
