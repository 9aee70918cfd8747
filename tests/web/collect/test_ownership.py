"""The matrix of owners: what ships is complete and sensible, and a county's own copy is told everything wrong with it."""

from __future__ import annotations

import pytest

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.schema import TABLES
from junheng.web.collect.fields import COUNTY, all_fields
from junheng.web.collect.ownership import (
    default_matrix,
    default_text,
    expand,
    expand_facts,
    parse_matrix,
    unit_name,
    unit_stem,
)
from junheng.web.people.unit_kinds import default_units, parse_units
from junheng.web.toml_entries import DataFaults

TAX = 'facts = ["surcharge_collected_yuan", "surcharge_remitted_yuan"]\nowner = "department:tax_bureau"'
LEAD = '[[lead]]\nowner = "school"\nchecker = "division:basic_education"'
SURVEY = 'table = "survey"\ncolumns = ["*"]\nowner = "division:education_supervision"\nchecker = "office"'


def faults_of(text: str) -> list[str]:
    with pytest.raises(DataFaults) as refusal:
        parse_matrix(text)
    english = [fault.words("en") for fault in refusal.value.faults]
    assert all(line and "{" not in line for line in english)
    return [fault.words() for fault in refusal.value.faults]


def changed(old: str, new: str) -> str:
    """The shipped file with one thing changed."""
    assert default_text().count(old) == 1
    return default_text().replace(old, new)


def test_every_column_that_is_no_key_has_an_owner_for_every_kind_of_school() -> None:
    owners = expand(default_matrix())
    for table in TABLES:
        if table.name == "facts":
            continue
        kinds = list(SCHOOL_KINDS) if any(column.kind == "school_code" for column in table.columns) else [COUNTY]
        for column in table.columns:
            for kind in kinds:
                assert ((table.name, column.name, kind) in owners) == (column.name not in table.key)


def test_every_fact_has_an_owner_that_is_no_school() -> None:
    owners = expand_facts(default_matrix())
    assert set(owners) == set(FACT_NAMES)
    assert "school" not in owners.values()


def test_nobody_checks_what_they_report() -> None:
    matrix = default_matrix()
    assert [field for field, duty in matrix.fields.items() if duty.owner == duty.checker] == []
    assert [fact for fact, duty in matrix.facts.items() if duty.owner == duty.checker] == []


@pytest.mark.parametrize(
    ("table", "column", "kind", "owner", "checker"),
    [
        ("schools", "kind", "primary", "division:basic_education", "office"),
        ("schools", "authorised_posts", "junior", "division:personnel", "office"),
        ("schools", "operating_budget_yuan", "special", "division:planning_finance", "office"),
        ("schools", "teaching_area_m2", "nine_year", "school", "division:projects"),
        ("schools", "books", "primary", "school", "division:equipment"),
        ("schools", "books", "teaching_point", "school", "centre_school"),
        ("schools", "kind", "teaching_point", "division:basic_education", "office"),
        ("sections", "certified_teachers", "primary", "school", "division:personnel"),
        ("judgements", "grade", COUNTY, "division:education_supervision", "office"),
        ("monitoring", "attainment_level", COUNTY, "division:teaching_research", "office"),
        ("senior_quota", "allotted", "junior", "division:basic_education", "office"),
    ],
)
def test_a_field_goes_to_whom_an_education_office_would_ask(table: str, column: str, kind: str, owner: str, checker: str) -> None:
    duty = default_matrix().duty(table, column, kind)
    assert (duty.owner, duty.checker) == (owner, checker)


def test_the_two_sides_of_the_comparisons_by_law_come_from_different_units() -> None:
    owners = expand_facts(default_matrix())
    assert owners["teacher_average_pay_yuan"] != owners["civil_servant_average_pay_yuan"]
    assert owners["disabled_school_age"] != owners["disabled_enrolled"]
    assert owners["surcharge_remitted_yuan"] != owners["surcharge_spent_on_education_yuan"]


def test_the_columns_of_an_owner_are_in_the_order_of_the_schema_and_add_up_to_the_table() -> None:
    matrix = default_matrix()
    assert matrix.columns("schools", "primary", "division:personnel") == ("authorised_posts", "filled_posts", "contract_teachers")
    parts = [column for owner in matrix.owners() for column in matrix.columns("schools", "primary", owner)]
    schools = next(table for table in TABLES if table.name == "schools")
    assert sorted(parts) == sorted(column.name for column in schools.columns if column.name != "school_code")
    assert matrix.columns("monitoring", "primary", "division:teaching_research") == ()
    assert matrix.columns("facts", COUNTY, "department:tax_bureau") == ()
    assert matrix.facts_of("department:tax_bureau") == ("surcharge_collected_yuan", "surcharge_remitted_yuan")


