"""Pages of `audit`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def search(request: HttpRequest) -> HttpResponse:
    """The audit trail."""
    return render(request, "audit/search.html")
