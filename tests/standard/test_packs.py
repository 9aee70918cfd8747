"""The packs keep their promises, and a faulty pack is refused with every fault named."""

from __future__ import annotations

import datetime
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from junheng.assessment.lint import lint_standard
from junheng.standard import (
    ExerciseRefused,
    NoValueInForce,
    StandardFaults,
    UnknownReading,
    UnknownStandard,
    load_standard,
    standard_ids,
)
from junheng.standard.compare import differences
from junheng.standard.describe import describe
from junheng.standard.load import PACKS

TODAY = datetime.date(2025, 9, 30)


@pytest.mark.parametrize("name", standard_ids())
def test_every_shipped_pack_is_free_of_faults(name: str) -> None:
    assert lint_standard(name) == []


def test_the_national_pack_holds_the_31_indicators_admission_approval_and_the_vetoes() -> None:
    codes = list(load_standard().indicators)
    for family, count in (("A", 7), ("B", 15), ("C", 9), ("S", 1), ("P", 2), ("V", 8)):
        assert [f"{family}{number}" for number in range(1, count + 1)] == [code for code in codes if code[0] == family]


def test_indicators_come_in_the_order_of_the_conclusion() -> None:
    standard = load_standard()
    assert list(standard.indicators) == [*standard.conclusion.section_indicators, *standard.conclusion.county_needs]


def test_an_indicator_lies_in_the_file_of_its_stem_and_has_cases_under_the_same_name() -> None:
    files = {file.stem for file in (PACKS / "cn-2017-6" / "indicators").glob("*.toml")}
    stems = {indicator.stem for indicator in load_standard().indicators.values()}
    cases = {file.stem for file in (Path(__file__).parents[1] / "cases").glob("*.toml")}
    assert stems == files
    assert stems <= cases


def test_an_indicator_of_the_countys_plan_lies_in_the_file_of_its_stem() -> None:
    plan = load_standard("pingluo-2019-7")
    files = {file.stem for file in (PACKS / "pingluo-2019-7" / "indicators").glob("*.toml")}
    assert files == {plan.indicators[code].stem for code in plan.local_targets}
    assert plan.local_targets == [f"M{number}" for number in range(1, 9)]
    assert load_standard().local_targets == []


def test_the_countys_plan_adds_to_the_standard_and_changes_no_number_and_no_need_of_it() -> None:
    base, plan = load_standard(), load_standard("pingluo-2019-7")
    assert plan.conclusion == base.conclusion
    for kind in ("indicators", "parameters", "relaxations"):
        added = {name: entry for name, entry in getattr(plan, kind).items() if name in getattr(base, kind)}
        assert added == getattr(base, kind)
    assert {name: plan.chosen[name] for name in base.chosen} == base.chosen


def test_the_plans_targets_tighten_by_stage() -> None:
    plan = load_standard("pingluo-2019-7")
    stages = [datetime.date(2018, 9, 30), datetime.date(2019, 12, 31)]
    assert [plan.parameter("planned_retention", day, "primary") for day in stages] == [Fraction(95, 100), Fraction(97, 100)]
    assert [plan.parameter("planned_retention", day, "junior") for day in stages] == [Fraction(95, 100), Fraction(96, 100)]
    assert "97%96%以上" in plan.parameters["planned_retention"].citation.quote
    assert "补作" in plan.parameters["planned_retention"].values[-1].note


def test_a_reading_of_the_retention_formula_reaches_the_plans_targets() -> None:
    plan = load_standard("pingluo-2019-7", {"retention_formula": "adjust_entrants"})
    for part in plan.indicators["M5"].parts.values():
        assert part["numerator"] == plan.indicators["C1"].spec["numerator"]
        assert part["denominator"] == plan.indicators["C1"].spec["denominator"]


def test_every_reading_can_be_chosen() -> None:
    for reading in load_standard().readings.values():
        assert len(reading.choices) >= 2
        for choice in reading.choices:
            assert load_standard(readings={reading.id: choice}).chosen[reading.id] == choice


def test_a_reading_sets_what_it_says_and_the_default_sets_nothing() -> None:
    assert load_standard().parameters["special_school_funding_per_pupil"].at(TODAY) == 8000
    other = load_standard(readings={"special_funding_threshold": "yuan_6000"})
    assert other.parameters["special_school_funding_per_pupil"].at(TODAY) == 6000


@pytest.mark.parametrize(
    ("readings", "word"), [({"no_such": "x"}, "没有口径「no_such」"), ({"zoned_entry": "no_such"}, "entrants、all_pupils")]
)
def test_an_unknown_reading_is_refused_naming_those_that_exist(readings: dict[str, str], word: str) -> None:
    with pytest.raises(UnknownReading, match=word):
        load_standard(readings=readings)


