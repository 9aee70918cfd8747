"""Addresses for tests: the web's own, and three whose services refuse, fail, or are not found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from junheng.web.access import allow
from junheng.web.collect import states
from junheng.web.people.actor import NotAllowed
from junheng.web.urls import urlpatterns as own


@allow()
def refuse(request: HttpRequest) -> HttpResponse:
    raise NotAllowed(_("已提交的数据不能再改。"))


@allow()
def refuse_step(request: HttpRequest) -> HttpResponse:
    raise states.NotAllowed("不能「提交」。", "'Submit' is not possible.")


@allow()
def fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@allow("admin")
def for_the_administrator(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("test/refuse", refuse),
    path("test/refuse-step", refuse_step),
    path("test/fail", fail),
    path("test/admin", for_the_administrator),
    *own,
]
