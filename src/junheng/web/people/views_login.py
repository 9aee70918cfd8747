"""Signing in and out, and changing one's password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from junheng.web.access import Request, allow, public
from junheng.web.people.contacts import office_phones
from junheng.web.people.forms_login import PasswordForm, SignInForm
from junheng.web.people.locks import locked_until
from junheng.web.people.services import change_password

login = public(LoginView.as_view(template_name="people/login.html", authentication_form=SignInForm, redirect_authenticated_user=True))
logout = allow()(LogoutView.as_view())


@allow()
def password(request: Request) -> HttpResponse:
    """The page on which one changes one's own password; the first one must be changed before anything else."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_password(request.actor, form.cleaned_data["old"], form.cleaned_data["new"])
        except ValidationError as faults:
            form.add_error(None, faults)
        else:
            # The session that changed it goes on, under a new key; all others end.
            update_session_auth_hash(request, user)
            messages.success(request, _("密码已经修改。"))
            return redirect(settings.LOGIN_REDIRECT_URL)
    status = 422 if form.errors else 200
    return render(request, "people/password.html", {"form": form, "rules": password_validators_help_texts()}, status=status)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None, *args: Any) -> HttpResponse:
    """The answer to an account that is locked after too many wrong passwords: until when, and whom to call."""
    username = str((credentials or {}).get("username") or "")
    about = {"until": locked_until([username]).get(username), "phones": office_phones(), "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "people/locked_out.html", about, status=429)
