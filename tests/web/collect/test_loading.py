"""Loading a package: frozen as it is, assessed as the command line assesses it, once."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import junheng
from junheng.county import PackageError
from junheng.county.sample import write_sample
from junheng.web.archive.models import FrozenPackage, StoredAssessment
from junheng.web.archive.services import (
    assess_frozen,
    freeze_bytes,
    frozen_bytes,
    latest_assessment,
    latest_package,
    open_frozen,
    package_zip,
    results_of,
)
from junheng.web.archive.storage import Damaged, package_path
from junheng.web.audit.models import AuditEvent
from junheng.web.collect.models import Round
from junheng.web.collect.services_load import load_package
from junheng.web.people.actor import SYSTEM, NotAllowed
from junheng.web.people.models import Unit
from web.archive.loaded import FORMS, GOLDEN, small_county, written
from web.county import County, make_county


def as_json(results: object) -> object:
    return json.loads(json.dumps(results))


@pytest.mark.parametrize("form", FORMS)
def test_the_web_says_of_the_frozen_bytes_what_the_library_says_in_every_field(db: None, tmp_path: Path, form: str) -> None:
    path = written(form, tmp_path)
    loaded = load_package(SYSTEM, path)
    assert results_of(loaded.assessment) == as_json(junheng.assess(path).results())


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_zip_that_is_handed_out_is_assessed_the_same_in_every_field(db: None, tmp_path: Path, form: str) -> None:
    loaded = load_package(SYSTEM, written(form, tmp_path))
    handed_out = tmp_path / "anything.zip"
    handed_out.write_bytes(package_zip(loaded.package))
    assert as_json(junheng.assess(handed_out).results()) == results_of(loaded.assessment)


def test_the_zip_made_of_a_frozen_workbook_holds_the_same_values(db: None, tmp_path: Path) -> None:
    loaded = load_package(SYSTEM, written("xlsx", tmp_path))
    handed_out = tmp_path / "anything.zip"
    handed_out.write_bytes(package_zip(loaded.package))
    again, stored = as_json(junheng.assess(handed_out).results()), results_of(loaded.assessment)
    # What differs is the fingerprint, and the places in the file that warnings name.
    for results in (again, stored):
        assert isinstance(results, dict)
        results["package"].pop("sha256")
        results.pop("problems")
    assert again == stored


@pytest.mark.parametrize("form", FORMS)
def test_what_is_frozen_keeps_the_fingerprint_of_what_was_handed_over(db: None, tmp_path: Path, form: str) -> None:
    path = written(form, tmp_path)
    frozen = load_package(SYSTEM, path).package
    assert frozen.sha256 == junheng.read_package(path).sha256
    if path.is_file():
        assert frozen_bytes(frozen) == path.read_bytes()


def test_a_folder_is_frozen_as_a_zip_of_exactly_its_files(db: None, tmp_path: Path) -> None:
    frozen = load_package(SYSTEM, GOLDEN).package
    with zipfile.ZipFile(package_path(frozen.file_sha256)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {path.name: path.read_bytes() for path in GOLDEN.iterdir()}


def test_a_package_with_errors_lists_them_all_and_writes_nothing(db: None, tmp_path: Path) -> None:
    planted = write_sample(tmp_path / "faults", schools=60, seed=7, faults=True)
    with pytest.raises(PackageError) as refused:
        load_package(SYSTEM, tmp_path / "faults")
    found = {problem.code for problem in refused.value.problems}
    assert {fault.found_by for fault in planted if fault.severity == "error"} <= found
    assert not Unit.objects.unscoped().exists()
    assert not AuditEvent.objects.unscoped().exists()


def test_the_same_bytes_are_no_second_version(db: None, tmp_path: Path) -> None:
    path = written("zip", tmp_path)
    first, second = load_package(SYSTEM, path), load_package(SYSTEM, path)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.package == first.package
    assert second.assessment == first.assessment
    assert Round.objects.unscoped().count() == 1


def test_other_bytes_of_the_same_year_are_the_next_version(db: None, tmp_path: Path) -> None:
    first = load_package(SYSTEM, written("zip", tmp_path)).package
    second = load_package(SYSTEM, written("xlsx", tmp_path)).package
    assert (second.version, second.supersedes) == (2, first)
    assert latest_package(first.county) == second
    assert frozen_bytes(first)


def test_loading_makes_a_frozen_round_the_schools_and_a_trail(db: None, tmp_path: Path) -> None:
    loaded = load_package(SYSTEM, written("folder", tmp_path))
    round = Round.objects.unscoped().get()
    assert (round.state, round.package) == ("frozen", loaded.package)
    schools = Unit.objects.unscoped().filter(kind="school", county=loaded.package.county)
    assert {school.code for school in schools} == {row.text("school_code") for row in small_county().tables["schools"]}
    actions = set(AuditEvent.objects.unscoped().values_list("action", flat=True))
    assert {"county.open", "package.freeze", "assessment.make", "round.load"} <= actions


def test_the_latest_assessment_is_of_the_packages_own_standard(db: None, tmp_path: Path) -> None:
    loaded = load_package(SYSTEM, written("zip", tmp_path))
    other = assess_frozen(loaded.package, standard="pingluo-2019-7")
    assert other.standard == "pingluo-2019-7"
    assert latest_assessment(loaded.package.county) == loaded.assessment


def test_a_package_of_another_county_is_not_frozen_under_this_one(db: None, tmp_path: Path) -> None:
    content = written("zip", tmp_path).read_bytes()
    with pytest.raises(NotAllowed, match="990100"):
        freeze_bytes(SYSTEM, make_county("990200", "邻县", ()).unit, content, "x.zip", origin="load")


def test_only_the_office_and_the_approver_freeze(county: County, tmp_path: Path) -> None:
    content = written("zip", tmp_path).read_bytes()
    for username in ("reporter", "checker", "admin", "leader", "reviewer"):
        with pytest.raises(NotAllowed):
            freeze_bytes(county.actor(username), county.unit, content, "x.zip", origin="round")
    assert freeze_bytes(county.actor("office"), county.unit, content, "x.zip", origin="round").version == 1


def test_a_frozen_file_that_was_changed_is_never_read_as_if_it_were_whole(db: None, tmp_path: Path) -> None:
    frozen = load_package(SYSTEM, written("zip", tmp_path)).package
    path = package_path(frozen.file_sha256)
    path.chmod(0o600)
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1] + b"?")
        with pytest.raises(Damaged, match=frozen.file_sha256):
            open_frozen(frozen)
    finally:
        path.write_bytes(whole)


def test_what_failed_leaves_no_version_behind(db: None, tmp_path: Path) -> None:
    with pytest.raises(PackageError):
        load_package(SYSTEM, tmp_path / "不存在")
    assert not FrozenPackage.objects.unscoped().exists()
    assert not StoredAssessment.objects.unscoped().exists()
