"""Pages of `collect`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds that the actor sees."""
    return render(request, "collect/rounds.html")
