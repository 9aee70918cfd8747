"""The posts that people may hold: where, and how far they see."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from junheng.web.people.roles import VIEWS, default_roles, parse_roles, roles_at
from junheng.web.people.unit_kinds import default_units
from junheng.web.toml_entries import DataFaults

ROOT = Path(__file__).resolve().parents[3]
ROLE = '[[role]]\ncode = "a"\nname = "a"\nenglish = "e"\nheld_at = ["school"]\nmay = "m"\nmay_english = "m"\nview = "unit"\n'


def test_every_post_of_the_plan_and_the_process_exists() -> None:
    reporting = "reporter principal checker approver liaison".split()
    assert list(default_roles()) == [
        *reporting,
        *"inspector office bureau_head vice_county_head county_head leader admin reviewer".split(),
    ]


def test_every_kind_of_unit_has_a_post_that_may_be_held_there() -> None:
    assert [kind for kind in default_units().kinds if not roles_at(kind)] == []


def test_every_unit_that_owns_fields_has_somebody_to_report_them() -> None:
    for kind in ("school", "centre_school", "division", "office", "department", "township"):
        assert {role.code for role in roles_at(kind)} & {"reporter", "liaison"}, kind


@pytest.mark.parametrize(
    ("role", "view"),
    [
        ("reporter", "unit"),
        ("principal", "unit"),
        ("liaison", "unit"),
        ("checker", "checked"),
        ("approver", "county"),
        ("leader", "county"),
        ("admin", "instance"),
        ("reviewer", "frozen"),
    ],
)
def test_a_post_sees_as_far_as_its_work_goes(role: str, view: str) -> None:
    assert default_roles()[role].view == view


def test_only_the_administrator_sees_the_whole_instance() -> None:
    assert [role.code for role in default_roles().values() if role.view == "instance"] == ["admin"]


def test_every_width_of_view_is_used_and_named_in_both_languages() -> None:
    assert {role.view for role in default_roles().values()} == set(VIEWS)
    assert all(zh and en for zh, en in VIEWS.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ROLE.replace('"school"', '"scool"'), "没有「scool」这种单位；单位种类有：county_government"),
        (ROLE.replace('view = "unit"', 'view = "all"'), "没有「all」这种查看范围；查看范围有：unit、checked、county、instance、frozen"),
        (ROLE + ROLE, "第2条 [[role]]：「a」已经定义过"),
        (ROLE.replace('["school"]', '"school"'), "「held_at」的值是 'school'；应为：非空的文字列表"),
        (ROLE + "rank = 1\n", "不认识的键「rank」"),
        ("[[post]]\n", "不认识的部分「post」；可用的有：role"),
    ],
)
def test_a_fault_of_the_file_is_said_with_its_place_and_remedy(text: str, words: str) -> None:
    with pytest.raises(DataFaults) as refusal:
        parse_roles(text)
    assert any(words in fault.words() for fault in refusal.value.faults)
    assert words in str(refusal.value)


def test_every_unit_and_post_is_in_the_glossary_under_its_own_name() -> None:
    with (ROOT / "docs" / "reference" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["code"]: row["term"] for row in csv.DictReader(file)}
    named = {unit.stem: unit.name for unit in default_units().units.values()} | {role.code: role.name for role in default_roles().values()}
    assert {code: name for code, name in named.items() if terms.get(code) != name} == {}
