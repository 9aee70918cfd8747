"""What was frozen is found missing or altered, also where somebody changed the database behind the application's back."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.db import connection

from junheng.web.archive.models import Evidence, FrozenPackage, StoredAssessment
from junheng.web.archive.services import store_evidence
from junheng.web.collect.models import Round
from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit
from junheng.web.verifying import verify
from web.archive.loaded import written
from web.county import make_county

pytestmark = pytest.mark.django_db
TITLES = ("审计日志", "冻结的数据包", "评估结果", "佐证材料")


@pytest.fixture
def package(tmp_path: Path) -> FrozenPackage:
    frozen = load_package(SYSTEM, written("zip", tmp_path)).package
    store_evidence(SYSTEM, frozen.county, "说明.pdf", b"%PDF-1.4", "application/pdf", "document")
    assert faults() == {}
    return frozen


def faults() -> dict[str, tuple[str, ...]]:
    return {part.title: part.faults for part in verify() if part.faults}


def test_what_was_deleted_from_the_database_is_missed(package: FrozenPackage) -> None:
    named = {TITLES[2]: StoredAssessment.objects.unscoped().get(), TITLES[3]: Evidence.objects.unscoped().get()}
    for title, row in named.items():
        # As somebody with the database in hand would: past every service.
        type(row).objects.unscoped().filter(pk=row.pk)._raw_delete(connection.alias)
        assert title in faults()
    assert set(faults()) == set(named)


def test_a_deleted_version_is_missed(package: FrozenPackage) -> None:
    with connection.constraint_checks_disabled():
        Round.objects.unscoped().update(package=None)
        StoredAssessment.objects.unscoped().filter(package=package)._raw_delete(connection.alias)
        FrozenPackage.objects.unscoped().filter(pk=package.pk)._raw_delete(connection.alias)
    assert faults()[TITLES[1]] == (f"审计日志里有 package:{package.pk}，数据库里已经没有",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_application", True),
        ("origin", "round"),
        ("version", 7),
        ("sha256", "0" * 64),
        ("standard", "cn-2012-1"),
        ("as_of", datetime.date(2020, 1, 1)),
    ],
)
def test_a_changed_fact_of_a_version_is_found(package: FrozenPackage, field: str, value: object) -> None:
    FrozenPackage.objects.unscoped().filter(pk=package.pk).update(**{field: value})
    assert any(field in fault or "指纹" in fault for fault in faults()[TITLES[1]])


def test_a_version_that_was_given_to_another_county_is_found(package: FrozenPackage) -> None:
    other: Unit = make_county("990200", "别县").unit
    FrozenPackage.objects.unscoped().filter(pk=package.pk).update(county=other)
    assert any("990200" in fault for fault in faults()[TITLES[1]])
