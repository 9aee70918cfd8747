"""Results as lines on the terminal and as the page docs/reference/performance.md."""

from __future__ import annotations

import datetime
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Measured

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "performance.md"
LIBRARIES = ("junheng", "polars", "openpyxl", "python-calamine", "typer")
HEAD = """# 速度 Performance

Whole processes from start to end, subject and peer in turn in the same run; medians in seconds. A ratio compares two programs on one
machine and travels; seconds do not. Written by `python -m benchmarks --write`, never by hand.

"""


LIMITS = """
## Where a goal is missed

**Reading a workbook of 100,000 pupils.** The goal was set by bare readers. python-calamine alone, checking nothing, stays near seven
times openpyxl's speed in the same run; what we add to it (refusing bombs and stray cells, finding formulas, errors and merged cells
in the XML, parsing every cell exactly, counting rosters against typed numbers) takes about as long again. Tried: parsing each distinct
content once (kept), reading columns at a time (kept), no garbage collection while a million cells are made (kept), literal searches
in place of patterns over the XML (kept, four times as fast), the large sheet over two threads (about a third faster in a prototype,
not worth its code). A reader that hands over typed columns would be faster; it also guesses types, and a number typed as text could no
longer be named.
"""


def line(measured: Measured) -> str:
    """One row for the terminal."""
    goal = measured.goal
    wanted = "" if goal.limit is None else f" (goal {_sign(measured)} {goal.limit:g}×: {_met(measured)})"
    times = f"{measured.subject_seconds:.3f} s against {measured.peer_seconds:.3f} s"
    return f"{goal.name}: {measured.ratio:.2f}× {goal.peer_name}, {times}{wanted}"


def write_page(rows: Sequence[Measured]) -> None:
    PAGE.write_text(HEAD + _machine() + _table(rows) + LIMITS, encoding="utf-8")


def _table(rows: Sequence[Measured]) -> str:
    lines = ["| what | peer | runs | seconds | peer's seconds | ratio | goal | met |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        goal = row.goal
        kind = "times as fast" if goal.sense == "at_least" else "times the peer's time"
        wanted = "–" if goal.limit is None else f"{_sign(row)} {goal.limit:g}"
        figures = f"{goal.runs} | {row.subject_seconds:.3f} | {row.peer_seconds:.3f} | {row.ratio:.2f} {kind}"
        lines.append(f"| {goal.name} | {goal.peer_name} | {figures} | {wanted} | {_met(row)} |")
    return "\n".join(lines) + "\n"


def _sign(row: Measured) -> str:
    return "≥" if row.goal.sense == "at_least" else "≤"


def _met(row: Measured) -> str:
    return {None: "–", True: "yes", False: "**no**"}[row.is_met]


def _machine() -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {today}: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, load average {load:.1f} at the end; "
        f"Python {platform.python_version()}, {libraries}.\n\n"
    )