def test_an_unknown_standard_is_refused_naming_those_that_exist() -> None:
    with pytest.raises(UnknownStandard, match="cn-2017-6"):
        load_standard("cn-1999-1")


def test_a_day_before_the_first_value_has_no_law() -> None:
    with pytest.raises(NoValueInForce):
        load_standard().parameter("dispersion_limit", datetime.date(2016, 1, 1), "primary")


def test_law_is_exact() -> None:
    assert load_standard().parameter("above_required_degree_teachers_per_100_pupils", TODAY, "primary") == Fraction(42, 10)


def test_an_exercise_is_refused_unless_asked_for() -> None:
    assert load_standard("example-overlay").standing == "exercise"
    with pytest.raises(ExerciseRefused):
        load_standard("example-overlay", asked_for=False)


def test_an_overlay_changes_what_it_lists_and_nothing_else() -> None:
    base, overlay = load_standard(), load_standard("example-overlay")
    assert overlay.parameter("junior_retention_rate", TODAY) == Fraction(96, 100)
    assert overlay.parameter("junior_retention_rate", datetime.date(2018, 1, 1)) == Fraction(95, 100)
    assert overlay.parameters["junior_retention_rate"].citation.source == "example_province"
    assert overlay.chosen["zoned_entry"] == "all_pupils"
    changed = {"junior_retention_rate", "operating_norm_yuan", "rotated_share"}
    for name, parameter in base.parameters.items():
        assert (overlay.parameters[name] == parameter) is (name not in changed)


