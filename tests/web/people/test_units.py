"""Units: added under a code of their own, renamed, closed with the posts at them, and never deleted."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from junheng.web.audit.models import AuditEvent
from junheng.web.people.actor import SYSTEM, NotAllowed, actor_of
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.services import give_post
from junheng.web.people.services_unit_changes import add_unit, rename_unit, retire_unit
from junheng.web.people.services_units import open_county
from junheng.web.people.unit_tree import unit_lines
from web.county import COUNTY_CODE, SCHOOLS, County

DAY = datetime.timedelta(days=1)
FIRST = SCHOOLS[0].code


def township(county: County) -> Unit:
    found: Unit = Unit.objects.unscoped().filter(kind="township", county=county.unit).earliest("code")
    return found


def test_a_school_is_added_under_its_own_code_below_the_bureau(county: County) -> None:
    added = add_unit(
        county.actor("office"), county.unit, "school", "新建小学", code="9901000099", school_kind="primary", township=township(county)
    )
    assert (added.code, added.parent.code, added.township) == ("9901000099", "990100-education_bureau", township(county))
    assert AuditEvent.objects.unscoped().get(action="unit.add").subject == "unit:9901000099"


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        ("township", "", "990100-township-03"),
        ("centre_school", "", "990100-centre-01"),
        ("department", "water_bureau", "990100-water_bureau"),
        ("division", "safety", "990100-safety"),
    ],
)
def test_other_units_are_numbered_or_named_by_the_pattern_of_their_kind(county: County, kind: str, code: str, expected: str) -> None:
    at = township(county) if kind == "centre_school" else None
    assert add_unit(county.actor("office"), county.unit, kind, "新单位", code=code, township=at).code == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "school", "code": "123", "school_kind": "primary"}, "10 位数字"),
        ({"kind": "school", "code": FIRST, "school_kind": "primary"}, "已经用过"),
        ({"kind": "school", "code": "9901000098"}, "办学类型"),
        ({"kind": "centre_school"}, "乡镇"),
        ({"kind": "department", "code": "水务局"}, "小写英文字母"),
        ({"kind": "department", "code": "finance_bureau"}, "已经用过"),
        ({"kind": "education_bureau", "code": "second_bureau"}, "不能增加"),
        ({"kind": "county_government"}, "不能增加"),
    ],
)
def test_a_unit_that_fits_nowhere_is_refused_with_the_reason(county: County, given: dict[str, str], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        add_unit(county.actor("office"), county.unit, name="新单位", **given)


def test_the_code_of_a_closed_unit_is_not_given_again(county: County) -> None:
    office = county.actor("office")
    last = add_unit(office, county.unit, "township", "第三乡")
    retire_unit(office, last.pk, timezone.localdate() + DAY)
    assert add_unit(office, county.unit, "township", "第四乡").code == "990100-township-04"


def test_a_new_name_keeps_the_code_and_says_the_old_one(county: County) -> None:
    rename_unit(county.actor("office"), county.place(FIRST).pk, "实验小学", "更名批复")
    assert county.place(FIRST).name == "实验小学"
    event = AuditEvent.objects.unscoped().get(action="unit.rename")
    assert (event.before, event.after, event.reason) == ({"name": "第一小学"}, {"name": "实验小学"}, "更名批复")


def test_closing_a_unit_ends_the_posts_at_it_and_lets_nobody_in_anew(county: County) -> None:
    office, reporter = county.actor("office"), User.objects.get(username="reporter")
    last_day = timezone.localdate() + 5 * DAY
    retire_unit(office, county.place(FIRST).pk, last_day, "撤并")
    assert actor_of(reporter, day=last_day).posts
    assert not actor_of(reporter, day=last_day + DAY).posts
    Unit.objects.unscoped().filter(code=FIRST).update(valid_until=timezone.localdate() - DAY)
    with pytest.raises(NotAllowed, match="停用"):
        give_post(office, User.objects.get(username="liaison"), "reporter", county.place(FIRST))


def test_a_closing_that_is_entered_late_takes_nothing_back(county: County) -> None:
    Post.objects.unscoped().filter(unit__code=FIRST).update(starts_on=timezone.localdate() - 90 * DAY)
    retire_unit(county.actor("office"), county.place(FIRST).pk, timezone.localdate() - 60 * DAY)
    assert set(Post.objects.unscoped().filter(unit__code=FIRST).values_list("ends_on", flat=True)) == {timezone.localdate() - DAY}


def test_a_unit_closed_by_mistake_is_opened_again_without_its_posts(county: County) -> None:
    office, unit = county.actor("office"), county.place(FIRST)
    retire_unit(office, unit.pk, timezone.localdate() - DAY)
    retire_unit(office, unit.pk, None)
    assert county.place(FIRST).valid_until is None
    assert actor_of(User.objects.get(username="reporter")).posts == ()
    assert AuditEvent.objects.unscoped().filter(action="unit.reopen").count() == 1


def test_a_unit_with_others_below_it_is_not_closed(county: County) -> None:
    for unit in (township(county), county.place("education_bureau")):
        with pytest.raises(NotAllowed, match="下面还有在用的单位"):
            retire_unit(county.actor("admin"), unit.pk, timezone.localdate())


def test_nobody_closes_the_unit_that_they_work_at(county: County) -> None:
    with pytest.raises(NotAllowed, match="须由别人办理"):
        retire_unit(county.actor("office"), county.place("office").pk, timezone.localdate())


@pytest.mark.parametrize("who", ["reporter", "approver", "inspector", "county_head"])
def test_only_those_who_keep_units_change_them(county: County, who: str) -> None:
    actor, unit = county.actor(who), county.place(FIRST)
    for act in (
        lambda: add_unit(actor, county.unit, "township", "某乡"),
        lambda: rename_unit(actor, unit.pk, "某校"),
        lambda: retire_unit(actor, unit.pk, timezone.localdate()),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_office_changes_no_unit_of_another_county(county: County) -> None:
    far = open_county(SYSTEM, "990200", "邻县")
    with pytest.raises(NotAllowed):
        rename_unit(county.actor("office"), far.pk, "改名")


def test_the_tree_stands_parents_before_children_and_names_who_works_where(county: County) -> None:
    lines = unit_lines(county.actor("office").scope)
    places = {line.unit.code: place for place, line in enumerate(lines)}
    assert lines[0].unit.code == COUNTY_CODE
    assert all(places[line.unit.parent.code] < places[line.unit.code] for line in lines if line.unit.parent)
    assert {line.unit.code: line.depth for line in lines}[FIRST] == 2
    assert [post.user.username for line in lines for post in line.posts if line.unit.code == FIRST] == ["principal", "reporter"]
    assert [line.unit.code for line in unit_lines(county.actor("office").scope, word="第一小学")] == [FIRST]
    assert {line.unit.kind for line in unit_lines(county.actor("office").scope, kind="township")} == {"township"}


def test_units_are_added_renamed_and_closed_on_the_pages(county: County, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("office")
    form = {
        "county": COUNTY_CODE,
        "kind": "school",
        "name": "新建小学",
        "code": "9901000099",
        "school_kind": "primary",
        "township": "城关镇",
    }
    page = client.post("/people/units/new", form)["Location"]
    assert "新建小学" in client.get(page).content.decode()
    client.post(f"{page}/rename", {"name": "明德小学"})
    client.post(f"{page}/retire", {"last_day": "2099-08-31"})
    shown = client.get(page).content.decode()
    assert "明德小学" in shown
    assert "2099-08-31" in shown
    assert client.post(f"{page}/rename", {"name": ""}).status_code == 422
    assert client.post(f"{page}/retire", {"last_day": "soon"}).status_code == 422
    assert client.post("/people/units/new", {**form, "county": "nowhere"}).status_code == 422
