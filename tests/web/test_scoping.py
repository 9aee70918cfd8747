"""The scope of an administrator of the instance, joined with other conditions."""

from __future__ import annotations

import pytest
from django.db.models import Q

from junheng.web.people.models import Unit
from junheng.web.scoping import EVERYTHING
from web.county import County


@pytest.mark.parametrize("condition", [EVERYTHING.of_units(""), EVERYTHING.of_counties("county")], ids=["units", "counties"])
def test_everything_or_nothing_more_is_everything(county: County, condition: Q) -> None:
    every = Unit.objects.unscoped()
    assert every.filter(condition | Q(pk__in=())).count() == every.count() > 0
