"""The login log: every attempt is written down, whatever came of it."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from junheng.web.people.models import SignIn, User

# Set on a request whose session ends by itself.
IDLE_MARK = "ended_by_idling"
Outcome = SignIn.Outcome


def listen() -> None:
    """Write down what Django and axes tell of: called once, when the app is ready."""
    user_logged_in.connect(_opened, dispatch_uid="signins")
    user_logged_out.connect(_left, dispatch_uid="signins")
    user_login_failed.connect(_failed, dispatch_uid="signins")
    user_locked_out.connect(_locked, dispatch_uid="signins")


def write_down(request: HttpRequest | None, username: str, outcome: str, user: User | None = None) -> SignIn:
    """One line of the log."""
    meta = request.META if request else {}
    line = SignIn(
        user=user or User.objects.filter(username=username).first(),
        # A NUL is no text for PostgreSQL.
        username=username.replace("\0", "")[:255],
        address=meta.get("REMOTE_ADDR", "")[:45],
        agent=meta.get("HTTP_USER_AGENT", "")[:200],
        outcome=outcome,
    )
    line.save()
    return line


def _opened(request: HttpRequest, user: User, **_signal: Any) -> None:
    write_down(request, user.username, Outcome.OPENED, user)


def _left(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    if user is not None:
        write_down(request, user.username, Outcome.IDLE if getattr(request, IDLE_MARK, False) else Outcome.LEFT, user)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    if getattr(request, "axes_locked_out", False):
        # Axes tells of the lock itself.
        return
    username = str(credentials.get("username") or "")
    user = User.objects.filter(username=username).first()
    write_down(request, username, Outcome.DISABLED if user and not user.is_active else Outcome.WRONG, user)


def _locked(request: HttpRequest, username: str | None, **_signal: Any) -> None:
    write_down(request, username or "", Outcome.LOCKED)
