"""Who may open a page: every view says it, and a view that does not is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from junheng.web.people.actor import Actor

_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """`public` needs no account; else one of `roles` is needed, any account where there are none."""

    roles: frozenset[str] = frozenset()
    public: bool = False

    def admits(self, actor: Actor) -> bool:
        return not self.roles or actor.has(*self.roles)


def public(view: _View) -> _View:
    """A page for everybody: signing in, the state of health."""
    view.access = Rule(public=True)  # type: ignore[attr-defined]
    return view


def allow(*roles: str) -> Callable[[_View], _View]:
    """A page for people who hold one of the roles; without roles, for everybody who is signed in.

    What they see on it is decided by their scope, what they may do there by the services.
    """

    def declared(view: _View) -> _View:
        view.access = Rule(frozenset(roles))  # type: ignore[attr-defined]
        return view

    return declared


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """What the view declared, seen through decorators; None where it declared nothing."""
    found: Rule | None = getattr(view, "access", None)
    return found


class Request(HttpRequest):
    """A request as the middleware hands it on."""

    actor: Actor
    htmx: Any
    request_id: str
