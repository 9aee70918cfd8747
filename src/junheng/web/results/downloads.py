"""The papers of an assessment to take away: the same four files that the command line writes, and the package itself."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from junheng.report.write import write_report
from junheng.web.archive.services import results_of
from junheng.web.attachments import XLSX
from junheng.web.results.reading import Shown


@dataclass(frozen=True, slots=True)
class Paper:
    """One file to take away: its kind, and how its bytes are made."""

    content_type: str
    content: Callable[[Shown, str], bytes]


def _kept_results(shown: Shown, _name: str) -> bytes:
    """What was kept when the version was assessed, laid out as the command line lays it out."""
    return (json.dumps(results_of(shown.stored), ensure_ascii=False, indent=1) + "\n").encode()


def _written(shown: Shown, name: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        write_report(shown.summary.assessment, Path(folder))
        return (Path(folder) / name).read_bytes()


PAPERS: Mapping[str, Paper] = {
    "results.json": Paper("application/json", _kept_results),
    "report.html": Paper("text/html; charset=utf-8", _written),
    "ledger.xlsx": Paper(XLSX, _written),
    "sheets.xlsx": Paper(XLSX, _written),
}
