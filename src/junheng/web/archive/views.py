"""Pages of the frozen versions: the list, one version with its signatures, and its files.

A school's and a department's people see what they reported in the round; whole packages are for whoever sees all that is frozen.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from junheng.web.access import Request, allow
from junheng.web.archive.models import Evidence, FrozenPackage
from junheng.web.archive.services import assessment_of, evidence_bytes, frozen_bytes, package_zip
from junheng.web.archive.services_signoff import STEPS, chain_of, next_role, refuse, sign_off
from junheng.web.asked import row_number
from junheng.web.attachments import attached
from junheng.web.people.roles import FROZEN_WIDE

PAGE = 50


@require_GET
@allow(*FROZEN_WIDE)
def packages(request: Request) -> HttpResponse:
    """The frozen versions, newest first."""
    found = FrozenPackage.objects.within(request.actor.scope).select_related("county", "frozen_by").order_by("-frozen_at", "-pk")
    county, year = request.GET.get("county", ""), request.GET.get("school_year", "")
    if county:
        found = found.filter(county__code=county)
    if (number := row_number(year)) is not None:
        found = found.filter(school_year=number)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "archive/packages.html", {"page": page, "county": county, "school_year": year})


@require_GET
@allow(*FROZEN_WIDE)
def package(request: Request, package: int) -> HttpResponse:
    """One version: what fixes it, who froze it, its chain of signatures, and what came before and after."""
    found = _package(request, package)
    steps = chain_of(found)
    role = next_role(steps)
    versions = FrozenPackage.objects.within(request.actor.scope).filter(county=found.county_id, school_year=found.school_year)
    newest = versions.order_by("-version").first()
    context = {
        "package": found,
        "assessment": assessment_of(found),
        "steps": steps,
        "role": STEPS.get(role or ""),
        "may_sign": role is not None and newest == found and request.actor.holds(role, found.county),
        "newest": newest,
        "versions": versions.order_by("-version"),
    }
    return render(request, "archive/package.html", context)


@require_POST
@allow(*STEPS)
def sign(request: Request, package: int) -> HttpResponse:
    """Sign an application, or refuse it with a reason."""
    found = _package(request, package)
    remark = request.POST.get("remark", "")
    if request.POST.get("decision") == "refuse":
        refuse(request.actor, found.pk, remark)
        messages.success(request, _("已退回，签批到此为止；改正数据并重新冻结后才能再签批。"))
    else:
        sign_off(request.actor, found.pk, remark)
        messages.success(request, _("已签批。"))
    return redirect("archive:package", found.pk)


@require_GET
@allow(*FROZEN_WIDE)
def as_zip(request: Request, package: int) -> HttpResponse:
    """The package as a .zip of CSV files."""
    found = _package(request, package)
    return attached(package_zip(found), f"{found.file_stem}.zip", "application/zip")


@require_GET
@allow(*FROZEN_WIDE)
def original(request: Request, package: int) -> HttpResponse:
    """The bytes exactly as they were frozen."""
    found = _package(request, package)
    ending = found.file_name.rpartition(".")[2]
    return attached(frozen_bytes(found), f"{found.file_stem}.{ending}", "application/octet-stream")


@require_GET
@allow()
def evidence(request: Request, evidence: int) -> HttpResponse:
    """A file of a unit that the actor sees."""
    found = get_object_or_404(Evidence.objects.within(request.actor.scope), pk=evidence)
    return attached(evidence_bytes(found), found.name, found.content_type)


def _package(request: Request, number: int) -> FrozenPackage:
    rows = FrozenPackage.objects.within(request.actor.scope).select_related("county", "frozen_by", "supersedes", "round")
    found: FrozenPackage = get_object_or_404(rows, pk=number)
    return found
