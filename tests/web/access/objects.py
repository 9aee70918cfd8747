"""Objects for the addresses: for every kind that an address can name, how one is made for a unit.

A new kind of argument needs a maker here and a sight in matrix.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import store_evidence
from junheng.web.audit.services import record
from junheng.web.collect.models import CellReturn, Entry, Signature, Submission, Supplement
from junheng.web.collect.services_upload import take_workbook
from junheng.web.jobs.models import Job
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Notice, Post, Unit, User
from junheng.web.people.roles import roles_at
from junheng.web.people.services import give_post, make_account
from web.access.world import World
from web.collect.workbooks import template

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass(frozen=True)
class Place:
    """Where an object belongs: a unit and a person there; `checked_by` is the unit to which it was handed for the first check."""

    world: World
    unit: Unit
    person: User
    checked_by: Unit | None = None

    @property
    def school(self) -> Unit:
        """The unit itself where it is a school, else one of its county."""
        if self.unit.kind == "school":
            return self.unit
        return self.world.far if self.unit.county_id == self.world.far.county_id else self.world.near


def place(world: World, role: str, position: str) -> Place:
    """The place at a position as seen by the person of a role."""
    if position == "own":
        return Place(world, world.unit_of(role), world.people[role])
    unit = world.far if position == "far" else world.near
    return Place(world, unit, neighbour(unit), world.unit_of(role) if position == "handed" else None)


def neighbour(unit: Unit) -> User:
    """Somebody at the unit who is nobody's tester."""
    username = f"neighbour-{unit.code}"
    found = User.objects.filter(username=username).first()
    # Nobody signs in as a neighbour: no time is spent on a password.
    return found or make_account(SYSTEM, username, "邻居", home=unit, hashed="!")[0]


def _submission(at: Place) -> Any:
    found = Submission.objects.unscoped().filter(round__state="open", unit=at.unit).first()
    if found is not None and at.checked_by is not None:
        # Whose turn the first check is decides who sees it.
        Submission.objects.unscoped().filter(pk=found.pk).update(check_unit=at.checked_by)
    elif found is not None and at.unit == at.world.near:
        Submission.objects.unscoped().filter(pk=found.pk).update(check_unit=None)
    return found and found.pk


def _upload(at: Place) -> Any:
    found = Submission.objects.unscoped().select_related("round__county", "unit__township", "check_unit").filter(pk=_submission(at)).first()
    return found and take_workbook(SYSTEM, found, SimpleUploadedFile("填报表.xlsx", template(found))).pk


def _table(at: Place) -> Any:
    submission = _submission(at)
    entry = Entry.objects.unscoped().filter(submission=submission).first()
    return entry.table if entry else "facts"


def _return(at: Place) -> Any:
    submission = _submission(at)
    if submission is None:
        return None
    row = CellReturn(submission_id=submission, table="schools", key=at.unit.code, column="books", value="1", reason="不符", by=at.person)
    row.save()
    return row.pk


def _signature(at: Place) -> Any:
    submission = _submission(at)
    if submission is None:
        return None
    row = Signature(submission_id=submission, revision=1, content_sha256="0" * 64, by=at.person, scan_id=_evidence(at))
    row.save()
    return row.pk


def _post(at: Place) -> Any:
    user = neighbour(at.unit)
    found = Post.objects.unscoped().filter(user=user).first()
    role = next(role.code for role in roles_at(at.unit.kind) if role.view != "instance")
    return (found or give_post(SYSTEM, user, role, at.unit)).pk


def _notice(at: Place) -> Any:
    notice = Notice(user=at.person, text="请填报", link="/")
    notice.save()
    return notice.pk


def _job(at: Place) -> Any:
    job = Job(kind="assess", county=at.unit.county)
    job.save()
    return job.pk


def _evidence(at: Place) -> Any:
    return store_evidence(SYSTEM, at.unit, "确认表.pdf", PDF + at.unit.code.encode(), "application/pdf", "confirmation").pk


def _event(at: Place) -> Any:
    with transaction.atomic():
        return record(SYSTEM, "unit.rename", f"unit:{at.unit.code}", unit=at.unit).number


def _package(at: Place) -> Any:
    return FrozenPackage.objects.unscoped().filter(county=at.unit.county).latest("pk").pk


def _supplement(at: Place) -> Any:
    cell = {"table": "schools", "key": at.school.code, "column": "books", "before": "1", "after": "2"}
    made = Supplement(
        package_id=_package(at),
        unit=at.unit,
        check_unit=at.checked_by,
        cells=[cell],
        reason="盘点",
        evidence_id=_evidence(at),
        proposed_by=at.person,
    )
    made.save()
    return made.pk


MAKERS: dict[str, Callable[[Place], Any]] = {
    "user": lambda at: neighbour(at.unit).pk,
    "post": _post,
    "unit": lambda at: at.unit.pk,
    "notice": _notice,
    "round": lambda at: at.world.rounds[at.unit.county.code].pk if at.unit.county else None,
    "submission": _submission,
    "upload": _upload,
    "table": _table,
    "return": _return,
    "signature": _signature,
    "package": _package,
    "supplement": _supplement,
    "job": _job,
    "evidence": _evidence,
    "event": _event,
    "county_code": lambda at: at.unit.county.code if at.unit.county else None,
    "school": lambda at: at.school.code,
    "frozen_school": lambda at: at.school.code,
}
