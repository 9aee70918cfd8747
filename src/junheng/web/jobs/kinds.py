"""The kinds of job: a name, its words, and the function that does it. Each app adds its own when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from junheng.web.jobs.running import Running


@dataclass(frozen=True, slots=True)
class Kind:
    """What the job is called, its function, which returns the result that the job's row keeps (JSON), and where that is seen."""

    words: Promise
    work: Callable[[Running], Any]
    page: Callable[[Any], str] | None = None


KINDS: dict[str, Kind] = {}
