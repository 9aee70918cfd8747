"""What a person reads when something is refused, missing or broken, and that they are led back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from web.county import County

pytestmark = pytest.mark.urls("web.refusing")
Sign = Callable[[str], Client]
FORM = "http://testserver/styleguide?x=1"


def test_a_refused_form_leads_back_to_its_page_with_the_reason(county: County, signed_in: Sign) -> None:
    answer = signed_in("office").post("/test/refuse", headers={"referer": FORM}, follow=True)
    assert answer.redirect_chain == [("/styleguide?x=1", 302)]
    assert "已提交的数据不能再改。" in answer.content.decode()


def test_a_refused_step_is_told_in_the_readers_language(county: County, signed_in: Sign) -> None:
    client = signed_in("office")
    assert "不能「提交」。" in client.post("/test/refuse-step").content.decode()
    client.cookies["django_language"] = "en"
    assert "&#x27;Submit&#x27; is not possible." in client.post("/test/refuse-step").content.decode()


@pytest.mark.parametrize("referer", ["", "http://elsewhere.example/form", "//elsewhere.example", "javascript:alert(1)"])
def test_a_form_from_elsewhere_is_answered_with_a_page_and_leads_nowhere(county: County, signed_in: Sign, referer: str) -> None:
    answer = signed_in("office").post("/test/refuse", headers={"referer": referer} if referer else {})
    assert answer.status_code == 409
    assert "已提交的数据不能再改。" in answer.content.decode()


def test_a_refused_page_is_no_circle_of_redirections(county: County, signed_in: Sign) -> None:
    answer = signed_in("office").get("/test/refuse", headers={"referer": "http://testserver/test/refuse"})
    assert answer.status_code == 409


def test_a_program_gets_the_reason_as_json(county: County, signed_in: Sign) -> None:
    answer = signed_in("office").post("/test/refuse", headers={"accept": "application/json", "referer": FORM})
    assert (answer.status_code, answer.json()) == (409, {"detail": "已提交的数据不能再改。"})


def test_a_fragment_that_is_refused_reloads_the_whole_page(county: County, signed_in: Sign) -> None:
    answer = signed_in("office").post("/test/refuse", headers={"HX-Request": "true", "referer": FORM})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/styleguide?x=1")


def test_a_page_of_another_post_says_whom_to_ask(county: County, signed_in: Sign) -> None:
    answer = signed_in("reporter").get("/test/admin")
    assert answer.status_code == 403
    assert "您的岗位不能打开这个页面。" in answer.content.decode()
    assert "联系本县创建办或管理员" in answer.content.decode()


def test_a_missing_page_says_what_may_be_the_reason_even_to_a_stranger(db: None) -> None:
    answer = Client().get("/no-such-page")
    assert answer.status_code == 404
    assert "不在您能查看的范围内" in answer.content.decode()


def test_a_broken_page_says_so_in_both_languages_and_names_the_way_out(county: County, signed_in: Sign) -> None:
    client = signed_in("office")
    client.raise_request_exception = False
    answer = client.get("/test/fail")
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "Something went wrong" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


def test_a_form_without_proof_of_origin_is_refused_and_told_what_to_do(county: County, signed_in: Sign) -> None:
    client = signed_in("office")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post("/test/refuse")
    assert answer.status_code == 403
    assert "刷新后再提交一次" in answer.content.decode()


def test_a_request_that_django_cannot_take_is_answered_in_both_languages(db: None) -> None:
    answer = Client().get("/people/login", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "请求有误" in answer.content.decode()
    assert "Bad request" in answer.content.decode()
