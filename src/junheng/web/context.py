"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from junheng import __version__
from junheng.web.navigation import menu_of


def page(request: HttpRequest) -> dict[str, Any]:
    """The version, the actor, and the menu that this actor's roles open."""
    actor = getattr(request, "actor", None)
    return {"junheng_version": __version__, "actor": actor, "menu": menu_of(request, actor) if actor else []}
