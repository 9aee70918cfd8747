"""The shapes of the API's questions and answers."""

from __future__ import annotations

import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class AuditQuestion(Schema):
    """Filters of the audit trail; every one that is given must hold exactly."""

    since: datetime.date | datetime.datetime | None = Field(None, alias="from", description="A day of the office, or a moment.")
    until: datetime.date | datetime.datetime | None = Field(None, alias="to", description="A day, which is included, or a moment.")
    actor: str | None = Field(None, description="User name.")
    action: str | None = Field(None, description="Such as `submission.submit`.")
    subject: str | None = Field(None, description="Such as `submission:12`.")
    unit: str | None = Field(None, description="Code of the unit whose data it concerns.")
    limit: int = Field(500, ge=1, le=5000)
    cursor: int | None = Field(None, ge=1, description="The last `number` of the page before: older events follow.")


class PackageAnswer(Schema):
    """One frozen version of a county's data. `verdict` is that of its own assessment, null while there is none."""

    school_year: int
    version: int
    origin: str
    sha256: str
    file_sha256: str
    file_name: str
    as_of: datetime.date
    standard: str
    schools: int
    frozen_at: datetime.datetime
    frozen_by: str | None
    is_application: bool
    note: str
    verdict: str | None


class CountyAnswer(Schema):
    """A county that the asker may see whole, with its latest frozen version."""

    county_code: str
    county_name: str
    latest: PackageAnswer | None


class EventAnswer(Schema):
    """One event of the audit trail. `actor` is null for the system; `hash` chains it to `previous_hash`."""

    number: int
    # To the microsecond, as it was hashed.
    at: str
    actor: str | None
    actor_name: str
    actor_posts: str
    unit: str | None
    action: str
    subject: str
    before: Any
    after: Any
    reason: str
    request: str
    address: str
    previous_hash: str
    hash: str


class Fault(Schema):
    """One thing that is wrong with a request: where, what was found, what is allowed."""

    where: str
    found: str
    allowed: str


class Refusal(Schema):
    """Why there is no answer."""

    detail: str
    errors: list[Fault] = []
