"""Signing in and out, and changing one's password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from junheng.web.access import allow, public

login = public(LoginView.as_view(template_name="people/login.html"))
logout = allow()(LogoutView.as_view())
password = allow()(PasswordChangeView.as_view(template_name="people/password.html", success_url=reverse_lazy("home")))


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer to an account that was locked after too many wrong passwords."""
    return render(request, "people/locked_out.html", status=429)
