"""What concerns the person who is signed in: posts, notices, sign-ins."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from junheng.web.access import Request, allow
from junheng.web.people.keeping import live_posts
from junheng.web.people.notices import notices_of
from junheng.web.people.services_notices import mark_read
from junheng.web.people.sign_in_log import own_sign_ins

PAGE = 50
SIGN_INS_SHOWN = 10


@allow()
@require_safe
def profile(request: Request) -> HttpResponse:
    """My posts, my notices, my last sign-ins."""
    user = request.actor.user
    page = Paginator(notices_of(request.actor), PAGE).get_page(request.GET.get("page"))
    posts = live_posts(user) if user else []
    shown = {"page": page, "posts": posts, "unread": notices_of(request.actor).filter(read_at=None).count()}
    return render(request, "people/profile.html", {**shown, "sign_ins": own_sign_ins(request.actor)[:SIGN_INS_SHOWN]})


@allow()
@require_POST
def read_notices(request: Request) -> HttpResponse:
    """All notices are read."""
    mark_read(request.actor)
    return redirect("people:profile")


@allow()
@require_POST
def open_notice(request: Request, notice: int) -> HttpResponse:
    """Read one notice and go where it points."""
    found = get_object_or_404(notices_of(request.actor), pk=notice)
    mark_read(request.actor, [found.pk])
    ours = found.link and url_has_allowed_host_and_scheme(found.link, {request.get_host()}, require_https=request.is_secure())
    return redirect(found.link if ours else "people:profile")
