"""Pages of `archive`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def packages(request: HttpRequest) -> HttpResponse:
    """The frozen packages."""
    return render(request, "archive/packages.html")
