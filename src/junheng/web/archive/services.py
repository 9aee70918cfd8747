"""What enters the archive: frozen packages, their assessments, evidence; and finding it again."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from junheng import __version__
from junheng.assessment import Assessment, assess
from junheng.county import CountyPackage, PackageError, Problems, read_package
from junheng.county.containers import content_of
from junheng.county.workbook import is_workbook
from junheng.county.write import package_files, zipped
from junheng.web.archive.file_types import judged, plain_name
from junheng.web.archive.models import Evidence, FrozenPackage, StoredAssessment
from junheng.web.archive.storage import evidence_path, keep, kept, package_path, sha256_of, under_its_name
from junheng.web.audit.services import record
from junheng.web.people.actor import SYSTEM, Actor, NotAllowed
from junheng.web.people.models import Unit

if TYPE_CHECKING:
    from junheng.web.collect.models import Round

FREEZERS = ("office", "approver")


@transaction.atomic
def freeze_bytes(
    actor: Actor,
    county: Unit,
    content: bytes,
    file_name: str,
    *,
    origin: str,
    round: Round | None = None,
    supersedes: FrozenPackage | None = None,
    note: str = "",
    is_application: bool = False,
) -> FrozenPackage:
    """The package as the county's next version of its school year, its bytes kept for ever.

    Raises PackageError where the bytes are no readable package, NotAllowed where they are of another county or the actor may not freeze.
    """
    if not actor.holds_any(FREEZERS, county):
        raise NotAllowed(_("只有创建办和审核员可以冻结数据。"))
    facts = _facts_of(county, content, file_name)
    # The row of the county is what two freezers wait for, so that no two take the same number.
    Unit.objects.unscoped().select_for_update().get(pk=county.pk)
    frozen = FrozenPackage(
        **facts,
        county=county,
        version=_last_version(county, facts["school_year"]) + 1,
        origin=origin,
        frozen_by=actor.user,
        supersedes=supersedes,
        round=round,
        note=note,
        is_application=is_application,
    )
    keep(package_path(frozen.file_sha256), content)
    frozen.save()
    _record_freezing(actor, frozen)
    return frozen


def _facts_of(county: Unit, content: bytes, file_name: str) -> dict[str, Any]:
    """What the bytes say of themselves; they must be a package of this county."""
    with under_its_name(content, file_name) as path:
        package = read_package(path)
    manifest = package.manifest
    if manifest.county_code != county.code:
        found = {"found": manifest.county_code, "county": county.code}
        raise NotAllowed(_("数据包属于 %(found)s，不是 %(county)s；请改用本县的数据包。") % found)
    return {
        "county_name": manifest.county_name,
        "school_year": manifest.school_year,
        "as_of": manifest.as_of,
        "standard": manifest.standard,
        "schools": len(package.tables["schools"]),
        "sha256": package.sha256,
        "file_name": file_name,
        "file_sha256": sha256_of(content),
    }


def _record_freezing(actor: Actor, frozen: FrozenPackage) -> None:
    fields = ("school_year", "version", "origin", "sha256", "file_sha256", "is_application")
    after = {field: getattr(frozen, field) for field in fields}
    record(actor, "package.freeze", f"package:{frozen.pk}", unit=frozen.county, after=after, reason=frozen.note)


def _last_version(county: Unit, school_year: int) -> int:
    last = FrozenPackage.objects.unscoped().filter(county=county, school_year=school_year).order_by("-version").first()
    return last.version if last else 0


def frozen_bytes(package: FrozenPackage) -> bytes:
    """The bytes as they were frozen. Raises Damaged where the instance's folder no longer holds them."""
    return kept(package_path(package.file_sha256))


def open_frozen(package: FrozenPackage) -> CountyPackage:
    """The frozen package, read by the same reader as everywhere."""
    with under_its_name(frozen_bytes(package), package.file_name) as path:
        return read_package(path)


def package_zip(package: FrozenPackage) -> bytes:
    """The package as a .zip: the frozen bytes where they are one, else the workbook's content as CSV files.

    A workbook and the .zip made of it hold the same values, but each has a fingerprint and cell names of its own.
    """
    content = frozen_bytes(package)
    return zipped(package_files(open_frozen(package))) if is_workbook(content) else content


def assess_frozen(
    package: FrozenPackage,
    *,
    standard: str | None = None,
    as_of: datetime.date | None = None,
    readings: Mapping[str, str] | None = None,
    actor: Actor | None = None,
) -> StoredAssessment:
    """The assessment of the frozen bytes, kept; one that this release made in the same way already is returned as it is.

    The engine's time is spent before the transaction begins. Raises PackageError, StandardError and NoValueInForce as `assess` does.
    """
    with under_its_name(frozen_bytes(package), package.file_name) as path:
        found = assess(path, standard=standard, as_of=as_of, readings=readings)
    return keep_assessment(package, found, readings or {}, actor or SYSTEM)


