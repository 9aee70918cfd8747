"""Counts of sections against class rows and rosters: empty ones are filled, disagreeing ones named with both numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from raw_packages import OTHER, SCHOOL, codes, found, only, read, write_files

CLASSES = f"school_code,level,grade,pupils\n{SCHOOL},primary,1,60\n{SCHOOL},primary,,40\n"


def sections(*cells: str, header: str = "pupils,classes") -> str:
    return f"school_code,level,{header}\n{SCHOOL},primary,{','.join(cells)}\n{OTHER},primary,{','.join(cells)}\n"


def test_empty_counts_are_filled_from_the_class_rows_and_marked_as_counted(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"sections.csv": sections("", ""), "classes.csv": CLASSES}))
    assert list(package.sections.columns["pupils"]) == [100, None]
    assert list(package.sections.columns["classes"]) == [2, None]
    assert package.sections.derived == {("pupils", 0): "班级", ("classes", 0): "班级"}


def test_a_column_that_was_not_given_is_filled_as_well(tmp_path: Path) -> None:
    package = read(
        write_files(tmp_path / "p", {"sections.csv": f"school_code,level\n{SCHOOL},primary\n{OTHER},primary\n", "classes.csv": CLASSES})
    )
    assert package.sections.value("pupils", 0) == 100


def test_a_typed_count_that_disagrees_is_an_error_naming_both(tmp_path: Path) -> None:
    problem = only(write_files(tmp_path / "p", {"sections.csv": sections("101", "2"), "classes.csv": CLASSES}))
    assert (problem.severity, problem.code, problem.where.cell) == ("error", "count_disagrees", "C2")
    assert "101" in problem.sentences()[0]
    assert "100" in problem.sentences()[0]


def test_a_typed_zero_is_no_empty_cell(tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", {"sections.csv": sections("0", "2"), "classes.csv": CLASSES})) == ["count_disagrees"]


def test_class_rows_with_an_empty_size_add_up_to_nothing_known(tmp_path: Path) -> None:
    classes = CLASSES.replace(",40\n", ",\n")
    package = read(write_files(tmp_path / "p", {"sections.csv": sections("77", ""), "classes.csv": classes}))
    assert package.sections.value("pupils", 0) == 77
    assert package.sections.value("classes", 0) == 2


def test_a_section_without_rows_in_a_roster_keeps_what_was_typed(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"sections.csv": sections("100", "2"), "classes.csv": CLASSES}))
    assert list(package.sections.columns["pupils"]) == [100, 100]


def test_rows_of_a_section_that_is_not_listed_are_an_error(tmp_path: Path) -> None:
    problem = only(write_files(tmp_path / "p", {"classes.csv": f"school_code,level,pupils\n{SCHOOL},junior,40\n"}))
    assert (problem.code, problem.values["rows"], problem.where.row) == ("rows_without_section", 1, 2)


PUPILS = "person_id,school_code,level,status,migrant,zoned\n" + "".join(
    f"P{number},{SCHOOL},{level},{status},{migrant},true\n"
    for number, (level, status, migrant) in enumerate(
        [("primary", "在籍", "true"), ("", "转入", "false"), ("primary", "休学", "true"), ("primary", "转出", ""), ("primary", "", "false")]
    )
)


def test_pupils_count_where_they_attend_and_a_lone_level_may_be_left_out(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"sections.csv": sections("", ""), "pupils.csv": PUPILS}))
    row = next(iter(package.sections))
    assert (row["pupils"], row["migrant_pupils"], row["zoned_pupils"], row["left_behind_pupils"]) == (3, 1, 3, None)


def test_two_rosters_that_disagree_are_an_error_naming_both(tmp_path: Path) -> None:
    files = {"sections.csv": sections("", ""), "pupils.csv": PUPILS, "classes.csv": CLASSES}
    problem = only(write_files(tmp_path / "p", files))
    assert (problem.code, problem.values["other_count"], problem.values["counted"]) == ("rosters_disagree", 3, 100)


TEACHERS = "person_id,school_code,level,full_time,subject,degree,certificate_level,backbone_level,backbone_until\n" + "".join(
    f"T{number},{SCHOOL},primary,{rest}\n"
    for number, rest in enumerate(
        [
            "是,体育,本科,小学,县级,",
            "是,语文,硕士,初中,市级,2025-09-29",
            "是,音乐,专科,幼儿园,校级,",
            "是,数学,本科,高中,省级,2025-09-30",
            "否,美术,博士,小学,县级,",
        ]
    )
)


@pytest.mark.parametrize(
    ("column", "count"),
    [
        ("teachers", 4),
        ("bachelor_teachers", 2),
        ("master_teachers", 1),
        ("doctor_teachers", 0),
        ("sports_arts_teachers", 2),
        ("backbone_teachers", 2),
        ("certified_teachers", 3),
    ],
)
def test_teachers_count_full_time_in_term_and_certified_for_their_level(column: str, count: int, tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"teachers.csv": TEACHERS}))
    assert package.sections.value(column, 0) == count
    assert package.sections.value(column, 1) is None


def test_a_teacher_of_unknown_engagement_leaves_every_count_unknown(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"teachers.csv": TEACHERS.replace("primary,否", "primary,")}))
    assert package.sections.value("teachers", 0) is None


def test_an_empty_certificate_is_not_reported_rather_than_none(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"teachers.csv": TEACHERS.replace("本科,小学", "本科,")}))
    assert package.sections.value("certified_teachers", 0) is None


# -- facts ------------------------------------------------------------------------------------------------------------


def facts(*rows: str) -> str:
    return "项目,数值,单位\n" + "\n".join(rows) + "\n"


def test_facts_are_known_by_either_name_and_amounts_in_wan_yuan_are_converted(tmp_path: Path) -> None:
    path = write_files(
        tmp_path / "p", {"facts.csv": facts("教师平均工资收入,8.65,万元", "civil_servant_average_pay_yuan,86500,元", "入库,1.5,亿元")}
    )
    table = read(path).table("facts")
    assert list(table.columns["fact"]) == ["teacher_average_pay_yuan", "civil_servant_average_pay_yuan", "surcharge_remitted_yuan"]
    assert list(table.columns["value"]) == [86500, 86500, 150000000]
    assert list(table.columns["unit"]) == ["元", "元", "元"]
    assert [problem.code for problem in found(path)] == ["unit_converted", "unit_converted"]


@pytest.mark.parametrize("unit", ["百万元", "千万元", "十亿元", "万册"])
def test_a_large_unit_that_is_not_known_is_an_error_and_not_guessed(unit: str, tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", {"facts.csv": facts(f"常住人口,3,{unit}")})) == ["unknown_unit"]


@pytest.mark.parametrize("row", ["教师平均工资收入,9,万人", "教师平均工资收入,90000,%", "常住人口,30,万元", "应培训教师数,100,%"])
def test_a_unit_of_another_kind_than_the_fact_is_an_error_and_nothing_is_multiplied(row: str, tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", {"facts.csv": facts(row)})) == ["unknown_unit"]


def test_an_unknown_fact_is_kept_with_a_warning(tmp_path: Path) -> None:
    path = write_files(tmp_path / "p", {"facts.csv": facts("食堂数,3,个")})
    assert codes(path) == ["unknown_fact"]
    assert read(path).table("facts").value("fact", 0) == "食堂数"
