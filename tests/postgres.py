"""A real PostgreSQL for one run of the tests: its own folder, a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
DATABASE = "junheng"


class NoPostgres(Exception):
    """PostgreSQL's server programs are not installed."""


def binaries() -> Path:
    """The folder of the newest server programs. Debian keeps them off the PATH. Raises NoPostgres."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    if not found:
        raise NoPostgres("需要 PostgreSQL：sudo apt-get install -y postgresql")
    return Path(found).parent


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of an empty database that lives as long as the block. Raises NoPostgres."""
    programs = binaries()
    # The socket's path must be short, and PostgreSQL refuses to be run by root.
    folder = Path(tempfile.mkdtemp(prefix="jhpg"))
    owner = pwd.getpwnam(OWNER) if os.geteuid() == 0 else None
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(*command: str | Path) -> None:
        subprocess.run([str(word) for word in command], cwd=folder, check=True, capture_output=True, user=owner and owner.pw_uid)

    data = folder / "data"
    run(programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        run(programs / "createdb", "-h", folder, "-U", OWNER, DATABASE)
        yield f"postgres://{OWNER}@{str(folder).replace('/', '%2F')}/{DATABASE}"
    finally:
        stop: Sequence[str | Path] = (programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        run(*stop)
        shutil.rmtree(folder, ignore_errors=True)
