"""Reviewing and freezing at the same moment: real threads and real locks."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from junheng.web.collect import services_review as review
from junheng.web.collect.models import Round, Submission
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import SYSTEM
from web.collect import reviews
from web.county import County

WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
PATIENCE_SECONDS = 20


@pytest.fixture
def submission(transactional_db: None, county: County) -> Submission:
    return reviews.submitted(county)


def somebody_waits() -> bool:
    """Whether a statement of another connection waits for a lock. SQLite lets nobody begin who would have to wait."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def test_a_step_that_waited_for_the_freeze_finds_the_round_frozen(submission: Submission) -> None:
    begun = Event()

    def recall() -> str:
        try:
            begun.set()
            return review.recall(SYSTEM, submission.pk).state
        except StepRefused as refusal:
            return refusal.zh
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            list(Submission.objects.unscoped().select_for_update().filter(pk=submission.pk))
            answer = pool.submit(recall)
            begun.wait()
            until = time.monotonic() + PATIENCE_SECONDS
            while not somebody_waits() and time.monotonic() < until:
                pass
            Round.objects.unscoped().filter(pk=submission.round_id).update(state="frozen")
        assert "已经冻结" in answer.result()
    assert reviews.reread(submission).state == "submitted"
