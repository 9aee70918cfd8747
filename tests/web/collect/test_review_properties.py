"""Whatever people try in whatever order: only allowed steps happen, nobody approves their own work, and nothing is changed unseen."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from junheng.web.audit.models import AuditEvent
from junheng.web.audit.verify import first_broken_link
from junheng.web.collect import services_review as review
from junheng.web.collect.content import content_sha256
from junheng.web.collect.guarding import authors
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import Entry, Revision, Submission
from junheng.web.collect.services_explain import explain_alike
from junheng.web.collect.services_review import ReturnedCell
from junheng.web.collect.services_signature import sign
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.people.actor import SYSTEM, Actor, NotAllowed
from junheng.web.people.services import give_post
from web.collect import reviews
from web.collect.reviews import SCHOOL, reread, save
from web.county import County

# `all_round` reports, checks and approves; `double` checks and approves.
PEOPLE = ("reporter", "principal", "checker", "approver", "office", "all_round", "double", "neighbour")
ACTIONS = ("save", "submit", "recall", "check", "return", "approve", "withdraw", "sign", "explain")
STEPS = {(state, step.target) for step in SUBMISSION.transitions for state in step.sources}
FAIR = ["reporter:submit", "principal:sign", "checker:check", "approver:approve"]
TRIES = st.lists(st.builds(lambda who, what: f"{who}:{what}", st.sampled_from(PEOPLE), st.sampled_from(ACTIONS)), max_size=8)
# As far as the four come undisturbed, and then anybody anything: else few tries would ever reach an approval.
MOVES = st.builds(lambda far, tries, again: FAIR[:far] + tries + again, st.integers(0, len(FAIR)), TRIES, st.sampled_from([[], FAIR]))


@pytest.fixture
def submission(county: County) -> Submission:
    found = reviews.filled(county)
    everywhere = {"reporter": SCHOOL, "checker": "basic_education", "approver": "education_bureau"}
    for name, roles in {"all_round": everywhere, "double": {role: everywhere[role] for role in ("checker", "approver")}}.items():
        first, *others = roles
        user = county.person(name, first, roles[first])
        for role in others:
            give_post(SYSTEM, user, role, county.place(roles[role]))
    county.person("neighbour", "reporter", "9901000002")
    return found


def act(county: County, submission: Submission, actor: Actor, what: str, number: int) -> None:
    reason = f"理由{number}"
    if what == "save":
        save(county, submission, {"books": str(9000 + number)}, by=str(actor.user.username if actor.user else ""))
    elif what == "return":
        review.return_cells(actor, submission.pk, "", [ReturnedCell("schools", SCHOOL, "books", reason)])
    elif what == "sign":
        sign(actor, submission.pk, content_sha256(submission))
    elif what == "explain":
        explain_alike(actor, submission.pk, "needed_cells_empty", reason)
    else:
        review.BATCH[what](actor, submission.pk, reason)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_no_sequence_of_tries_breaks_the_order_of_review(county: County, submission: Submission, moves: list[str]) -> None:
    actors = {name: county.actor(name) for name in PEOPLE}
    with transaction.atomic():
        for number, move in enumerate(moves):
            who, _, what = move.partition(":")
            try_one(county, submission, actors[who], what, number)
        event(reread(submission).state)
        transaction.set_rollback(True)


def try_one(county: County, submission: Submission, actor: Actor, what: str, number: int) -> None:
    before, values, last = reread(submission), stored(submission), AuditEvent.objects.unscoped().count()
    own = authors(before)
    try:
        with transaction.atomic():
            act(county, submission, actor, what, number)
    except (StepRefused, NotAllowed):
        assert stored(submission) == values
        assert reread(submission).state == before.state
        assert AuditEvent.objects.unscoped().count() == last
        return
    now = reread(submission)
    assert now.state == before.state or (before.state, now.state) in STEPS
    if what in ("check", "approve"):
        assert actor.user is not None
        assert actor.user.pk not in own
    if stored(submission) != values:
        assert before.state in ("saved", "returned")
        assert now.revision == before.revision + 1
        assert Revision.objects.unscoped().filter(submission=submission, number=now.revision).exists()
    # A save that changes nothing is no write.
    assert AuditEvent.objects.unscoped().count() > last or (what == "save" and stored(submission) == values)
    assert first_broken_link() is None


def stored(submission: Submission) -> dict[tuple[str, str], dict[str, str]]:
    return {(row.table, row.key): row.values for row in Entry.objects.unscoped().filter(submission=submission)}
