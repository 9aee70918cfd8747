"""What comes before everything: the instance's folder made, Django set up, the database brought to this release."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from junheng.web.instance import Refused, data_folder

SETTINGS = "junheng.web.settings"


def set_up() -> None:
    """Django ready, nothing touched but the instance's folder and key."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def prepare() -> None:
    """Make the instance and migrate it; quick where there is nothing to do. Raises Refused where the database cannot be reached."""
    set_up()
    try:
        if _is_behind():
            with _alone(data_folder() / "migrating"):
                call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise Refused(f"数据库不能使用：{str(error).strip()}；请检查 DATABASE_URL 或 JUNHENG_DATA 所指的位置") from error


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two commands started at once on a new instance would make its tables twice."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
