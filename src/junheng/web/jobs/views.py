"""Pages of `jobs`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs."""
    return render(request, "jobs/jobs.html")
