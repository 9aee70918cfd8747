"""Pages of results: every number is that of results.json, in the digits of the report, and nobody sees another's."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

import junheng
from junheng.assessment.results import Verdict
from junheng.assessment.words import VERDICT_WORDS
from junheng.report.charts import STATE_WORDS
from junheng.report.gaps import TIER_WORDS
from junheng.report.wording import COUNTY_WORDS
from junheng.report.write import write_report
from junheng.web.archive.models import StoredAssessment
from junheng.web.archive.services import package_zip, results_of
from junheng.web.collect.services_load import Loaded, load_package
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit, User
from junheng.web.people.roles import FROZEN_WIDE, default_roles
from junheng.web.people.services import give_post
from junheng.web.results import words
from web.archive.loaded import written
from web.county import PLACES, County, make_county

SignedIn = Callable[[str], Client]


class Numbers(HTMLParser):
    """Every `data` element of a page: its exact value, what it shows, and the codes of the row and cell that it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.row: dict[str, str] = {}
        self.cell: dict[str, str] = {}
        self.found: list[tuple[dict[str, str], str, str]] = []
        self._value: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name.removeprefix("data-"): value or "" for name, value in attributes if name.startswith("data-")}
        if tag == "tr":
            self.row = given
        elif tag == "td":
            self.cell = given
        elif tag == "data":
            self._value = dict(attributes).get("value") or ""

    def handle_data(self, text: str) -> None:
        if self._value is not None:
            self.found.append(({**self.row, **self.cell}, self._value, text))
            self._value = None

    def of(self, **where: str) -> list[tuple[float | None, str]]:
        return [(json.loads(value) if value else None, text) for place, value, text in self.found if where.items() <= place.items()]


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Loaded:
    return load_package(SYSTEM, written("zip", tmp_path))


@pytest.fixture
def people(loaded: Loaded) -> County:
    """The loaded county with one person for every role; reporter and principal work at its first school."""
    county = County(loaded.package.county, loaded.package.county.code)
    school = Unit.objects.unscoped().filter(county=county.unit, kind="school").order_by("code").first().code
    for role, at in PLACES.items():
        county.person(role, role, school if at.isdigit() else at)
    admin = county.person("admin", "office", "office")
    give_post(SYSTEM, admin, "admin", None)
    return county


@pytest.fixture
def results(loaded: Loaded) -> dict[str, Any]:
    return results_of(loaded.assessment)


def page(client: Client, loaded: Loaded, which: str = "", **asked: str) -> Any:
    answer = client.get(f"/results/packages/{loaded.package.pk}{which}", asked)
    assert answer.status_code == 200, answer.status_code
    return answer


def numbers(answer: Any) -> Numbers:
    return Numbers(answer.content.decode())


def half_up(number: float, places: int) -> str:
    return f"{Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"


def test_the_tests_of_dispersion_on_the_page_are_those_of_the_file(
    people: County, loaded: Loaded, results: dict[str, Any], signed_in: SignedIn
) -> None:
    shown = numbers(page(signed_in("office"), loaded))
    assert len(results["dispersion"]) == 14
    for test in results["dispersion"]:
        found = shown.of(code=f"{test['indicator']}.cv", level=test["level"])
        assert [value for value, _ in found] == [test["pupils"], test["mean"], test["sd"], test["cv"], test["limit"]]
        assert [text for _, text in found][1:4] == [half_up(test["mean"], 2), half_up(test["sd"], 3), half_up(test["cv"], 3)]


def test_the_standard_at_a_glance_has_every_indicator_with_the_values_and_verdicts_of_the_file(
    people: County, loaded: Loaded, results: dict[str, Any], signed_in: SignedIn
) -> None:
    answer = page(signed_in("office"), loaded)
    shown = numbers(answer)
    lines = [line for _, block in answer.context["glance"] for line in block]
    wholes = [found for found in results["findings"] if found["subject"] == "county" and not found["part"] and not found["level"]]
    assert {line.code for line in lines} == {found["indicator"] for found in results["findings"]}
    for whole in wholes:
        line = next(line for line in lines if line.code == whole["indicator"])
        assert line.value.exact == whole["value"]
        assert line.mark.words == words.VERDICTS[Verdict(whole["verdict"])]
        if whole["value"] is not None:
            assert whole["value"] in [value for value, _ in shown.of(code=whole["indicator"])]


