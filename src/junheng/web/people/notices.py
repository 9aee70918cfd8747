"""A person's own notices: nobody else's, whatever their scope."""

from __future__ import annotations

from django.db.models import QuerySet

from junheng.web.people.actor import Actor
from junheng.web.people.models import Notice


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices, the newest first."""
    found: QuerySet[Notice] = Notice.objects.unscoped().filter(user=actor.user)
    return found
