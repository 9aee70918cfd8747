"""`/healthz` says that the database is unwell where its file is gone, although open connections still answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from junheng.web.jobs.models import Worker

pytestmark = pytest.mark.django_db
ANSWER = {"web": "ok", "database": "ok", "worker": "ok"}


@pytest.fixture(autouse=True)
def worker() -> None:
    Worker(name="1:here", beat_at=timezone.now()).save()


def test_a_server_that_is_well_says_so() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", **ANSWER})


@pytest.mark.parametrize("left", ["nothing", "an empty file", "a file that is no database"])
def test_a_database_whose_file_is_gone_is_not_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite is a file")
    place = tmp_path / "库.sqlite3"
    if left != "nothing":
        place.write_bytes(b"" if left == "an empty file" else b"x" * 5000)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(place))
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
    assert place.exists() == (left != "nothing")
