"""Results, versions, freezing and the trail in a real browser at both sizes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from web.browser.driving import Desk, assert_accessible, assert_fits, keep_picture

if TYPE_CHECKING:
    from junheng.web.archive.models import FrozenPackage
    from web.county import County

pytestmark = pytest.mark.browser


@pytest.fixture
def package(county: County, tmp_path: Path) -> FrozenPackage:
    from junheng.web.collect.services_load import load_package
    from junheng.web.people.actor import SYSTEM
    from web.archive.loaded import written

    return load_package(SYSTEM, written("zip", tmp_path)).package


@pytest.mark.parametrize("which", ["", "/sections", "/gaps", "/warnings", "/schools/9901000001"])
def test_results_fit_and_are_accessible_at_both_sizes(desk: Desk, package: FrozenPackage, size: str, which: str) -> None:
    page = desk.open("office", size=size, at=f"/results/packages/{package.pk}{which}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, f"results{which.replace('/', '-')}")


@pytest.mark.parametrize(("path", "name"), [("/results/", "results-list"), ("/packages/", "packages"), ("/audit/", "audit")])
def test_lists_fit_and_are_accessible_at_both_sizes(desk: Desk, package: FrozenPackage, size: str, path: str, name: str) -> None:
    page = desk.open("office", size=size, at=path)
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, name)


def test_an_application_is_signed_on_its_page(desk: Desk, package: FrozenPackage, size: str) -> None:
    from junheng.web.archive.models import FrozenPackage

    FrozenPackage.objects.unscoped().filter(pk=package.pk).update(is_application=True)
    page = desk.open("office", size=size, at=f"/packages/{package.pk}")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "package")
    page.get_by_role("button", name="同意，签批").click()
    expect(page.get_by_text("等待局长签批")).to_be_visible()


def test_a_round_is_prepared_for_freezing(desk: Desk, county: County, package: FrozenPackage, size: str) -> None:
    from junheng.web.collect.services_rounds import make_round, open_round
    from junheng.web.people.actor import SYSTEM
    from web.collect.rounds import plan

    round = open_round(SYSTEM, make_round(SYSTEM, county.unit, plan(previous=package)).pk)
    page = desk.open("office", size=size, at=f"/rounds/{round.pk}/freeze")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "freeze")


def test_a_supplement_is_proposed_by_its_unit(desk: Desk, county: County, package: FrozenPackage, size: str) -> None:
    page = desk.open("reporter", size=size, at=f"/rounds/supplements/new/{county.place('9901000001').pk}?q=面积")
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "supplement-new")
    page.get_by_label("图书册数").or_(page.get_by_label("占地面积 新值")).first.fill("98765")
    page.get_by_label("补报理由").fill("重新测量")
    page.get_by_label("佐证材料").set_input_files({"name": "测量报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="提出补报").click()
    expect(page.get_by_text("补报已提出")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    keep_picture(page, "supplement")
