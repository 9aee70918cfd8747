"""Many savers at the same moment: real threads and real locks, on either database."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.folding import rows_at
from junheng.web.collect.models import Revision, Submission
from junheng.web.collect.services_entries import Saved, save_rows
from junheng.web.people.actor import SYSTEM
from web.collect.rounds import opened, submission_of, values_of
from web.county import County

SCHOOL = "9901000001"
COLUMNS = ("books", "computers", "site_area_m2", "network_mbps", "computer_rooms", "unsafe_area_m2")


@pytest.fixture
def submission(transactional_db: None, county: County) -> Submission:
    return submission_of(county, opened(county), SCHOOL)


def all_at_once(submission: Submission, saves: Sequence[dict[str, str | None]]) -> list[Saved]:
    """The saves, each from a thread of its own that has looked at the first revision."""
    ready = Barrier(len(saves))

    def save(values: dict[str, str | None]) -> Saved:
        try:
            ready.wait()
            return save_rows(SYSTEM, submission.pk, {"schools": [RowEdit(SCHOOL, values)]}, base_revision=1, source="form")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(saves)) as pool:
        return list(pool.map(save, saves))


def test_people_who_fill_in_different_cells_at_once_lose_nothing(submission: Submission) -> None:
    saved = all_at_once(submission, [{column: str(number)} for number, column in enumerate(COLUMNS, 1)])
    assert sorted(one.revision for one in saved) == [2, 3, 4, 5, 6, 7]
    stored = values_of(submission, "schools", SCHOOL)
    assert [stored[column] for column in COLUMNS] == ["1", "2", "3", "4", "5", "6"]
    assert rows_at(submission, 7)["schools", SCHOOL] == stored
    assert AuditEvent.objects.unscoped().filter(action="submission.save").count() == len(COLUMNS)


def test_of_people_who_fill_in_the_same_cell_at_once_one_succeeds_and_the_others_are_told(submission: Submission) -> None:
    saved = all_at_once(submission, [{"books": str(number)} for number in range(1, 7)])
    winners = [one for one in saved if not one.clashes]
    stored = values_of(submission, "schools", SCHOOL)["books"]
    assert [one.revision for one in winners] == [2]
    assert {clash.theirs for one in saved for clash in one.clashes} == {stored}
    assert Revision.objects.unscoped().filter(submission=submission).count() == 2
