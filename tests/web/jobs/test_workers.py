"""Jobs outlive their workers: killed, ended in good order, or gone silent three times."""

from __future__ import annotations

import datetime
import signal

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from junheng.web.jobs import kinds
from junheng.web.jobs.models import Job, Worker
from junheng.web.jobs.running import Running, Superseded
from junheng.web.jobs.services import enqueue
from junheng.web.jobs.services_watch import MAX_ATTEMPTS, SILENCE, tend
from junheng.web.people.actor import SYSTEM
from web.jobs.workers import running_worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def probe(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setitem(kinds.KINDS, "probe", kinds.Kind(gettext_lazy("probe"), lambda running: "here"))
    return enqueue(SYSTEM, "probe", None)


def now_of(job: Job) -> Job:
    job.refresh_from_db()
    return job


def let_silence_pass(job: Job) -> None:
    """As if the time had gone by in which a living worker would have been heard."""
    earlier = timezone.now() - SILENCE - datetime.timedelta(seconds=1)
    Job.objects.unscoped().filter(pk=job.pk).update(heartbeat_at=earlier, created_at=earlier)
    DBTaskResult.objects.exclude(started_at=None).update(started_at=earlier)


def test_a_job_whose_worker_is_killed_is_finished_by_another(probe: Job) -> None:
    with running_worker("first", stays=True) as first:
        wait_until(lambda: now_of(probe).percent == 50, "the middle of the job")
        first.kill()
        first.wait()
    assert tend() == 0, "a worker is not taken for dead before its silence"
    assert now_of(probe).state == "running"
    let_silence_pass(probe)
    with running_worker("second"):
        wait_until(lambda: now_of(probe).state == "done", "the second worker")
    assert (probe.attempts, probe.result) == (2, "second")
    assert not DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists()


def test_a_worker_that_is_asked_to_end_gives_its_job_back(probe: Job) -> None:
    with running_worker("first", stays=True, asks=True) as first:
        wait_until(lambda: now_of(probe).percent == 50, "the middle of the job")
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=10) == 0
    assert (now_of(probe).state, probe.attempts) == ("queued", 0)
    assert not Worker.objects.exists()
    with running_worker("second"):
        wait_until(lambda: now_of(probe).state == "done", "the second worker")


def test_an_idle_worker_ends_within_a_moment(db: None) -> None:
    with running_worker("idle") as worker:
        wait_until(Worker.objects.exists, "the worker's first beat")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0


def test_a_running_job_stops_when_it_is_cancelled(probe: Job) -> None:
    with running_worker("first", stays=True, asks=True):
        wait_until(lambda: now_of(probe).percent == 50, "the middle of the job")
        Job.objects.unscoped().filter(pk=probe.pk).update(cancel_requested=True)
        wait_until(lambda: now_of(probe).state == "cancelled", "the job's end")


def test_a_job_that_loses_every_worker_fails_in_words_and_is_never_left_running(probe: Job) -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        DBTaskResult.objects.filter(pk=probe.task_id).update(status=TaskResultStatus.RUNNING)
        Job.objects.unscoped().filter(pk=probe.pk).update(state="running", attempts=attempt)
        let_silence_pass(probe)
        assert tend() == 1
        now_of(probe)
    assert probe.state == "failed"
    assert "三次中断" in probe.message
    assert not DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists()
    assert tend() == 0


def test_a_job_whose_place_in_the_queue_died_with_its_worker_gets_a_new_one(probe: Job) -> None:
    DBTaskResult.objects.filter(pk=probe.task_id).update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert tend() == 0
    let_silence_pass(probe)
    before = probe.task_id
    assert tend() == 1
    assert now_of(probe).task_id != before
    assert DBTaskResult.objects.ready().count() == 1


def test_what_a_worker_taken_for_dead_still_says_is_void(probe: Job) -> None:
    Job.objects.unscoped().filter(pk=probe.pk).update(state="running", attempts=2)
    with pytest.raises(Superseded):
        Running(probe.pk, 1, {}).progress(90, "late")
    assert now_of(probe).percent == 0
