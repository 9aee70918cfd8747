"""The accounts pages: who sees whom, what is found by which condition, and what may be changed by whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from web.county import County

SignedIn = Callable[[str], Client]


@pytest.mark.parametrize(
    "page", ["", "new", "export", "import", "import/template", "sign-ins", "units", "units/new", "profile", "password"]
)
@pytest.mark.parametrize("who", ["office", "admin"])
def test_every_page_opens_for_who_keeps_accounts(county: County, signed_in: SignedIn, page: str, who: str) -> None:
    assert signed_in(who).get(f"/people/{page}").status_code == 200


def test_one_account_one_post_and_one_unit_open(county: County, signed_in: SignedIn) -> None:
    from junheng.web.people.models import Post, User

    user = User.objects.get(username="reporter")
    post = Post.objects.unscoped().get(user=user)
    client = signed_in("office")
    for path in (f"/people/{user.pk}", f"/people/posts/{post.pk}", f"/people/units/{post.unit_id}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "reporter" in answer.content.decode()
