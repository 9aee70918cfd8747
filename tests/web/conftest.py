"""What the web's tests share: a peopled county, and a browser's client signed in as a person.

Django is set up after this file is read, so that models are imported inside the fixtures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from web.county import County


@pytest.fixture
def county(db: None) -> County:
    from web.county import make_peopled_county

    return make_peopled_county()


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """A client that is signed in as the person of that user name."""
    from django.test import Client

    from junheng.web.people.models import User

    def client(username: str) -> Client:
        found = Client()
        found.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return found

    return client
