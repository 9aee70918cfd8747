"""The worker: takes jobs from the queue one after the other until it is asked to end."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
from types import FrameType

from django.db import OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from junheng.web.jobs import running
from junheng.web.jobs.models import Worker
from junheng.web.jobs.services_watch import sweep

log = logging.getLogger(__name__)
POLL_SECONDS = 0.5


class JobWorker(QueueWorker):
    """The library's worker with a loop that only reads while there is nothing to do, and that ends at a signal within a moment."""

    def run(self) -> None:
        while not running.stopping.is_set():
            close_old_connections()
            taken = self.take()
            if taken is None:
                running.stopping.wait(self.interval)
            else:
                self.run_task(taken)

    def take(self) -> DBTaskResult | None:
        """The next task, marked as this worker's; None where there is none, or the database is busy."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name, queue_name__in=self.queue_names)
        if not ready.exists():
            return None
        try:
            with exclusive_transaction(ready.db):
                taken: DBTaskResult | None = ready.get_locked()
                if taken is not None:
                    taken.claim(self.worker_id)
        except OperationalError:
            log.warning("The queue could not be read; trying again", exc_info=True)
            return None
        return taken

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The job that runs is given back to the queue at its next step."""
        running.stopping.set()


def work() -> None:
    """Run until SIGTERM or SIGINT. Django must be set up, and this must be the main thread."""
    name = f"{os.getpid()}:{secrets.token_hex(3)}:{socket.gethostname()}"[:64]
    worker = JobWorker(
        queue_names=["default"],
        interval=POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.shutdown)
    sweep()
    pulse = running.start_pulse(name)
    try:
        worker.run()
    finally:
        pulse.ended.set()
        pulse.join(timeout=2)
        Worker.objects.filter(name=name).delete()
