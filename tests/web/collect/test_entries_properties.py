"""Any sequence of saves by anybody: what stands is always the fold of the revisions, and nothing is lost or changed silently."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.web.audit.models import AuditEvent
from junheng.web.collect.edits import RowEdit
from junheng.web.collect.folding import rows_at
from junheng.web.collect.models import Entry, Revision, Submission
from junheng.web.collect.services_entries import Saved, save_rows
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import Actor, NotAllowed
from web.collect.rounds import opened, submission_of
from web.county import County

SCHOOL = "9901000001"
TEXTS = st.sampled_from([None, "0", "12", "4096", "1.5", "三千", " ", "=1+1"])
CELLS = {
    "schools": ("books", "computers", "site_area_m2"),
    "classes": ("level", "grade", "pupils"),
    "rooms": ("kind", "count"),
}
STATES = st.sampled_from(["open", "open", "open", "submitted", "approved", "returned"])


def values(table: str) -> st.SearchStrategy[dict[str, str | None]]:
    return st.dictionaries(st.sampled_from(CELLS[table]), TEXTS, max_size=3)


def edits(table: str) -> st.SearchStrategy[RowEdit]:
    keys = st.just(SCHOOL) if table == "schools" else st.sampled_from([None, "#1", "#2", "#3", "#9"])
    deleted = st.just(False) if table == "schools" else st.booleans()
    return st.builds(RowEdit, keys, values(table), deleted)


SAVES = st.lists(
    st.tuples(
        st.sampled_from(["reporter", "second", "principal"]),
        st.sampled_from(sorted(CELLS)).flatmap(lambda table: st.tuples(st.just(table), st.lists(edits(table), max_size=3))),
        st.sampled_from([None, 0, 1, 2, 3]),
        STATES,
    ),
    max_size=6,
)


def standing(submission: Submission) -> dict[tuple[str, str], dict[str, str]]:
    return {(entry.table, entry.key): entry.values for entry in Entry.objects.unscoped().filter(submission=submission)}


def attempt(actor: Actor, submission: Submission, table: str, rows: list[RowEdit], base: int | None) -> Saved | None:
    try:
        with transaction.atomic():
            return save_rows(actor, submission.pk, {table: rows}, base_revision=base, source="form")
    except (NotAllowed, StepRefused):
        return None


@pytest.fixture
def submission(county: County) -> Submission:
    county.person("second", "reporter", SCHOOL)
    return submission_of(county, opened(county), SCHOOL)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=SAVES)
def test_what_stands_is_the_fold_of_the_revisions_and_every_change_is_in_one(county: County, submission: Submission, saves: Any) -> None:
    with transaction.atomic():
        for username, (table, rows), back, state in saves:
            check_one_save(county, submission, username, table, rows, back, state)
        transaction.set_rollback(True)


def check_one_save(
    county: County, submission: Submission, username: str, table: str, rows: list[RowEdit], back: int | None, state: str
) -> None:
    submission.refresh_from_db()
    if state != "open":
        Submission.objects.unscoped().filter(pk=submission.pk).update(state=state)
    before, revision, events = standing(submission), submission.revision, AuditEvent.objects.unscoped().count()
    base = None if back is None else max(revision - back, 0)
    done = attempt(county.actor(username), submission, table, rows, base)
    after, submission = standing(submission), Submission.objects.unscoped().select_related("round", "unit").get(pk=submission.pk)
    assert after == rows_at(submission, submission.revision)
    if username == "principal" or state in ("submitted", "approved"):
        assert done is None
    if done is None or done.clashes or submission.revision == revision:
        # Refused, clashing or empty: not one cell, revision or event.
        assert (after, submission.revision, AuditEvent.objects.unscoped().count()) == (before, revision, events)
        return
    assert submission.revision == revision + 1
    assert AuditEvent.objects.unscoped().count() == events + 1
    changed = {
        (name, key, column): (before.get((name, key), {}).get(column), after.get((name, key), {}).get(column))
        for name, key in {*before, *after}
        for column in {*before.get((name, key), {}), *after.get((name, key), {})}
    }
    said = Revision.objects.unscoped().get(submission=submission, number=submission.revision).changes
    assert {(one["table"], one["key"], one["column"]): (one["before"], one["after"]) for one in said} == {
        cell: pair for cell, pair in changed.items() if pair[0] != pair[1]
    }
    if base is not None:
        assert_nothing_unseen_was_overwritten(submission, base, revision, said)


def assert_nothing_unseen_was_overwritten(submission: Submission, base: int, revision: int, said: list[dict[str, Any]]) -> None:
    since = Revision.objects.unscoped().filter(submission=submission, number__gt=base, number__lte=revision)
    unseen = {(one["table"], one["key"], one["column"]) for other in since for one in other.changes}
    assert unseen.isdisjoint((one["table"], one["key"], one["column"]) for one in said)
