"""A unit's own workbook handed back with its problems marked, be they of reading, of a check or of a reviewer."""

from __future__ import annotations

from collections.abc import Iterable

from junheng.county.form_reading import PlacedProblem
from junheng.county.marked import marked_bytes, opened_workbook
from junheng.county.problems import Problem, Problems


def marked_form(content: bytes, problems: Iterable[Problem] | Problems) -> bytes:
    """The workbook with coloured cells, comments, reasons beside the rows and a list; of what cannot be opened, the list alone.

    Problems that were not found in this file are located in it first (`FormReading.located`).
    """
    return marked_bytes(opened_workbook(content), {}, problems)


def returned_cell(table: str, key: str, column: str, *, reason: str, by: str, at: str) -> PlacedProblem:
    """What a reviewer says of a cell that is returned: `by` whom and `at` which time, as they are to be read."""
    return PlacedProblem(Problem("error", "returned_cell", values={"reason": reason, "by": by, "at": at}), table, key, column)
