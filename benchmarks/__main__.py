"""Every goal for speed that the first half of the mission sets, each printed with its ratio and its peer."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.counties import write_roster_workbook, write_sample
from benchmarks.measure import Goal, measure, python
from benchmarks.page import line, write_page

JUNHENG = str(Path(sys.executable).with_name("junheng"))
IMPORT_POLARS = "import polars"
READ_PACKAGE = (
    "import sys; from junheng.county import try_read; package, problems = try_read(sys.argv[1]); assert package, problems.errors[:3]"
)
READ_RAW = """
import sys, python_calamine
workbook = python_calamine.load_workbook(sys.argv[1])
for name in workbook.sheet_names:
    workbook.get_sheet_by_name(name).to_python()
"""
READ_CELLS = """
import sys, openpyxl
for sheet in openpyxl.load_workbook(sys.argv[1], read_only=True):
    for row in sheet.iter_rows(values_only=True):
        for cell in row:
            pass
"""


def goals(folder: Path) -> Iterator[Goal]:
    csv_folder, workbook = write_sample(folder)
    peer, peer_command = "bare `import polars`", python(IMPORT_POLARS)
    yield Goal("`junheng assess`, 60 schools, CSV", peer, [JUNHENG, "assess", str(csv_folder)], peer_command, limit=1)
    yield Goal("`junheng assess`, 60 schools, workbook", peer, [JUNHENG, "assess", str(workbook)], peer_command, limit=1.5)
    with_papers = [JUNHENG, "assess", str(csv_folder), "--out", str(folder / "out")]
    yield Goal("`junheng assess --out`, 60 schools, CSV, all papers", peer, with_papers, peer_command)
    yield Goal("`junheng --help`", "bare `python -c pass`", [JUNHENG, "--help"], python("pass"), limit=8)
    roster = str(write_roster_workbook(folder))
    cells = "openpyxl read-only, every cell"
    yield Goal("reading a workbook of 100,000 pupils", cells, python(READ_PACKAGE, roster), python(READ_CELLS, roster), "at_least", 8, 5)
    # What the reader underneath takes by itself: the most that any work on our side could reach.
    yield Goal(
        "of which python-calamine alone, nothing checked", cells, python(READ_RAW, roster), python(READ_CELLS, roster), "at_least", None, 5
    )


def main() -> int:
    """0 where every goal is met, 1 where one is not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/reference/performance.md")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for goal in goals(Path(folder)):
            rows.append(measure(goal))
            print(line(rows[-1]), flush=True)
    if options.write:
        write_page(rows)
    return 0 if all(row.is_met is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
