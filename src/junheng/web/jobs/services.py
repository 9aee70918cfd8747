"""Asking for jobs, cancelling them, and running one."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks import task

from junheng.county import PackageError
from junheng.web.audit.services import record
from junheng.web.jobs import running as run
from junheng.web.jobs.kinds import KINDS
from junheng.web.jobs.models import Job
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Unit

log = logging.getLogger(__name__)
CANCELLERS = ("office", "approver", "admin")


@transaction.atomic
def enqueue(actor: Actor, kind: str, county: Unit | None, **arguments: Any) -> Job:
    """A new job. Its row and its place in the queue are written together: it runs when the transaction has ended well, and only then.

    Raises KeyError for an unknown kind.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    job = Job(kind=kind, county=county, arguments=arguments, created_by=actor.user)
    job.save()
    put_into_queue(job)
    record(actor, "job.enqueue", f"job:{job.pk}", unit=county, after={"kind": kind, "arguments": arguments})
    return job


def put_into_queue(job: Job) -> None:
    """Give the job a new place in the queue; to be called within the transaction that makes it wait."""
    job.task_id = run_job.enqueue(job.pk).id
    job.save(update_fields=["task_id"])


@transaction.atomic
def cancel(actor: Actor, job_id: int) -> Job:
    """End a job that waits at once, and ask one that runs to stop. Raises NotAllowed where it is over, or not the actor's to end."""
    job: Job = Job.objects.unscoped().select_for_update().get(pk=job_id)
    own = actor.user is not None and job.created_by_id == actor.user.pk
    if not own and not (actor.holds_any(CANCELLERS, job.county) if job.county else actor.has("admin")):
        raise NotAllowed(_("只有发起人、创建办、审核员和管理员可以取消后台任务。"))
    if job.is_over:
        raise NotAllowed(_("这项任务已经结束，不能取消。"))
    before = job.state
    job.cancel_requested = True
    if job.state == Job.State.QUEUED:
        job.state, job.finished_at = Job.State.CANCELLED, timezone.now()
    job.save()
    record(actor, "job.cancel", f"job:{job.pk}", unit=job.county, before={"state": before}, after={"state": job.state})
    return job


@task()
def run_job(job_id: int) -> None:
    """What the queue calls."""
    execute(job_id, pulse=run.current_pulse())


def run_now(job: Job) -> Job:
    """Run a job that waits, here and now, and return its row as it is afterwards."""
    execute(job.pk)
    job.refresh_from_db()
    return job


def execute(job_id: int, pulse: run.Pulse | None = None) -> None:
    """Run the job if it waits; one that another worker has, or that was cancelled, is left alone."""
    running = _claim(job_id)
    if running is None:
        return
    if pulse:
        pulse.running = running
    try:
        _work(running)
    except run.Superseded:
        log.warning("Job %s went to another worker", job_id)
    finally:
        if pulse:
            pulse.running = None


@transaction.atomic
def _claim(job_id: int) -> run.Running | None:
    job: Job = Job.objects.unscoped().select_for_update().get(pk=job_id)
    if job.state != Job.State.QUEUED:
        return None
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    job.started_at = job.heartbeat_at = timezone.now()
    job.percent, job.message = 0, ""
    job.save()
    return run.Running(job.pk, job.attempts, job.arguments)


def _work(running: run.Running) -> None:
    job = Job.objects.unscoped().get(pk=running.job_id)
    try:
        running.stop_if_asked()
        result = KINDS[job.kind].work(running)
    except run.Cancelled:
        _end(running, Job.State.CANCELLED, gettext_noop("已按要求停止"))
    except run.WorkerEnds:
        _give_back(running)
    except run.Superseded:
        raise
    except PackageError as error:
        lines = "\n".join(f"{problem.where.words()}：{'；'.join(problem.sentences())}" for problem in error.problems)
        _end(running, Job.State.FAILED, gettext_noop("数据包有错误，没有完成"), error=lines)
    except NotAllowed as error:
        _end(running, Job.State.FAILED, gettext_noop("不能完成"), error=str(error))
    except Exception:
        # Whatever a job's function raises ends that job, and never the worker.
        log.exception("Job %s failed", running.job_id)
        _end(running, Job.State.FAILED, gettext_noop("程序出错，没有完成；请联系管理员"), error=traceback.format_exc())
    else:
        _end(running, Job.State.DONE, "", percent=100, result=result)


def _end(running: run.Running, state: str, message: str, **fields: Any) -> None:
    running.say(state=state, message=message, finished_at=timezone.now(), **fields)


@transaction.atomic
def _give_back(running: run.Running) -> None:
    """The worker ends in good order: the job waits again, and the attempt is not counted."""
    running.say(state=Job.State.QUEUED, attempts=running.attempt - 1, message="", percent=0)
    put_into_queue(Job.objects.unscoped().get(pk=running.job_id))
