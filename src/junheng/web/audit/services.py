"""Adding to the audit trail, inside the transaction of the write that it records."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection
from django.utils import timezone

from junheng.web.audit.models import AuditEvent, ChainHead
from junheng.web.people.actor import Actor
from junheng.web.people.models import Unit

GENESIS = "0" * 64
SYSTEM_NAME = "系统"


class OutsideTransaction(RuntimeError):
    """An event was to be recorded outside the transaction of its write."""


def record(
    actor: Actor,
    action: str,
    subject: str,
    *,
    unit: Unit | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> AuditEvent:
    """Add one event. `action` is a dotted name (`submission.submit`), `subject` names the object (`submission:12`).

    Call it last in the transaction: the chain's head stays locked until that ends. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(action)
    ChainHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
    head = ChainHead.objects.select_for_update().get(pk=1)
    event = AuditEvent(
        number=head.number + 1,
        at=timezone.now(),
        actor=actor.user,
        actor_name=str(actor.user) if actor.user else SYSTEM_NAME,
        actor_posts="; ".join(sorted({post.words for post in actor.posts}))[:300],
        unit=unit,
        action=action,
        subject=subject,
        before=before,
        after=after,
        reason=reason,
        request=actor.request_id,
        address=actor.address,
        previous_hash=head.hash,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    head.number, head.hash = event.number, event.hash
    head.save()
    return event


def hash_of(event: AuditEvent) -> str:
    """The link's hash over every field that it holds and the hash before it."""
    fields = {
        "number": event.number,
        "at": event.at.isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "actor_posts": event.actor_posts,
        "unit": event.unit_id,
        "action": event.action,
        "subject": event.subject,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "request": event.request,
        "address": event.address,
        "previous": event.previous_hash,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
