"""Addresses of static files that change with their contents: a browser keeps a file, and never an outdated one."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

LENGTH = 10


class Fingerprinted(StaticFilesStorage):
    """Appends a digest of the file to its address. Files are served from where they lie, so that nothing need be collected."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        digest = digest_of(name) if name else ""
        return f"{address}?{digest}" if digest else address


@cache
def digest_of(name: str) -> str:
    """The first digits of the file's SHA-256, empty where no such file is found. Read once in the life of a process."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:LENGTH] if isinstance(found, str) else ""
