"""Notices to people in the application, and their being read."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor
from junheng.web.people.models import Notice, User


def notify(people: Iterable[User], text: str, link: str = "") -> list[Notice]:
    """A notice to each person, inside the transaction of the act that it tells of, whose audit event names it."""
    made: list[Notice] = Notice.objects.unscoped().bulk_create([Notice(user=person, text=text[:500], link=link) for person in people])
    return made


@transaction.atomic
def mark_read(actor: Actor, notice_ids: Iterable[int] | None = None) -> int:
    """The actor's own unread notices (those named; else all) are read. Returns how many."""
    unread = Notice.objects.unscoped().filter(user=actor.user, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=list(notice_ids))
    ids = sorted(unread.values_list("pk", flat=True))
    if ids and actor.user:
        unread.update(read_at=timezone.now())
        record(actor, "notice.read", f"user:{actor.user.username}", unit=actor.user.home, after={"notices": ids})
    return len(ids)
