"""Which accounts are locked by wrong passwords, and until when: what axes counts, read back."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone


def locked_until(usernames: Iterable[str] | None = None) -> Mapping[str, datetime.datetime]:
    """User name → when its lock ends, for those that are locked now (among `usernames`, else all)."""
    period = get_cool_off() or datetime.timedelta()
    attempts = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - period)
    if usernames is not None:
        attempts = attempts.filter(username__in=list(usernames))
    by_name: dict[str, list[tuple[datetime.datetime, int]]] = defaultdict(list)
    for name, at, failures in attempts.order_by("-attempt_time").values_list("username", "attempt_time", "failures_since_start"):
        by_name[name].append((at, failures))
    ends = ((name, _end(counted, period)) for name, counted in by_name.items())
    return {name: end for name, end in ends if end is not None}


def _end(counted: list[tuple[datetime.datetime, int]], period: datetime.timedelta) -> datetime.datetime | None:
    """When so many failures will have been forgotten that fewer than the limit are left. `counted` is newest first, a line a browser."""
    total = 0
    for at, failures in counted:
        total += failures
        if total >= settings.AXES_FAILURE_LIMIT:
            return at + period
    return None
