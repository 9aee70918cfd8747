"""Pages of `people`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts."""
    return render(request, "people/accounts.html")
