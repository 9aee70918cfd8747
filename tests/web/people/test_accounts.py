"""The accounts pages: who is found by which condition, what is shown once, and what a form that cannot be taken answers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from junheng.web.audit.models import AuditEvent
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.services import make_account
from junheng.web.people.services_units import SchoolEntry, open_county
from junheng.web.people.todo import tasks_of
from web.county import PASSWORD, SCHOOLS, County

SignedIn = Callable[[str], Client]
PAGES = ["", "new", "export", "import", "import/template", "sign-ins", "units", "units/new", "profile", "password"]
# Named in the list, by their addresses.
LINK = re.compile(r'<td><a href="/people/\d+">([^<]+)</a></td>')


def listed(client: Client, question: str = "") -> list[str]:
    return LINK.findall(client.get(f"/people/?{question}").content.decode())


def number(username: str) -> int:
    return User.objects.get(username=username).pk


def new_account(**changes: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    usual = {"username": "wangfang", "name": "王芳", "phone": "1", "home": SCHOOLS[0].code, "role": "reporter", "starts_on": today}
    return usual | changes


@pytest.mark.parametrize("who", ["office", "admin"])
def test_every_page_opens_for_who_keeps_accounts(county: County, signed_in: SignedIn, who: str) -> None:
    client, post = signed_in(who), Post.objects.unscoped().get(user__username="reporter")
    pages = [*PAGES, str(post.user_id), f"posts/{post.pk}", f"units/{post.unit_id}"]
    assert {page: client.get(f"/people/{page}").status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("name=report", {"reporter"}),
        ("name=0000-777", {"liaison"}),
        ("unit=财政", {"liaison"}),
        ("unit=9901000001", {"reporter", "principal"}),
        ("role=bureau_head", {"bureau_head"}),
        ("role=leader&name=nobody", set()),
        ("state=disabled", {"inspector"}),
        ("state=no_post", {"lonely"}),
        ("state=first_password", {"lonely"}),
        ("state=locked", {"principal"}),
    ],
)
def test_accounts_are_found_by_name_unit_role_and_state(county: County, signed_in: SignedIn, question: str, names: set[str]) -> None:
    make_account(SYSTEM, "lonely", "无岗", home=county.place("office"))
    User.objects.filter(username="liaison").update(phone="0000-777")
    User.objects.filter(username="inspector").update(is_active=False)
    for _attempt in range(5):
        Client().post("/people/login", {"username": "principal", "password": "wrong"})
    assert set(listed(signed_in("office"), question)) == names


def test_the_office_sees_its_county_and_the_administrator_everybody(county: County, signed_in: SignedIn) -> None:
    far = open_county(SYSTEM, "990200", "邻县")
    make_account(SYSTEM, "faraway", "邻县人", home=far)
    assert "faraway" not in listed(signed_in("office"))
    assert "faraway" in listed(signed_in("admin"))
    assert signed_in("office").get(f"/people/{number('faraway')}").status_code == 404


def test_an_account_without_a_post_is_a_fault_on_the_page_and_a_task(county: County, signed_in: SignedIn) -> None:
    assert tasks_of(county.actor("office")) == []
    make_account(SYSTEM, "lonely", "无岗", home=county.place("office"))
    page = signed_in("office").get("/people/").content.decode()
    assert "有 1 个账号没有岗位" in page
    (task,) = tasks_of(county.actor("office"))
    assert (task.count, task.light, task.link) == (1, "amber", "/people/?state=no_post")
    assert tasks_of(county.actor("reporter")) == []


def test_the_first_password_is_shown_once_and_kept_nowhere(county: County, signed_in: SignedIn) -> None:
    client = signed_in("office")
    answer = client.post("/people/new", new_account())
    (password,) = re.findall(r'id="first-password">([^<]+)<', answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert password not in client.get(f"/people/{number('wangfang')}").content.decode()
    assert User.objects.get(username="wangfang").check_password(password)
    kept = [str((event.before, event.after)) for event in AuditEvent.objects.unscoped()]
    assert not any(password in text for text in kept)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "王芳"}, "2 至 60 位字母"),
        ({"home": "9999999999"}, "没有代码或名称是“9999999999”的单位"),
        ({"home": ""}, "所属单位"),
        ({"starts_on": "2026-13-01"}, "起"),
        ({"role": "king"}, "岗位"),
        ({"name": ""}, "姓名"),
    ],
)
def test_an_account_that_cannot_be_made_is_refused_with_the_reason(
    county: County, signed_in: SignedIn, changes: dict[str, str], words: str
) -> None:
    before = User.objects.count()
    answer = signed_in("office").post("/people/new", new_account(**changes))
    assert answer.status_code == 422
    summary = answer.content.decode().partition('role="alert"')[2].partition("</ul>")[0]
    assert words in summary
    assert User.objects.count() == before


@pytest.mark.parametrize("username", ["reporter", "Reporter"])
def test_a_name_that_is_taken_in_any_spelling_is_refused_and_nothing_is_made(county: County, signed_in: SignedIn, username: str) -> None:
    client, before = signed_in("office"), (User.objects.count(), Post.objects.unscoped().count())
    answer = client.post("/people/new", new_account(username=username), headers={"referer": "http://testserver/people/new"}, follow=True)
    assert "已经存在" in answer.content.decode()
    assert (User.objects.count(), Post.objects.unscoped().count()) == before


def test_an_account_and_its_post_are_made_together_or_not_at_all(county: County, signed_in: SignedIn) -> None:
    before = (User.objects.count(), AuditEvent.objects.unscoped().count())
    assert signed_in("office").post("/people/new", new_account(role="approver")).status_code == 409
    assert (User.objects.count(), AuditEvent.objects.unscoped().count()) == before


def test_a_stopped_account_is_out_at_its_next_click_and_back_when_enabled(county: County, signed_in: SignedIn) -> None:
    reporter, office = signed_in("reporter"), signed_in("office")
    office.post(f"/people/{number('reporter')}/active", {"active": "0"})
    assert reporter.get("/")["Location"].startswith("/people/login")
    office.post(f"/people/{number('reporter')}/active", {"active": "1"})
    assert signed_in("reporter").get("/").status_code == 200


def test_a_reset_password_signs_everybody_out_and_must_be_changed(county: County, signed_in: SignedIn) -> None:
    reporter, office = signed_in("reporter"), signed_in("office")
    answer = office.post(f"/people/{number('reporter')}/password")
    assert 'id="first-password"' in answer.content.decode()
    assert reporter.get("/").status_code == 302
    user = User.objects.get(username="reporter")
    assert user.must_change_password
    assert not user.check_password(PASSWORD)


def test_nobody_resets_or_stops_their_own_account(county: County, signed_in: SignedIn) -> None:
    office = signed_in("office")
    assert office.post(f"/people/{number('office')}/password").status_code == 409
    assert office.post(f"/people/{number('office')}/active", {"active": "0"}).status_code == 409
    user = User.objects.get(username="office")
    assert user.is_active
    assert user.check_password(PASSWORD)


def test_changed_facts_are_in_the_trail_with_what_they_were(county: County, signed_in: SignedIn) -> None:
    url = f"/people/{number('reporter')}/change"
    signed_in("office").post(url, {"name": "张三", "phone": "0000-1", "home": SCHOOLS[1].code})
    event = AuditEvent.objects.unscoped().get(action="account.change")
    assert event.before == {"name": "reporter", "phone": "", "home": SCHOOLS[0].code}
    assert event.after == {"name": "张三", "phone": "0000-1", "home": SCHOOLS[1].code}


@pytest.mark.parametrize(
    ("address", "given", "words"),
    [
        ("/people/{user}/change", {"name": "", "home": "x"}, "没有代码或名称是“x”的单位"),
        ("/people/{user}/posts", {"role": "", "starts_on": "soon"}, "日期看不懂"),
        ("/people/posts/{post}/end", {}, "最后一天"),
        ("/people/posts/{post}/deputy", {"person": "nobody"}, "没有“nobody”这个账号"),
        ("/people/posts/{post}/hand-over", {"person": "nobody"}, "没有“nobody”这个账号"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_its_reasons(
    county: County, signed_in: SignedIn, address: str, given: dict[str, str], words: str
) -> None:
    post = Post.objects.unscoped().get(user__username="reporter")
    answer = signed_in("office").post(address.format(user=post.user_id, post=post.pk), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_posts_are_given_ended_deputised_and_handed_over_on_the_pages(county: County, signed_in: SignedIn) -> None:
    office, today = signed_in("office"), timezone.localdate().isoformat()
    user, post = number("liaison"), Post.objects.unscoped().get(user__username="checker")
    office.post(f"/people/{user}/posts", {"role": "reporter", "unit": SCHOOLS[1].name, "starts_on": today})
    office.post(f"/people/posts/{post.pk}/deputy", {"person": "liaison", "starts_on": today, "ends_on": today})
    office.post(f"/people/posts/{post.pk}/hand-over", {"person": "reporter", "day": "2099-01-01"})
    office.post(f"/people/posts/{Post.objects.unscoped().get(user__username='leader').pk}/end", {"last_day": today})
    page = office.get(f"/people/posts/{post.pk}").content.decode()
    assert "liaison" in page
    assert "2098-12-31" in page
    held = Post.objects.unscoped().filter(user=user).values_list("role", "unit__code", "deputy_of")
    assert set(held) >= {("reporter", SCHOOLS[1].code, None), ("checker", post.unit.code, post.pk)}
    assert Post.objects.unscoped().get(user__username="reporter", role="checker").starts_on.isoformat() == "2099-01-01"
    assert Post.objects.unscoped().get(user__username="leader").ends_on == timezone.localdate()


def test_the_export_says_what_was_asked_for_and_how_many_and_holds_no_formula(county: County, signed_in: SignedIn) -> None:
    User.objects.filter(username="reporter").update(name='=HYPERLINK("x")', phone="+86")
    content = signed_in("office").get("/people/export?unit=第一小学").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert cells['=HYPERLINK("x")'] == "s"
    assert cells["+86"] == "s"
    assert any("第一小学" in str(text) and "共 2 条" in str(text) for text in cells)


@pytest.mark.parametrize("page", ["", "export", "units", "sign-ins"])
def test_lists_ask_few_questions_at_five_hundred_schools(
    county: County, signed_in: SignedIn, django_assert_max_num_queries: Any, page: str
) -> None:
    schools = [SchoolEntry(f"99010{number:05}", f"学校{number}", "primary", "城关镇") for number in range(500)]
    open_county(SYSTEM, county.code, "样例县", schools)
    units = list(Unit.objects.unscoped().filter(kind="school"))
    people = User.objects.bulk_create([User(username=f"u{unit.code}", name=unit.name, home=unit) for unit in units])
    day = timezone.localdate()
    Post.objects.unscoped().bulk_create([Post(user=user, unit=user.home, role="reporter", starts_on=day) for user in people])
    client = signed_in("office")
    with django_assert_max_num_queries(15):
        assert client.get(f"/people/{page}").status_code == 200
