#!/usr/bin/env python3
"""Judges every county of Caschool by the exercise pack beside this file: `run.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from make_packages import write_packages

import junheng
from junheng.assessment.results import Assessment
from junheng.county import read_package

PACK = Path(__file__).resolve().parent / "pack"


def assess_counties(folder: Path) -> list[Assessment]:
    """All 45 counties, packages written to `folder` first."""
    return [junheng.assess(read_package(package), standard=str(PACK)) for package in write_packages(folder)]


def line(assessment: Assessment) -> str:
    """Verdict, how many districts pass, and both dispersions of one county."""
    passed = sum(section.verdict == "met" for section in assessment.sections)
    dispersions = [f"{test.code} {'–' if test.cv is None else format(test.cv, '.3f')}" for test in assessment.dispersion]
    name = assessment.package.manifest.county_name.partition(" County")[0]
    return f"{name:16} {assessment.county.verdict.value:10} {passed:2} of {len(assessment.sections):2} districts  {'  '.join(dispersions)}"


def main() -> int:
    for assessment in assess_counties(Path(sys.argv[1])):
        sys.stdout.write(line(assessment) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