def test_a_teaching_point_is_first_checked_by_its_centre_school_and_other_schools_by_divisions() -> None:
    matrix = default_matrix()
    assert matrix.checkers("school", "teaching_point") == ("centre_school",)
    assert "centre_school" not in matrix.checkers("school", "primary")
    assert matrix.checkers("department:tax_bureau") == ("division:planning_finance",)


def test_a_whole_submission_has_one_unit_that_takes_it_in() -> None:
    matrix = default_matrix()
    assert matrix.lead_checker("school", "primary") == "division:basic_education"
    assert matrix.lead_checker("school", "teaching_point") == "centre_school"
    assert matrix.lead_checker("division:personnel") == "office"
    assert matrix.lead_checker("department:human_resources_bureau") == "division:personnel"
    with pytest.raises(KeyError):
        matrix.lead_checker("department:youth_league")


def test_a_round_asks_for_all_but_the_rosters_and_offers_campuses() -> None:
    matrix = default_matrix()
    names = [table.name for table in TABLES]
    assert matrix.tables("optional") == ("campuses",)
    assert matrix.tables("left_out") == ("teachers", "pupils")
    assert sorted(matrix.tables("asked", "optional", "left_out")) == sorted(names)


def test_every_owner_and_checker_is_a_unit_with_a_name_in_both_languages() -> None:
    codes = {code for duty in default_matrix().fields.values() for code in (duty.owner, duty.checker)}
    codes |= {code for duty in default_matrix().facts.values() for code in (duty.owner, duty.checker)}
    assert all(all(unit_name(code)) for code in codes)
    assert unit_name("department:tax_bureau") == ("税务局", "Tax Bureau")
    assert (unit_stem("department:tax_bureau"), unit_stem("office"), unit_stem("school")) == ("tax_bureau", "office", None)
    assert {stem for code in codes if (stem := unit_stem(code))} <= set(default_units().units)


def test_a_column_that_nobody_owns_is_named_with_the_kinds_of_school_it_lacks() -> None:
    found = faults_of(changed('"entrants", ', ""))
    assert found == [
        "owners.toml [[rule]]：表「sections」的「新生数」（entrants）没有填报单位："
        "小学、初中、九年一贯制、完全中学、十二年一贯制、特殊教育、职业；"
        "每一列、每一种学校都须恰有一个填报单位；请增加一条 [[rule]]。"
    ]


def test_a_column_with_two_owners_is_named_with_both_entries() -> None:
    extra = '\n[[rule]]\ntable = "survey"\ncolumns = ["issued"]\nowner = "office"\nchecker = "division:education_supervision"\n'
    (found,) = faults_of(default_text() + extra)
    assert "第28条 [[rule]]：表「survey」的「发放」（issued）在第24条中已有填报单位：县级" in found


def test_a_rule_for_named_kinds_overrides_the_general_one_for_those_kinds_only() -> None:
    extra = '\n[[rule]]\ntable = "schools"\ncolumns = ["filled_posts"]\nkinds = ["special"]\nowner = "school"\nchecker = "office"\n'
    before, after = expand(default_matrix()), expand(parse_matrix(default_text() + extra))
    assert {field for field in all_fields() if before[field] != after[field]} == {("schools", "filled_posts", "special")}


def test_two_rules_for_the_same_kind_are_an_overlap() -> None:
    extra = '\n[[rule]]\ntable = "sections"\ncolumns = ["pupils"]\nkinds = ["teaching_point"]\nowner = "school"\nchecker = "office"\n'
    (found,) = faults_of(default_text() + extra)
    assert "「在校生数」（pupils）" in found
    assert "教学点" in found


