"""A job while it runs: what its function may ask and say, and the beating that shows that its worker is alive."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from junheng.web.jobs.models import Job, Worker
from junheng.web.people.actor import Actor
from junheng.web.scoping import EVERYTHING

BEAT_SECONDS = 5.0
log = logging.getLogger(__name__)
# Set when the process is asked to end: the job that runs goes back to the queue.
stopping = threading.Event()


class Stopped(Exception):
    """The job is to go no further."""


class Cancelled(Stopped):
    """Somebody asked for it."""


class WorkerEnds(Stopped):
    """The process that runs it is asked to end."""


class Superseded(Stopped):
    """It was taken for dead and given to another worker, which has it now."""


@dataclass(frozen=True, slots=True)
class Running:
    """One attempt at a job. A later attempt makes everything that an earlier one still says void."""

    job_id: int
    attempt: int
    arguments: Mapping[str, Any]

    @property
    def actor(self) -> Actor:
        """Under which name the trail shows what the job does."""
        return Actor(None, request_id=f"job:{self.job_id}", scope=EVERYTHING)

    def say(self, **fields: Any) -> None:
        """Write fields of the job's row. Raises Superseded where the attempt is not the current one any more."""
        mine = Job.objects.unscoped().filter(pk=self.job_id, state=Job.State.RUNNING, attempts=self.attempt)
        if not mine.update(**fields):
            raise Superseded

    def progress(self, percent: int, message: str) -> None:
        """How far it is, 0–100, and what it does: a Chinese sentence that the page translates. Raises Stopped."""
        self.say(percent=percent, message=message, heartbeat_at=timezone.now())
        self.stop_if_asked()

    def stop_if_asked(self) -> None:
        """To be called between steps. Raises Stopped where the job was cancelled, superseded, or its worker is to end."""
        if stopping.is_set():
            raise WorkerEnds
        row = Job.objects.unscoped().filter(pk=self.job_id).values("state", "attempts", "cancel_requested").get()
        if (row["state"], row["attempts"]) != (Job.State.RUNNING, self.attempt):
            raise Superseded
        if row["cancel_requested"]:
            raise Cancelled


class Pulse(threading.Thread):
    """Beats for a worker's process and for the job that it runs, and looks after the jobs of workers that beat no more."""

    def __init__(self, name: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker_name = name
        self.running: Running | None = None
        self.ended = threading.Event()
        self._parent = os.getppid()

    def run(self) -> None:
        while not self.ended.wait(BEAT_SECONDS):
            if os.getppid() != self._parent:
                # The process that watches over this one is gone: nobody would end it.
                os.kill(os.getpid(), signal.SIGTERM)
            try:
                self.beat()
            except DatabaseError:
                # A database that is busy or away for a moment: silence is judged after several beats.
                log.warning("The pulse could not be written", exc_info=True)
                connection.close()
        connection.close()

    def beat(self) -> None:
        from junheng.web.jobs.services_watch import tend

        now = timezone.now()
        Worker.objects.update_or_create(name=self.worker_name, defaults={"beat_at": now})
        running = self.running
        if running is not None:
            Job.objects.unscoped().filter(pk=running.job_id, state=Job.State.RUNNING, attempts=running.attempt).update(heartbeat_at=now)
        tend()


_pulses: list[Pulse] = []


def current_pulse() -> Pulse | None:
    """The pulse of this process, where it is a worker's."""
    return _pulses[-1] if _pulses else None


def start_pulse(name: str) -> Pulse:
    """Begin to beat for this process; jobs that it runs from now on are beaten for as well."""
    pulse = Pulse(name)
    pulse.beat()
    pulse.start()
    _pulses.append(pulse)
    return pulse
