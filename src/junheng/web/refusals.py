"""What happens when somebody may not do what they asked for: the reason in their language, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from junheng.web.access import public, rule_of
from junheng.web.asked import holds_nul, page_before
from junheng.web.collect import states
from junheng.web.middleware import API_PREFIX
from junheng.web.people.actor import NotAllowed

CONFLICT = 409


class Refusals:
    """Turns a service's NotAllowed into an answer: a message on the page that was asked from, a page, or JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NotAllowed | states.NotAllowed):
            return None
        return refuse(request, str(exception))


class Legible:
    """Refuses what no page can read: more than any file that is taken, and null characters.

    With these one database would fail, and the other would hand them on to every file.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length, limit = request.META.get("CONTENT_LENGTH") or "0", settings.REQUEST_MAX_BYTES
        if int(length) > limit:
            return refuse(request, _("提交的内容超过 %(limit)d MB，没有办理；请压缩或分开上传。") % {"limit": limit // 1024**2})
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object) -> HttpResponse | None:
        # The API names the parameter; the form of signing in takes it for a wrong name.
        if request.path.startswith(API_PREFIX) or _is_public(view) or not holds_nul(request):
            return None
        return refuse(request, _("提交的内容含有空字符，没有办理；请去掉后重新提交。"))


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """The answer that says `reason`: nothing was done, so the person goes back to where the form was."""
    if request.path.startswith(API_PREFIX) or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"detail": reason}, status=CONFLICT)
    back = page_before(request)
    if back is None:
        return render(request, "refused.html", {"reason": reason}, status=CONFLICT)
    messages.error(request, reason)
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = back
        return answer
    return HttpResponseRedirect(back)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose proof of origin is missing or too old."""
    words = _("页面放得太久，或者您在别的窗口重新登录过，为了安全没有办理。请返回上一页、刷新后再提交一次。")
    return render(request, "refused.html", {"reason": words}, status=403)


def _is_public(view: Callable[..., object]) -> bool:
    rule = rule_of(view)
    return rule is not None and rule.public
