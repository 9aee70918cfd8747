"""One table's sheet of the template: headings, an example, drop-downs and limits, and computed cells to compare with."""

from __future__ import annotations

from typing import Any

from junheng.county.codes import CODES, LEVELS, OPEN_CODES
from junheng.county.fact_names import FACT_NAMES, fact_unit
from junheng.county.headings import HELPER_MARK
from junheng.county.notes import Notes
from junheng.county.read_table import EXAMPLE_MARKS
from junheng.county.schema import CLASSES, FACTS, SECTIONS, Column, TableSpec
from junheng.county.template_formats import SHEET_PROTECTION, Formats
from junheng.county.values import allowed
from junheng.county.workbook import column_letter
from junheng.county.write_workbook import column_width, heading_of

LAST_ROW = 1_048_575
FIRST_INPUT_ROW = 2
HELPER_ROWS = 1000
# More columns than this on one page of A3 could not be read; they run over several, each with the first two columns.
COLUMNS_ON_A_PAGE = 24
WIDE_PRINT_SCALE = 75
# Excel's own limits on the little window beside a cell.
LONGEST_PROMPT_TITLE = 32
LONGEST_PROMPT = 255


# A drop-down with its list in place may hold 255 characters, so the facts' names are a named range of the sheet 口径.
FACT_NAMES_RANGE = "项目名称"


