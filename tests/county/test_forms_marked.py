"""The user's own workbook handed back: cells coloured, reasons beside the rows, everything else as it was."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from junheng.county import Problem, Problems, Where, try_read
from junheng.county.marked import write_marked
from junheng.county.template import write_template
from raw_packages import SCHOOL, SCHOOLS, codes, found, save, school_rows, workbook, write_files

RED, YELLOW = "FFFF9999", "FFFFF2CC"


def bad_workbook(folder: Path) -> Path:
    rows = school_rows(("教学及辅助用房面积", ["6,200", "5000"]), ("寄宿制", ["有", "否"]))
    return save(folder, {"学校": [["示例县学校表"], *rows]})


def marked(path: Path) -> openpyxl.Workbook:
    target = path.with_name("marked.xlsx")
    write_marked(path, try_read(path)[1], target)
    return openpyxl.load_workbook(target)


def test_errors_are_red_warnings_yellow_and_each_has_a_comment(tmp_path: Path) -> None:
    sheet = marked(bad_workbook(tmp_path))["学校"]
    assert sheet["C3"].fill.fgColor.rgb == RED
    assert sheet["D3"].fill.fgColor.rgb == RED
    assert sheet["C4"].fill.fgColor.rgb == YELLOW
    assert sheet["A3"].fill.fgColor.rgb not in (RED, YELLOW)
    assert "千分位" in sheet["C3"].comment.text


def test_reasons_stand_beside_their_row_under_a_heading_of_their_own(tmp_path: Path) -> None:
    sheet = marked(bad_workbook(tmp_path))["学校"]
    assert sheet["E2"].value == "错误原因"
    assert "6,200" in sheet["E3"].value
    assert "有" in sheet["E3"].value
    assert sheet["E4"].value.startswith("提示:")


def test_a_row_of_many_problems_shows_three_errors_first_and_leads_to_the_list(tmp_path: Path) -> None:
    path = bad_workbook(tmp_path)
    problems = [
        Problem(severity, "unknown_manifest_key", Where(sheet="学校", row=3, cell="C3"), {"found": number})
        for number, severity in enumerate(("warning", "warning", "warning", "error", "warning"), 1)
    ]
    write_marked(path, problems, tmp_path / "many.xlsx")
    lines = str(openpyxl.load_workbook(tmp_path / "many.xlsx")["学校"]["E3"].value).split("\n")
    assert [line[:3] for line in lines] == ["错误:", "提示:", "提示:", "另有 "]
    assert lines[-1] == "另有 2 处，见“错误清单”。"


def test_the_list_names_every_problem_errors_first_with_a_link(tmp_path: Path) -> None:
    path = bad_workbook(tmp_path)
    book = marked(path)
    assert book.sheetnames[0] == "错误清单"
    rows = list(book["错误清单"].iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in rows] == ["错误", "错误", "提示"]
    assert [(row[2], row[5]) for row in rows] == [("学校", "D3"), ("学校", "C3"), ("学校", "C4")]
    for row, problem in zip(rows, sorted(found(path), key=lambda entry: entry.severity), strict=True):
        assert row[6:9] == problem.sentences()
    assert book["错误清单"]["F3"].hyperlink.location == "'学校'!D3"


def test_reading_a_marked_workbook_finds_the_same_problems_and_no_new_ones(tmp_path: Path) -> None:
    path = bad_workbook(tmp_path)
    marked(path)
    assert codes(tmp_path / "marked.xlsx") == codes(path)


def test_marking_again_after_mending_takes_the_old_marks_away(tmp_path: Path) -> None:
    book = marked(bad_workbook(tmp_path))
    book["学校"]["C3"], book["学校"]["D3"] = 6200, "否"
    book.save(tmp_path / "mended.xlsx")
    again = marked(tmp_path / "mended.xlsx")
    sheet = again["学校"]
    assert (sheet["C3"].comment, sheet["D3"].comment) == (None, None)
    assert sheet["C3"].fill.fgColor.rgb != RED
    assert [cell.value for cell in sheet["E"]] == [None, "错误原因", None, sheet["E4"].value]
    assert again.sheetnames.count("错误清单") == 1


def test_formats_drop_downs_and_other_sheets_are_kept(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    book = openpyxl.load_workbook(tmp_path / "template.xlsx")
    book["学校"]["A3"], book["学校"]["C3"] = "123", "小学"
    book["学校"]["B3"].font = Font(bold=True)
    book.create_sheet("我的笔记")["A1"] = "=1+1"
    book.save(tmp_path / "p.xlsx")
    kept = marked(tmp_path / "p.xlsx")
    assert kept["学校"]["B3"].font.bold
    assert len(kept["学校"].data_validations.dataValidation) == len(book["学校"].data_validations.dataValidation)
    assert kept["我的笔记"]["A1"].value == "=1+1"
    assert kept["学校"]["A3"].fill.fgColor.rgb == RED
    assert [name for name in kept.sheetnames if name != "错误清单"] == book.sheetnames


def test_a_folder_is_handed_back_as_a_workbook_of_what_was_typed(tmp_path: Path) -> None:
    files = {
        "schools.csv": SCHOOLS.replace("城关小学", "=1+1")
        .replace("kind\n", "kind,site_area_m2,备注\n")
        .replace("primary\n", 'primary,"6,200",0012\n')
    }
    path = write_files(tmp_path / "p", files)
    sheet = marked(path)["学校"]
    assert [cell.value for cell in sheet[2]][:5] == [SCHOOL, "=1+1", "primary", "6,200", "0012"]
    assert sheet["B2"].data_type == "s"
    assert sheet["D2"].fill.fgColor.rgb == RED
    again = {(problem.code, problem.where.cell) for problem in found(tmp_path / "marked.xlsx")}
    assert again == {(problem.code, problem.where.cell) for problem in found(path)}


def test_sound_numbers_of_a_folder_are_handed_back_as_numbers(tmp_path: Path) -> None:
    book = marked(write_files(tmp_path / "p", {"schools.csv": SCHOOLS.replace(SCHOOL, "12")}))
    assert book["学段"]["C2"].value == 100
    assert book["学校"]["A2"].value == "12"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_cannot_be_opened_gives_the_list_alone(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_bytes(content)
    book = marked(tmp_path / "p.xlsx")
    assert book.sheetnames == ["错误清单"]
    assert book["错误清单"]["B3"].value == "错误"


def test_problems_of_cells_that_do_not_exist_are_listed_and_harm_nothing(tmp_path: Path) -> None:
    book = workbook()
    book["学校"].merge_cells("A5:B6")
    book.save(tmp_path / "p.xlsx")
    problems = Problems()
    problems.error("not_a_code", Where("p.xlsx", "学校", 6, "学校标识码", "B6"), found="x\x01", allowed="y", heading="z")
    problems.warning("unlisted_file", Where("else.csv"))
    write_marked(tmp_path / "p.xlsx", problems, tmp_path / "marked.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "marked.xlsx")["错误清单"].iter_rows(min_row=3, values_only=True))
    assert [row[2] for row in rows] == ["学校", "else.csv"]
