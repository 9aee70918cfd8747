"""Supplements: after freezing, single cells change with evidence, a check and an approval, and only by a new version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.county import try_read
from junheng.county.codes import CODES
from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import evidence_bytes, frozen_bytes, latest_package, open_frozen
from junheng.web.archive.services_signoff import chain_of
from junheng.web.archive.storage import under_its_name
from junheng.web.audit.models import AuditEvent
from junheng.web.collect import services_supplement as services
from junheng.web.collect.frozen_cells import differences, own_cells, round_for, text_at, with_cells
from junheng.web.collect.merge import origin_of
from junheng.web.collect.models import Entry, Supplement
from junheng.web.collect.services_freeze import freeze_round
from junheng.web.collect.services_supplement import NewErrors, Proof, ProposedCell
from junheng.web.collect.states import NotAllowed as StepRefused
from junheng.web.jobs.models import Job
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Post, Unit
from junheng.web.people.services import give_post
from junheng.web.people.services_posts import name_deputy
from web.collect.ready import approve_all, peopled_county, same_year_round
from web.county import County

PROOF = Proof("资产台账.pdf", b"%PDF-1.7 books", "application/pdf")
Frozen = tuple[County, FrozenPackage]


@pytest.fixture
def frozen(db: None, tmp_path: Path) -> Frozen:
    """A loaded county; its first school's first check lies with the division whose checker is «checker»."""
    county, package = peopled_county(tmp_path)
    checks = services.Checkers(round_for(package)).of(home(county))
    if checks != county.place("basic_education"):
        give_post(county.actor("office"), county.actor("checker").user, "checker", checks)
    return county, package


def home(county: County) -> Unit:
    user = county.actor("reporter").user
    assert user is not None
    assert user.home is not None
    return user.home


def books(county: County, typed: str, table: str = "schools", column: str = "books") -> ProposedCell:
    return ProposedCell((table, home(county).code, column), typed)


def proposed(frozen: Frozen, *cells: ProposedCell) -> Supplement:
    county, package = frozen
    cells = cells or (books(county, "54321"),)
    return services.propose(county.actor("reporter"), package.pk, home(county).pk, cells, "盘点后更正", PROOF)


def checked(frozen: Frozen, *cells: ProposedCell) -> Supplement:
    return services.check(frozen[0].actor("checker"), proposed(frozen, *cells).pk)


def test_a_supplement_changes_exactly_its_cells_and_freezes_a_new_version(frozen: Frozen) -> None:
    county, package = frozen
    kept = frozen_bytes(package)
    old = text_at(open_frozen(package), books(county, "").place)
    supplement = checked(frozen)
    made = services.approve(county.actor("approver"), supplement.pk)
    assert differences(open_frozen(package), open_frozen(made)) == {books(county, "").place: (old, "54321")}
    assert (made.version, made.supersedes, made.origin) == (package.version + 1, package, "supplement")
    assert frozen_bytes(package) == kept
    supplement.refresh_from_db()
    assert (supplement.state, supplement.result) == ("approved", made)
    assert Job.objects.unscoped().filter(kind="assess", arguments__package=made.pk).exists()
    assert evidence_bytes(supplement.evidence) == PROOF.content


def test_the_new_value_is_traced_to_who_proposed_and_who_approved_it(frozen: Frozen) -> None:
    county, _package = frozen
    made = services.approve(county.actor("approver"), checked(frozen).pk)
    origin = origin_of(made, *books(county, "").place)
    assert origin is not None
    assert (origin.reported_by, origin.approved_by) == (county.actor("reporter").user, county.actor("approver").user)
    other = origin_of(made, "schools", home(county).code, "computers")
    assert other is not None
    assert other.kind == "load"


