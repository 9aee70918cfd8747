"""What all tests share: the web's instance in a folder of its own, the database asked for by `--database`, and one browser."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import launched
from postgres import running_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STACK = pytest.StashKey[ExitStack]()
FOLDER = "JUNHENG_DATA"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="the database under the web's tests")


def pytest_configure(config: pytest.Config) -> None:
    """Before Django is set up: a folder for this process, and a database server for all of them."""
    stack = config.stash[STACK] = ExitStack()
    # A worker of xdist finds the server that the controlling process has started.
    if not hasattr(config, "workerinput"):
        os.environ.pop("DATABASE_URL", None)
        if config.getoption("--database") == "postgresql":
            os.environ["DATABASE_URL"] = stack.enter_context(running_postgres())
        if config.getoption("numprocesses", None):
            # This process runs no test. A worker that inherited the settings' name would set Django up before it has its own folder.
            return
    folder = tempfile.mkdtemp(prefix="junheng-tests-")
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ[FOLDER] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "junheng.web.settings"
    # Pages are driven in a browser whose driver keeps an event loop running in the thread of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # In a file, as in life: in memory all threads would share one connection, and no lock would ever be met.
        settings.DATABASES["default"]["TEST"] = {"NAME": str(Path(folder) / "test.sqlite3")}


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[STACK].close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process; each takes a window of its own."""
    with launched() as started:
        yield started
