"""Real workers in processes of their own, on the database of the test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

WAIT_SECONDS = 60
# The kind `probe` writes its progress, then does what the test asked for.
WORKER = """
import threading
import django
django.setup()
from django.utils.translation import gettext_lazy
from junheng.web.jobs import kinds, worker

def probe(running):
    running.progress(50, "{marker}")
    while {stays}:
        threading.Event().wait(0.05)
        {between}
    return "{marker}"

kinds.KINDS["probe"] = kinds.Kind(gettext_lazy("probe"), probe)
worker.work()
"""


def database_url() -> str:
    """The address of the test's own database, for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(found['NAME']).as_posix()}"
    return f"postgres://{found['USER']}@{found['HOST'].replace('/', '%2F')}/{found['NAME']}"


@contextmanager
def running_worker(marker: str, *, stays: bool = False, asks: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """A worker whose `probe` jobs stay in their middle, where told, asking whether they are to stop or not."""
    script = WORKER.format(marker=marker, stays=stays, between="running.stop_if_asked()" if asks else "pass")
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "junheng.web.settings"}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Look until it holds. Raises AssertionError, naming what was waited for, after a minute."""
    for _attempt in range(WAIT_SECONDS * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")