def test_every_step_is_in_the_trail_with_its_cells(frozen: Frozen) -> None:
    county, _package = frozen
    supplement = checked(frozen)
    services.approve(county.actor("approver"), supplement.pk)
    events = AuditEvent.objects.unscoped().filter(subject=f"supplement:{supplement.pk}").order_by("number")
    assert [event.action for event in events] == ["supplement.propose", "supplement.check", "supplement.approve"]
    assert events[0].after["cells"] == supplement.cells
    assert events[0].reason == "盘点后更正"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_own_cells_shows_as_exactly_those_differences(frozen: Frozen, data: st.DataObject) -> None:
    county, package = frozen
    before = open_frozen(package)
    unit = data.draw(st.sampled_from([home(county), county.place("planning_finance"), county.place("finance_bureau")]))
    own = list(own_cells(before, round_for(package), unit))
    chosen = data.draw(st.lists(st.sampled_from(own), min_size=1, max_size=5, unique_by=lambda cell: cell.place))
    changes = {cell.place: sample_text(cell.column.kind, cell.column.vocabulary, cell.text) for cell in chosen}
    with_new = with_cells(before, changes)
    with under_its_name(with_new, package.file_name) as file:
        after, _problems = try_read(file)
    assert after is not None
    found = differences(before, after)
    assert found == {cell.place: (cell.text, changes[cell.place]) for cell in chosen if cell.text != changes[cell.place]}


def sample_text(kind: str, vocabulary: str, text: str | None) -> str | None:
    """Another valid text for a cell."""
    if kind == "coded":
        return next(code for code in CODES[vocabulary] if code != text)
    return {"date": "2024-02-29", "bool": "true", "text": '改，"过"', "school_code": "9901000001"}.get(kind, "7")


def test_everything_wrong_with_a_proposal_is_said_at_once(frozen: Frozen) -> None:
    county, package = frozen
    same = text_at(open_frozen(package), books(county, "").place)
    wrong = [books(county, "很多"), books(county, "1", column="kind"), ProposedCell(("schools", "9901000099", "books"), "1")]
    with pytest.raises(NotAllowed) as refused:
        services.propose(county.actor("reporter"), package.pk, home(county).pk, wrong, " ", None)
    said = str(refused.value)
    for words in ("“很多”不是这一栏可以填的值", "「办学类型」：不是本单位填报的单元格", "9901000099", "请写明补报理由", "请上传佐证材料"):
        assert words in said
    for cells, words in (([], "至少选择一个"), ([books(county, same or "")], "与现有的值相同")):
        with pytest.raises(NotAllowed, match=words):
            services.propose(county.actor("reporter"), package.pk, home(county).pk, cells, "x", PROOF)
    assert not Supplement.objects.unscoped().exists()


def test_a_cell_with_an_open_supplement_takes_no_second_one(frozen: Frozen) -> None:
    proposed(frozen)
    with pytest.raises(NotAllowed, match="正在办理"):
        proposed(frozen, books(frozen[0], "6"))


def test_only_the_owner_proposes_and_only_on_the_newest_version(frozen: Frozen) -> None:
    county, package = frozen
    for username in ("approver", "office", "principal", "liaison", "checker"):
        with pytest.raises(NotAllowed, match="提出补报"):
            services.propose(county.actor(username), package.pk, home(county).pk, [books(county, "5")], "x", PROOF)
    services.approve(county.actor("approver"), checked(frozen).pk)
    with pytest.raises(NotAllowed, match="最新的一版"):
        proposed(frozen, books(county, "9"))


def test_nobody_checks_or_approves_their_own_nor_skips_a_step(frozen: Frozen) -> None:
    county, _package = frozen
    supplement = proposed(frozen)
    with pytest.raises(StepRefused):
        services.approve(county.actor("approver"), supplement.pk)
    reporter = county.actor("reporter").user
    give_post(county.actor("office"), reporter, "checker", supplement.check_unit)
    with pytest.raises(StepRefused, match="自己"):
        services.check(county.actor("reporter"), supplement.pk)
    services.check(county.actor("checker"), supplement.pk)
    give_post(county.actor("office"), county.actor("checker").user, "approver", county.place("education_bureau"))
    with pytest.raises(StepRefused, match="自己"):
        services.approve(county.actor("checker"), supplement.pk)


def test_what_a_deputy_proposed_is_the_work_of_whom_they_stood_in_for(frozen: Frozen) -> None:
    county, package = frozen
    post = Post.objects.unscoped().get(user=county.actor("reporter").user)
    deputy = county.person("deputy", "principal", home(county).code)
    today = timezone.localdate()
    name_deputy(county.actor("office"), post.pk, deputy, today, today)
    supplement = services.propose(county.actor("deputy"), package.pk, home(county).pk, [books(county, "5")], "x", PROOF)
    give_post(county.actor("office"), post.user, "checker", supplement.check_unit)
    with pytest.raises(StepRefused, match="自己"):
        services.check(county.actor("reporter"), supplement.pk)


