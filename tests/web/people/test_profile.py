"""My own page: my posts, my notices and nobody else's, read by being opened."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from junheng.web.audit.models import AuditEvent
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Notice, User
from junheng.web.people.services import make_account
from junheng.web.people.services_notices import notify
from web.county import PASSWORD, County

SignedIn = Callable[[str], Client]


def notice(username: str, text: str = "请填报", link: str = "/rounds/") -> Notice:
    (made,) = notify([User.objects.get(username=username)], text, link)
    return made


def test_my_page_shows_my_posts_and_notices_and_not_my_colleagues(county: County, signed_in: SignedIn) -> None:
    notice("reporter", "给填报员的")
    notice("principal", "给校长的")
    page = signed_in("reporter").get("/people/profile").content.decode()
    assert "填报员" in page
    assert "第一小学" in page
    assert "给填报员的" in page
    assert "给校长的" not in page


def test_opening_a_notice_reads_it_and_goes_where_it_points(county: County, signed_in: SignedIn) -> None:
    mine = notice("reporter")
    assert signed_in("reporter").post(f"/people/notices/{mine.pk}/open")["Location"] == "/rounds/"
    mine = Notice.objects.unscoped().get(pk=mine.pk)
    assert mine.read_at is not None
    assert AuditEvent.objects.unscoped().get(action="notice.read").after == {"notices": [mine.pk]}


def test_a_notice_never_points_out_of_the_application(county: County, signed_in: SignedIn) -> None:
    mine = notice("reporter", link="https://elsewhere.example/")
    assert signed_in("reporter").post(f"/people/notices/{mine.pk}/open")["Location"] == "/people/profile"


def test_a_colleagues_notice_is_not_there_for_me(county: County, signed_in: SignedIn) -> None:
    theirs = notice("principal")
    assert signed_in("reporter").post(f"/people/notices/{theirs.pk}/open").status_code == 404
    assert Notice.objects.unscoped().get(pk=theirs.pk).read_at is None


def test_all_my_notices_are_read_at_once_and_nobody_elses(county: County, signed_in: SignedIn) -> None:
    for username in ("reporter", "reporter", "principal"):
        notice(username)
    signed_in("reporter").post("/people/notices/read")
    assert Notice.objects.unscoped().filter(read_at=None).count() == 1
    signed_in("reporter").post("/people/notices/read")
    assert AuditEvent.objects.unscoped().filter(action="notice.read").count() == 1


def test_a_person_without_a_post_is_told_so(county: County, signed_in: SignedIn) -> None:
    make_account(SYSTEM, "lonely", "无岗", home=county.place("office"))
    User.objects.filter(username="lonely").update(must_change_password=False)
    assert "您没有岗位" in signed_in("lonely").get("/people/profile").content.decode()


def test_my_last_sign_ins_are_shown_to_me(county: County) -> None:
    client = Client(REMOTE_ADDR="10.9.8.7")
    client.post("/people/login", {"username": "reporter", "password": PASSWORD})
    assert "10.9.8.7" in client.get("/people/profile").content.decode()
