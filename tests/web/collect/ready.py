"""Rounds that are ready to be frozen: a loaded county asked again about the same year, everything as it was."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.utils import timezone

from junheng.county import CountyPackage
from junheng.web.archive.models import FrozenPackage
from junheng.web.collect.models import Round, Submission
from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit
from web.archive.loaded import written
from web.collect.rounds import opened
from web.county import PLACES, County


def peopled_county(folder: Path, package: CountyPackage | None = None) -> tuple[County, FrozenPackage]:
    """A county that was loaded, with one person for every role; reporter and principal work at its first school."""
    loaded = load_package(SYSTEM, written("zip", folder, package))
    county = County(loaded.package.county, loaded.package.county.code)
    school = Unit.objects.unscoped().filter(county=county.unit, kind="school").order_by("code").first().code
    for role, at in PLACES.items():
        county.person(role, role, school if at.isdigit() else at)
    return county, loaded.package


def same_year_round(county: County, package: FrozenPackage) -> Round:
    """An open round of the package's own year: every unit's form holds what the package says."""
    day = datetime.date(package.school_year, 10, 15)
    return opened(
        county,
        previous=package,
        title=f"{package.school_year}年度数据采集",
        school_year=package.school_year,
        as_of=package.as_of,
        standard=package.standard,
        submit_by=day,
        check_by=day,
        approve_by=day,
    )


def approve_all(county: County, round: Round) -> None:
    """Every submission as if it had gone its way: reported by the reporter, approved by the approver."""
    approver = county.actor("approver").user
    Submission.objects.unscoped().filter(round=round).update(state="approved", approved_by=approver, approved_at=timezone.now())
