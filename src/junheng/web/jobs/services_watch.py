"""The watch over jobs: one whose worker died is found by its silence, and run again or ended in words."""

from __future__ import annotations

import datetime
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from junheng.web.jobs.models import Job, Worker
from junheng.web.jobs.services import put_into_queue

# Six beats missed: a process that is only slow has long been heard.
SILENCE = datetime.timedelta(seconds=30)
MAX_ATTEMPTS = 3
KEPT = datetime.timedelta(days=14)
log = logging.getLogger(__name__)


class WorkerDied(Exception):
    """The process that ran the task ended without saying how it went."""


def tend() -> int:
    """Take up every job whose worker fell silent, and every waiting one that lost its place in the queue. How many there were."""
    silent = timezone.now() - SILENCE
    dead = Job.objects.unscoped().filter(state=Job.State.RUNNING, heartbeat_at__lt=silent)
    waiting = Job.objects.unscoped().filter(state=Job.State.QUEUED, created_at__lt=silent)
    dead_ids, waiting_tasks = list(dead.values_list("pk", flat=True)), dict(waiting.values_list("pk", "task_id"))
    ready = DBTaskResult.objects.filter(pk__in=waiting_tasks.values(), status=TaskResultStatus.READY)
    placed = {str(id) for id in ready.values_list("pk", flat=True)}
    lost_ids = [pk for pk, task_id in waiting_tasks.items() if task_id not in placed]
    return sum(_take_up(pk, silent) for pk in dead_ids) + sum(_put_back(pk, silent) for pk in lost_ids)


def sweep() -> None:
    """Forget workers that are long gone, and rows of the queue that nobody will ask about."""
    old = timezone.now() - KEPT
    Worker.objects.filter(beat_at__lt=old).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()


@transaction.atomic
def _take_up(job_id: int, silent: datetime.datetime) -> bool:
    job: Job = Job.objects.unscoped().select_for_update().get(pk=job_id)
    if job.state != Job.State.RUNNING or job.heartbeat_at is None or job.heartbeat_at >= silent:
        # Another watcher was first, or it has been heard of since.
        return False
    _close_task(job)
    log.warning("Job %s fell silent in attempt %s", job.pk, job.attempts)
    if job.cancel_requested:
        _end(job, Job.State.CANCELLED, gettext_noop("已按要求停止"))
    elif job.attempts >= MAX_ATTEMPTS:
        _end(job, Job.State.FAILED, gettext_noop("后台程序三次中断，没有完成；请稍后重新发起，仍不成功请联系管理员"))
    else:
        job.state, job.percent, job.message = Job.State.QUEUED, 0, gettext_noop("后台程序中断，正在等待重新运行")
        job.save()
        put_into_queue(job)
    return True


@transaction.atomic
def _put_back(job_id: int, silent: datetime.datetime) -> bool:
    """A worker that dies between taking the place in the queue and beginning the job leaves one that waits for nobody."""
    job: Job = Job.objects.unscoped().select_for_update().get(pk=job_id)
    row = DBTaskResult.objects.filter(pk=job.task_id).first() if job.task_id else None
    taken_lately = row is not None and row.started_at is not None and row.started_at >= silent
    if job.state != Job.State.QUEUED or taken_lately or (row is not None and row.status == TaskResultStatus.READY):
        return False
    _close_task(job)
    put_into_queue(job)
    return True


def _end(job: Job, state: str, message: str) -> None:
    job.state, job.message, job.finished_at = state, message, timezone.now()
    job.save()


def _close_task(job: Job) -> None:
    """The queue's own row is not left running either."""
    if job.task_id:
        row = DBTaskResult.objects.filter(pk=job.task_id, status=TaskResultStatus.RUNNING).first()
        if row is not None:
            row.set_failed(WorkerDied(f"job {job.pk}"))
