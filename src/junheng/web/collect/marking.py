"""A submission's workbook as it stands, with its problems and returned cells marked in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone

from junheng.county.form_mark import marked_form, returned_cell
from junheng.county.form_read import read_form
from junheng.county.form_reading import PlacedProblem
from junheng.county.form_write import form_bytes
from junheng.web.collect.checking import FoundProblem
from junheng.web.collect.forms import SubmittedForm
from junheng.web.collect.models import CellReturn
from junheng.web.collect.reviewing import Review


def marked_now(review: Review) -> bytes:
    """The workbook with every unexplained problem and every returned cell that is not settled."""
    submitted = review.submitted
    content = form_bytes(submitted.form)
    # Reading it tells which cell of the file each problem is in.
    reading = read_form(content, submitted.form)
    found = [*_returned(submitted, review.open_returns), *_problems(submitted, review.problems)]
    return marked_form(content, [reading.located(placed) for placed in found])


def _problems(submitted: SubmittedForm, problems: list[FoundProblem]) -> Iterator[PlacedProblem]:
    for one in problems:
        if not one.is_explained:
            yield _placed(submitted, PlacedProblem(one.problem, one.table or None, one.key or None, one.column or None))


def _returned(submitted: SubmittedForm, returns: list[CellReturn]) -> Iterator[PlacedProblem]:
    for one in returns:
        if one.table:
            at = timezone.localtime(one.at).strftime("%Y-%m-%d")
            yield _placed(submitted, returned_cell(one.table, one.key, one.column, reason=one.reason, by=str(one.by), at=at))


def _placed(submitted: SubmittedForm, placed: PlacedProblem) -> PlacedProblem:
    """The problem under the name by which the form knows its row."""
    if placed.table is None or placed.key is None:
        return placed
    return replace(placed, key=submitted.form_key(placed.table, placed.key), column=placed.column or None)
