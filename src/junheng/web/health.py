"""`/healthz`: whether web, database and worker are well."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from junheng.web.access import public
from junheng.web.jobs.models import Worker
from junheng.web.jobs.services_watch import SILENCE


@public
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where all three are well, else 503; each is named with its state."""
    found = {"web": "ok", "database": "ok", "worker": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_file()
        if not Worker.objects.filter(beat_at__gte=timezone.now() - SILENCE).exists():
            found["worker"] = "missing"
    except (DatabaseError, sqlite3.Error):
        found["database"] = found["worker"] = "unreachable"
    well = set(found.values()) == {"ok"}
    return JsonResponse({"status": "ok" if well else "unwell", **found}, status=200 if well else 503)


def _require_file() -> None:
    """Raises sqlite3.Error where the database's file is gone or another: an open connection writes on into a file that nobody finds."""
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"]).resolve().as_uri()
        with closing(sqlite3.connect(f"{place}?mode=ro", uri=True)) as fresh:
            fresh.execute("SELECT 1 FROM django_migrations LIMIT 1")
