"""The pages of the jobs: all of the actor's counties, and one with its progress.

Jobs are about whole counties: whoever sees only their own unit has none.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from junheng.web.access import Request, allow
from junheng.web.jobs.kinds import KINDS
from junheng.web.jobs.models import Job
from junheng.web.jobs.services import cancel
from junheng.web.people.roles import COUNTY_WIDE

PAGE_LENGTH = 50
LIGHTS = {
    Job.State.QUEUED: "grey",
    Job.State.RUNNING: "blue",
    Job.State.DONE: "green",
    Job.State.FAILED: "red",
    Job.State.CANCELLED: "amber",
}


@allow(*COUNTY_WIDE)
@require_GET
def jobs(request: Request) -> HttpResponse:
    """Newest first."""
    rows = Job.objects.within(request.actor.scope).select_related("county", "created_by")
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    shown = [_shown(job) for job in page]
    return render(request, "jobs/jobs.html", {"page": page, "jobs": shown, "first": page.start_index()})


@allow(*COUNTY_WIDE)
@require_GET
def one(request: Request, pk: int) -> HttpResponse:
    """One job; the part that changes is asked for again until it is over."""
    job = get_object_or_404(Job.objects.within(request.actor.scope).select_related("county", "created_by"), pk=pk)
    return render(request, "jobs/parts/state.html" if request.htmx else "jobs/job.html", _shown(job))


@allow(*COUNTY_WIDE)
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Cancel a job."""
    job = get_object_or_404(Job.objects.within(request.actor.scope), pk=pk)
    cancel(request.actor, job.pk)
    messages.success(request, _("已要求停止这项任务。"))
    return redirect("jobs:one", pk=job.pk)


def _shown(job: Job) -> dict[str, object]:
    kind = KINDS[job.kind]
    link = kind.page(job.result) if kind.page and job.state == Job.State.DONE else ""
    return {"job": job, "words": kind.words, "light": LIGHTS[Job.State(job.state)], "link": link}
