"""What the jobs ask of a person: those that they began and that failed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.jobs.kinds import KINDS
from junheng.web.jobs.models import Job
from junheng.web.people.actor import Actor
from junheng.web.tasks import Task

# Whoever has not begun it anew by then will not any more.
SHOWN = datetime.timedelta(days=7)


def tasks_of(actor: Actor) -> Sequence[Task]:
    """One task for each failed job of the last days that nobody has since done."""
    if actor.user is None:
        return []
    ended = Job.objects.within(actor.scope).filter(created_by=actor.user, finished_at__gte=timezone.now() - SHOWN)
    failed = [job for job in ended.order_by("finished_at") if job.state == Job.State.FAILED]
    done = [job for job in ended if job.state == Job.State.DONE]
    return [
        Task("red", _("后台任务失败：%(kind)s") % {"kind": KINDS[job.kind].words}, reverse("jobs:one", args=[job.pk]))
        for job in failed
        if not any(_is_same(job, later) for later in done)
    ]


def _is_same(failed: Job, later: Job) -> bool:
    return (later.kind, later.arguments) == (failed.kind, failed.arguments) and later.created_at > failed.created_at
