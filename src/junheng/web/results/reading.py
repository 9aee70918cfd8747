"""Results of frozen versions as people read them: made again from the frozen bytes, and compared with what was kept."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import lru_cache

from junheng.assessment import assess
from junheng.assessment.results import Verdict
from junheng.report.summary import Summary
from junheng.web.archive.models import FrozenPackage, StoredAssessment
from junheng.web.archive.services import assessment_of, assessments_of, latest_assessment, results_text
from junheng.web.archive.storage import kept, package_path, sha256_of, under_its_name
from junheng.web.people.models import Unit
from junheng.web.results.words import Mark, county_mark
from junheng.web.scoping import Scope

# Counties whose results are looked at together; the assessment of 500 schools takes some tens of megabytes.
REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept assessment, arranged for people. `differs`: this release computes something else than what was kept."""

    stored: StoredAssessment
    summary: Summary
    differs: bool

    @property
    def package(self) -> FrozenPackage:
        return self.stored.package


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A county with the newest of its frozen versions and that one's assessment, each None where there is none."""

    county: Unit
    package: FrozenPackage | None
    assessment: StoredAssessment | None

    @property
    def mark(self) -> Mark | None:
        return county_mark(Verdict(self.assessment.verdict)) if self.assessment else None


def results_of_package(package: FrozenPackage) -> Shown | None:
    """The results of one frozen version, None while it is not assessed."""
    stored = assessment_of(package)
    return _shown(stored) if stored else None


def results_of_school(school: Unit) -> Shown | None:
    """The newest results of the school's county, from which the caller shows the school's own part."""
    stored = latest_assessment(school.county) if school.county else None
    return _shown(stored) if stored else None


def latest_of_counties(scope: Scope) -> list[CountyLine]:
    """Every county of which the scope shows frozen versions, in three queries."""
    counties = list(Unit.objects.within(scope).filter(kind="county_government").order_by("code"))
    newest: dict[int, FrozenPackage] = {}
    packages = FrozenPackage.objects.within(scope).filter(county__in=counties).select_related("frozen_by")
    for package in packages.order_by("-school_year", "-version"):
        newest.setdefault(package.county_id, package)
    made = assessments_of(newest.values())
    found = [(county, newest.get(county.pk)) for county in counties]
    return [CountyLine(county, package, made.get(package.pk) if package else None) for county, package in found]


def _shown(stored: StoredAssessment) -> Shown:
    package = stored.package
    readings = tuple(sorted(stored.readings.items()))
    summary, made = _made(package.file_sha256, package.file_name, stored.standard, stored.as_of, readings)
    return Shown(stored, summary, sha256_of(results_text(stored)) != made)


@lru_cache(maxsize=REMEMBERED)
def _made(
    file_sha256: str, file_name: str, standard: str, as_of: datetime.date, readings: tuple[tuple[str, str], ...]
) -> tuple[Summary, str]:
    """The assessment of kept bytes, and the hash of its `results.json`. Both follow from the arguments alone, and so may be remembered."""
    with under_its_name(kept(package_path(file_sha256)), file_name) as path:
        made = assess(path, standard=standard, as_of=as_of, readings=dict(readings))
    return Summary(made), sha256_of(json.dumps(made.results(), ensure_ascii=False).encode())
