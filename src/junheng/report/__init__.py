"""Reports: the page to read and print, the gap ledger, the forms, and the charts that page and web share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from junheng.assessment.results import Assessment

__all__ = ["write_report"]


def write_report(assessment: Assessment, directory: Path) -> list[Path]:
    """Writes results.json, report.html, ledger.xlsx and sheets.xlsx into `directory`; nothing half-written. Raises OSError."""
    from junheng.report.write import write_report as write

    return write(assessment, directory)
