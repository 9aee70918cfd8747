"""The audit trail holds: whatever is changed, deleted or swapped behind its back is found, and the first broken link is named."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.web.audit.models import AuditEvent, ChainHead
from junheng.web.audit.services import OutsideTransaction, hash_of, record
from junheng.web.audit.verify import chain_state, first_broken_link
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit, User
from web.county import County

EVENTS = 12
# Every field of the table but its row's own number in the database, which nothing is said by.
FIELDS = [field.attname for field in AuditEvent._meta.concrete_fields if field.attname != "id"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["甲", "b", "cells", "state"]), inner, max_size=3),
    max_leaves=6,
)


@transaction.atomic
def write(action: str = "test.write", **more: Any) -> AuditEvent:
    return record(SYSTEM, action, more.pop("subject", "test:1"), **more)


@pytest.fixture
def trail(county: County) -> int:
    """The number of the last event of a trail that is whole."""
    for number in range(EVENTS):
        write(before={"值": number}, after={"值": number + 1}, reason=f"第{number}次", unit=county.unit)
    assert first_broken_link() is None
    return ChainHead.objects.get().number


def rows() -> dict[int, dict[str, Any]]:
    return {event.number: {name: getattr(event, name) for name in FIELDS} for event in AuditEvent.objects.unscoped()}


def changed(value: Any, name: str) -> Any:
    """Another value of the same kind."""
    if name == "actor_id":
        return User.objects.get(username="office").pk
    if name == "unit_id":
        return Unit.objects.unscoped().exclude(pk=value).values_list("pk", flat=True).first()
    if isinstance(value, datetime.datetime):
        return value + datetime.timedelta(microseconds=1)
    if isinstance(value, int):
        return value + 1000
    if name in ("before", "after"):
        return {"改": value}
    return "0" + value[1:] if value[:1] not in ("", "0") else f"1{value[1:]}"


@pytest.mark.parametrize("name", FIELDS)
def test_a_changed_field_of_any_event_is_found_and_its_event_is_named(trail: int, name: str) -> None:
    kept = rows()
    for number in (1, trail // 2, trail):
        value = changed(kept[number][name], name)
        assert value != kept[number][name]
        AuditEvent.objects.unscoped().filter(number=number).update(**{name: value})
        broken = first_broken_link()
        assert broken is not None
        assert broken.number == number, (name, str(broken))
        AuditEvent.objects.unscoped().filter(number=value if name == "number" else number).update(**{name: kept[number][name]})
        assert first_broken_link() is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_deleting_or_swapping_any_events_is_found_at_the_first_of_them(trail: int, data: st.DataObject) -> None:
    with transaction.atomic():
        first, second = sorted(data.draw(st.lists(st.integers(1, trail), min_size=2, max_size=2, unique=True)))
        events = AuditEvent.objects.unscoped()
        if data.draw(st.booleans()):
            events.filter(number=first).delete()
        else:
            events.filter(number=first).update(number=-1)
            events.filter(number=second).update(number=first)
            events.filter(number=-1).update(number=second)
        broken = first_broken_link()
        assert broken is not None
        assert broken.number == first
        transaction.set_rollback(True)
    assert first_broken_link() is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=VALUES, after=VALUES)
def test_an_event_reads_back_with_the_hash_that_it_was_written_with(trail: int, before: Any, after: Any) -> None:
    written = write(before=before, after=after)
    read = AuditEvent.objects.unscoped().get(number=written.number)
    assert hash_of(read) == read.hash == written.hash


def test_cutting_off_the_newest_events_is_found(trail: int) -> None:
    AuditEvent.objects.unscoped().filter(number__gt=trail - 3).delete()
    broken = first_broken_link()
    assert broken is not None
    assert (broken.fault, broken.number) == ("end", trail - 2)
    assert str(trail - 2) in str(broken)


def test_an_event_added_behind_the_chains_back_is_found(trail: int) -> None:
    last = AuditEvent.objects.unscoped().get(number=trail)
    forged = AuditEvent(**{**rows()[trail], "number": trail + 1, "previous_hash": last.hash})
    forged.hash = hash_of(forged)
    forged.save(force_insert=True)
    broken = first_broken_link()
    assert broken is not None
    assert (broken.fault, broken.number) == ("end", trail + 1)


def test_a_head_without_its_chain_is_found(trail: int) -> None:
    ChainHead.objects.update(hash="f" * 64)
    broken = first_broken_link()
    assert broken is not None
    assert (broken.fault, broken.number) == ("head", trail)


def test_a_trail_rewritten_as_a_whole_shows_another_head(trail: int) -> None:
    """Who writes the database can write the head too: only the hash that was noted elsewhere shows it."""
    noted = chain_state().head
    AuditEvent.objects.unscoped().filter(number=2).update(reason="改写")
    last = AuditEvent.objects.unscoped().get(number=1).hash
    for event in AuditEvent.objects.unscoped().filter(number__gt=1).order_by("number"):
        event.previous_hash = last
        event.hash = last = hash_of(event)
        event.save()
    ChainHead.objects.update(hash=last)
    rewritten = chain_state()
    assert rewritten.broken is None
    assert rewritten.head.number == noted.number
    assert rewritten.head.hash != noted.hash


def test_an_event_outside_the_transaction_of_its_write_is_refused(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        record(SYSTEM, "test.write", "test:1")


def test_an_event_is_gone_with_the_write_that_failed(trail: int) -> None:
    class Failed(Exception):
        pass

    @transaction.atomic
    def half_done() -> None:
        record(SYSTEM, "test.write", "test:1")
        raise Failed

    with pytest.raises(Failed):
        half_done()
    assert AuditEvent.objects.unscoped().count() == trail
    assert first_broken_link() is None


THREADS, WRITES = 8, 20


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain_without_gaps() -> None:
    def many(thread: int) -> None:
        try:
            for number in range(WRITES):
                write(subject=f"test:{thread}", after={"n": number})
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(many, range(THREADS))) == [None] * THREADS
    state = chain_state()
    assert state.broken is None
    assert state.events == state.head.number == THREADS * WRITES
    for thread in range(THREADS):
        own = AuditEvent.objects.unscoped().filter(subject=f"test:{thread}").order_by("number")
        assert [event.after["n"] for event in own] == list(range(WRITES))
