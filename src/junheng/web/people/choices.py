"""What may be typed into a field for a unit or a person: the lists that the browser offers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from junheng.web.people.models import Unit, User
from junheng.web.scoping import Scope


def known_units(scope: Scope) -> Sequence[tuple[str, str]]:
    """Code and name of the units of the scope that are in use."""
    in_use = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
    return list(Unit.objects.within(scope).filter(in_use).values_list("code", "name"))


def known_people(scope: Scope) -> Sequence[tuple[str, str]]:
    """Account and name of the people of the scope who can sign in."""
    return list(User.scoped.within(scope).filter(is_active=True).values_list("username", "name"))
