"""The app `archive`."""

from __future__ import annotations

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "junheng.web.archive"
    label = "archive"

    def ready(self) -> None:
        from junheng.web.archive.job_assess import ASSESS
        from junheng.web.jobs.kinds import KINDS

        KINDS["assess"] = ASSESS