def test_a_table_whose_rows_are_added_whole_cannot_be_shared_out_by_column() -> None:
    split = (
        SURVEY.replace('"*"', '"issued", "valid"')
        + "\n\n[[rule]]\n"
        + SURVEY.replace('"*"', '"satisfied"').replace(
            'division:education_supervision"\nchecker = "office', 'office"\nchecker = "division:education_supervision'
        )
    )
    (found,) = faults_of(changed(SURVEY, split))
    assert "表「survey」由几个单位填报：division:education_supervision、office（县级）" in found


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('table = "monitoring"', 'table = "monitorings"', "没有表「monitorings」"),
        ('table = "monitoring"', 'table = "facts"', "县级数据的项目请写在 [[fact]] 中"),
        ('"entrants", "zoned_*"', '"entrants", "zone_*"', "没有与「zone_*」相符的列"),
        ('"regular_revenue_yuan"', '"regular_revenue"', "没有与「regular_revenue」相符的项目"),
        ('owner = "department:tax_bureau"', 'owner = "department:tax"', "没有填报单位「department:tax」"),
        ('owner = "department:tax_bureau"', 'owner = "school"', "「facts」是全县的数据，却由学校填报"),
        (SURVEY, SURVEY.replace('"office"', '"school"'), "没有初审单位「school」"),
        (SURVEY, SURVEY.replace('"office"', '"division:education_supervision"'), "既填报又初审"),
        (SURVEY, SURVEY.replace('"office"', '"centre_school"'), "由中心校初审的不是学校"),
        (SURVEY, SURVEY.replace("division:education_supervision", "school"), "「survey」是全县的数据，却由学校填报"),
        (SURVEY, SURVEY + '\nkinds = ["primary"]', "不分学校，却写了办学类型"),
        (
            TAX,
            TAX.replace("surcharge_remitted_yuan", "gdp_per_head_yuan"),
            "项目「人均生产总值」（gdp_per_head_yuan）在第11条中已有填报单位",
        ),
        (TAX, TAX.replace(', "surcharge_remitted_yuan"', ""), "项目「教育费附加入库」（surcharge_remitted_yuan）没有填报单位"),
        (
            '[[lead]]\nowner = "school"',
            '[[lead]]\nowner = "office"',
            "「school」填报的内容由几个单位初审：division:projects、division:equipment",
        ),
        (LEAD, LEAD + "\n" + LEAD, "第2条 [[lead]]：「school」的初审收件单位列了两次"),
        (LEAD, LEAD.replace("basic_education", "basics"), "第1条 [[lead]]：没有初审单位「division:basics」"),
        ('ask = "optional"', 'ask = "perhaps"', "「perhaps」不是采集方式"),
        ('tables = ["campuses"]', 'tables = ["campus"]', "没有写明是否采集表「campuses」"),
        ('tables = ["campuses"]', 'tables = ["campuses", "rooms"]', "表「rooms」列了两次"),
        (SURVEY, SURVEY + '\nnote = "x"', "不认识的键「note」"),
        (SURVEY, SURVEY.replace('\nchecker = "office"', ""), "缺少键「checker」"),
        (SURVEY, SURVEY.replace('["*"]', '"*"'), "「columns」的值是 '*'；应为：非空的文字列表"),
        (SURVEY, SURVEY.replace('["*"]', "[]"), "「columns」的值是 []"),
    ],
)
def test_a_fault_of_a_countys_copy_is_said_with_its_place_and_remedy(old: str, new: str, words: str) -> None:
    assert any(words in fault for fault in faults_of(changed(old, new)))


def test_a_kind_of_school_that_does_not_exist_is_named_with_those_that_do() -> None:
    found = faults_of(default_text().replace('kinds = ["teaching_point"]', 'kinds = ["kindergarten"]'))
    assert len(found) == 8
    assert "没有办学类型「kindergarten」；办学类型有：primary、junior" in found[0]


def test_all_faults_are_told_at_once() -> None:
    text = changed('owner = "department:tax_bureau"', 'owner = "tax"').replace('"entrants", ', "").replace('ask = "optional"', 'ask = "no"')
    assert len(faults_of(text)) == 3


def test_a_file_that_is_no_toml_says_where() -> None:
    (found,) = faults_of("[[rule]\n")
    assert found.startswith("owners.toml：不是合格的 TOML：")
    assert "line 1" in found


def test_a_section_of_another_name_and_one_that_is_no_list_are_refused() -> None:
    assert "不认识的部分「rules」" in faults_of(default_text() + "\n[[rules]]\n")[0]
    assert "每一条须写成 [[rule]]" in faults_of('[rule]\ntable = "survey"\n')[0]


def test_a_county_with_a_division_of_its_own_may_give_it_fields() -> None:
    own = '[[kind]]\ncode = "division"\nname = "股室"\nenglish = "D"\nduty = "d"\nduty_english = "d"\nunit_code = "{stem}"\n'
    units = parse_units(own + '[[unit]]\nstem = "safety"\nkind = "division"\nname = "安全股"\nenglish = "Safety"\n')
    text = changed(SURVEY, SURVEY.replace("education_supervision", "safety"))
    with pytest.raises(DataFaults) as refusal:
        parse_matrix(text, units)
    named = {fault.values["found"] for fault in refusal.value.faults}
    assert "division:safety" not in named
    assert "division:personnel" in named
