"""Loading a county's package whole: checked, frozen as an approved round and assessed before it returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from junheng.assessment import Assessment, assess
from junheng.assessment.engine import check
from junheng.county import CountyPackage, PackageError, Row, read_package
from junheng.county.schema import TABLES
from junheng.web.archive.models import FrozenPackage, StoredAssessment
from junheng.web.archive.services import assess_frozen, bytes_of, freeze_bytes, keep_assessment, latest_package
from junheng.web.archive.storage import sha256_of, under_its_name
from junheng.web.audit.services import record
from junheng.web.collect.models import Round
from junheng.web.collect.ownership import default_text
from junheng.web.people.actor import Actor
from junheng.web.people.models import Unit
from junheng.web.people.services_units import SchoolEntry, open_county


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading made. `is_new` is false where the very same bytes are the county's latest version already."""

    package: FrozenPackage
    assessment: StoredAssessment
    is_new: bool


def load_package(actor: Actor, path: Path) -> Loaded:
    """Open the county of the package, freeze its bytes as a round of their own, and assess them.

    Checking and assessing come before the transaction: nobody's save waits for the engine. Raises PackageError with every problem, as
    `junheng check` lists them, StandardError and NoValueInForce as `assess` does, NotAllowed; then nothing is written.
    """
    problems = check(path)
    if any(problem.severity == "error" for problem in problems):
        raise PackageError(problems)
    content, file_name = bytes_of(path)
    with under_its_name(content, file_name) as copy:
        package, found = read_package(copy), assess(copy)
    return _load(actor, package, found, content, file_name)


@transaction.atomic
def _load(actor: Actor, package: CountyPackage, found: Assessment, content: bytes, file_name: str) -> Loaded:
    manifest = package.manifest
    county = open_county(actor, manifest.county_code, manifest.county_name, [_entry(row) for row in package.tables["schools"]])
    # The same file loaded twice at once is one version: the second waits here and finds the first's.
    Unit.objects.unscoped().select_for_update().get(pk=county.pk)
    latest = latest_package(county, manifest.school_year)
    if latest and latest.file_sha256 == sha256_of(content):
        return Loaded(latest, assess_frozen(latest, actor=actor), is_new=False)
    round = _round_of(actor, county, package, latest)
    frozen = freeze_bytes(actor, county, content, file_name, origin=FrozenPackage.Origin.LOAD, round=round, supersedes=latest)
    round.package = frozen
    round.save()
    assessment = keep_assessment(frozen, found, {}, actor)
    record(actor, "round.load", f"round:{round.pk}", unit=county, after={"title": round.title, "file": file_name, "package": frozen.pk})
    return Loaded(frozen, assessment, is_new=True)


def _entry(row: Row) -> SchoolEntry:
    return SchoolEntry(row.text("school_code"), row.text("school_name"), row.text("kind"), row.text("township"), row.date("opened_on"))


def _round_of(actor: Actor, county: Unit, package: CountyPackage, latest: FrozenPackage | None) -> Round:
    """A round that was over when it came: reported, checked and approved elsewhere."""
    manifest = package.manifest
    version = latest.version + 1 if latest else 1
    now = timezone.now()
    round = Round(
        county=county,
        code=f"{county.code}-{manifest.school_year}-load-{version}",
        # Data like a county's own name, so it is kept in the language of the county.
        title=f"{manifest.school_year}–{manifest.school_year + 1} 学年（导入）",
        school_year=manifest.school_year,
        as_of=manifest.as_of,
        standard=manifest.standard,
        state="frozen",
        tables=[table.name for table in TABLES if table.name in package.tables],
        matrix=default_text(),
        submit_by=manifest.as_of,
        check_by=manifest.as_of,
        approve_by=manifest.as_of,
        needs_signature=False,
        previous=latest,
        created_by=actor.user,
        frozen_at=now,
    )
    round.save()
    return round
