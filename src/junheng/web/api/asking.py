"""What may be asked: every parameter is known and read strictly, and a county is found within the asker's scope or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from junheng.web.asked import NUL
from junheng.web.people.actor import Actor
from junheng.web.people.models import Unit
from junheng.web.people.services_units import county_unit
from junheng.web.template_words import listed

UNPROCESSABLE = 422


class BadQuery(Exception):
    """A query that cannot be answered as it stands; `faults` lists all that is wrong with it."""

    def __init__(self, faults: list[dict[str, str]]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


def refuse_unknown(request: HttpRequest, known: Iterable[str] = ()) -> None:
    """Raises BadQuery for parameters that are not known or are given twice: one that is ignored would be taken for obeyed."""
    names = list(known)
    allowed = _("可用的参数有：%(names)s") % {"names": listed(names)} if names else _("这个地址没有参数")
    faults = [fault(name, name, allowed) for name in request.GET if name not in names]
    faults += [fault(name, listed(request.GET.getlist(name)), _("只能给一次")) for name in names if len(request.GET.getlist(name)) > 1]
    faults += [fault(name, request.GET.get(name, ""), _("不能含空字符")) for name in names if NUL in request.GET.get(name, "")]
    if faults:
        raise BadQuery(faults)


def fault(where: str, found: str, allowed: str) -> dict[str, str]:
    return {"where": where, "found": found, "allowed": allowed}


def whole_county(actor: Actor, code: str) -> Unit:
    """The county, for whoever sees all of it or its frozen versions.

    Raises HttpError: 404 where it is not within the actor's view at all, 403 where only some of its units are.
    """
    county = None if NUL in code else county_unit(code)
    scope = actor.scope
    if county is not None and (scope.everything or county.pk in scope.counties | scope.frozen_counties):
        return county
    if county is not None and any(post.county_id == county.pk for post in actor.posts):
        raise HttpError(403, _("您的岗位只能查看本单位的数据，不能查看全县的数据包和评估结果。"))
    raise HttpError(404, _("没有代码为“%(code)s”的县。") % {"code": code})


def refusal(detail: str, status: int, faults: Iterable[Mapping[str, str]] = ()) -> HttpResponse:
    """The one shape of everything that is no answer."""
    return JsonResponse({"detail": detail, "errors": list(faults)}, status=status, json_dumps_params={"ensure_ascii": False})


def on_bad_query(request: HttpRequest, error: Any) -> HttpResponse:
    """Faults of parameters, our own or found by the library that reads them."""
    if isinstance(error, ValidationError):
        found = [_of_library(request, entry) for entry in error.errors]
        # A parameter of two types is told of once.
        faults = list({entry["where"]: entry for entry in found}.values())
    else:
        faults = error.faults
    return refusal(_("查询参数有误。"), UNPROCESSABLE, faults)


def _of_library(request: HttpRequest, entry: Mapping[str, Any]) -> dict[str, str]:
    name = next((str(part) for part in entry["loc"] if str(part) in request.GET), str(entry["loc"][-1]))
    expected = {
        "version": _("不小于 1 的整数"),
        "school_year": _("四位数的年份，2025 表示 2025–2026 学年"),
        "form": _("zip 或 original"),
        "limit": _("1 到 5000 的整数"),
        "cursor": _("不小于 1 的整数，即上一页最后一条的 number"),
        "from": _("日期 2025-09-01，或带时区的时刻"),
        "to": _("日期 2025-09-01，或带时区的时刻"),
    }
    return fault(name, request.GET.get(name, ""), expected.get(name, str(entry["msg"])))


def on_stranger(request: HttpRequest, error: Any) -> HttpResponse:
    """Nobody is asking, or nobody who is known."""
    assert isinstance(error, AuthenticationError)  # noqa: S101 - that is what it is registered for
    answer = refusal(_("请提供有效的接口令牌：Authorization: Bearer 令牌。"), 401)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def on_refusal(request: HttpRequest, error: Any) -> HttpResponse:
    """What a view refused in words."""
    return refusal(str(error), error.status_code)
