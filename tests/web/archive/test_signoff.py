"""An application's signatures: 创建办 → 局长 → 分管副县长 → 县长, each once, in order, by four persons; a refusal ends the chain."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from junheng.web.archive import todo
from junheng.web.archive.models import FrozenPackage, SignOff
from junheng.web.archive.services import freeze_bytes, frozen_bytes
from junheng.web.archive.services_signoff import STEPS, chain_of, is_complete, refuse, sign_off
from junheng.web.audit.models import AuditEvent
from junheng.web.people.actor import NotAllowed
from junheng.web.people.models import Post
from junheng.web.people.services import give_post
from junheng.web.people.services_posts import name_deputy
from web.collect.ready import peopled_county
from web.county import County, make_county

ROLES = tuple(STEPS)
Application = tuple[County, FrozenPackage]


@pytest.fixture
def application(db: None, tmp_path: Path) -> Application:
    """A version frozen for an application, after the one that was loaded."""
    county, loaded = peopled_county(tmp_path)
    return county, frozen_again(county, loaded)


def frozen_again(county: County, package: FrozenPackage) -> FrozenPackage:
    return freeze_bytes(
        county.actor("office"),
        county.unit,
        frozen_bytes(package),
        package.file_name,
        origin="round",
        supersedes=package,
        is_application=True,
    )


def signers(package: FrozenPackage) -> list[str]:
    return list(SignOff.objects.unscoped().filter(package=package).order_by("position").values_list("step", flat=True))


def test_the_chain_is_signed_in_order_and_then_complete(application: Application) -> None:
    county, package = application
    for number, role in enumerate(ROLES):
        assert not is_complete(package)
        assert [step.standing for step in chain_of(package)] == ["done"] * number + ["now"] + ["next"] * (3 - number)
        sign_off(county.actor(role), package.pk, "同意")
    assert is_complete(package)
    with pytest.raises(NotAllowed, match="全部完成"):
        sign_off(county.actor("county_head"), package.pk)


def test_no_other_order_gets_through(application: Application) -> None:
    county, package = application
    for order in permutations(ROLES):
        with transaction.atomic():
            signed: list[str] = []
            for role in order:
                if role == ROLES[len(signed)]:
                    sign_off(county.actor(role), package.pk)
                    signed.append(role)
                else:
                    with pytest.raises(NotAllowed, match="现在轮到"):
                        sign_off(county.actor(role), package.pk)
            assert signers(package) == signed
            assert is_complete(package) == (order == ROLES)
            transaction.set_rollback(True)


@pytest.mark.parametrize("role", ["approver", "leader", "inspector", "reporter", "admin"])
def test_nobody_else_signs(application: Application, role: str) -> None:
    county, package = application
    if role == "admin":
        county.person("admin", "admin", "education_bureau")
    with pytest.raises(NotAllowed, match="现在轮到"):
        sign_off(county.actor(role), package.pk)


def test_the_head_of_another_county_does_not_sign(application: Application) -> None:
    _county, package = application
    other = make_county("990200", "另县", ())
    other.person("stranger", "office", "office")
    with pytest.raises(NotAllowed, match="现在轮到"):
        sign_off(other.actor("stranger"), package.pk)


def test_a_refusal_ends_the_chain_and_a_new_freeze_begins_another(application: Application) -> None:
    county, package = application
    sign_off(county.actor("office"), package.pk)
    with pytest.raises(NotAllowed, match="必须写明理由"):
        refuse(county.actor("bureau_head"), package.pk, " ")
    refuse(county.actor("bureau_head"), package.pk, "图书数不实")
    assert [step.standing for step in chain_of(package)] == ["done", "refused", "next", "next"]
    for role in ROLES:
        with pytest.raises(NotAllowed, match="重新冻结"):
            sign_off(county.actor(role), package.pk)
    again = frozen_again(county, package)
    with pytest.raises(NotAllowed, match="新的版本"):
        sign_off(county.actor("office"), package.pk)
    sign_off(county.actor("office"), again.pk)
    assert signers(again) == ["office"]


def test_data_that_are_no_application_are_not_signed(application: Application) -> None:
    county, package = application
    assert package.supersedes is not None
    with pytest.raises(NotAllowed, match="不用于申报"):
        sign_off(county.actor("office"), package.supersedes.pk)
    assert chain_of(package.supersedes) == []


def test_one_person_with_two_posts_signs_once(application: Application) -> None:
    county, package = application
    office = county.actor("office")
    admin = county.person("admin", "office", "office")
    give_post(county.actor("admin"), office.user, "bureau_head", county.place("education_bureau"))
    assert admin.pk
    sign_off(county.actor("office"), package.pk)
    with pytest.raises(NotAllowed, match="同一个人"):
        sign_off(county.actor("office"), package.pk)


def deputise(county: County, role: str, deputy: str) -> None:
    """From today on `deputy` stands in for the holder of the role."""
    post = Post.objects.unscoped().get(user=county.actor(role).user, role=role)
    county.person("keeper", "office", "office")
    today = timezone.localdate()
    name_deputy(county.actor("keeper"), post.pk, county.actor(deputy).user, today, today + datetime.timedelta(days=9))


def test_a_deputy_does_not_sign_twice_for_two_people(application: Application) -> None:
    county, package = application
    deputise(county, "bureau_head", "office")
    sign_off(county.actor("office"), package.pk)
    with pytest.raises(NotAllowed, match="同一个人"):
        sign_off(county.actor("office"), package.pk)
    sign_off(county.actor("bureau_head"), package.pk)
    assert signers(package) == ["office", "bureau_head"]


def test_who_was_stood_in_for_does_not_sign_the_next_step_too(application: Application) -> None:
    county, package = application
    deputise(county, "office", "inspector")
    sign_off(county.actor("inspector"), package.pk)
    give_post(county.actor("keeper"), county.actor("office").user, "bureau_head", county.place("education_bureau"))
    with pytest.raises(NotAllowed, match="同一个人"):
        sign_off(county.actor("office"), package.pk)


def test_a_deputy_whose_time_is_over_does_not_sign(application: Application) -> None:
    county, package = application
    deputise(county, "office", "inspector")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=11), tick=True), pytest.raises(NotAllowed, match="现在轮到"):
        sign_off(county.actor("inspector"), package.pk)


def test_every_signature_is_in_the_trail_with_the_hash_that_was_signed(application: Application) -> None:
    county, package = application
    sign_off(county.actor("office"), package.pk, "同意申报")
    event = AuditEvent.objects.unscoped().get(action="package.sign")
    assert (event.after["sha256"], event.after["step"], event.reason) == (package.sha256, "office", "同意申报")


def test_whose_turn_it_is_finds_it_among_what_there_is_to_do(application: Application) -> None:
    county, package = application
    for role in ROLES:
        for other in ROLES:
            assert bool(todo.tasks_of(county.actor(other))) == (other == role), (role, other)
        sign_off(county.actor(role), package.pk)
    assert all(not todo.tasks_of(county.actor(role)) for role in ROLES)


def test_the_office_finds_a_refused_application_among_what_there_is_to_do(application: Application) -> None:
    county, package = application
    sign_off(county.actor("office"), package.pk)
    refuse(county.actor("bureau_head"), package.pk, "不实")
    assert [task.light for task in todo.tasks_of(county.actor("office"))] == ["red"]
    assert todo.tasks_of(county.actor("vice_county_head")) == []


def test_the_page_shows_the_chain_and_takes_a_signature_from_whose_turn_it_is(
    application: Application, signed_in: Callable[[str], Client]
) -> None:
    _county, package = application
    address = f"/packages/{package.pk}"
    assert "同意，签批" in signed_in("office").get(address).content.decode()
    assert "同意，签批" not in signed_in("bureau_head").get(address).content.decode()
    assert "等待创建办签批" in signed_in("leader").get(address).content.decode()
    assert signed_in("office").post(f"{address}/sign", {"decision": "sign"}).status_code == 302
    assert signers(package) == ["office"]
    assert signed_in("office").get(f"{address}/sign").status_code == 405
    assert signed_in("leader").post(f"{address}/sign", {"decision": "sign"}).status_code == 403
    assert signed_in("bureau_head").post(f"{address}/sign", {"decision": "refuse", "remark": "不实"}).status_code == 302
    shown = signed_in("county_head").get(address).content.decode()
    assert "不实" in shown
    assert SignOff.objects.unscoped().get(package=package, step="bureau_head").refused


def test_pages_of_versions_are_for_those_who_see_the_county(
    application: Application, signed_in: Callable[[str], Client], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    county, package = application
    make_county("990200", "另县", ()).person("stranger", "office", "office")
    for which in ("", "/zip", "/original"):
        assert signed_in("stranger").get(f"/packages/{package.pk}{which}").status_code == 404
        assert signed_in("reviewer").get(f"/packages/{package.pk}{which}").status_code == 200
        assert signed_in("reporter").get(f"/packages/{package.pk}{which}").status_code == 403
    assert signed_in("leader").get(f"/packages/{package.pk}/original").content == frozen_bytes(package)
    client = signed_in("office")
    for address in ("/packages/", f"/packages/{package.pk}"):
        with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
            client.get(address)
    assert county.code in signed_in("office").get("/packages/", {"county": county.code}).content.decode()
    assert county.unit.name not in signed_in("stranger").get("/packages/").content.decode()