def test_the_verdict_and_every_reason_stand_on_the_page(
    people: County, loaded: Loaded, results: dict[str, Any], signed_in: SignedIn
) -> None:
    answer = page(signed_in("leader"), loaded)
    assert COUNTY_WORDS[Verdict(results["county"]["verdict"])] in answer.content.decode()
    assert [reason.code for _, reasons in answer.context["reasons"] for reason in reasons] == results["county"]["reasons"]
    assert loaded.package.sha256 in answer.content.decode()


def test_the_sections_on_the_page_are_those_of_the_file(
    people: County, loaded: Loaded, results: dict[str, Any], signed_in: SignedIn
) -> None:
    answer = page(signed_in("office"), loaded, "/sections")
    shown = numbers(answer)
    counted = [section for section in results["sections"] if section["excluded_by"] is None]
    assert len(answer.context["lines"]) == len(counted)
    assert len(answer.context["excluded"]) == len(results["sections"]) - len(counted)
    for line, section in zip(answer.context["lines"], counted, strict=True):
        assert (line.met, line.mark.words) == (section["met"], words.VERDICTS[Verdict(section["verdict"])])
    checked = 0
    for found in results["findings"]:
        if found["indicator"] in answer.context["codes"]:
            place = {"school": found["subject"], "level": found["level"], "code": found["indicator"]}
            assert [value for value, _ in shown.of(**place)] == [found["value"]]
            checked += 1
    assert checked == 7 * len(counted)


def test_sections_are_filtered_and_sorted_as_asked(people: County, loaded: Loaded, results: dict[str, Any], signed_in: SignedIn) -> None:
    client = signed_in("office")
    lines = page(client, loaded, "/sections", level="junior", verdict="not_met", sort="A4").context["lines"]
    wanted = [one for one in results["sections"] if one["level"] == "junior" and one["verdict"] == "not_met" and one["excluded_by"] is None]
    assert {line.row.school.code for line in lines} == {one["school_code"] for one in wanted}
    values = [line.row.findings["A4"].value for line in lines]
    assert values == sorted(values)
    failed = page(client, loaded, "/sections", failed="A4").context["lines"]
    assert {line.row.school.code for line in failed} == {one["school_code"] for one in results["sections"] if "A4" in one["failed"]}


def test_a_filter_that_is_not_known_is_refused_and_not_dropped(people: County, loaded: Loaded, signed_in: SignedIn) -> None:
    for which, wrong in (("sections", {"level": "senior"}), ("sections", {"sort": "x"}), ("gaps", {"code": "Z9"})):
        answer = signed_in("office").get(f"/results/packages/{loaded.package.pk}/{which}", wrong)
        assert answer.status_code == 422
        assert answer.context["lines"] == []


def test_the_gaps_on_the_page_are_those_of_the_ledger(people: County, loaded: Loaded, signed_in: SignedIn, tmp_path: Path) -> None:
    answer = page(signed_in("office"), loaded, "/gaps")
    write_report(junheng.assess(written("zip", tmp_path)), tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "ledger.xlsx")
    rows = [row for row in book["差距台账"].iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]
    assert [(line.gap.code, line.gap.problem) for line in answer.context["lines"]] == [(row[6], row[2]) for row in rows]
    assert len(rows) > 0


def test_every_paper_is_the_one_that_the_command_line_writes(people: County, loaded: Loaded, signed_in: SignedIn, tmp_path: Path) -> None:
    handed_out = tmp_path / "package.zip"
    handed_out.write_bytes(package_zip(loaded.package))
    write_report(junheng.assess(handed_out), tmp_path / "out")
    for name in ("results.json", "report.html"):
        answer = signed_in("office").get(f"/results/packages/{loaded.package.pk}/files/{name}")
        assert answer.content == (tmp_path / "out" / name).read_bytes()
        assert "attachment" in answer["Content-Disposition"]
    for name in ("ledger.xlsx", "sheets.xlsx"):
        content = signed_in("office").get(f"/results/packages/{loaded.package.pk}/files/{name}").content
        assert sheets(content) == sheets((tmp_path / "out" / name).read_bytes())
    assert signed_in("office").get(f"/results/packages/{loaded.package.pk}/files/passwd").status_code == 404


