"""One post: its end, a deputy for it, its hand-over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junheng.web.access import Request, allow
from junheng.web.people.choices import known_people
from junheng.web.people.forms import DeputyForm, EndForm, HandOverForm
from junheng.web.people.keeping import KEEPERS
from junheng.web.people.models import Post
from junheng.web.people.services_posts import end_post, hand_over, name_deputy


@allow(*KEEPERS)
@require_safe
def post(request: Request, post: int) -> HttpResponse:
    """The post, who stands in for it, and what may be done with it."""
    return _post_page(request, _found(request, post))


@allow(*KEEPERS)
@require_POST
def end(request: Request, post: int) -> HttpResponse:
    """Let it end on a day."""
    found = _found(request, post)
    form = EndForm(request.POST, request.actor.scope, id_prefix="end")
    if not form.is_valid():
        return _post_page(request, found, end_form=form)
    ended = end_post(request.actor, found.pk, **form.cleaned_data)
    messages.success(request, _("岗位到%(day)s结束。") % {"day": form.cleaned_data["last_day"].isoformat()})
    return redirect("people:account", ended.user_id)


@allow(*KEEPERS)
@require_POST
def deputy(request: Request, post: int) -> HttpResponse:
    """Let another person stand in for it."""
    found = _found(request, post)
    form = DeputyForm(request.POST, request.actor.scope, id_prefix="deputy")
    if not form.is_valid():
        return _post_page(request, found, deputy_form=form)
    given = form.cleaned_data
    name_deputy(request.actor, found.pk, given["person"], given["starts_on"], given["ends_on"], given["reason"])
    messages.success(request, _("已设“%(name)s”代理。") % {"name": given["person"].name})
    return redirect("people:post", post)


@allow(*KEEPERS)
@require_POST
def pass_on(request: Request, post: int) -> HttpResponse:
    """Let it pass to another person on a day."""
    found = _found(request, post)
    form = HandOverForm(request.POST, request.actor.scope, id_prefix="hand")
    if not form.is_valid():
        return _post_page(request, found, hand_form=form)
    given = form.cleaned_data
    taken = hand_over(request.actor, found.pk, given["person"], given["day"], given["reason"])
    messages.success(request, _("岗位从%(day)s起由“%(name)s”接任。") % {"day": given["day"].isoformat(), "name": taken.user.name})
    return redirect("people:account", taken.user_id)


def _found(request: Request, post: int) -> Post:
    related = "user", "unit", "deputy_of__user"
    found: Post = get_object_or_404(Post.objects.within(request.actor.scope).select_related(*related), pk=post)
    return found


def _post_page(request: Request, found: Post, **forms: Any) -> HttpResponse:
    scope, today = request.actor.scope, timezone.localdate()
    shown = {
        "post": found,
        "is_live": found.ends_on is None or found.ends_on >= today,
        "is_self": found.user_id in request.actor.persons(),
        "deputies": Post.objects.within(scope).filter(deputy_of=found).select_related("user"),
        "people": known_people(scope),
        "end_form": EndForm(None, scope, id_prefix="end", initial={"last_day": today}),
        "deputy_form": DeputyForm(None, scope, id_prefix="deputy", initial={"starts_on": today}),
        "hand_form": HandOverForm(None, scope, id_prefix="hand", initial={"day": today}),
        **forms,
    }
    return render(request, "people/post.html", shown, status=422 if forms else 200)