@transaction.atomic
def keep_assessment(package: FrozenPackage, found: Assessment, readings: Mapping[str, str], actor: Actor) -> StoredAssessment:
    """What the engine found in the package's bytes with these `readings`, as a row of its own unless the very same is kept already."""
    made = StoredAssessment(
        package=package,
        standard=found.standard.id,
        as_of=found.as_of,
        readings=dict(readings),
        verdict=found.county.verdict.value,
        results_gz=gzip.compress(json.dumps(found.results(), ensure_ascii=False).encode(), mtime=0),
        engine_version=__version__,
    )
    FrozenPackage.objects.unscoped().select_for_update().get(pk=package.pk)
    same = {name: getattr(made, name) for name in ("package", "standard", "as_of", "readings", "engine_version")}
    # A development release may compute otherwise under the same number: only the same content is the same assessment.
    for earlier in StoredAssessment.objects.unscoped().filter(**same):
        if bytes(earlier.results_gz) == made.results_gz:
            return earlier
    made.save()
    after = {"package": package.pk, "standard": made.standard, "as_of": made.as_of.isoformat(), "verdict": made.verdict}
    sha256 = hashlib.sha256(made.results_gz).hexdigest()
    after |= {"readings": made.readings, "sha256": sha256}
    record(actor, "assessment.make", f"assessment:{made.pk}", unit=package.county, after=after)
    return made


def results_text(stored: StoredAssessment) -> bytes:
    """`results.json` as UTF-8 text."""
    return gzip.decompress(bytes(stored.results_gz))


def results_of(stored: StoredAssessment) -> dict[str, Any]:
    """`results.json`, read."""
    found: dict[str, Any] = json.loads(results_text(stored))
    return found


def latest_package(county: Unit, school_year: int | None = None) -> FrozenPackage | None:
    """The last version of the last school year (or of the one given) that the county has frozen."""
    frozen = FrozenPackage.objects.unscoped().filter(county=county)
    if school_year is not None:
        frozen = frozen.filter(school_year=school_year)
    found: FrozenPackage | None = frozen.order_by("-school_year", "-version").first()
    return found


def assessment_of(package: FrozenPackage) -> StoredAssessment | None:
    """The last assessment of a package by its own standard, day and readings; None while there is none."""
    own = {"standard": package.standard, "as_of": package.as_of, "readings": {}}
    found: StoredAssessment | None = (
        StoredAssessment.objects.unscoped().filter(package=package, **own).select_related("package").order_by("-made_at", "-pk").first()
    )
    return found


def assessments_of(packages: Iterable[FrozenPackage]) -> Mapping[int, StoredAssessment]:
    """The same for several packages in one query, by the package's id and without the results themselves."""
    by_id = {package.pk: package for package in packages}
    found: dict[int, StoredAssessment] = {}
    stored = StoredAssessment.objects.unscoped().filter(package__in=by_id, readings={}).defer("results_gz")
    for made in stored.order_by("made_at", "pk"):
        package = by_id[made.package_id]
        if (made.standard, made.as_of) == (package.standard, package.as_of):
            found[made.package_id] = made
    return found


def latest_assessment(county: Unit) -> StoredAssessment | None:
    """The assessment of the county's latest package; None while it has none."""
    package = latest_package(county)
    return assessment_of(package) if package else None


def bytes_of(path: Path) -> tuple[bytes, str]:
    """What is frozen of a package at a path, and its file's name: a file as it is, a folder as a .zip of exactly its files.

    Raises PackageError where there is nothing that can be read, NotAllowed for a file name that a .zip cannot hold.
    """
    problems = Problems()
    content = content_of(path, problems)
    if content is None or problems.errors:
        raise PackageError(problems.found)
    if not (path.is_dir() and isinstance(content, dict)):
        return path.read_bytes(), path.name
    try:
        return zipped(dict(sorted(content.items()))), f"{path.resolve().name}.zip"
    except UnicodeEncodeError as error:
        raise NotAllowed(_("文件夹里有一个文件的名称不是 UTF-8：%(name)r；请改名后重试。") % {"name": error.object}) from error


@transaction.atomic
def store_evidence(actor: Actor, unit: Unit, name: str, content: bytes, content_type: str, purpose: str) -> Evidence:
    """Keep a file of a unit for one of PURPOSES. `content_type` is what the sender's browser claims; the ending and the content decide.

    Raises NotAllowed where the unit is not the actor's, or the file is empty, too large or of a kind that the purpose does not take.
    """
    scope = actor.scope
    if not (actor.is_system or scope.everything or unit.county_id in scope.counties or unit.pk in scope.units):
        raise NotAllowed(_("您不能为“%(unit)s”上传文件。") % {"unit": unit})
    file_type = judged(name, content, purpose)
    evidence = Evidence(
        unit=unit,
        name=plain_name(name),
        sha256=sha256_of(content),
        size_bytes=len(content),
        content_type=file_type.content_type,
        purpose=purpose,
        uploaded_by=actor.user,
    )
    keep(evidence_path(evidence.sha256), content)
    evidence.save()
    after = {
        "name": evidence.name,
        "sha256": evidence.sha256,
        "bytes": evidence.size_bytes,
        "purpose": purpose,
        "claimed": content_type[:100],
    }
    record(actor, "evidence.store", f"evidence:{evidence.pk}", unit=unit, after=after)
    return evidence


def evidence_bytes(evidence: Evidence) -> bytes:
    """The file as it was sent in. Raises Damaged where the instance's folder no longer holds it."""
    return kept(evidence_path(evidence.sha256))
