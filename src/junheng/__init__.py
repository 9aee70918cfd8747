"""Junheng (均衡): a county measured against the standard of high-quality balanced compulsory education.

The names below are imported when they are first used: `junheng --help` needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from junheng.assessment import Assessment, assess
    from junheng.county import CountyPackage, PackageError, Problem, read_package

__version__ = "0.1.0"

__all__ = ["Assessment", "CountyPackage", "PackageError", "Problem", "assess", "read_package"]

_HOMES = {
    "Assessment": "junheng.assessment",
    "CountyPackage": "junheng.county",
    "PackageError": "junheng.county",
    "Problem": "junheng.county",
    "assess": "junheng.assessment",
    "read_package": "junheng.county",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'junheng' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
