"""The matrix of access: every role on every address, with things of its own and of others, answers exactly as written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from junheng.web.people.roles import default_roles
from web.access.pages import API, Address, Line, addresses, matrix, wanted_line
from web.access.world import World

if TYPE_CHECKING:
    from django.test import Client

LINES, SIGHTS = matrix()
ROLES = tuple(default_roles())
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")
# A session remembers when its owner was last seen; that is no data of the county.
SESSIONS = "django_session"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all lines: what a request changes is rolled back behind it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        from web.access.world import make_world

        made = make_world()
        for username in (None, *made.people):
            signed_in(username)
        yield made
        signed_in.cache_clear()
        transaction.set_rollback(True)


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that write to the database meanwhile, those of sessions left out; all is rolled back."""
    from django.db import connection, transaction

    found: list[str] = []

    def listen(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITING) and SESSIONS not in sql:
            found.append(sql)
        return execute(sql, parameters, many, context)

    with transaction.atomic(), connection.execute_wrapper(listen):
        yield found
        transaction.set_rollback(True)


@cache
def signed_in(username: str | None) -> Client:
    """One client a person: signing in anew for every request would take most of the time."""
    from django.test import Client

    from junheng.web.people.models import User

    client = Client()
    if username:
        client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(username: str | None, method: str, path: str) -> tuple[int, str, list[str]]:
    """The status, the address sent to, and what was written."""
    client = signed_in(username)
    with written() as statements:
        answer = client.post(path) if method == "POST" else client.get(path)
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]
    return answer.status_code, answer.headers.get("Location", ""), list(statements)


def line_of(view: str) -> tuple[Address, Line]:
    return addresses()[view], LINES[view]


def values(world: World, line: Line, address: Address, role: str, position: str) -> dict[str, Any] | None:
    """What the address asks for, of the unit at the position; None where there is no such thing there."""
    from web.access.objects import MAKERS, place

    at = place(world, role, position)
    kinds = line.kinds(address)
    unknown = sorted(set(kinds.values()) - MAKERS.keys())
    assert not unknown, f"{line.view}: add a maker for {unknown} to tests/web/access/objects.py and a sight to matrix.toml"
    made = {name: MAKERS[kind](at) for name, kind in kinds.items()}
    return None if None in made.values() else made


def wanted(line: Line, address: Address, role: str, method: str, sees: bool) -> int:
    """The status that the matrix promises."""
    if not address.is_api and line.roles and role not in line.roles:
        return 403
    if line.method not in (method, "both"):
        return 405
    if address.is_api and line.roles and role not in line.roles:
        return 403
    return line.answer if sees else 404


def attempts(line: Line, admitted: bool, sees: bool) -> Sequence[str]:
    """Which methods are tried: never a POST that would be carried out."""
    if line.method == "GET":
        return ["GET"]
    return ["GET"] if admitted and sees else ["GET", "POST"]


def test_every_view_has_a_line_in_the_matrix() -> None:
    missing = [wanted_line(address) for view, address in addresses().items() if view not in LINES]
    assert not missing, "add to tests/web/access/matrix.toml:\n" + "".join(missing)


def test_every_line_of_the_matrix_has_a_view() -> None:
    assert sorted(set(LINES) - set(addresses())) == []


def test_the_matrix_knows_only_roles_that_there_are() -> None:
    assert {role for line in LINES.values() for role in line.roles} <= set(ROLES)


# The API guards itself; its statuses are tried like all others.
@pytest.mark.parametrize("view", sorted(view for view in LINES if not view.startswith(f"{API}:")))
def test_a_view_declares_what_the_matrix_says(view: str) -> None:
    address, line = line_of(view)
    assert address.rule is not None
    assert (address.rule.public, address.rule.roles) == (line.public, line.roles)


@pytest.mark.parametrize("view", sorted(LINES))
def test_a_stranger_is_sent_to_sign_in_and_writes_nothing(world: World, view: str) -> None:
    address, line = line_of(view)
    asked = values(world, line, address, "reporter", "own")
    assert asked is not None, f"{view}: the maker has nothing of this kind for a school"
    for method in ("GET", "POST") if line.method != "GET" else ("GET",):
        status, location, statements = ask(None, method, line.address(asked))
        if line.public:
            assert status in (line.answer, 302, 405), method
        elif address.is_api:
            assert status == 401
        else:
            assert (status, location.partition("?")[0]) == (302, "/people/login"), method
        assert statements == [] or line.public


@pytest.mark.parametrize("view", sorted(view for view, line in LINES.items() if not line.public))
def test_each_role_gets_exactly_what_the_matrix_says(world: World, view: str) -> None:
    address, line = line_of(view)
    wrong = []
    for role in ROLES:
        admitted = not line.roles or role in line.roles
        # Who may not open the page may not with anything: one try says it.
        for position, sees in SIGHTS.tried(line.kinds(address).values(), world.width(role)) if admitted else [("own", False)]:
            asked = values(world, line, address, role, position) or (None if admitted else values(world, line, address, "reporter", "own"))
            if asked is None:
                continue
            for method in attempts(line, admitted, sees):
                path = line.address(asked)
                status, _location, statements = ask(role, method, path)
                if status != wanted(line, address, role, method, sees):
                    wrong.append(f"{role} {position}: {method} {path} → {status}, should be {wanted(line, address, role, method, sees)}")
                if statements and not (line.writes and status == line.answer):
                    wrong.append(f"{role} {position}: {method} {path} wrote {statements}")
    assert wrong == []
