"""The first page: what I have to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from junheng.web.access import allow


@allow()
def home(request: HttpRequest) -> HttpResponse:
    """The to-do list of the person who is signed in."""
    return render(request, "home.html")