def write_table_sheet(sheet: Any, spec: TableSpec, formats: Formats, known: Notes) -> None:
    """Headings in row 1, the example in row 2, open cells below."""
    sheet.set_tab_color(
        "#C55A11" if any(column.required for column in spec.columns) and spec.name in ("schools", "sections") else "#2F75B5"
    )
    sheet.set_row(0, 48)
    for position, column in enumerate(spec.columns):
        width = max(column_width(column), 19 if position == 0 else 0)
        sheet.set_column(position, position, width, open_format(column, formats))
        write_heading(sheet, position, spec, column, formats, known)
        write_example(sheet, position, spec, column, formats, known)
        sheet.data_validation(FIRST_INPUT_ROW, position, LAST_ROW, position, input_rule(spec, column, formats, known))
    if spec is SECTIONS:
        _write_helpers(sheet, formats)
    if spec is FACTS:
        _write_fact_names(sheet, formats, known)
    sheet.freeze_panes(FIRST_INPUT_ROW, 1)
    sheet.protect("", SHEET_PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.repeat_rows(0)
    if len(spec.columns) <= COLUMNS_ON_A_PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.repeat_columns(0, 1)
        sheet.set_print_scale(WIDE_PRINT_SCALE)


def open_format(column: Column, formats: Formats) -> Any:
    """The format of a whole column of cells to be filled in."""
    if column.kind == "date":
        return formats.open_date
    return formats.open_number if column.kind in ("count", "amount", "number", "share", "year") else formats.open_text


def write_heading(sheet: Any, position: int, spec: TableSpec, column: Column, formats: Formats, known: Notes) -> None:
    """The heading in the colour that says whether the column must be filled in."""
    heading = heading_of(column)
    if column.required:
        sheet.write_string(0, position, f"*{heading}", formats.required_heading)
    elif known.is_needed(spec.name, column.name):
        sheet.write_string(0, position, heading, formats.needed_heading)
    else:
        sheet.write_string(0, position, heading, formats.heading)


def write_example(sheet: Any, position: int, spec: TableSpec, column: Column, formats: Formats, known: Notes) -> None:
    """The example's cell; the first of the row carries the mark by which the reader skips it."""
    sheet.write(1, position, example_of(spec, column, position, known), formats.example)


def example_of(spec: TableSpec, column: Column, position: int, known: Notes) -> str | int | float | None:
    """What the example row shows in this column, which stands at `position`."""
    example = known.examples[spec.name].get(column.name)
    return f"{EXAMPLE_MARKS[-1]}{'' if example is None else example}" if position == 0 else example


def input_rule(spec: TableSpec, column: Column, formats: Formats, known: Notes) -> dict[str, Any]:
    """The drop-down or limit of a column's cells, and the hint that shows when one is chosen."""
    what = f"应为：{allowed(column)}"
    note = known.column(spec.name, column.name)
    rule: dict[str, Any] = {
        "input_title": column.heading[:LONGEST_PROMPT_TITLE],
        "input_message": (note if column.kind == "text" else f"{note}\n{what}")[:LONGEST_PROMPT],
        "error_title": "请核对",
        "error_message": f"「{column.heading}」{what}"[:LONGEST_PROMPT],
        "ignore_blank": True,
    }
    if column.vocabulary in OPEN_CODES or (spec is FACTS and column.name == "fact"):
        rule["show_error"] = False
    return {**rule, **_limit(spec, column, formats)}


def _limit(spec: TableSpec, column: Column, formats: Formats) -> dict[str, Any]:
    if spec is FACTS and column.name == "fact":
        return {"validate": "list", "source": f"={FACT_NAMES_RANGE}"}
    match column.kind:
        case "coded":
            return {"validate": "list", "source": list(CODES[column.vocabulary].values())}
        case "bool":
            return {"validate": "list", "source": ["是", "否"]}
        case "school_code":
            return {"validate": "length", "criteria": "==", "value": 10}
        case "count":
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case "amount":
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case "share":
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        case "year":
            return {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100}
        case "number":
            return {"validate": "decimal", "criteria": "between", "minimum": -180, "maximum": 180}
        case "date":
            return {"validate": "date", "criteria": ">=", "value": formats.first_date}
        case _:
            return {"validate": "any"}


def _write_helpers(sheet: Any, formats: Formats) -> None:
    """Beside the sections, what their class rows add up to; a typed count that differs turns red."""
    sheet_name = CLASSES.sheet
    school, level, pupils = (f"'{sheet_name}'!${letter}:${letter}" for letter in ("A", "B", _letter(CLASSES, "pupils")))
    own_school, own_level = _letter(SECTIONS, "school_code"), _letter(SECTIONS, "level")
    first = len(SECTIONS.columns)
    for offset, (heading, column, counted) in enumerate(
        (
            ("班级表人数合计（核对）", "pupils", f"SUMIFS({pupils},{school},${own_school}{{row}},{level},${own_level}{{row}})"),
            ("班级表班数合计（核对）", "classes", f"COUNTIFS({school},${own_school}{{row}},{level},${own_level}{{row}})"),
        )
    ):
        position = first + offset
        sheet.set_column(position, position, 15)
        sheet.write_string(0, position, f"{HELPER_MARK}{heading}", formats.computed_heading)
        sheet.write_blank(1, position, None, formats.example)
        for row in range(FIRST_INPUT_ROW, HELPER_ROWS):
            formula = f'=IF(${own_school}{row + 1}="","",{counted.format(row=row + 1)})'
            sheet.write_formula(row, position, formula, formats.computed, "")
        typed, sums = _letter(SECTIONS, column), column_letter(position)
        differs = f"=AND(ISNUMBER(${typed}3),ISNUMBER(${sums}3),${sums}3>0,${typed}3<>${sums}3)"
        rule = {"type": "formula", "criteria": differs, "format": formats.differs}
        sheet.conditional_format(FIRST_INPUT_ROW, position, HELPER_ROWS - 1, position, rule)


def _letter(spec: TableSpec, name: str) -> str:
    return column_letter([column.name for column in spec.columns].index(name))


def _write_fact_names(sheet: Any, formats: Formats, known: Notes) -> None:
    """Every fact stands ready with its unit, those by level once a level; what has no value is not reported."""
    unit = [column.name for column in FACTS.columns].index("unit")
    row = FIRST_INPUT_ROW
    for fact, name in FACT_NAMES.items():
        levels = (LEVELS["primary"], LEVELS["junior"]) if fact in known.facts_by_level else ("",)
        for level in levels:
            sheet.write_string(row, 0, name, formats.given)
            sheet.write_string(row, unit, fact_unit(fact), formats.given)
            if level:
                sheet.write_string(row, 1, level, formats.given)
            row += 1
