"""Web and worker under one parent: started together, watched, ended together."""

from __future__ import annotations

import datetime
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from django.db import DatabaseError, connection
from django.utils import timezone

from junheng.web.instance import Refused
from junheng.web.jobs.models import Worker
from junheng.web.jobs.services_watch import SILENCE, tend

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
TEND_SECONDS = 10.0
# Requests that are being answered may take so long to end; then they are cut off.
GRACE_SECONDS = 8.0
# A worker that lives so long has started well, and its next death is a new story.
STEADY_SECONDS = 60.0
LONGEST_PAUSE = 30.0
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, never bound by default


@dataclass
class Child:
    """One of the two processes, started again after a pause that grows while it keeps dying."""

    role: str
    socket_number: int
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    may_start_at: float = 0.0

    def start(self) -> None:
        command = [sys.executable, "-m", "junheng.web.processes", self.role, str(self.socket_number)]
        # A session of its own: Ctrl-C reaches the parent alone, which ends both in order.
        self.process = subprocess.Popen(command, pass_fds=[self.socket_number], start_new_session=True)
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """Note the death and when it may be started again."""
        lived = time.monotonic() - self.started_at
        self.deaths = 1 if lived > STEADY_SECONDS else self.deaths + 1
        self.may_start_at = time.monotonic() + (min(2.0 ** (self.deaths - 2), LONGEST_PAUSE) if self.deaths > 1 else 0.0)
        self.process = None

    def end(self, until: float) -> None:
        """Ask it to end, and make it end where it has not by then."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(until - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()


def serve(host: str, port: int, announce: Callable[[str], None]) -> int:
    """Serve until SIGTERM or Ctrl-C (0), or until the web process dies (1). `announce` is told the address once it accepts.

    Port 0 takes a free one. Raises Refused where the port is taken or this system cannot serve.
    """
    if os.name != "posix":
        raise Refused("服务器需要 Linux、macOS 或 WSL；Windows 上请在 WSL 中运行")
    listening = _listening(host, port)
    found = listening.getsockname()
    admit(host)
    with listening:
        os.set_inheritable(listening.fileno(), True)
        parent = Parent(listening.fileno())
        return parent.run(lambda: announce(f"http://{f'[{host}]' if ':' in host else host}:{found[1]}/"))


def admit(host: str) -> None:
    """The name that one serves under is a name that one answers to. Raises Refused where every address is served and no name is known."""
    if os.environ.get("JUNHENG_HOSTS") or host in ("127.0.0.1", "localhost", "::1"):
        return
    if host in EVERYWHERE:
        raise Refused("要让其他电脑访问，请用 JUNHENG_HOSTS 写明本机的名称或地址（逗号分隔），例如 JUNHENG_HOSTS=192.168.1.8")
    os.environ["JUNHENG_HOSTS"] = f"{host},127.0.0.1,localhost"


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=256)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(f"端口 {port} 已被占用；请换一个，例如 --port {port + 1}") from error
        raise Refused(f"不能在 {host}:{port} 上提供服务：{error.strerror}") from error


@dataclass
class Parent:
    """Watches over the two."""

    socket_number: int
    asked_to_end: threading.Event = field(default_factory=threading.Event)

    def run(self, started: Callable[[], None]) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        web, worker = Child("web", self.socket_number), Child("worker", self.socket_number)
        tended_at = time.monotonic()
        try:
            web.start()
            worker.start()
            started()
            while not self.asked_to_end.wait(LOOK_SECONDS):
                if web.has_died():
                    log.error("The web process has ended; so does the server")
                    return 1
                self._keep(worker)
                if time.monotonic() - tended_at > TEND_SECONDS:
                    tended_at = time.monotonic()
                    self._tend(worker)
            return 0
        finally:
            web.ask_to_end()
            worker.ask_to_end()
            until = time.monotonic() + GRACE_SECONDS
            web.end(until)
            worker.end(until)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_end.set()

    @staticmethod
    def _keep(worker: Child) -> None:
        if worker.process is not None and worker.has_died():
            log.warning("The worker has ended and is started again")
            _forget(worker.process.pid)
            worker.bury()
        if worker.process is None and time.monotonic() >= worker.may_start_at:
            worker.start()

    @staticmethod
    def _tend(worker: Child) -> None:
        """Look after jobs even while there is no worker, and end a worker that lives and does not beat."""
        try:
            tend()
            if worker.process is not None and time.monotonic() - worker.started_at > 2 * SILENCE.total_seconds():
                heard = timezone.now() - SILENCE - datetime.timedelta(seconds=TEND_SECONDS)
                if not Worker.objects.filter(name__startswith=f"{worker.process.pid}:", beat_at__gte=heard).exists():
                    log.warning("The worker is silent and is ended")
                    worker.process.kill()
        except DatabaseError:
            log.warning("The database does not answer", exc_info=True)
            connection.close()


def _forget(number: int) -> None:
    """A worker that was killed could not say that it ended; `/healthz` is not to believe in it for longer than need be."""
    try:
        Worker.objects.filter(name__startswith=f"{number}:").delete()
    except DatabaseError:
        log.warning("The database does not answer", exc_info=True)
        connection.close()
