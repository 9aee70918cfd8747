"""The sheet 错误清单: everything that was found, errors first, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from junheng.county.marked_source import set_text
from junheng.county.problems import SEVERITY_WORDS, Problem, Severity
from junheng.county.workbook import column_letter

HEADINGS = ("序号", "级别", "位置", "行", "列", "单元格", "发现的问题", "为什么", "怎么改")
WIDTHS = (6, 8, 16, 7, 26, 9, 46, 46, 46)
_LINE = Side(style="thin", color="FFBFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
FILLS: Mapping[Severity, PatternFill] = {
    "error": PatternFill("solid", fgColor="FFFF9999"),
    "warning": PatternFill("solid", fgColor="FFFFF2CC"),
}
_HEADING = PatternFill("solid", fgColor="FFDCE6F1")


def write_list(sheet: Worksheet, found: Sequence[Problem], sheet_of_file: Mapping[str, str], sheets: frozenset[str]) -> None:
    """Fill `sheet` with one row a problem. `sheets` are those of the workbook, which links can lead to."""
    errors = [problem for problem in found if problem.severity == "error"]
    warnings = [problem for problem in found if problem.severity != "error"]
    sheet.sheet_properties.tabColor = "FFC00000" if errors else "FFFFC000"
    sheet.sheet_view.showGridLines = False
    title = sheet.cell(1, 1, f"共 {len(errors)} 处错误（必须改正）、{len(warnings)} 处提示（请核对）")
    title.font = Font(bold=True, size=14)
    sheet.row_dimensions[1].height = 26
    for position, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        cell = sheet.cell(2, position, heading)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEADING, _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[column_letter(position - 1)].width = width
    for number, problem in enumerate([*errors, *warnings], 1):
        _write_problem(sheet, number, problem, sheet_of_file, sheets)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{column_letter(len(HEADINGS) - 1)}{max(len(found) + 2, 3)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "2:2"


def _write_problem(sheet: Worksheet, number: int, problem: Problem, sheet_of_file: Mapping[str, str], sheets: frozenset[str]) -> None:
    where = problem.where
    place = where.sheet or sheet_of_file.get(where.file or "") or where.file or ""
    row = number + 2
    texts = (number, SEVERITY_WORDS["zh"][problem.severity], place, where.row, where.column, where.cell, *problem.sentences())
    for position, content in enumerate(texts, 1):
        cell = sheet.cell(row, position)
        if isinstance(content, int):
            cell.value = content
        elif content:
            set_text(cell, content)
        cell.border = _BOX
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(row, 2).fill = FILLS[problem.severity]
    if where.cell and place in sheets:
        link = sheet.cell(row, 6)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{place}'!{where.cell}")
        link.font = Font(color="FF0563C1", underline="single")
    longest = max(len(str(text)) for text in texts[6:])
    sheet.row_dimensions[row].height = 16 * max(1, -(-longest // 22))
