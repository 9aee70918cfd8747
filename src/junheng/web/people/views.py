"""The accounts: the list of them, one of them, and everything that is done to an account as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from junheng.web.access import Request, allow
from junheng.web.people import services
from junheng.web.people.account_list import AccountFilter, accounts_within, lines_of, state_of, without_post
from junheng.web.people.choices import known_people, known_units
from junheng.web.people.forms import AccountForm, NewAccountForm, PostForm
from junheng.web.people.keeping import KEEPERS, keeps_account
from junheng.web.people.locks import locked_until
from junheng.web.people.models import Post, SignIn, User
from junheng.web.people.services_people import PersonEntry, PostEntry, take_on

PAGE = 50
SIGN_INS_SHOWN = 10


@allow(*KEEPERS)
@require_safe
def accounts(request: Request) -> HttpResponse:
    """The accounts that the actor keeps."""
    asked = AccountFilter(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    page = Paginator(accounts_within(request.actor.scope, wanted), PAGE).get_page(request.GET.get("page"))
    shown = {"form": asked, "page": page, "lines": lines_of(page.object_list), "without_post": without_post(request.actor.scope)}
    return render(request, "people/accounts.html", shown)


@allow(*KEEPERS)
@never_cache
def new_account(request: Request) -> HttpResponse:
    """The form for a new account; after it the first password, shown once."""
    form = NewAccountForm(request.POST or None, request.actor.scope, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        post = PostEntry(given["role"], given["home"], given["title"], given["starts_on"], given["ends_on"])
        user, password = take_on(request.actor, PersonEntry(given["username"], given["name"], given["phone"], given["home"], (post,)))
        return render(request, "people/first_password.html", {"user_shown": user, "password": password})
    shown = {"form": form, "units": known_units(request.actor.scope)}
    return render(request, "people/new_account.html", shown, status=422 if form.errors else 200)


@allow(*KEEPERS)
@require_safe
def account(request: Request, user: int) -> HttpResponse:
    """One account: its posts, now and before, its last sign-ins, and what may be done with it."""
    return _account_page(request, _found(request, user))


@allow(*KEEPERS)
@require_POST
def change_account(request: Request, user: int) -> HttpResponse:
    """Another name, telephone or home unit."""
    found = _found(request, user)
    form = AccountForm(request.POST, request.actor.scope, id_prefix="account")
    if not form.is_valid():
        return _account_page(request, found, account_form=form)
    services.change_account(request.actor, found.pk, **form.cleaned_data)
    messages.success(request, _("“%(name)s”的信息已经修改。") % {"name": form.cleaned_data["name"]})
    return redirect("people:account", user)


@allow(*KEEPERS)
@require_POST
def give_post(request: Request, user: int) -> HttpResponse:
    """Another post for the person."""
    found = _found(request, user)
    form = PostForm(request.POST, request.actor.scope, id_prefix="post")
    if not form.is_valid():
        return _account_page(request, found, post_form=form)
    services.give_post(request.actor, found, **form.cleaned_data)
    messages.success(request, _("岗位已经设好。"))
    return redirect("people:account", user)


@allow(*KEEPERS)
@require_POST
def set_active(request: Request, user: int) -> HttpResponse:
    """Stop the account, or let it sign in again."""
    found = services.set_active(request.actor, _found(request, user).pk, request.POST.get("active") == "1")
    words = _("“%(name)s”的账号已经启用。") if found.is_active else _("“%(name)s”的账号已经停用，登录状态立即失效。")
    messages.success(request, words % {"name": found.name})
    return redirect("people:account", user)


@allow(*KEEPERS)
@require_POST
@never_cache
def reset_password(request: Request, user: int) -> HttpResponse:
    """A new first password, shown once: it is written nowhere, so the answer is the page itself."""
    found, password = services.reset_password(request.actor, _found(request, user).pk)
    return render(request, "people/first_password.html", {"user_shown": found, "password": password})


@allow(*KEEPERS)
@require_POST
def unlock(request: Request, user: int) -> HttpResponse:
    """Lift the lock that wrong passwords have put on the account."""
    found = services.unlock(request.actor, _found(request, user).pk)
    messages.success(request, _("“%(name)s”的账号已经解锁。") % {"name": found.name})
    return redirect("people:account", user)


def _found(request: Request, user: int) -> User:
    found: User = get_object_or_404(User.scoped.within(request.actor.scope).select_related("home"), pk=user)
    return found


def _account_page(request: Request, user: User, **forms: Any) -> HttpResponse:
    scope, today = request.actor.scope, timezone.localdate()
    posts = Post.objects.within(scope).filter(user=user).select_related("unit", "deputy_of__user").order_by("-starts_on")
    locked = locked_until([user.username]).get(user.username)
    live = [post for post in posts if post.ends_on is None or post.ends_on >= today]
    home = user.home.code if user.home else ""
    shown = {
        "user_shown": user,
        "state": state_of(user, live, locked),
        "locked": locked,
        "live": live,
        "past": [post for post in posts if post not in live],
        "sign_ins": SignIn.objects.within(scope).filter(user=user)[:SIGN_INS_SHOWN],
        "may_change": keeps_account(request.actor, user),
        "is_self": user.pk in request.actor.persons(),
        "account_form": AccountForm(None, scope, id_prefix="account", initial={"name": user.name, "phone": user.phone, "home": home}),
        "post_form": PostForm(None, scope, id_prefix="post", initial={"starts_on": today, "unit": home}),
        "units": known_units(scope),
        "people": known_people(scope),
        **forms,
    }
    return render(request, "people/account.html", shown, status=422 if forms else 200)
