"""Workbooks as Excel, LibreOffice and programs write them: formulas, error values, dates, numbers typed as text, stray cells."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from junheng.county import try_read
from raw_packages import OTHER, SCHOOL, codes, found, only, read, save, school_rows, with_column, workbook


def area(path: Path) -> Sequence[object]:
    return list(read(path).schools.columns["teaching_area_m2"])


def test_a_plain_workbook_reads_without_a_warning(tmp_path: Path) -> None:
    assert codes(save(tmp_path)) == []


def test_english_sheets_headings_and_values_read_as_well(tmp_path: Path) -> None:
    sheets = {
        "Schools": [["School_Code", "kind", "boarding"], [SCHOOL, "nine_year", "false"], [OTHER, "Primary", True]],
        "sections": [["school_code", "level", "pupils"], [SCHOOL, "primary", 3], [OTHER, "小学", 4]],
    }
    book = workbook(sheets)
    del book["学校"], book["学段"]
    book.save(tmp_path / "p.xlsx")
    package = read(tmp_path / "p.xlsx")
    assert package.problems == ()
    assert list(package.schools.columns["kind"]) == ["nine_year", "primary"]
    assert list(package.schools.columns["boarding"]) == [False, True]


def test_titles_and_notes_may_stand_above_the_headings(tmp_path: Path) -> None:
    path = save(tmp_path, {"学校": [["示例县学校情况表"], [], ["填报人:", "王"], *school_rows()]})
    assert codes(path) == []
    assert list(read(path).schools.lines) == [5, 6]


def test_required_marks_bullets_and_spaces_belong_to_no_heading(tmp_path: Path) -> None:
    rows = [["*学校标识码 ", "● 办学类型", " 学校名称\n"], [SCHOOL, "小学", "甲"], [OTHER, "小学", "乙"]]
    assert codes(save(tmp_path, {"学校": rows})) == []


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (0.1 + 0.2, Fraction(3, 10)),
        (4192.2, Fraction(41922, 10)),
        (1e-7, Fraction(1, 10**7)),
        (123456789012345, 123456789012345),
        (2.675, Fraction(2675, 1000)),
        (0, 0),
        (-0.0, 0),
    ],
)
def test_a_number_is_the_decimal_of_fifteen_digits_that_was_typed(typed: float, value: Fraction, tmp_path: Path) -> None:
    assert area(with_column(tmp_path, "教学及辅助用房面积", typed, None)) == [value, None]


def test_a_number_typed_as_text_is_read_with_a_warning_that_names_its_cell(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", "6200.5", 1)
    problem = only(path)
    assert (problem.severity, problem.code, problem.where.cell) == ("warning", "number_as_text", "C2")
    assert area(path) == [Fraction(12401, 2), 1]


def test_text_is_no_fault_where_a_spreadsheet_number_cannot_hold_the_digits(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", "1234567.123456789012", 1)
    assert codes(path) == []
    assert area(path)[0] == Fraction("1234567.123456789012")


@pytest.mark.parametrize(
    ("heading", "typed", "code"),
    [
        ("教学及辅助用房面积", "6,200", "grouped_number"),
        ("教学及辅助用房面积", "6,200.5", "grouped_number"),
        ("教学及辅助用房面积", "约6200", "not_a_number"),
        ("教学及辅助用房面积", "6200㎡", "not_a_number"),
        ("教学及辅助用房面积", "1e999999999", "not_a_number"),
        ("教学及辅助用房面积", True, "not_a_number"),
        ("教学及辅助用房面积", datetime.date(2025, 1, 2), "not_a_number"),
        ("教学及辅助用房面积", -1, "negative_number"),
        ("教学及辅助用房面积", 1e15, "absurd_number"),
        ("网络多媒体教室间数", 2.5, "not_whole"),
        ("寄宿制", "有", "not_a_bool"),
        ("寄宿制", 2, "not_a_bool"),
        ("建校日期", 45000, "not_a_date"),
        ("建校日期", "1990年", "not_a_date"),
        ("建校日期", datetime.datetime(1990, 9, 1, 8, 30), "not_a_date"),
        ("举办者", "私人", "not_a_coded_value"),
        ("举办者", True, "not_a_coded_value"),
        ("主校标识码", "123", "not_a_code"),
        ("主校标识码", 1234567890.5, "not_a_code"),
    ],
)
def test_what_a_column_cannot_hold_is_an_error_that_shows_the_value(heading: str, typed: object, code: str, tmp_path: Path) -> None:
    problem = only(with_column(tmp_path, heading, typed, None))
    assert (problem.severity, problem.code, problem.where.cell, problem.where.sheet) == ("error", code, "C2", "学校")
    assert heading in problem.sentences()[1]


@pytest.mark.parametrize("typed", ["是", "true", "TRUE", "1", 1, True, "yes"])
def test_every_spelling_of_yes_is_true(typed: object, tmp_path: Path) -> None:
    assert list(read(with_column(tmp_path, "寄宿制", typed, None)).schools.columns["boarding"]) == [True, None]


@pytest.mark.parametrize("typed", ["否", "false", "False", "0", 0, False, "no"])
def test_every_spelling_of_no_is_false(typed: object, tmp_path: Path) -> None:
    assert list(read(with_column(tmp_path, "寄宿制", typed, None)).schools.columns["boarding"]) == [False, None]


def test_one_and_true_in_one_column_are_told_apart(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", 1, True)
    assert [(problem.code, problem.where.cell) for problem in found(path)] == [("not_a_number", "C3")]


@pytest.mark.parametrize("typed", [datetime.date(1990, 9, 1), datetime.datetime(1990, 9, 1), "1990-09-01", "1990-09-01 00:00:00"])
def test_dates_of_excel_and_iso_text_are_dates(typed: object, tmp_path: Path) -> None:
    assert list(read(with_column(tmp_path, "建校日期", typed, None)).schools.columns["opened_on"]) == [datetime.date(1990, 9, 1), None]


@pytest.mark.parametrize(
    ("typed", "code"), [(10, "private"), ("10", "private"), (3, "public"), ("民办", "private"), ("Private", "private")]
)
def test_coded_values_are_read_in_every_accepted_spelling(typed: object, code: str, tmp_path: Path) -> None:
    assert read(with_column(tmp_path, "举办者", typed, None)).schools.value("sponsor", 0) == code


def test_a_school_code_stored_as_a_number_is_read_with_a_warning(tmp_path: Path) -> None:
    rows = [["学校标识码", "办学类型"], [int(SCHOOL), "小学"], [OTHER, "小学"]]
    problem = only(save(tmp_path, {"学校": rows}))
    assert (problem.severity, problem.code, problem.values["found"]) == ("warning", "code_as_number", SCHOOL)
    assert read(tmp_path / "county.xlsx").schools.value("school_code", 0) == SCHOOL


def test_a_person_number_that_excel_has_rounded_is_an_error(tmp_path: Path) -> None:
    rows = [["人员编号", "学校标识码"], [110101200901011234, SCHOOL], [1234, SCHOOL]]
    problem = only(save(tmp_path, {"教师": [["人员编号", "学校标识码", "专任"], *[[*row, "否"] for row in rows[1:]]]}))
    assert (problem.code, problem.where.cell) == ("digits_lost", "A2")


def test_a_warning_repeated_down_a_roster_is_counted_and_not_repeated(tmp_path: Path) -> None:
    rows = [["学校标识码", "学段", "学生数"], *[[SCHOOL, "小学", "0"] for _ in range(150)]]
    path = save(tmp_path, {"班级": rows, "学段": [["学校标识码", "学段", "班级数"], [SCHOOL, "小学", 150], [OTHER, "小学", 1]]})
    assert codes(path).count("number_as_text") == 100
    assert [problem.values["times"] for problem in found(path) if problem.code == "more_of_the_same"] == [50]


# -- headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "typed", "value"),
    [
        ("教学仪器设备值(万元)", 276.5, 2765000),
        ("教学仪器设备值\uff08万元\uff09", 0.0001, 1),
        ("equipment_value_yuan(万元)", 1, 10000),
        ("运动场地面积(亩)", 12.3, 8200),
        ("运动场地面积(亩)", 1, Fraction(2000, 3)),
        ("占地面积【公顷】", 1.5, 15000),
        ("教学仪器设备值(单位:万元)", 2, 20000),
        ("教学仪器设备值\uff08单位\uff1a万元\uff09", 2, 20000),
        ("教学仪器设备值/万元", 2, 20000),
        ("教学仪器设备值 万元", 2, 20000),
        ("运动场地面积,单位:亩", 3, 2000),
    ],
)
def test_a_unit_in_the_heading_is_converted_and_said_so(heading: str, typed: float, value: Fraction, tmp_path: Path) -> None:
    path = with_column(tmp_path, heading, typed, None)
    problem = only(path)
    assert (problem.severity, problem.code, problem.where.cell) == ("warning", "unit_converted", "C1")
    assert any(list(cells) == [value, None] for cells in read(path).schools.columns.values())


@pytest.mark.parametrize("heading", ["教学及辅助用房面积(平方米)", "教学及辅助用房面积(单位:㎡)", "网络多媒体教室间数(个)", "图书册数(本)"])
def test_the_own_unit_in_a_heading_is_silent(heading: str, tmp_path: Path) -> None:
    assert codes(with_column(tmp_path, heading, 1, 2)) == []


@pytest.mark.parametrize("heading", ["教学仪器设备值(美元)", "教学仪器设备值(亩)", "网络多媒体教室间数(万元)", "图书册数(百册)"])
def test_a_unit_that_does_not_fit_is_an_error(heading: str, tmp_path: Path) -> None:
    assert codes(with_column(tmp_path, heading, 1, 2)) == ["unknown_unit"]


def test_percent_in_the_heading_makes_a_share(tmp_path: Path) -> None:
    rows = [["年份", "学科", "校际差异率(%)"], [2024, "数学", 12.5]]
    package = read(save(tmp_path, {"质量监测": rows}))
    assert package.table("monitoring").value("between_school_rate", 0) == Fraction(1, 8)


def test_fifteen_where_a_share_is_meant_is_an_error(tmp_path: Path) -> None:
    assert codes(save(tmp_path, {"质量监测": [["年份", "学科", "校际差异率"], [2024, "数学", 15]]})) == ["share_above_one"]


@pytest.mark.parametrize("heading", ["办学类型", "kind", "办学类型*"])
def test_a_column_given_twice_is_an_error(heading: str, tmp_path: Path) -> None:
    assert codes(with_column(tmp_path, heading, "小学", "小学")) == ["column_twice"]


def test_unknown_columns_of_one_name_are_both_kept(tmp_path: Path) -> None:
    rows = school_rows(("备注", ["a", "b"]), ("备注", ["c", 1.5]))
    assert read(save(tmp_path, {"学校": rows})).schools.extras == {"备注": ["a", "b"], "备注_2": ["c", "1.5"]}


def test_a_column_with_data_and_no_heading_is_kept_and_warned_of(tmp_path: Path) -> None:
    path = with_column(tmp_path, "", "x", None)
    assert codes(path) == ["column_without_heading"]
    assert read(path).schools.extras == {"无标题列C": ["x", None]}


def test_the_readers_own_columns_are_passed_over(tmp_path: Path) -> None:
    rows = school_rows(("错误原因", ["a", None]), ("▷核对", [1, 2]), ("序号", [1, 2]))
    assert codes(save(tmp_path, {"学校": rows})) == []


def test_a_row_that_only_our_own_columns_fill_is_no_row(tmp_path: Path) -> None:
    rows = [*school_rows(("▷核对", [1, 2])), [None, None, "x"]]
    assert len(read(save(tmp_path, {"学校": rows})).schools) == 2


def test_merged_cells_among_the_data_are_warned_of(tmp_path: Path) -> None:
    book = workbook({"学校": school_rows(("所属乡镇", ["北乡", None]))})
    book["学校"].merge_cells("C2:C3")
    book.save(tmp_path / "p.xlsx")
    problem = only(tmp_path / "p.xlsx")
    assert (problem.code, problem.values["found"]) == ("merged_cells", "C2:C3")


# -- sheets that are too large ----------------------------------------------------------------------------------------


def test_one_far_stray_cell_is_refused_instead_of_filling_the_memory(tmp_path: Path) -> None:
    book = workbook()
    book["学校"]["XFD1048576"] = "x"
    book.save(tmp_path / "p.xlsx")
    problem = only(tmp_path / "p.xlsx")
    assert (problem.code, problem.where.sheet) == ("sheet_too_large", "学校")


def test_far_formats_and_hidden_rows_without_content_are_harmless(tmp_path: Path) -> None:
    book = workbook()
    book["学校"]["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book["学校"].row_dimensions[1_048_576].hidden = True
    book.save(tmp_path / "p.xlsx")
    assert codes(tmp_path / "p.xlsx") == []


def test_a_chart_sheet_is_no_table(tmp_path: Path) -> None:
    book = workbook()
    book.create_chartsheet("图").add_chart(openpyxl.chart.BarChart())
    book.save(tmp_path / "p.xlsx")
    assert codes(tmp_path / "p.xlsx") == []


def test_an_empty_extra_sheet_is_silent_and_a_filled_one_is_kept(tmp_path: Path) -> None:
    path = save(tmp_path, {"Sheet2": [], "食堂": [["a"], [None], [1.0, True, datetime.date(2025, 1, 2)], [None]]})
    assert codes(path) == ["unknown_table"]
    assert dict(read(path).extra_tables) == {"食堂": (("a", None, None), (None, None, None), ("1", "true", "2025-01-02"))}


def test_a_template_of_another_version_is_warned_of(tmp_path: Path) -> None:
    problem = only(save(tmp_path, {"填报说明": [["填报说明"], ["模板版本", "0"]]}))
    assert (problem.severity, problem.code, problem.values["found"]) == ("warning", "template_version", "0")


def test_every_problem_of_a_workbook_is_named_at_once(tmp_path: Path) -> None:
    rows = school_rows(("教学及辅助用房面积", ["6,200", -1]), ("寄宿制", ["有", None]))
    package, problems = try_read(save(tmp_path, {"学校": rows, "学段": [["学校标识码", "学段"], ["1", "大学"]]}))
    assert package is not None
    assert [problem.code for problem in problems.errors] == [
        "not_a_bool",
        "grouped_number",
        "negative_number",
        "not_a_code",
        "not_a_coded_value",
    ]
