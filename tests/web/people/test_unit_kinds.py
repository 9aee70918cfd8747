"""The units a county begins with are those of its plan, and a faulty file is told everything wrong with it."""

from __future__ import annotations

import pytest

from junheng.web.people.unit_kinds import default_units, parse_units
from junheng.web.toml_entries import DataFaults

# 平政办发〔2019〕7号 五: the units with duties, as the plan names them; the townships are the sixteenth.
IN_THE_PLAN = "教体局 发改科技局 财政局 国土局 人社局 住建局 公安局 编办 卫生计生局 文广局 税务局 市场监管局 妇联 残联 团县委".split()
KIND = '[[kind]]\ncode = "{0}"\nname = "{0}"\nenglish = "e"\nduty = "d"\nduty_english = "d"\nunit_code = "{{county}}-{{stem}}"\n'
UNIT = '[[unit]]\nstem = "{0}"\nkind = "{1}"\nname = "{0}"\nenglish = "e"\n'


def faults_of(text: str) -> list[str]:
    with pytest.raises(DataFaults) as refusal:
        parse_units(text)
    assert all(all(fault.sentences("en")) for fault in refusal.value.faults)
    return [fault.words() for fault in refusal.value.faults]


def test_the_units_with_duties_are_the_plans_fifteen_and_the_townships() -> None:
    tree = default_units()
    with_duties = [unit for unit in tree.units.values() if unit.in_plan]
    named = {name for unit in with_duties for name in (unit.name, *unit.other_names)}
    assert set(IN_THE_PLAN) <= named
    assert len(with_duties) + 1 == len(IN_THE_PLAN) + 1 == 16
    assert "township" in tree.kinds
    assert all(unit.duty and unit.duty_english for unit in with_duties)


def test_the_youth_league_has_duties_and_no_seat() -> None:
    assert [unit.stem for unit in default_units().units.values() if unit.in_plan and not unit.seat] == ["youth_league"]
    assert [unit.stem for unit in default_units().units.values() if unit.seat and not unit.in_plan] == []


def test_the_bureau_has_its_eight_divisions_and_seats_the_office() -> None:
    under = default_units().under("education_bureau")
    assert [unit.name for unit in under if unit.kind == "division"] == [
        "人事股",
        "计财股",
        "基教股",
        "装备股",
        "项目股",
        "教研室",
        "资助中心",
        "教育督导室",
    ]
    assert [unit.name for unit in under if unit.kind == "office"] == ["创建办"]


def test_the_countys_inspection_office_is_not_the_bureaus_supervision_division() -> None:
    units = default_units().units
    assert (units["inspection_office"].parent, units["education_supervision"].parent) == ("county_government", "education_bureau")


def test_only_the_county_and_those_who_review_it_from_above_stand_at_the_top() -> None:
    assert [unit.stem for unit in default_units().top()] == ["county_government", "city_authority", "province_authority"]


def test_every_kind_that_is_a_child_has_a_kind_it_stands_under() -> None:
    kinds = default_units().kinds
    children = {child for kind in kinds.values() for child in kind.children}
    assert set(kinds) - children == {"county_government", "reviewing_authority"}


def test_codes_are_made_of_the_county_and_english_stems_and_never_meet() -> None:
    tree = default_units()
    codes = [tree.code_of(stem, "990100") for stem in tree.units]
    assert len(codes) == len(set(codes))
    assert tree.code_of("finance_bureau", "990100") == "990100-finance_bureau"
    assert tree.kinds["township"].code_for(county="990100", number=3) == "990100-township-03"
    assert tree.kinds["school"].code_for(county="990100", school_code="9901000001") == "9901000001"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KIND.format("a") + 'children = ["b"]\n', "第1条 [[kind]]：没有「b」这种单位；单位种类有：a"),
        (KIND.format("a") + UNIT.format("u", "b"), "第1条 [[unit]]：没有「b」这种单位"),
        (KIND.format("a") + UNIT.format("u", "a") + 'parent = "v"\n', "上级单位「v」不在它前面"),
        (
            KIND.format("a") + UNIT.format("u", "a") + UNIT.format("v", "a") + 'parent = "u"\n',
            "第2条 [[unit]]：「u」下面不能设「a」；它下面可以设：（无）",
        ),
        (KIND.format("a") + KIND.format("a"), "第2条 [[kind]]：「a」已经定义过"),
        (KIND.format("a") + UNIT.format("u", "a") + UNIT.format("u", "a"), "第2条 [[unit]]：「u」已经定义过"),
        (KIND.format("a").replace("{stem}", "{name}"), "代码格式「{county}-{name}」不能用；只能用 {county}、{stem}"),
        (KIND.format("a") + UNIT.format("u", "a") + 'seat = "yes"\n', "「seat」的值是 'yes'；应为：true 或 false"),
        (KIND.format("a") + UNIT.format("u", "a") + "seats = true\n", "不认识的键「seats」"),
        (KIND.format("a").replace('duty = "d"\n', ""), "缺少键「duty」"),
    ],
)
def test_a_fault_of_the_file_is_said_with_its_place_and_remedy(text: str, words: str) -> None:
    assert any(words in fault for fault in faults_of(text))


def test_all_faults_are_told_at_once() -> None:
    assert len(faults_of(KIND.format("a") + UNIT.format("u", "b") + UNIT.format("v", "c") + UNIT.format("v", "a"))) == 4
