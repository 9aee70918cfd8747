"""Forms of signing in and of changing one's password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Account and password; the answer to a wrong one does not say which of the two it was."""

    # Django only tells the browser how long a name may be; what counts the attempts takes no longer one.
    username = UsernameField(label=_("账号"), max_length=60, widget=forms.TextInput(attrs={"autofocus": True}))
    error_messages = {
        "invalid_login": _("账号或密码不对。连续输错 5 次，账号将锁定 15 分钟；忘记密码请找创建办重置。"),
        "inactive": _("账号或密码不对。连续输错 5 次，账号将锁定 15 分钟；忘记密码请找创建办重置。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            # The summary of what was wrong is read first.
            del self.fields["username"].widget.attrs["autofocus"]


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(label=_("原密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(label=_("新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("再输一次新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("两次输入的新密码不一样，请重新输入。"))
        return found
