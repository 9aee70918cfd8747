"""The program as a person runs it, on an instance of the test's own."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

JUNHENG = Path(sys.executable).with_name("junheng")
WAIT_SECONDS = 60


@dataclass
class Instance:
    """A folder for the data, and the database under it (SQLite where no address is given)."""

    folder: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "JUNHENG_HOSTS")}
        database = {"DATABASE_URL": self.database_url} if self.database_url else {}
        return {**own, **database, "JUNHENG_DATA": str(self.folder), "PYTHONUTF8": "1"}

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        command = [str(JUNHENG), *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=WAIT_SECONDS)

    def last_line(self, *words: object) -> str:
        """What a command says last. Raises AssertionError where it fails."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    @contextmanager
    def served(self, *words: object) -> Iterator[Server]:
        """The server at a free port, ended afterwards whatever happens."""
        command = [str(JUNHENG), *map(str, words or ("serve",)), "--port", "0"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        try:
            yield Server(process, *said_until_address(process))
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=WAIT_SECONDS)


@dataclass
class Server:
    """A running server: what it printed first, and where it is."""

    process: subprocess.Popen[str]
    said: list[str]
    address: str

    def status(self, path: str, token: str = "") -> int:
        """The status of an answer; 0 where nobody answers."""
        where = urlsplit(self.address)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
        try:
            connection.request("GET", f"/{path}", headers={"Authorization": f"Bearer {token}"} if token else {})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def children(self, role: str) -> list[int]:
        """The processes that play a role for this server, the oldest first."""
        listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
        return [int(pid) for pid, parent, words in rows if parent == str(self.process.pid) and f"processes {role}" in words]


def said_until_address(process: subprocess.Popen[str]) -> tuple[list[str], str]:
    """The lines up to the one that names the address, and the address."""
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        if found:
            return said, found[0]
    raise AssertionError(f"the server ended: {said}")


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Look until it holds. Raises AssertionError, naming what was waited for, after a minute."""
    end = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process of that number runs (one that has ended and was not yet asked after does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
