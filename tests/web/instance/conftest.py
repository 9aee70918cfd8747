"""An instance of its own for a test that runs the program: on SQLite, or on a database of the run's PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.instance.processes import Instance


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    from django.conf import settings

    found = settings.DATABASES["default"]
    if found["ENGINE"].endswith("sqlite3"):
        yield Instance(tmp_path / "data")
        return
    import psycopg

    name = f"own_{uuid.uuid4().hex}"
    where = {"host": found["HOST"], "user": found["USER"]}
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Instance(tmp_path / "data", f"postgres://{where['user']}@{where['host'].replace('/', '%2F')}/{name}")
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
