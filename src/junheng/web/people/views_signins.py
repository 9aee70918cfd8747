"""The page of the login log."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from junheng.web.access import Request, allow
from junheng.web.people.keeping import KEEPERS
from junheng.web.people.sign_in_log import SignInFilter, sign_ins_within

PAGE = 50


@allow(*KEEPERS)
@require_safe
def sign_ins(request: Request) -> HttpResponse:
    """Who signed in, or tried to, when and from where."""
    asked = SignInFilter(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    page = Paginator(sign_ins_within(request.actor.scope, wanted), PAGE).get_page(request.GET.get("page"))
    return render(request, "people/sign_ins.html", {"form": asked, "page": page})
