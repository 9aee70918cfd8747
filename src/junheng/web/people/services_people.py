"""Taking people on: an account together with its posts, one by one or a whole list at once."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor
from junheng.web.people.models import Unit, User
from junheng.web.people.services import first_password, give_post, make_account


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post that a new person gets."""

    role: str
    unit: Unit | None
    title: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A new person. `home` keeps the account."""

    username: str
    name: str
    phone: str
    home: Unit | None
    posts: tuple[PostEntry, ...]


@transaction.atomic
def take_on(actor: Actor, person: PersonEntry, *, password: str | None = None, hashed: str = "") -> tuple[User, str]:
    """The account with all its posts, or nothing. Raises NotAllowed."""
    user, password = make_account(
        actor, person.username, person.name, home=person.home, phone=person.phone, password=password, hashed=hashed
    )
    for post in person.posts:
        give_post(actor, user, post.role, post.unit, starts_on=post.starts_on, ends_on=post.ends_on, title=post.title)
    return user, password


def take_on_all(actor: Actor, people: Sequence[PersonEntry], file_name: str) -> list[tuple[User, str]]:
    """All of them, or none, with their first passwords. Raises NotAllowed."""
    passwords = [first_password() for _person in people]
    # Hashing five hundred passwords takes seconds: nobody else's write waits for it.
    hashes = [make_password(password) for password in passwords]
    with transaction.atomic():
        taken = [
            take_on(actor, person, password=password, hashed=hashed)
            for person, password, hashed in zip(people, passwords, hashes, strict=True)
        ]
        record(actor, "account.import", "user:*", unit=_county_of(people), after={"file": file_name, "accounts": len(taken)})
    return taken


def _county_of(people: Sequence[PersonEntry]) -> Unit | None:
    counties = {person.home.county for person in people if person.home}
    return counties.pop() if len(counties) == 1 else None