def test_the_difference_of_a_pack_and_its_overlay_is_the_overlay() -> None:
    lines = list(differences("cn-2017-6", "example-overlay"))
    assert "~ standing: law → exercise" in lines
    touched = {line.split()[1].split(".")[1].rstrip(":") for line in lines if not line.startswith("~ standing")}
    assert touched == {
        "junior_retention_rate",
        "operating_norm_yuan",
        "rotated_share",
        "rotation_years_at_school",
        "example_province",
        "zoned_entry",
    }
    assert list(differences("cn-2017-6", "cn-2017-6")) == []


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the national pack to spoil."""
    return Path(shutil.copytree(PACKS / "cn-2017-6", tmp_path / "pack"))


FAULTS = [
    ("an unknown key", "indicators/class_size.toml", 'compare = "at_most"', 'compare = "at_most"\ncolour = "red"', "不认识的项 colour"),
    ("a value without a unit", "indicators/class_size.toml", 'unit = "人"\nsource', 'unit = ""\nsource', "缺少单位"),
    (
        "a value without a citation",
        "indicators/class_size.toml",
        'source = "method_2017"\nclause = "B5"\nquote = "小学',
        'quote = "小学',
        "缺少出处",
    ),
    ("a value without a first date", "indicators/class_size.toml", 'from = "2017-04", primary', "primary", "缺少生效日期"),
    ("a number that is no text", "indicators/class_size.toml", 'primary = "45"', "primary = 45", "带引号的十进制数"),
    ("a source that is not listed", "indicators/class_size.toml", '"method_2017"', '"hearsay"', "出处 hearsay 没有登记"),
    (
        "a parameter that does not exist",
        "indicators/class_size.toml",
        'threshold = "class_size_limit"',
        'threshold = "nothing"',
        "不存在的参数 nothing",
    ),
    ("an unknown form", "indicators/class_size.toml", 'form = "largest_class"', 'form = "magic"', "form 为「magic」"),
    ("an unknown comparison", "indicators/class_size.toml", '"at_most"', '"about"', "compare 为「about」"),
    ("a default that is no choice", "readings.toml", 'default = "entrants"', 'default = "neither"', "默认口径 neither"),
    ("an indicator needed and not there", "pack.toml", '"C9",', '"C9", "C10",', "不存在的指标 C10"),
    (
        "a local target that is needed",
        "indicators/class_size.toml",
        'dimension = "guarantee"',
        'dimension = "local"',
        "地方目标 B5 不得列入结论",
    ),
    ("an indicator that no conclusion needs", "pack.toml", '"B4", "B5", "B6"', '"B4", "B6"', "指标 B5 不在结论中"),
    (
        "an unknown key in a part",
        "indicators/teacher_pay_parity.toml",
        'form = "judged"',
        'form = "judged"\ncolour = "red"',
        "不认识的项 colour",
    ),
    ("a part that lacks what its form needs", "indicators/teacher_pay_parity.toml", 'item = "B8.performance_pay"', "", "缺少 item"),
    ("a part of an unknown form", "indicators/teacher_pay_parity.toml", 'form = "judged"', 'form = "magic"', "form 为「magic」"),
    (
        "a part's parameter that does not exist",
        "indicators/teacher_pay_parity.toml",
        'threshold = "teacher_pay_parity"',
        'threshold = "nothing"',
        "不存在的参数 nothing",
    ),
    ("an unknown period", "indicators/teacher_pay_parity.toml", '"last_fiscal_year"', '"some_year"', "period 为「some_year」"),
    (
        "a limit of a kind that does not exist",
        "indicators/school_size.toml",
        'twelve_year = "through_school_size_limit"',
        'twelve_year = "nothing"',
        "threshold_of_kinds 指向不存在的参数 nothing",
    ),
    (
        "a relaxed limit of a kind that does not exist",
        "indicators/school_size.toml",
        'nine_year = "B4_relaxed_through_size_limit"',
        'nine_year = "nothing"',
        "limit_of_kinds 指向不存在的参数 nothing",
    ),
    ("a relaxation of no indicator", "indicators/school_size.toml", 'indicator = "B4"', 'indicator = "B44"', "指标 B44 不存在"),
    ("a relaxation of an unknown form", "indicators/school_size.toml", 'form = "higher_limit"', 'form = "magic"', "form 为「magic」"),
    ("a day that the calendar lacks", "indicators/school_size.toml", 'until = "2022-10"', 'until = "2022-13"', "「2022-13」不是日期"),
    (
        "two values from one day",
        "indicators/teacher_pay_parity.toml",
        'values = [{ from = "2017-04", value = "1" }]',
        'values = [{ from = "2017-04", value = "1" }, { from = "2017-04-01", value = "2" }]',
        "按生效日期先后排列",
    ),
    (
        "a parameter without any value",
        "indicators/teacher_pay_parity.toml",
        'values = [{ from = "2017-04", value = "1" }]',
        "values = []",
        "没有任何带日期的值",
    ),
    ("a reading of no indicator", "readings.toml", 'affects = ["A1", "A2",', 'affects = ["A1", "A22",', "不存在的指标 A22"),
    (
        "a choice from a source that is not listed",
        "readings.toml",
        'source = "element_list"',
        'source = "hearsay"',
        "出处 hearsay 没有登记",
    ),
    (
        "a floor that does not exist",
        "pack.toml",
        'floor_share = "section_floor_share"',
        'floor_share = "nothing"',
        "floor_share 指向不存在的参数",
    ),
    (
        "a weight that does not exist",
        "pack.toml",
        'senior = "premises_weight_senior"',
        'senior = "nothing"',
        "premises_weights 指向不存在的参数",
    ),
    (
        "places that do not exist",
        "pack.toml",
        'dispersion = "printed_dispersion_places"',
        'dispersion = "nothing"',
        "printing 指向不存在的参数",
    ),
    ("an unknown way to conclude", "pack.toml", 'compare_on = "exact"', 'compare_on = "feeling"', "compare_on 为「feeling」"),
    ("a change of nothing", "pack.toml", "[conclusion]", '[[change]]\npath = "x"\n[conclusion]', "没有 based_on 却有 [[change]]"),
    (
        "a table written twice",
        "readings.toml",
        "[reading.dispersion_weights]",
        '[source.method_2017]\ntitle = "x"\n[reading.dispersion_weights]',
        "已经定义过",
    ),
    ("a source without a title", "pack.toml", "[conclusion]", '[source.x]\ncertainty = "quoted"\n[conclusion]', "缺少 title"),
    (
        "a source of unknown certainty",
        "pack.toml",
        "[conclusion]",
        '[source.x]\ntitle = "x"\ncertainty = "sure"\n[conclusion]',
        "certainty 为",
    ),
    ("an unknown table of a pack", "pack.toml", "[conclusion]", "[colours]\n[conclusion]", "不认识的项 colours"),
    ("an unknown standing", "pack.toml", 'standing = "law"', 'standing = "rumour"', "standing 为「rumour」"),
    ("a source without its clause", "pack.toml", 'clause = "二、资源配置"', 'clause = ""', "缺少出处"),
    ("an indicator without a title", "indicators/school_size.toml", 'title = "学校规模"\n', "", "缺少 title"),
    ("a reading without a question", "readings.toml", 'question = "校际差异系数判单项还是判综合"', "", "缺少 question"),
    ("a choice without a reason", "readings.toml", 'why = "原文为“所有指标校际差异系数”"', "", "缺少 why"),
    ("a choice without a label", "readings.toml", 'label = "每个单项都不得超过上限"', "", "缺少 label"),
    ("a pack without a name", "pack.toml", 'id = "cn-2017-6"\n', "", "缺少 id"),
    ("no TOML", "sources.toml", "[source.method_2017]", "[source.method_2017", "不是合格的 TOML"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_faulty_pack_is_refused_and_says_why(pack: Path, file: str, old: str, new: str, words: str) -> None:
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StandardFaults) as refusal:
        load_standard(str(pack))
    assert any(words in fault for fault in refusal.value.faults), refusal.value.faults
    assert lint_standard(str(pack))


def test_a_choice_that_sets_what_does_not_exist_is_refused_once_chosen(pack: Path) -> None:
    text = (pack / "readings.toml").read_text(encoding="utf-8")
    spoiled = text.replace('path = "conclusion.dispersion_weights"', 'path = "conclusions.dispersion_weights"')
    assert spoiled != text
    (pack / "readings.toml").write_text(spoiled, encoding="utf-8")
    assert load_standard(str(pack)).chosen["dispersion_weights"] == "pupils"
    with pytest.raises(StandardFaults, match="conclusions"):
        load_standard(str(pack), {"dispersion_weights": "schools"})


def test_lint_names_a_column_that_the_county_package_lacks(pack: Path) -> None:
    file = pack / "indicators" / "equipment_value_per_pupil.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("schools.equipment_value_yuan", "schools.gold_bars"), encoding="utf-8")
    assert lint_standard(str(pack)) == ["A6：数据包没有列 schools.gold_bars"]


OVERLAY = """
id = "local"
title = "本县"
standing = "local"
based_on = "cn-2017-6"
[source.county]
title = "本县文件"
certainty = "quoted"
[[change]]
path = "{path}"
value = [{{ from = "2020-01", primary = "40", junior = "45" }}]
why = "更严"
source = "county"
clause = "一"
"""


def test_a_county_writes_an_overlay_in_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(OVERLAY.format(path="parameter.class_size_limit.values"), encoding="utf-8")
    standard = load_standard(str(tmp_path))
    assert standard.parameter("class_size_limit", TODAY, "primary") == 40
    assert standard.parameters["class_size_limit"].standing == "local"
    assert lint_standard(str(tmp_path)) == []


def test_a_parameter_that_an_overlay_adds_has_the_standing_of_the_overlay() -> None:
    plan = load_standard("pingluo-2019-7")
    added = {name: parameter.standing for name, parameter in plan.parameters.items() if name not in load_standard().parameters}
    assert added
    assert set(added.values()) == {plan.standing} == {"local"}


def test_a_change_of_what_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(OVERLAY.format(path="parameter.class_size_limits.values"), encoding="utf-8")
    with pytest.raises(StandardFaults, match="class_size_limits"):
        load_standard(str(tmp_path))


@pytest.mark.parametrize(
    ("line", "words"), [('why = "更严"\n', "缺少 why"), ('source = "county"\n', "缺少 source"), ('clause = "一"\n', "缺少 clause")]
)
def test_a_change_says_why_and_by_what_document(line: str, words: str, tmp_path: Path) -> None:
    text = OVERLAY.format(path="parameter.class_size_limit.values")
    assert line in text
    (tmp_path / "pack.toml").write_text(text.replace(line, ""), encoding="utf-8")
    with pytest.raises(StandardFaults) as refusal:
        load_standard(str(tmp_path))
    assert any(words in fault for fault in refusal.value.faults), refusal.value.faults


def test_two_overlays_based_on_each_other_are_refused(tmp_path: Path) -> None:
    for name, base in (("one", "two"), ("two", "one")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").write_text(f'id = "{name}"\nbased_on = "{base}"\n', encoding="utf-8")
    with pytest.raises(UnknownStandard, match="循环引用"):
        load_standard(str(tmp_path / "one"))


def test_the_description_shows_values_of_a_day_with_source_and_the_reading_taken() -> None:
    text = describe(load_standard(), TODAY)
    assert "小学 4.2、初中 5.3（自 2017-04-01）" in text
    assert "〔教督〔2017〕6号 A1〕" in text
    assert "● entrants" in text
    assert "○ all_pupils" in text
    assert "由县级数据 operating_norm_yuan 提供" in text
    assert "未生效" in describe(load_standard(), datetime.date(2016, 1, 1))
    assert "以 cn-2017-6 为基础" in describe(load_standard("example-overlay"))


def test_a_pack_that_is_no_toml_is_refused_for_that_alone(pack: Path) -> None:
    (pack / "sources.toml").write_text("[source", encoding="utf-8")
    (fault,) = lint_standard(str(pack))
    assert fault.startswith("sources.toml：不是合格的 TOML")