def sheets(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist() if name.startswith("xl/")}


def test_a_result_that_this_release_computes_otherwise_is_said_to_differ(people: County, loaded: Loaded, signed_in: SignedIn) -> None:
    import gzip

    assert not page(signed_in("office"), loaded).context["shown"].differs
    other = {**results_of(loaded.assessment), "readings": {"changed": "yes"}}
    stored = StoredAssessment.objects.unscoped().filter(pk=loaded.assessment.pk)
    stored.update(results_gz=gzip.compress(json.dumps(other, ensure_ascii=False).encode()))
    answer = page(signed_in("office"), loaded)
    assert answer.context["shown"].differs
    assert "不一致" in answer.content.decode()
    kept = signed_in("office").get(f"/results/packages/{loaded.package.pk}/files/results.json")
    assert json.loads(kept.content) == other


def test_pages_cost_few_queries(people: County, loaded: Loaded, signed_in: SignedIn, django_assert_max_num_queries: Any) -> None:
    school = people.actor("reporter").user.home.code
    for username, address in (
        ("office", "/results/"),
        *(("office", f"/results/packages/{loaded.package.pk}{which}") for which in ("", "/sections", "/gaps", "/warnings")),
        ("reporter", f"/results/schools/{school}"),
    ):
        client = signed_in(username)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_a_schools_people_see_their_own_school_and_no_other(
    people: County, loaded: Loaded, results: dict[str, Any], signed_in: SignedIn
) -> None:
    own = people.actor("reporter").user.home.code
    other = Unit.objects.unscoped().filter(kind="school", county=people.unit).exclude(code=own).first().code
    for username in ("reporter", "principal"):
        client = signed_in(username)
        answer = client.get(f"/results/schools/{own}")
        expected = [found for found in results["findings"] if found["subject"] == own]
        assert [(line.code, line.value.exact) for line in answer.context["findings"]] == [
            (found["indicator"], found["value"]) for found in expected
        ]
        assert other not in answer.content.decode()
        assert client.get(f"/results/schools/{other}").status_code == 404
        assert own in client.get("/results/").content.decode()
        for which in ("", "/sections", "/gaps", "/warnings", f"/schools/{own}", "/files/results.json"):
            assert client.get(f"/results/packages/{loaded.package.pk}{which}").status_code == 403


def test_who_sees_a_countys_results_sees_the_county_of_their_post_only(people: County, loaded: Loaded, signed_in: SignedIn) -> None:
    other = make_county("990200", "另县", ())
    stranger = other.person("stranger", "office", "office")
    assert User.objects.filter(pk=stranger.pk).exists()
    for role in default_roles():
        expected = 200 if role in FROZEN_WIDE else 403
        assert signed_in(role).get(f"/results/packages/{loaded.package.pk}").status_code == expected, role
    for which in ("", "/sections", "/gaps", "/warnings", "/files/results.json"):
        assert signed_in("stranger").get(f"/results/packages/{loaded.package.pk}{which}").status_code == 404
    assert "另县" in signed_in("stranger").get("/results/").content.decode()
    assert loaded.package.county_name not in signed_in("stranger").get("/results/").content.decode()


def test_the_words_of_the_pages_are_those_of_the_report() -> None:
    assert {verdict: str(text) for verdict, text in words.VERDICTS.items()} == VERDICT_WORDS
    assert {verdict: str(text) for verdict, text in words.COUNTY_VERDICTS.items()} == COUNTY_WORDS
    assert {state: str(words.STATES[state]) for state in STATE_WORDS} == STATE_WORDS
    assert {tier: str(text) for tier, text in words.TIERS.items()} == TIER_WORDS
