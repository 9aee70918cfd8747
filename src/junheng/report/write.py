"""All papers of an assessment into one directory: either every file is there and whole, or none is touched."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from junheng.assessment.results import Assessment
from junheng.report.ledger_book import write_ledger
from junheng.report.page import page_text
from junheng.report.sheets_book import write_sheets
from junheng.report.summary import Summary


def write_report(assessment: Assessment, directory: Path) -> list[Path]:
    """Writes results.json, report.html, ledger.xlsx and sheets.xlsx, and returns their paths.

    The files are made beside their place and moved in when all are whole. Raises OSError where that cannot be done.
    """
    summary = Summary(assessment)
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".report-") as made:
        workshop = Path(made)
        (workshop / "results.json").write_text(json.dumps(assessment.results(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        (workshop / "report.html").write_text(page_text(summary), "utf-8")
        write_ledger(summary, workshop / "ledger.xlsx")
        write_sheets(summary, workshop / "sheets.xlsx")
        written = []
        for name in ("results.json", "report.html", "ledger.xlsx", "sheets.xlsx"):
            (workshop / name).replace(directory / name)
            written.append(directory / name)
    return written
