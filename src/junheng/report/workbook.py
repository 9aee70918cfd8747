"""Workbooks to print and hand in: one look for all sheets, A4 landscape, text that can never become a formula."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from junheng.assessment.compare import SHARE_UNIT
from junheng.county.values import Number
from junheng.report.numbers import Places, telling_places

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT = "Microsoft YaHei"
A4 = 9
TITLE_ROWS = 2
ROW_HEIGHT = 18
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WHOLE = "#,##0"
TONES = {"met": "#E3F1E7", "above_floor": "#FBF0D5", "not_met": "#F9E0DE", "unknown": "#ECEEF1"}
SIGNATURE = "填报人：________________        审核人：________________        日期：________年____月____日"

Value = str | Number | float | datetime.date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with its number format, a tone (a key of TONES) for its verdict, and the mark that says it in print."""

    value: Value
    number_format: str = ""
    tone: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading with the column's width in characters; `choices` become a drop-down."""

    heading: str
    width: float
    centred: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One printed table: title, a line of facts, columns, rows; a heavier line opens each group of `group` rows."""

    name: str
    title: str
    facts: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value | Cell]]
    frozen_columns: int = 0
    group: int = 0
    has_filter: bool = True
    notes: Sequence[str] = field(default_factory=tuple)


class Formats:
    """Number formats at the places of the standard's form."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.whole = WHOLE
        self.value = f"{WHOLE}{_decimals(places.value)}"
        self.dispersion = f"0{_decimals(places.dispersion)}"
        self.spread = f"{WHOLE}{_decimals(places.dispersion)}"

    def amount(self, number: Number | float | None) -> str:
        """Whole amounts without decimals, others at the places of a value."""
        is_whole = isinstance(number, int) or (isinstance(number, Fraction) and number.denominator == 1)
        return self.whole if is_whole else self.value

    def floor(self, number: Number | None) -> str:
        """A floor is a product of two numbers of the law: one more place shows it whole (3.825)."""
        shown = self.amount(number)
        return shown if shown == self.whole else f"{WHOLE}{_decimals(self._places.value + 1)}"

    def in_unit(self, unit: str, number: Number | float | None, *limits: Number | None) -> str:
        """At the form's places, or at as many more as show on which side of its limits the number is."""
        if number is None or (unit != SHARE_UNIT and isinstance(number, int)):
            return self.whole
        if unit == SHARE_UNIT:
            hundredfold = [limit * 100 for limit in limits if limit is not None]
            return f"0{_decimals(telling_places(number * 100, hundredfold, self._places.percentage))}%"
        return f"{WHOLE}{_decimals(telling_places(number, limits, self._places.value))}"

    def measured(self, number: Number | None, *limits: Number | None) -> str:
        """A value of the seven: always with decimals, so that a column lines up."""
        return self.value if number is None else f"{WHOLE}{_decimals(telling_places(number, limits, self._places.value))}"


def _decimals(places: int) -> str:
    return f".{'0' * places}" if places else ""


def _width_of(text: str) -> float:
    """The text's width in the characters that column widths are counted in; a Chinese character takes nearly two."""
    return math.fsum(1.9 if ord(character) > 0x2000 else 1 for character in text)


def _lines_of(text: str, width: float) -> int:
    return max(1, math.ceil(_width_of(text) / (width - 0.8)))


