"""Who is asking: a token of the API, or the session of somebody who is signed in on the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, HttpBearer

from junheng.web.api.services import digest_of
from junheng.web.middleware import Access
from junheng.web.people.actor import Actor, actor_of
from junheng.web.people.models import Token


class Bearer(HttpBearer):
    """`Authorization: Bearer …`: the person for whom the token was made, with the posts of today."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        found = Token.objects.filter(digest=digest_of(token), ended_at=None, user__is_active=True).select_related("user").first()
        if found is None:
            return None
        request_id = getattr(request, "request_id", "")
        actor = actor_of(found.user, request_id=request_id, address=request.META.get("REMOTE_ADDR", ""))
        request.actor = actor  # type: ignore[attr-defined]
        return actor


class Session(APIKeyCookie):
    """The cookie of the pages, under their own rules: not before the first password is changed, and not when idle."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        # A wrong token is a mistake to be told, even where a browser sends its cookie along.
        if "Authorization" in request.headers:
            return None
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or actor.user is None or Access.is_idle(request):
            return None
        if actor.user.must_change_password:
            raise HttpError(403, _("请先在网页上修改初始密码。"))
        return actor
