"""Files that are handed out: to be saved, never shown within our own pages, whatever they hold."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attached(content: bytes | str, name: str, content_type: str = XLSX) -> HttpResponse:
    """The answer that saves a file under the name, in whatever script that is written."""
    headers = {"Content-Type": content_type, "Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, headers=headers)
