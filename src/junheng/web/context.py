"""What every page shows around its content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from junheng import __version__
from junheng.web.navigation import menu_of
from junheng.web.people.actor import Actor
from junheng.web.people.roles import default_roles
from junheng.web.template_words import in_language, listed


def page(request: HttpRequest) -> dict[str, Any]:
    """The version, the actor with the names of their posts and counties, and the menu that the posts open."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"junheng_version": __version__, "actor": None, "menu": []}
    return {
        "junheng_version": __version__,
        "actor": actor,
        "menu": menu_of(request, actor),
        "places": _joined(post.county_name for post in actor.posts),
        "post_names": _joined(_post_name(post.role, post.unit_name) for post in actor.posts),
    }


def _post_name(role: str, unit: str) -> str:
    known = default_roles()[role]
    words = in_language(known)
    # The office's officer is called like the office itself.
    return words if words == unit else f"{unit} {words}".strip()


def _joined(names: Iterable[str]) -> str:
    return listed(dict.fromkeys(name for name in names if name))
