"""Formulas and error values: a saved result is read with a warning, a missing one is an error and never an empty cell."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from raw_packages import SCHOOL, SCHOOL_SHEET, codes, found, only, patched, read, save, school_rows, with_column, workbook


def area(path: Path) -> list[object]:
    return list(read(path).schools.columns["teaching_area_m2"])


def test_text_that_begins_with_an_equals_sign_is_text(tmp_path: Path) -> None:
    assert list(read(with_column(tmp_path, "学校名称", "=1+1", "+2")).schools.columns["school_name"]) == ["=1+1", "+2"]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_value_is_an_error_and_no_empty_cell(error: str, tmp_path: Path) -> None:
    book = workbook({"学校": school_rows(("教学及辅助用房面积", [1, 2]))})
    book["学校"]["C3"].value = error
    book["学校"]["C3"].data_type = "e"
    book.save(tmp_path / "p.xlsx")
    problem = only(tmp_path / "p.xlsx")
    assert (problem.code, problem.where.cell, problem.values["found"]) == ("excel_error", "C3", error)


def test_a_formula_that_openpyxl_wrote_has_no_result_and_is_an_error(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", "=FORMULA:1+1", 2)
    problem = only(path)
    assert (problem.severity, problem.code, problem.where.cell) == ("error", "formula_without_value", "C2")


def test_a_row_of_nothing_but_unfinished_formulas_is_a_row(tmp_path: Path) -> None:
    rows = [*school_rows(), ["=FORMULA:A2", "=FORMULA:B2"]]
    assert [(problem.code, problem.where.cell) for problem in found(save(tmp_path, {"学校": rows}))] == [
        ("formula_without_value", "A4"),
        ("formula_without_value", "B4"),
    ]


def xlsxwriter_formulas(path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in (
            ("说明", [["格式版本", 1], ["县区划代码", "990100"], ["学年", 2025], ["数据时点", "2025-09-30"], ["评估标准", "cn-2017-6"]]),
            ("学段", [["学校标识码", "学段", "在校生数"], [SCHOOL, "小学", 100]]),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet = book.add_worksheet("学校")
        sheet.write_row(0, 0, ["学校标识码", "办学类型", "教学及辅助用房面积", "学校名称"])
        sheet.write_row(1, 0, [SCHOOL, "小学"])
        sheet.write_formula("C2", "=6000+200.5", None, 6200.5)
        sheet.write_formula("D2", '="城关"&"小学"', None, "城关小学")
    return path


def test_a_formula_with_its_result_is_read_with_a_warning(tmp_path: Path) -> None:
    path = xlsxwriter_formulas(tmp_path / "p.xlsx")
    assert sorted((problem.severity, problem.code, problem.where.cell) for problem in found(path)) == [
        ("warning", "formula_read", "C2"),
        ("warning", "formula_read", "D2"),
    ]
    row = next(iter(read(path).schools))
    assert (row["teaching_area_m2"], row["school_name"]) == (Fraction(12401, 2), "城关小学")


def test_a_formula_whose_result_is_empty_text_reports_nothing(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", 7, 8)
    empty = '<c r="C2" t="str"><f>IF(A9="","",A9)</f><v></v></c>'
    assert codes(patched(path, SCHOOL_SHEET, r'<c r="C2" t="n"><v>7</v></c>', empty)) == ["formula_read"]
    assert area(path) == [None, 8]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_formulas_shared_ones_and_errors_are_found(tmp_path: Path) -> None:
    book = workbook(
        {"学校": school_rows(("教学及辅助用房面积", ["=FORMULA:1+1", "=FORMULA:NA()"]), ("学校名称", ["=FORMULA:A2", "=FORMULA:A3"]))}
    )
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "p.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "in" / "p.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    problems = sorted((problem.code, str(problem.where.cell)) for problem in found(tmp_path / "p.xlsx"))
    assert problems == [("excel_error", "C3"), ("formula_read", "C2"), ("formula_read", "D2"), ("formula_read", "D3")]


def test_shared_formulas_are_found_cell_by_cell(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", 7, 8)
    patched(path, SCHOOL_SHEET, r'<c r="C2" t="n"><v>7</v></c>', '<c r="C2"><f t="shared" ref="C2:C3" si="0">1+6</f><v>7</v></c>')
    patched(path, SCHOOL_SHEET, r'<c r="C3" t="n"><v>8</v></c>', '<c r="C3"><f t="shared" si="0"/><v>8</v></c>')
    assert [(problem.code, problem.where.cell) for problem in found(path)] == [("formula_read", "C2"), ("formula_read", "C3")]


def test_formulas_in_cells_without_an_address_are_refused(tmp_path: Path) -> None:
    path = with_column(tmp_path, "教学及辅助用房面积", 7, 8)
    patched(path, SCHOOL_SHEET, r'<c r="C2" t="n"><v>7</v></c>', "<c><f>1+6</f><v>7</v></c>")
    assert codes(path) == ["damaged_workbook"]


def test_drop_downs_that_refer_to_other_sheets_are_no_formulas_of_cells(tmp_path: Path) -> None:
    book = workbook()
    rule = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1="学段!$A$2:$A$9")
    rule.add("C2:C9")
    book["学校"].add_data_validation(rule)
    book.save(tmp_path / "p.xlsx")
    assert codes(tmp_path / "p.xlsx") == []


def test_rich_and_shared_and_inline_strings_read_alike(tmp_path: Path) -> None:
    path = with_column(tmp_path, "学校名称", "甲", "乙")
    patched(path, SCHOOL_SHEET, r'<c r="C2" t="\w+">.*?</c>', '<c r="C2" t="inlineStr"><is><r><t>城关</t></r><r><t>小学</t></r></is></c>')
    assert list(read(path).schools.columns["school_name"]) == ["城关小学", "乙"]