def test_a_rejected_supplement_changes_nothing_and_needs_a_reason(frozen: Frozen) -> None:
    county, package = frozen
    supplement = proposed(frozen)
    with pytest.raises(StepRefused, match="理由"):
        services.reject(county.actor("checker"), supplement.pk, " ")
    services.reject(county.actor("checker"), supplement.pk, "佐证不符")
    supplement.refresh_from_db()
    assert (supplement.state, supplement.decision_reason) == ("rejected", "佐证不符")
    assert latest_package(county.unit) == package
    with pytest.raises(StepRefused):
        services.check(county.actor("checker"), supplement.pk)


def test_the_unit_takes_its_own_back(frozen: Frozen) -> None:
    county, _package = frozen
    supplement = proposed(frozen)
    with pytest.raises(StepRefused):
        services.withdraw(county.actor("checker"), supplement.pk)
    assert services.withdraw(county.actor("reporter"), supplement.pk).state == "withdrawn"


def test_a_value_that_changed_since_stops_the_supplement(frozen: Frozen) -> None:
    county, package = frozen
    late = checked(frozen)
    round = same_year_round(county, package)
    entry = Entry.objects.unscoped().get(submission__unit=home(county), submission__round=round, table="schools")
    entry.values["books"] = "11"
    entry.save()
    approve_all(county, round)
    newest = freeze_round(county.actor("office"), round.pk)
    with pytest.raises(StepRefused, match="已经改变"):
        services.approve(county.actor("approver"), late.pk)
    assert latest_package(county.unit) == newest


def test_a_value_that_would_break_the_package_is_named_and_not_applied(frozen: Frozen) -> None:
    county, package = frozen
    level = next(row.text("level") for row in open_frozen(package).sections if row.text("school_code") == home(county).code)
    broken = checked(frozen, ProposedCell(("sections", f"{home(county).code}|{level}", "pupils"), "1"))
    with pytest.raises(NewErrors, match="没有生效"):
        services.approve(county.actor("approver"), broken.pk)
    assert latest_package(county.unit) == package


def test_a_version_made_for_an_application_stays_one_and_is_signed_anew(frozen: Frozen) -> None:
    county, package = frozen
    FrozenPackage.objects.unscoped().filter(pk=package.pk).update(is_application=True)
    made = services.approve(county.actor("approver"), checked(frozen).pk)
    assert made.is_application
    assert [step.standing for step in chain_of(made)] == ["now", "next", "next", "next"]


@pytest.mark.django_db(transaction=True)
def test_two_supplements_approved_at_once_are_both_in_the_newest_version(tmp_path: Path) -> None:
    county, package = peopled_county(tmp_path)
    unit = home(county)
    check_unit = services.Checkers(round_for(package)).of(unit)
    assert check_unit is not None
    made = [
        services.propose(county.actor("reporter"), package.pk, unit.pk, [books(county, "31", column=column)], "x", PROOF)
        for column in ("books", "computers")
    ]
    Supplement.objects.unscoped().update(state="checked")
    actor: Actor = county.actor("approver")

    def approve(pk: int) -> int:
        try:
            return services.approve(actor, pk).version
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        versions = sorted(pool.map(approve, [one.pk for one in made]))
    assert versions == [package.version + 1, package.version + 2]
    newest = latest_package(county.unit)
    assert newest is not None
    found = differences(open_frozen(package), open_frozen(newest))
    assert {place[2]: new for place, (_old, new) in found.items()} == {"books": "31", "computers": "31"}


def test_every_kind_of_unit_that_reports_finds_its_own_cells_and_no_other_unit_does(frozen: Frozen) -> None:
    county, package = frozen
    opened, round = open_frozen(package), round_for(package)
    seen: dict[object, str] = {}
    for at in [row.text("school_code") for row in opened.schools] + ["planning_finance", "personnel", "basic_education", "finance_bureau"]:
        for cell in own_cells(opened, round, county.place(at)):
            assert cell.place not in seen, (cell.place, at, seen.get(cell.place))
            seen[cell.place] = at
    assert len(seen) > 500
