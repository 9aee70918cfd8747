"""Pages of results: counties, one frozen version, its sections and gaps, one school, and the files to take away."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from junheng.report.heading import banners_of
from junheng.report.page_results import tiles
from junheng.report.reasons import county_reasons
from junheng.web.access import Request, allow
from junheng.web.archive.models import FrozenPackage
from junheng.web.attachments import attached
from junheng.web.listed_problems import listed_problems
from junheng.web.people.models import Unit
from junheng.web.people.roles import FROZEN_WIDE
from junheng.web.results import tables
from junheng.web.results.downloads import PAPERS
from junheng.web.results.filters import GapFilter, SectionFilter
from junheng.web.results.reading import Shown, latest_of_counties, results_of_package, results_of_school
from junheng.web.results.words import county_mark, mark_of

# Besides those who see a county's whole results: a school's people see their own school's, departments none of a school's.
SCHOOL_READERS = ("reporter", "principal")


@allow(*FROZEN_WIDE, *SCHOOL_READERS)
def county_list(request: Request) -> HttpResponse:
    """The counties, or the schools, whose results the actor sees."""
    scope = request.actor.scope
    schools = Unit.objects.within(scope).filter(kind="school", id__in=scope.units).order_by("code")
    return render(request, "results/county_list.html", {"counties": latest_of_counties(scope), "schools": schools})


@allow(*FROZEN_WIDE)
def county(request: Request, package: int) -> HttpResponse:
    """The results of one frozen version."""
    found = _package(request, package)
    shown = results_of_package(found)
    if shown is None:
        return render(request, "results/waiting.html", {"package": found}, status=404)
    summary = shown.summary
    verdict = summary.assessment.county.verdict
    reasons = [(mark_of(which), lines) for which, lines in county_reasons(summary).items() if lines]
    context = {
        **_frame(request, shown, "county"),
        "verdict": county_mark(verdict),
        "reasons": reasons,
        "tiles": tiles(summary),
        "glance": tables.glance(summary),
        "dispersion": tables.dispersion(summary),
    }
    return render(request, "results/county.html", context)


@allow(*FROZEN_WIDE)
def sections(request: Request, package: int) -> HttpResponse:
    """Every section with its seven values; those that do not count below, each with its reason."""
    shown = _shown(request, package)
    form = SectionFilter(request.GET, shown.summary)
    rows = form.rows() if form.is_valid() else []
    context = {
        **_frame(request, shown, "sections"),
        "form": form,
        "codes": shown.summary.section_indicators,
        "limits": [tables.limits_of(shown.summary, level) for level in shown.summary.levels],
        "lines": [tables.section_line(shown.summary, row) for row in rows],
        "excluded": [tables.section_line(shown.summary, row) for row in shown.summary.excluded],
    }
    return render(request, "results/sections.html", context, status=200 if form.is_valid() else 422)


@allow(*FROZEN_WIDE)
def gaps(request: Request, package: int) -> HttpResponse:
    """Every gap, and what data is missing."""
    shown = _shown(request, package)
    form = GapFilter(request.GET, tables.gap_lines(shown.summary))
    lines = form.rows() if form.is_valid() else []
    context = {**_frame(request, shown, "gaps"), "form": form, "lines": lines, "missing": tables.missing_lines(shown.summary)}
    return render(request, "results/gaps.html", context, status=200 if form.is_valid() else 422)


@allow(*FROZEN_WIDE)
def warnings(request: Request, package: int) -> HttpResponse:
    """The warnings that the package was frozen with."""
    shown = _shown(request, package)
    problems = listed_problems(shown.summary.assessment.problems)
    return render(request, "results/warnings.html", {**_frame(request, shown, "warnings"), "problems": problems})


@allow(*FROZEN_WIDE)
def school(request: Request, package: int, school: str) -> HttpResponse:
    """One school's part of one frozen version."""
    return _school(request, _shown(request, package), school, {"is_county": True})


@allow(*SCHOOL_READERS)
def own_school(request: Request, school: str) -> HttpResponse:
    """The newest results of a school that the actor works for."""
    unit = get_object_or_404(Unit.objects.within(request.actor.scope), code=school, kind="school")
    shown = results_of_school(unit)
    if shown is None:
        return render(request, "results/waiting.html", {"unit": unit}, status=404)
    return _school(request, shown, unit.code, {})


@allow(*FROZEN_WIDE)
def download(request: Request, package: int, name: str) -> HttpResponse:
    """One of the four papers."""
    if name not in PAPERS:
        raise Http404
    shown = _shown(request, package)
    paper = PAPERS[name]
    return attached(paper.content(shown, name), f"{shown.package.file_stem}-{name}", paper.content_type)


def _package(request: Request, number: int) -> FrozenPackage:
    packages = FrozenPackage.objects.within(request.actor.scope).select_related("county", "frozen_by", "supersedes")
    found: FrozenPackage = get_object_or_404(packages, pk=number)
    return found


def _shown(request: Request, package: int) -> Shown:
    shown = results_of_package(_package(request, package))
    if shown is None:
        raise Http404
    return shown


def _frame(request: Request, shown: Shown, tab: str) -> dict[str, Any]:
    """What stands on every page of a version: which one it is, the others, and what the reader must be warned of."""
    package = shown.package
    versions = FrozenPackage.objects.within(request.actor.scope).filter(county=package.county_id)
    return {
        "shown": shown,
        "tab": tab,
        "package": package,
        "banners": banners_of(shown.summary),
        "versions": versions.order_by("-school_year", "-version"),
        "papers": list(PAPERS),
    }


def _school(request: Request, shown: Shown, code: str, more: dict[str, Any]) -> HttpResponse:
    summary = shown.summary
    if code not in summary.schools:
        raise Http404
    context = {
        "shown": shown,
        "package": shown.package,
        "banners": banners_of(summary),
        "school": summary.school(code),
        "sections": [tables.section_line(summary, row) for row in summary.rows if row.school.code == code],
        "findings": tables.findings_of_school(summary, code),
        "gaps": tables.of_school(tables.gap_lines(summary), code),
        "missing": [line for line in tables.missing_lines(summary) if line.missing.school_code == code],
        **more,
    }
    return render(request, "results/school.html", context)
