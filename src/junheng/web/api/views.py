"""The questions of the API: counties, their frozen packages and assessments, the audit trail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.errors import HttpError

from junheng.county.workbook import is_workbook
from junheng.web.access import Request
from junheng.web.api.answers import AuditQuestion, CountyAnswer, EventAnswer, PackageAnswer, Refusal
from junheng.web.api.asking import refuse_unknown, whole_county
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import assessment_of, assessments_of, frozen_bytes, package_zip, results_text
from junheng.web.asked import FIRST_DAY, LAST_DAY, beginning
from junheng.web.attachments import attached
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.views import READERS
from junheng.web.people.models import Unit
from junheng.web.people.services_units import COUNTY

router = Router()
REFUSALS: dict[Any, Any] = {401: Refusal, 403: Refusal, 404: Refusal, 422: Refusal}
VERSION = ("version", "school_year")
Version = Query(None, ge=1, description="Frozen version; the latest where none is given.")
SchoolYear = Query(None, ge=1000, le=9999, description="2025 is 2025–2026; the latest that is frozen where none is given.")


@router.get("/counties", response={200: list[CountyAnswer], **REFUSALS}, summary="Counties that you see whole")
def counties(request: Request) -> Any:
    """Each with its latest frozen version."""
    refuse_unknown(request)
    scope = request.actor.scope
    seen = Unit.objects.within(scope).filter(kind=COUNTY)
    found = [county for county in seen if scope.everything or county.pk in scope.counties | scope.frozen_counties]
    latest: dict[int, FrozenPackage] = {}
    for package in _packages(request).filter(county__in=found).order_by("school_year", "version"):
        latest[package.county_id] = package
    answers = dict(zip(latest, _answers(latest.values()), strict=True))
    return [{"county_code": county.code, "county_name": county.name, "latest": answers.get(county.pk)} for county in found]


@router.get("/counties/{county_code}/packages", response={200: list[PackageAnswer], **REFUSALS}, summary="All frozen versions")
def packages(request: Request, county_code: str) -> Any:
    """Newest first."""
    refuse_unknown(request)
    county = whole_county(request.actor, county_code)
    return _answers(_packages(request).filter(county=county).order_by("-school_year", "-version"))


@router.get("/counties/{county_code}/assessment", response={200: dict[str, Any], **REFUSALS}, summary="results.json")
def assessment(request: Request, county_code: str, version: int | None = Version, school_year: int | None = SchoolYear) -> Any:
    """The assessment of a frozen package by its own standard, day and readings, as `junheng assess` writes it."""
    refuse_unknown(request, VERSION)
    stored = assessment_of(_package(request, county_code, version, school_year))
    if stored is None:
        raise HttpError(404, _("这一版数据还没有评估结果。"))
    return HttpResponse(results_text(stored), content_type="application/json")


@router.get(
    "/counties/{county_code}/package",
    response=REFUSALS,
    summary="The frozen package as .zip",
    openapi_extra={"responses": {200: {"description": "The bytes", "content": {"application/zip": {}}}}},
)
def package(
    request: Request,
    county_code: str,
    version: int | None = Version,
    school_year: int | None = SchoolYear,
    form: Literal["zip", "original"] = Query("zip", description="`original`: the very bytes that were frozen, a workbook too."),
) -> Any:
    """The frozen bytes; those of a workbook are turned into a .zip of the same values, which has a fingerprint of its own."""
    refuse_unknown(request, (*VERSION, "form"))
    found = _package(request, county_code, version, school_year)
    content = frozen_bytes(found) if form == "original" else package_zip(found)
    is_book = is_workbook(content)
    name = found.file_name if form == "original" else f"{found.file_stem}.zip"
    return attached(content, name, "application/octet-stream" if is_book else "application/zip")


@router.get("/audit", response={200: list[EventAnswer], **REFUSALS}, summary="The audit trail within your scope")
def audit(request: Request, asked: Query[AuditQuestion]) -> Any:
    """Newest first; every filter must hold exactly."""
    refuse_unknown(request, [field.alias or name for name, field in AuditQuestion.model_fields.items()])
    if not request.actor.has(*READERS):
        raise HttpError(403, _("您的岗位不能查看操作日志。"))
    wanted: dict[str, Any] = {
        "at__gte": asked.since and _moment(asked.since),
        "at__lt": asked.until and _moment(asked.until, next_day=True),
        "actor__username": asked.actor,
        "action": asked.action,
        "subject": asked.subject,
        "unit__code": asked.unit,
        "number__lt": asked.cursor,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    events = AuditEvent.objects.within(request.actor.scope).filter(**given).select_related("actor", "unit").order_by("-number")
    return [_event(event) for event in events[: asked.limit]]


@router.get("/{path:rest}", include_in_schema=False)
def nothing(request: Request, rest: str) -> Any:
    """An address that there is not, told like every other refusal."""
    raise HttpError(404, _("没有这个地址；全部地址见 /api/v1/openapi.json。"))


def _packages(request: Request) -> Any:
    return FrozenPackage.objects.within(request.actor.scope).select_related("county", "frozen_by")


def _package(request: Request, county_code: str, version: int | None, school_year: int | None) -> FrozenPackage:
    wanted = {name: value for name, value in (("version", version), ("school_year", school_year)) if value is not None}
    county = whole_county(request.actor, county_code)
    found: FrozenPackage | None = _packages(request).filter(county=county, **wanted).order_by("-school_year", "-version").first()
    if found is None:
        raise HttpError(404, _("没有这样的冻结数据；全部版本见 /api/v1/counties/%(code)s/packages。") % {"code": county_code})
    return found


def _answers(found: Iterable[FrozenPackage]) -> list[dict[str, Any]]:
    packages = list(found)
    made = assessments_of(packages)
    fields = [name for name in PackageAnswer.model_fields if name not in ("frozen_by", "verdict")]
    return [
        {
            **{name: getattr(package, name) for name in fields},
            "frozen_by": str(package.frozen_by) if package.frozen_by else None,
            "verdict": made[package.pk].verdict if package.pk in made else None,
        }
        for package in packages
    ]


def _event(event: AuditEvent) -> dict[str, Any]:
    own = {name: getattr(event, name) for name in EventAnswer.model_fields if name not in ("actor", "unit")}
    own["at"] = event.at.isoformat(timespec="microseconds")
    return {**own, "actor": event.actor.username if event.actor else None, "unit": event.unit.code if event.unit else None}


def _moment(given: datetime.date, *, next_day: bool = False) -> datetime.datetime:
    """The beginning of a day (of the next one, to include it), or the moment itself; one without a zone is the office's."""
    if not isinstance(given, datetime.datetime):
        return beginning(given, next_day=next_day)
    if not FIRST_DAY < given.date() < LAST_DAY:
        return beginning(given.date())
    return given if timezone.is_aware(given) else timezone.make_aware(given)