class Book:
    """An open workbook. `banner` stands in the print header of every sheet; the file's date is the assessment's own."""

    def __init__(self, path: Path, title: str, banner: str, as_of: datetime.date) -> None:
        import xlsxwriter

        self._book: xlsxwriter.Workbook = xlsxwriter.Workbook(str(path), SAFE)
        created = datetime.datetime.combine(as_of, datetime.time())
        self._book.set_properties({"title": title, "author": "Junheng", "created": created})
        self._banner = banner
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._book.close()

    def look(self, **settings: object) -> Format:
        """One format object for each set of settings: workbooks allow few."""
        key = tuple(sorted(settings.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **settings})
        return self._formats[key]

    def add(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(sheet.name)
        last_column = len(sheet.columns) - 1
        page.merge_range(0, 0, 0, last_column, sheet.title, self.look(bold=True, font_size=16, align="center"))
        page.merge_range(1, 0, 1, last_column, sheet.facts, self.look(align="left", font_color="#444444", text_wrap=True))
        page.set_row(0, 30)
        page.set_row(1, ROW_HEIGHT * _lines_of(sheet.facts, math.fsum(column.width for column in sheet.columns)))
        self._heads(page, sheet)
        self._rows(page, sheet)
        last_row = TITLE_ROWS + len(sheet.rows)
        self._below(page, sheet, last_row + 1, last_column)
        self._print_setup(page, sheet, last_row + 2 + len(sheet.notes), last_column)

    def _heads(self, page: Worksheet, sheet: Sheet) -> None:
        head = self.look(bold=True, align="center", text_wrap=True, border=1, border_color="#8A94A0", bg_color="#DCE6F1")
        tallest = 1
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width)
            page.write_string(TITLE_ROWS, index, column.heading, head)
            tallest = max(tallest, _lines_of(column.heading, column.width))
        page.set_row(TITLE_ROWS, ROW_HEIGHT * tallest)
        if sheet.has_filter and sheet.rows:
            page.autofilter(TITLE_ROWS, 0, TITLE_ROWS + len(sheet.rows), len(sheet.columns) - 1)
        page.freeze_panes(TITLE_ROWS + 1, sheet.frozen_columns)

    def _rows(self, page: Worksheet, sheet: Sheet) -> None:
        for offset, row in enumerate(sheet.rows):
            line = TITLE_ROWS + 1 + offset
            opens_group = bool(sheet.group) and offset % sheet.group == 0
            lines = 1
            for index, (content, column) in enumerate(zip(row, sheet.columns, strict=True)):
                cell = content if isinstance(content, Cell) else Cell(content)
                self._write(page, line, index, cell, column, opens_group)
                if isinstance(cell.value, str):
                    lines = max(lines, _lines_of(cell.value, column.width))
            page.set_row(line, ROW_HEIGHT * lines)
        for index, column in enumerate(sheet.columns):
            if column.choices and sheet.rows:
                page.data_validation(
                    TITLE_ROWS + 1, index, TITLE_ROWS + len(sheet.rows), index, {"validate": "list", "source": list(column.choices)}
                )

    def _write(self, page: Worksheet, line: int, index: int, cell: Cell, column: Column, opens_group: bool) -> None:
        settings: dict[str, object] = {"border": 1, "border_color": "#B8C0C8", "text_wrap": True}
        if opens_group:
            settings |= {"top": 2}
        if cell.tone in TONES:
            settings["bg_color"] = TONES[cell.tone]
        if column.centred:
            settings["align"] = "center"
        value = cell.value
        if isinstance(value, bool) or value is None:
            page.write_blank(line, index, None, self.look(**settings))
        elif isinstance(value, str):
            page.write_string(line, index, value, self.look(**settings))
        elif isinstance(value, datetime.date):
            page.write_datetime(line, index, value, self.look(**settings, num_format="yyyy-mm-dd"))
        else:
            mark = f'" {cell.mark}"' if cell.mark else ""
            number = float(value) if isinstance(value, Fraction) else value
            page.write_number(line, index, number, self.look(**settings, num_format=f"{cell.number_format or WHOLE}{mark}"))

    def _below(self, page: Worksheet, sheet: Sheet, line: int, last_column: int) -> None:
        wide = math.fsum(column.width for column in sheet.columns)
        for offset, note in enumerate(sheet.notes):
            page.merge_range(
                line + offset, 0, line + offset, last_column, note, self.look(text_wrap=True, font_size=9, font_color="#444444")
            )
            page.set_row(line + offset, ROW_HEIGHT * _lines_of(note, wide))
        below = line + len(sheet.notes)
        page.set_row(below, 30)
        page.merge_range(below, 0, below, last_column, SIGNATURE, self.look(align="right"))

    def _print_setup(self, page: Worksheet, sheet: Sheet, last_row: int, last_column: int) -> None:
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.7 if self._banner else 0.5, bottom=0.6)
        page.repeat_rows(0, TITLE_ROWS)
        page.print_area(0, 0, last_row, last_column)
        page.center_horizontally()
        if self._banner:
            page.set_header(f"&C&B{self._banner.replace('&', '&&')}")
        page.set_footer(f"&L{sheet.title.replace('&', '&&')[:80]}&R第 &P 页，共 &N 页")
        page.hide_gridlines(2)
