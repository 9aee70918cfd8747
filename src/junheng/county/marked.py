"""The user's own workbook handed back: bad cells coloured, reasons beside each row, and a list of everything found."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from junheng.county.containers import ERROR_LIST_SHEET, EXPLAINING_SHEETS, content_of
from junheng.county.headings import HEADER_SEARCHED_ROWS, REASON_HEADING, header_row
from junheng.county.marked_list import FILLS, write_list
from junheng.county.marked_source import set_text, workbook_of_files
from junheng.county.problems import SEVERITY_WORDS, Problem, Problems
from junheng.county.read import spec_of
from junheng.county.workbook import Grid, workbook_fault
from junheng.county.write import replace_file

AUTHOR = "均衡检查"
NO_FILL = PatternFill()
LONGEST_COMMENT = 1500
# In characters, of which a Chinese one takes two.
REASON_WIDTH = 90
# A row with more problems says where the others are: a cell of ten lines hides the rows around it.
REASONS_SHOWN = 3

# A roster of 100,000 pupils has two million cells.
MAX_MARKED_CELLS = 10_000_000

Marks = dict[str, list[Problem]]


def write_marked(source: str | Path, problems: Iterable[Problem] | Problems, target: str | Path) -> None:
    """Write to `target` a copy of the workbook at `source` (of a folder or .zip: a workbook made of it) with all problems marked.

    What cannot be opened gives a workbook that holds only the list. Formats, drop-downs and other sheets are kept.
    """
    book, sheet_of_file = _opened(Path(source))
    replace_file(Path(target), marked_bytes(book, sheet_of_file, problems))


def marked_bytes(book: Workbook, sheet_of_file: Mapping[str, str], problems: Iterable[Problem] | Problems) -> bytes:
    """The workbook with all problems marked in it. `sheet_of_file` says which sheet shows a file that was made a part of it."""
    found = list(problems.found if isinstance(problems, Problems) else problems)
    _remove_old_marks(book)
    by_sheet: dict[str, list[Problem]] = defaultdict(list)
    for problem in found:
        by_sheet[problem.where.sheet or sheet_of_file.get(problem.where.file or "", "")].append(problem)
    for sheet in book.worksheets:
        if by_sheet.get(sheet.title):
            _mark_cells(sheet, by_sheet[sheet.title])
            _write_reasons(sheet, by_sheet[sheet.title])
    write_list(book.create_sheet(ERROR_LIST_SHEET, 0), found, sheet_of_file, frozenset(book.sheetnames))
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == ERROR_LIST_SHEET
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _opened(source: Path) -> tuple[Workbook, dict[str, str]]:
    """The workbook to mark, and for a package of files the sheet that shows each file."""
    content = content_of(source, Problems())
    if isinstance(content, dict):
        return workbook_of_files(content)
    return opened_workbook(content), {}


def opened_workbook(content: bytes | None) -> Workbook:
    """The workbook in the bytes, or one without sheets where there is none that can be opened and looked through."""
    if content is not None and workbook_fault(content) is None:
        try:
            book = load_workbook(io.BytesIO(content))
            # Looking through a sheet makes its every cell: one with a stray cell at its far end would fill the memory.
            if all(sheet.max_row * sheet.max_column <= MAX_MARKED_CELLS for sheet in book.worksheets):
                return book
        except Exception:  # noqa: BLE001, S110 - a damaged workbook fails in a dozen ways, and the list is still worth having
            pass
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _remove_old_marks(book: Workbook) -> None:
    """A workbook may be handed back twice: what was marked before and is mended now must not stay red."""
    if ERROR_LIST_SHEET in book.sheetnames:
        book.remove(book[ERROR_LIST_SHEET])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = NO_FILL
        column = _reason_column(sheet)
        if column is not None:
            sheet.delete_cols(column)


def _reason_column(sheet: Worksheet) -> int | None:
    for row in sheet.iter_rows(max_row=HEADER_SEARCHED_ROWS):
        for cell in row:
            if cell.value == REASON_HEADING:
                return cell.column
    return None


def _mark_cells(sheet: Worksheet, found: Iterable[Problem]) -> None:
    by_cell: Marks = defaultdict(list)
    for problem in found:
        if problem.where.cell:
            by_cell[problem.where.cell].append(problem)
    for address, problems in by_cell.items():
        cell = sheet[address]
        if not isinstance(cell, Cell):
            continue  # A merged cell other than the first shows neither colour nor comment.
        cell.fill = FILLS["error" if any(problem.severity == "error" for problem in problems) else "warning"]
        text = "\n".join(_comment(problem) for problem in problems)[:LONGEST_COMMENT]
        cell.comment = Comment(text, AUTHOR, width=320, height=60 + 18 * (len(text) // 22))


def _write_reasons(sheet: Worksheet, found: Iterable[Problem]) -> None:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in found:
        if problem.where.row is not None:
            by_row[problem.where.row].append(problem)
    at = _header_at(sheet)
    by_row.pop(at, None)
    if not by_row or sheet.title in EXPLAINING_SHEETS:
        return
    column = 1 + max((cell.column for cell in sheet[at] if cell.value not in (None, "")), default=0)
    heading = sheet.cell(at, column, REASON_HEADING)
    heading.font = Font(bold=True, color="FF9C0006")
    heading.fill = FILLS["error"]
    heading.alignment = Alignment(vertical="center", horizontal="center")
    sheet.column_dimensions[heading.column_letter].width = REASON_WIDTH
    for row, problems in by_row.items():
        cell = sheet.cell(row, column)
        reasons = _reasons(problems)
        set_text(cell, "\n".join(reasons))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        lines = sum(-(-2 * len(reason) // REASON_WIDTH) for reason in reasons)
        sheet.row_dimensions[row].height = max(sheet.row_dimensions[row].height or 0, 15 * lines)


def _header_at(sheet: Worksheet) -> int:
    spec = spec_of(sheet.title)
    if spec is None:
        return 1
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=HEADER_SEARCHED_ROWS)]
    return header_row(spec, Grid(sheet.title, rows, "")) + 1


def _comment(problem: Problem) -> str:
    what, why, remedy = problem.sentences()
    return f"{SEVERITY_WORDS['zh'][problem.severity]}:{what};{why}。{remedy}。"


def _reasons(problems: list[Problem]) -> list[str]:
    """Errors before warnings, and no more of them than a row can show."""
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    shown = [_reason(problem) for problem in ordered[:REASONS_SHOWN]]
    left = len(ordered) - len(shown)
    return [*shown, f"另有 {left} 处，见“{ERROR_LIST_SHEET}”。"] if left else shown


def _reason(problem: Problem) -> str:
    what, _, remedy = problem.sentences()
    column = f"「{problem.where.column}」" if problem.where.column else ""
    return f"{SEVERITY_WORDS['zh'][problem.severity]}:{column}{what}。{remedy}。"
