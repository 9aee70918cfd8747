"""The two processes of a server, as the parent starts them: `python -m junheng.web.processes web|worker SOCKET`."""

from __future__ import annotations

import ctypes
import signal
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from junheng.web.starting import set_up

PROCESSES = 2
THREADS = 4
SET_PARENT_DEATH_SIGNAL = 1


class WebApplication(BaseApplication):
    """Gunicorn on a socket that the parent has opened already."""

    def __init__(self, socket_number: int) -> None:
        self.socket_number = socket_number
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self.socket_number}",
            "workers": PROCESSES,
            "threads": THREADS,
            "worker_class": "gthread",
            # Reading a workbook of a whole county takes seconds, never minutes.
            "timeout": 120,
            "graceful_timeout": 5,
            # Longer than browsers keep a connection: one that the server closes just as a form is sent is a form lost.
            "keepalive": 120,
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in settings.items():
            # Older releases have no control socket to turn off.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from junheng.web.wsgi import application

        return application


def end_with_parent() -> None:
    """Where the parent is killed and can end nobody, Linux ends us."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def main(role: str, socket_number: int) -> None:
    """Run as the one or the other until told to end."""
    end_with_parent()
    set_up()
    if role == "web":
        WebApplication(socket_number).run()
    else:
        from junheng.web.jobs.worker import work

        work()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
