"""The API: scoped like the pages, strict about its parameters, equal to the command line in its answers."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

import junheng
from junheng.web.api.services import make_token
from junheng.web.audit.models import AuditEvent
from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM, NotAllowed
from junheng.web.people.models import User
from junheng.web.people.services import reset_password
from web.archive.loaded import small_county, written
from web.county import County, make_county

COUNTY_WIDE = ("approver", "inspector", "office", "bureau_head", "vice_county_head", "county_head", "leader", "admin")
ONE_UNIT = ("reporter", "principal", "liaison", "checker")


@pytest.fixture
def loaded(county: County, tmp_path: Path) -> County:
    load_package(SYSTEM, written("folder", tmp_path))
    return county


Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(db: None) -> Ask:
    """Ask the API as somebody, with a token."""

    def answer(username: str, path: str, **parameters: object) -> Any:
        token = make_token(SYSTEM, User.objects.get(username=username))
        return Client().get(f"/api/v1/{path}", parameters, headers={"Authorization": f"Bearer {token}"})

    return answer


def operations() -> list[tuple[str, set[str]]]:
    """Every address of the published description, with the parameters that it names."""
    described = Client().get("/api/v1/openapi.json").json()
    return [
        (path.removeprefix("/api/v1/"), {parameter["name"] for parameter in operation["get"]["parameters"] if parameter["in"] == "query"})
        for path, operation in described["paths"].items()
    ]


def test_the_assessment_is_that_of_the_library_in_every_field(loaded: County, ask: Ask, tmp_path: Path) -> None:
    answer = ask("office", "counties/990100/assessment")
    assert json.loads(answer.content) == json.loads(json.dumps(junheng.assess(tmp_path / "示例县").results()))


def test_the_package_that_is_handed_out_is_assessed_the_same(loaded: County, ask: Ask, tmp_path: Path) -> None:
    package = tmp_path / "handed-out.zip"
    package.write_bytes(ask("reviewer", "counties/990100/package").content)
    assert json.loads(json.dumps(junheng.assess(package).results())) == ask("leader", "counties/990100/assessment").json()


def test_a_frozen_workbook_is_handed_out_as_a_zip_and_on_demand_as_it_came(county: County, ask: Ask, tmp_path: Path) -> None:
    path = written("xlsx", tmp_path)
    load_package(SYSTEM, path)
    assert "schools.csv" in zipfile.ZipFile(io.BytesIO(ask("office", "counties/990100/package").content)).namelist()
    original = ask("office", "counties/990100/package", form="original")
    assert original.content == path.read_bytes()
    assert "%E7%A4%BA" in original["Content-Disposition"]


def test_an_earlier_version_is_still_answered(loaded: County, ask: Ask, tmp_path: Path) -> None:
    first = ask("office", "counties/990100/assessment").json()
    load_package(SYSTEM, written("xlsx", tmp_path))
    assert ask("office", "counties/990100/assessment").json() != first
    assert ask("office", "counties/990100/assessment", version=1, school_year=2025).json() == first
    assert [row["version"] for row in ask("office", "counties/990100/packages").json()] == [2, 1]


@pytest.mark.parametrize("path", ["counties/990100/assessment", "counties/990100/package", "counties/990100/packages"])
def test_whoever_sees_the_county_gets_its_frozen_data_and_whoever_sees_one_unit_does_not(loaded: County, ask: Ask, path: str) -> None:
    answers = {username: ask(username, path) for username in (*COUNTY_WIDE, "reviewer", *ONE_UNIT)}
    assert {username for username, answer in answers.items() if answer.status_code == 200} == {*COUNTY_WIDE, "reviewer"}
    for username in ONE_UNIT:
        assert answers[username].status_code == 403
        assert "只能查看本单位" in json.loads(answers[username].content)["detail"]
        assert ask(username, "counties").json() == []


@pytest.mark.parametrize("path", ["assessment", "package", "packages"])
def test_another_county_is_not_there(loaded: County, ask: Ask, path: str) -> None:
    other = make_county("990200", "邻县", ())
    other.person("neighbour", "office", "office")
    other.person("stranger", "reviewer", "city_authority")
    for username in ("neighbour", "stranger"):
        assert ask(username, f"counties/990100/{path}").status_code == 404
        assert [row["county_code"] for row in ask(username, "counties").json()] == ["990200"]
    assert ask("reporter", f"counties/990200/{path}").status_code == 404


def test_every_address_asks_for_a_token(loaded: County) -> None:
    for path, _ in operations():
        address = f"/api/v1/{path}".replace("{county_code}", "990100")
        assert Client().get(address).status_code == 401
        assert Client().get(address, headers={"Authorization": "Bearer nonsense"}).status_code == 401
        assert Client().post(address).status_code == 405


def test_an_unknown_or_repeated_parameter_is_refused_at_every_address(loaded: County, ask: Ask) -> None:
    found = operations()
    assert len(found) == 5
    for path, parameters in found:
        address = path.replace("{county_code}", "990100")
        answer = ask("office", address, nonsense=1)
        assert answer.status_code == 422
        # What the refusal names as allowed is what the description names.
        named = re.findall(r"[a-z_]+", answer.json()["errors"][0]["allowed"])
        assert set(named) == parameters
        for name in parameters:
            assert ask("office", f"{address}?{name}=1&{name}=2").status_code == 422


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("audit", {"from": "gestern"}),
        ("audit", {"limit": 0}),
        ("audit", {"cursor": "x"}),
        ("counties/990100/package", {"form": "pdf"}),
        ("counties/990100/assessment", {"version": 0}),
        ("counties/990100/assessment", {"school_year": "2025-2026"}),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_what_is_allowed(
    loaded: County, ask: Ask, path: str, parameters: dict[str, object]
) -> None:
    answer = ask("office", path, **parameters)
    assert answer.status_code == 422
    ((name, value),) = parameters.items()
    (fault,) = answer.json()["errors"]
    assert (fault["where"], fault["found"]) == (name, str(value))
    assert re.search("[一-鿿]|zip", fault["allowed"])


def test_nothing_frozen_and_no_such_version_are_told_in_words(loaded: County, ask: Ask) -> None:
    assert ask("office", "counties/990100/assessment", version=9).status_code == 404
    make_county("990200", "邻县", ())
    answer = ask("admin", "counties/990200/package")
    assert answer.status_code == 404
    assert "冻结" in answer.json()["detail"]
    assert ask("admin", "nonsense").json()["detail"].startswith("没有这个地址")


def test_the_session_of_the_pages_opens_the_api_too(loaded: County, signed_in: Callable[[str], Client]) -> None:
    assert signed_in("office").get("/api/v1/counties/990100/assessment").status_code == 200
    assert signed_in("office").get("/api/v1/counties", headers={"Authorization": "Bearer nonsense"}).status_code == 401
    User.objects.filter(username="office").update(must_change_password=True)
    assert signed_in("office").get("/api/v1/counties").status_code == 403


def test_a_token_works_before_the_first_password_is_changed_and_no_longer_than_the_account(loaded: County, ask: Ask) -> None:
    User.objects.filter(username="office").update(must_change_password=True)
    assert ask("office", "counties").status_code == 200
    token = make_token(SYSTEM, User.objects.get(username="office"))
    User.objects.filter(username="office").update(is_active=False)
    assert Client().get("/api/v1/counties", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_new_first_password_ends_the_tokens_too(loaded: County) -> None:
    office = User.objects.get(username="office")
    token = make_token(SYSTEM, office)
    reset_password(SYSTEM, office.pk)
    assert Client().get("/api/v1/counties", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_nobody_makes_a_token_for_somebody_else(county: County) -> None:
    with pytest.raises(NotAllowed):
        make_token(county.actor("office"), User.objects.get(username="reporter"))
    assert make_token(county.actor("office"), User.objects.get(username="office"))


def test_the_trail_shows_what_lies_in_the_scope_and_no_more(loaded: County, ask: Ask) -> None:
    everything = {event["number"] for event in ask("admin", "audit").json()}
    assert everything == set(AuditEvent.objects.unscoped().values_list("number", flat=True))
    county = ask("office", "audit").json()
    assert {"package.freeze", "round.load"} <= {event["action"] for event in county}
    school = ask("reporter", "audit").json()
    assert {event["unit"] for event in school} == {"9901000001"}
    assert ask("reviewer", "audit").status_code == 403


def test_the_trail_is_filtered_exactly_and_read_page_by_page(loaded: County, ask: Ask) -> None:
    by_action = ask("office", "audit", action="package.freeze").json()
    assert [event["subject"][:8] for event in by_action] == ["package:"]
    assert ask("office", "audit", subject=by_action[0]["subject"], unit="990100", to="2000-01-01").json() == []
    assert ask("office", "audit", actor="nobody").json() == []
    assert ask("office", "audit", **{"action": "package.freeze", "from": by_action[0]["at"]}).json() == by_action
    whole = ask("office", "audit").json()
    first = ask("office", "audit", limit=3).json()
    assert len(first) == 3
    rest = ask("office", "audit", cursor=first[-1]["number"]).json()
    numbers = [event["number"] for event in [*first, *rest]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert {event["number"] for event in whole} <= set(numbers)


def test_a_day_at_the_end_of_the_trail_is_included(loaded: County, ask: Ask) -> None:
    event = AuditEvent.objects.unscoped().get(action="round.load")
    day = event.at.astimezone().date()
    around = ask("office", "audit", **{"action": "round.load", "from": "2020-01-01", "to": "2999-12-31"}).json()
    assert [found["number"] for found in around] == [event.number]
    assert ask("office", "audit", action="round.load", to=str(day.replace(year=day.year - 1))).json() == []


def test_the_description_is_public_and_names_every_address(db: None) -> None:
    assert {path for path, _ in operations()} == {
        "counties",
        "counties/{county_code}/packages",
        "counties/{county_code}/assessment",
        "counties/{county_code}/package",
        "audit",
    }


def test_the_list_of_counties_asks_the_database_a_fixed_number_of_times(
    loaded: County, ask: Ask, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(2, 9):
        make_county(f"99{number:02d}00", f"县{number}", ())
    with django_assert_max_num_queries(25):
        found = ask("admin", "counties").json()
    assert len(found) == 8
    assert found[0]["latest"]["schools"] == len(small_county().tables["schools"])
