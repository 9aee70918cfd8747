"""Junheng (均衡): a county measured against the standard of high-quality balanced compulsory education."""

from junheng.assessment import Assessment, assess
from junheng.county import CountyPackage, PackageError, Problem, read_package

__version__ = "0.1.0"

__all__ = ["Assessment", "CountyPackage", "PackageError", "Problem", "assess", "read_package"]
