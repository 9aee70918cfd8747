"""Pages of `results`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def county_list(request: HttpRequest) -> HttpResponse:
    """The counties whose results the actor sees."""
    return render(request, "results/county_list.html")
