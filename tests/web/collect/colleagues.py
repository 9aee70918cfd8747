"""Everybody else of a round: people for all its other units, who report, sign, check and approve by the services."""

from __future__ import annotations

from collections.abc import Iterable

from junheng.web.collect import services_review, services_signature
from junheng.web.collect.checking import problems_of
from junheng.web.collect.content import content_sha256
from junheng.web.collect.guarding import needs_signature, unconfirmed_tables
from junheng.web.collect.models import Round, Submission
from junheng.web.collect.services_entries import save_rows
from junheng.web.collect.services_explain import confirm_empty, explain
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.roles import default_roles
from junheng.web.people.services import give_post, make_account
from web.collect.reviews import reread
from web.county import County

# Who holds every post of a role that nobody else holds.
HOLDERS = {"reporter": "colleague", "liaison": "colleague", "principal": "headteacher", "checker": "division_checker"}


def give_posts(county: County, round: Round) -> None:
    """Somebody at every unit of the round to report, to sign and to check; posts that are held stay as they are."""
    for username in dict.fromkeys(HOLDERS.values()):
        make_account(SYSTEM, username, username)
    rows = Submission.objects.unscoped().filter(round=round).select_related("unit", "check_unit")
    units = [row.unit for row in rows]
    for role, username in HOLDERS.items():
        places = units if role != "checker" else [row.check_unit for row in rows if row.check_unit]
        for unit in _unheld(role, places):
            give_post(SYSTEM, User.objects.get(username=username), role, unit)


def _unheld(role: str, units: Iterable[Unit]) -> list[Unit]:
    """The units at which the role can be held and is not."""
    held = set(Post.objects.unscoped().filter(role=role).values_list("unit", flat=True))
    return [unit for unit in dict.fromkeys(units) if unit.kind in default_roles()[role].held_at and unit.pk not in held]


def report(county: County, submission: Submission, username: str) -> Submission:
    """What the submission begins with, saved, explained and handed in by the person, and signed where a head signs."""
    reporter = county.actor(username)
    save_rows(reporter, submission.pk, {}, base_revision=None, source="form")
    submission = reread(submission)
    for table in unconfirmed_tables(submission):
        confirm_empty(reporter, submission.pk, table)
    odd = [one.oddity for one in problems_of(submission) if one.severity == "warning" and not one.is_explained]
    if odd:
        explain(reporter, submission.pk, odd, "已核实，情况属实")
    submission = services_review.submit(reporter, submission.pk)
    if needs_signature(submission):
        services_signature.sign(county.actor(_holder("principal", submission.unit)), submission.pk, content_sha256(submission))
    return submission


def check(county: County, submission: Submission) -> None:
    """The first check, by whoever holds it there."""
    assert submission.check_unit is not None
    services_review.check(county.actor(_holder("checker", submission.check_unit)), submission.pk)


def approve_others(county: County, round: Round, *but: Unit) -> None:
    """Every submission of the round but those of some units goes its whole way."""
    rows = Submission.objects.unscoped().filter(round=round).exclude(unit__in=but).select_related("unit", "check_unit")
    for submission in rows:
        role = "reporter" if submission.unit.kind in default_roles()["reporter"].held_at else "liaison"
        report(county, submission, _holder(role, submission.unit))
        check(county, submission)
        services_review.approve(county.actor("approver"), submission.pk)


def _holder(role: str, unit: Unit) -> str:
    holders: list[str] = list(Post.objects.unscoped().filter(role=role, unit=unit).order_by("pk").values_list("user__username", flat=True))
    return holders[0]
