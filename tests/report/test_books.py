"""The workbooks hold the assessment's own numbers as numbers, print on A4 landscape, and no cell is a formula."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from junheng import Assessment, assess
from junheng.assessment.words import VERDICT_WORDS
from junheng.report.gaps import gaps_of, missing_of
from junheng.report.heading import INVENTED_BANNER
from junheng.report.ledger_book import COLUMNS, STATE_CHOICES, write_ledger
from junheng.report.sheets_book import write_sheets
from junheng.report.summary import Summary
from reported import RELAXED_DAY, changed, sample, sample_assessment

HEAD_ROW = 3
SHEETS = ["小学", "小学七项表", "初中", "初中七项表", "校际差异系数", "三十一项", "临界清单", "未计入", "说明"]
LEVELS = {"小学": "primary", "初中": "junior"}


def ledger(assessment: Assessment, folder: Path) -> Workbook:
    write_ledger(Summary(assessment), folder / "ledger.xlsx")
    return openpyxl.load_workbook(folder / "ledger.xlsx")


def sheets(assessment: Assessment, folder: Path) -> Workbook:
    write_sheets(Summary(assessment), folder / "sheets.xlsx")
    return openpyxl.load_workbook(folder / "sheets.xlsx")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    folder = tmp_path_factory.mktemp("books")
    return {"ledger": ledger(sample_assessment(), folder), "sheets": sheets(sample_assessment(), folder)}


def rows_of(sheet: Worksheet, count: int) -> list[dict[str, object]]:
    """The first `count` rows under the headings."""
    lines = list(sheet.iter_rows(min_row=HEAD_ROW, max_row=HEAD_ROW + count, values_only=True))
    heads = [str(head) for head in lines[0]]
    return [dict(zip(heads, line, strict=True)) for line in lines[1:]]


def test_the_ledger_has_one_row_a_gap_with_the_assessments_numbers(books: dict[str, Workbook]) -> None:
    gaps = gaps_of(Summary(sample_assessment()))
    rows = rows_of(books["ledger"]["差距台账"], len(gaps))
    assert [row["序号"] for row in rows] == list(range(1, len(gaps) + 1))
    for row, gap in zip(rows, gaps, strict=True):
        assert row["指标"] == gap.code
        assert (row["学校标识码"] or None) == gap.school_code
        assert row["现状"] == (None if gap.value is None else pytest.approx(float(gap.value), rel=1e-15))
        assert row["标准"] == (None if gap.threshold is None else pytest.approx(float(gap.threshold), rel=1e-15))
        if gap.shortfall is not None:
            assert row["差距"] == gap.shortfall.amount
        assert row["责任单位"] == gap.lead
        assert row["状态"] == STATE_CHOICES[0]


def test_the_gap_reads_as_words_with_its_unit_and_stays_a_number(books: dict[str, Workbook]) -> None:
    sheet = books["ledger"]["差距台账"]
    column = [column.heading for column in COLUMNS].index("差距") + 1
    formats = {sheet.cell(row, column).number_format for row in range(HEAD_ROW + 1, sheet.max_row + 1)}
    assert '"还差 "#,##0" 人"' in formats
    assert '"还差 "#,##0" ㎡"' in formats
    assert '"超出 "#,##0" 人"' in formats


def test_the_ledger_can_be_worked_with(books: dict[str, Workbook]) -> None:
    sheet = books["ledger"]["差距台账"]
    count = len(gaps_of(Summary(sample_assessment())))
    assert f"共 {count} 条" in str(sheet["A2"].value)
    assert sheet.auto_filter.ref == f"A{HEAD_ROW}:T{HEAD_ROW + count}"
    assert sheet.freeze_panes == f"D{HEAD_ROW + 1}"
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == f'"{",".join(STATE_CHOICES)}"'
    assert "填报人" in str(sheet.cell(sheet.max_row, 1).value)


def test_promises_stand_in_the_ledger_with_their_day(tmp_path: Path) -> None:
    relaxed = sample_assessment(RELAXED_DAY)
    gaps = gaps_of(Summary(relaxed))
    rows = rows_of(ledger(relaxed, tmp_path)["差距台账"], len(gaps))
    promised = [row for row in rows if row["类别"] == "承诺"]
    assert len(promised) == sum(gap.tier == "commitment" for gap in gaps) >= 3
    assert all(str(row["时限"]).startswith("2022-10-31") for row in promised)


def test_missing_data_is_the_ledgers_second_sheet(books: dict[str, Workbook]) -> None:
    missing = missing_of(Summary(sample_assessment()))
    rows = rows_of(books["ledger"]["待补数据"], len(missing))
    assert [(row["指标"], row["学校标识码"] or None) for row in rows] == [(item.code, item.school_code) for item in missing]


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_the_form_of_seven_shows_base_standard_and_value_of_every_section(books: dict[str, Workbook], name: str) -> None:
    summary = Summary(sample_assessment())
    expected = [(row, code) for row in summary.counted(LEVELS[name]) for code in summary.section_indicators]
    rows = rows_of(books["sheets"][f"{name}七项表"], len(expected))
    for cells, (row, code) in zip(rows, expected, strict=True):
        found = row.findings[code]
        assert (cells["学校标识码"], cells["指标"]) == (row.school.code, code)
        for heading, number in (
            ("基本值", found.numerator),
            ("在校生数", found.denominator),
            ("达标值", found.threshold),
            ("实际值", found.value),
        ):
            assert number is not None
            assert cells[heading] == pytest.approx(float(number), rel=1e-15)
        assert cells["是否达标"] == ("是" if found.verdict == "met" else "否")
        assert found.value is not None
        assert found.floor is not None
        assert cells["是否达到底线"] == ("是" if found.value >= found.floor else "否")
        assert cells["学校综合结论"] == VERDICT_WORDS[row.result.verdict]


@pytest.mark.parametrize("name", sorted(LEVELS))
def test_the_overview_of_a_level_marks_every_value_in_print_too(books: dict[str, Workbook], name: str) -> None:
    summary = Summary(sample_assessment())
    sheet = books["sheets"][name]
    for line, row in enumerate(summary.counted(LEVELS[name]), start=HEAD_ROW + 1):
        assert sheet.cell(line, 3).value == row.school.code
        marks = [str(sheet.cell(line, column).number_format)[-2] for column in range(6, 13)]
        assert marks == [
            "√" if row.state(code) == "met" else "△" if row.state(code) == "above_floor" else "×" for code in summary.section_indicators
        ]


def test_all_fourteen_dispersion_tests_and_the_two_composites_are_listed(books: dict[str, Workbook]) -> None:
    rows = rows_of(books["sheets"]["校际差异系数"], 16)
    tests = {(("小学" if test.level == "primary" else "初中"), test.indicator): test for test in sample_assessment().dispersion}
    assert sum(row["指标"] == "综合" for row in rows) == 2
    for row in rows:
        if row["指标"] != "综合":
            test = tests.pop((str(row["学段"]), str(row["指标"])))
            assert test.mean is not None
            assert row["县均值"] == pytest.approx(float(test.mean), rel=1e-15)
            assert row["差异系数"] == pytest.approx(test.cv, rel=1e-15)
            assert row["是否达标"] == VERDICT_WORDS[test.verdict]
    assert not tests


def test_every_indicator_of_the_standard_is_in_the_sheet_of_all(books: dict[str, Workbook]) -> None:
    assessment = sample_assessment()
    sheet = books["sheets"]["三十一项"]
    rows = rows_of(sheet, sheet.max_row - HEAD_ROW)
    first: dict[str, dict[str, object]] = {}
    for row in rows:
        first.setdefault(str(row["指标"]), row)
    assert set(assessment.standard.indicators) <= set(first)
    for code in assessment.standard.conclusion.county_needs:
        whole = assessment.whole(code)
        assert first[code]["结论"] == VERDICT_WORDS[whole.verdict]
        assert first[code]["条款"] == whole.clause


def test_every_sheet_prints_on_a4_landscape_with_repeated_heads(books: dict[str, Workbook]) -> None:
    assert books["sheets"].sheetnames == SHEETS
    for sheet in (*books["ledger"].worksheets, *books["sheets"].worksheets):
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == Worksheet.PAPERSIZE_A4
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == f"$1:${HEAD_ROW}"
        assert sheet.print_area
        assert INVENTED_BANNER in sheet.oddHeader.center.text


def test_a_name_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    code = gaps_of(Summary(sample_assessment()))[0].school_code or ""
    wicked = '=HYPERLINK("http://example.invalid","x")'
    assessment = assess(changed(sample(), "schools", "school_name", {"school_code": code}, wicked))
    for book in (ledger(assessment, tmp_path), sheets(assessment, tmp_path)):
        cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
        assert any(cell.value == wicked for cell in cells)
        assert {cell.data_type for cell in cells} & {"f", "e"} == set()
        assert not any(cell.hyperlink for cell in cells)


def test_the_same_assessment_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        ledger(sample_assessment(), tmp_path / name)
        sheets(sample_assessment(), tmp_path / name)
    for file in ("ledger.xlsx", "sheets.xlsx"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
