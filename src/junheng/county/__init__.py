"""The county package: its tables, reading, checking, writing, the template and the invented sample county."""

from junheng.county.package import CountyPackage, Manifest, Row, Table
from junheng.county.problems import PackageError, Problem, Problems, Where
from junheng.county.read import read_package, try_read

__all__ = [
    "CountyPackage",
    "Manifest",
    "PackageError",
    "Problem",
    "Problems",
    "Row",
    "Table",
    "Where",
    "read_package",
    "try_read",
]
