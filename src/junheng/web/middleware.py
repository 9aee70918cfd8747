"""What happens to every request before its view: it gets a name and an actor, and the view's own rule is applied."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import resolve
from django.utils.translation import gettext as _

from junheng.web.access import rule_of
from junheng.web.people.actor import Actor, actor_of
from junheng.web.people.services_signins import IDLE_MARK

Respond = Callable[[HttpRequest], HttpResponse]
# Ninja's own authentication guards these; see `api/auth.py`.
API_PREFIX = "/api/"
# Open to whoever still has the first password.
BEFORE_FIRST_CHANGE = frozenset({"people:password", "people:logout", "set_language"})
SEEN_AT = "seen_at"
# Writing the session at every click would make every page a write.
SEEN_STEP_SECONDS = 60


class RequestIdentity:
    """Names the request, so that an answer, the log and the audit trail can be laid side by side."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class Acting:
    """Gives the request its actor: the account with the posts of today."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.actor(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def actor(request: HttpRequest) -> Actor | None:
        if not request.user.is_authenticated:
            return None
        return actor_of(
            request.user,
            request_id=request.request_id,  # type: ignore[attr-defined]
            address=request.META.get("REMOTE_ADDR", ""),
        )


class Access:
    """Applies the rule that the view declares, the first change of password, and the end of an idle session."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path.startswith(API_PREFIX):
            return None
        rule = rule_of(view)
        if rule is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} declares no rule of access")
        if rule.public:
            return None
        if request.actor is None:  # type: ignore[attr-defined]
            return self.to_login(request)
        if self.is_idle(request):
            setattr(request, IDLE_MARK, True)
            logout(request)
            messages.info(request, _("您长时间没有操作，为了安全已自动退出，请重新登录。"))
            return self.to_login(request)
        if request.user.must_change_password and resolve(request.path_info).view_name not in BEFORE_FIRST_CHANGE:  # type: ignore[union-attr]
            # A fragment would be filled with the page of the password.
            return HttpResponse(status=204) if getattr(request, "htmx", False) else redirect("people:password")
        if not rule.admits(request.actor):  # type: ignore[attr-defined]
            raise PermissionDenied(_("您的岗位不能打开这个页面。"))
        return None

    @staticmethod
    def is_idle(request: HttpRequest) -> bool:
        now = int(time.time())
        seen = request.session.get(SEEN_AT, now)
        if now - seen > settings.IDLE_MINUTES * 60:
            return True
        if SEEN_AT not in request.session or now - seen >= SEEN_STEP_SECONDS:
            request.session[SEEN_AT] = now
        return False

    @staticmethod
    def to_login(request: HttpRequest) -> HttpResponse:
        login_page = resolve_url(settings.LOGIN_URL)
        if getattr(request, "htmx", False):
            # A fragment must not be filled with the login page: the browser is sent there as a whole.
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = login_page
            return answer
        if request.method != "GET":
            return redirect(login_page)
        return redirect(f"{login_page}?{urlencode({'next': request.get_full_path()}, safe='/')}")
