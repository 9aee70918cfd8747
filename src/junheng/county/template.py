"""The workbook that a county fills in: how to, the manifest's facts, one sheet a table, and what every column counts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from junheng.county.containers import GUIDE_SHEET, NOTES_SHEET
from junheng.county.fact_names import FACT_NAMES, fact_unit
from junheng.county.manifest import FORMAT
from junheng.county.manifest_names import MANIFEST_NAMES, MANIFEST_SHEET
from junheng.county.manifest_sheet import STAMP_NAME, TEMPLATE_VERSION
from junheng.county.notes import Notes, notes
from junheng.county.schema import TABLES, Column, TableSpec
from junheng.county.template_formats import SHEET_PROTECTION, Formats
from junheng.county.template_table import FACT_NAMES_RANGE, write_table_sheet
from junheng.county.values import allowed
from junheng.county.write import replace_file

USUAL_STANDARD = "cn-2017-6"
NOTES_WIDTHS = (14, 26, 28, 8, 34, 8, 72)
NOTES_HEADINGS = ("工作表", "列标题 / 项目", "英文名", "单位", "可填内容", "用途", "口径")

GUIDE: tuple[tuple[str, str], ...] = (
    ("先填什么", "先填「说明」（哪个县、哪个学年、数据时点），再填「学校」和「学段」。这两张表必须有，其余各表有多少填多少。"),
    (
        "颜色",
        "橙色带 * 的列用来识别每一行，必须填写；黄色的列评估要用；蓝色的列供核对、放宽政策和报表用；灰色的格是自动计算或示例，不用填。",
    ),
    ("示例行", "每张表第二行以「示例：」开头，只供参照，读取时自动跳过，不必删除。"),
    ("没有数据", "没有的数据请留空。留空表示「没有填报」，不等于 0；确实为零的请填 0。留空的指标会显示为「无法判定」，不会当作达标。"),
    ("代码", "学校标识码为 10 位数字，县区划代码为 6 位数字，都按文本填写。各表之间只靠标识码对应，不靠校名。"),
    (
        "数字",
        "只填数字，不带单位和千分位逗号。单位以列标题括号内的为准；如要用万元或亩填写，请把整列标题的单位改为（万元）或（亩），系统会换算并提示。",
    ),
    ("比例", "比例填 0 到 1 之间的小数，15% 填 0.15。"),
    ("日期", "按 2025-09-01 的样式填写。"),
    ("选择", "有下拉框的列请从中选择。粘贴数据时请用「选择性粘贴 → 数值」，以免覆盖下拉框和格式。"),
    (
        "名册",
        "「教师」「学生」「班级」填写后，「学段」表里的人数和班数由系统统计；自己填了的会互相核对，不一致的会报错。名册只用编号，不要填姓名和身份证号。",
    ),
    ("增加内容", "可以增加自己的列和表，系统会保留并提示，但不参与评估。请不要改动已有的表名和列标题。"),
    ("检查", "填完后运行 junheng check 工作簿.xlsx --marked 返回.xlsx，有问题的单元格会标色并写明原因。"),
)
MANIFEST_HINTS = {
    "format": "固定为 1，不要改动",
    "county_code": "6 位数字，例如 990100",
    "county_name": "县（市、区）全称",
    "school_year": "学年开始的年份：2025 表示 2025–2026 学年",
    "as_of": "数据统计的日期，须在该学年内（9 月 1 日至次年 8 月 31 日）",
    "standard": "评估标准的编号，一般不用改",
}


def write_template(target: str | Path) -> None:
    """Write the empty workbook to `target`, whole or not at all."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": "义务教育优质均衡县级数据填报模板", "comments": f"{STAMP_NAME} {TEMPLATE_VERSION}"})
        workbook.set_custom_property(STAMP_NAME, TEMPLATE_VERSION)
        formats = Formats(workbook)
        known = notes()
        _write_guide(workbook.add_worksheet(GUIDE_SHEET), formats, known)
        _write_manifest(workbook.add_worksheet(MANIFEST_SHEET), formats)
        for spec in TABLES:
            write_table_sheet(workbook.add_worksheet(spec.sheet), spec, formats, known)
        _write_notes(workbook, formats, known)
    replace_file(Path(target), buffer.getvalue())


def _write_guide(sheet: Any, formats: Formats, known: Notes) -> None:
    sheet.set_tab_color("#7F7F7F")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 96)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, 1, "义务教育优质均衡县级数据填报说明", formats.title)
    sheet.write_string(1, 0, STAMP_NAME, formats.label)
    sheet.write_string(1, 1, TEMPLATE_VERSION, formats.body)
    row = 2
    for name, text in GUIDE:
        sheet.write_string(row, 0, name, formats.label)
        sheet.write_string(row, 1, text, formats.body)
        sheet.set_row(row, 36 if len(text) > 58 else 22)
        row += 1
    sheet.write_string(row + 1, 0, "工作表", formats.heading)
    sheet.write_string(row + 1, 1, "填什么", formats.heading)
    for number, spec in enumerate(TABLES, row + 2):
        sheet.write_url(number, 0, f"internal:'{spec.sheet}'!A1", formats.link, spec.sheet)
        sheet.write_string(number, 1, known.table(spec.name), formats.body)
        sheet.set_row(number, 22)
    sheet.protect("", SHEET_PROTECTION)
    print_on_a4(sheet, landscape=False)


def _write_manifest(sheet: Any, formats: Formats) -> None:
    sheet.set_tab_color("#C55A11")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 60)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, 2, "这是哪个县、哪个学年的数据", formats.title)
    given = {"format": FORMAT, "standard": USUAL_STANDARD}
    for row, (key, hint) in enumerate(MANIFEST_HINTS.items(), 1):
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, f"{MANIFEST_NAMES[key][0]} *", formats.label)
        kind = {"as_of": formats.date_input, "county_code": formats.code_input, "format": formats.computed}.get(key, formats.input)
        sheet.write(row, 1, given.get(key), kind)
        sheet.write_string(row, 2, hint, formats.hint)
    rows = {key: row for row, key in enumerate(MANIFEST_HINTS, 1)}
    _allow(sheet, rows["county_code"], {"validate": "length", "criteria": "==", "value": 6}, "县区划代码为 6 位数字。")
    years = {"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2100}
    _allow(sheet, rows["school_year"], years, "请填写四位年份，例如 2025。")
    dates = {"validate": "date", "criteria": ">=", "value": formats.first_date}
    _allow(sheet, rows["as_of"], dates, "请填写日期，例如 2025-09-30。")
    sheet.protect("", SHEET_PROTECTION)
    print_on_a4(sheet, landscape=False)


def _allow(sheet: Any, row: int, rule: dict[str, Any], message: str) -> None:
    sheet.data_validation(row, 1, row, 1, {**rule, "error_title": "请核对", "error_message": message})


def _write_notes(workbook: Any, formats: Formats, known: Notes) -> None:
    sheet = workbook.add_worksheet(NOTES_SHEET)
    row = write_notes_of_columns(sheet, [(spec, spec.columns) for spec in TABLES], formats, known)
    sheet.merge_range(row, 0, row, len(NOTES_HEADINGS) - 1, "「县级数据」表的项目", formats.band)
    first = row + 1
    for row, (fact, name) in enumerate(FACT_NAMES.items(), first):
        levels = "分学段填写" if fact in known.facts_by_level else ""
        write_notes_line(sheet, row, ("县级数据", name, fact, fact_unit(fact), levels, "", known.facts[fact]), formats)
    workbook.define_name(FACT_NAMES_RANGE, f"='{NOTES_SHEET}'!$B${first + 1}:$B${row + 1}")
    sheet.protect("", SHEET_PROTECTION)
    print_on_a4(sheet, landscape=True)
    sheet.repeat_rows(0)


def write_notes_of_columns(sheet: Any, tables: Iterable[tuple[TableSpec, Sequence[Column]]], formats: Formats, known: Notes) -> int:
    """The headings of the sheet 口径 and, table by table, what each of these columns counts; the next free row."""
    sheet.set_tab_color("#7F7F7F")
    for position, (heading, width) in enumerate(zip(NOTES_HEADINGS, NOTES_WIDTHS, strict=True)):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, heading, formats.heading)
    sheet.freeze_panes(1, 2)
    row = 1
    for spec, columns in tables:
        sheet.merge_range(row, 0, row, len(NOTES_HEADINGS) - 1, f"{spec.sheet}({spec.name}):{known.table(spec.name)}", formats.band)
        row += 1
        for column in columns:
            use = "必填" if column.required else "评估" if known.is_needed(spec.name, column.name) else ""
            note = known.column(spec.name, column.name)
            write_notes_line(sheet, row, (spec.sheet, column.heading, column.name, column.unit, allowed(column), use, note), formats)
            row += 1
    return row


def write_notes_line(sheet: Any, row: int, texts: tuple[str, ...], formats: Formats) -> None:
    """One line of the sheet 口径, as high as its longest text needs."""
    for position, text in enumerate(texts):
        sheet.write_string(row, position, text, formats.body)
    # A line of the last column holds some 40 Chinese characters.
    lines = max(1, -(-len(texts[-1]) // 40), -(-len(texts[4]) // 19))
    sheet.set_row(row, 18 * lines)


def print_on_a4(sheet: Any, *, landscape: bool) -> None:
    """A4, as wide as one page."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R第 &P 页，共 &N 页")
    if landscape:
        sheet.set_landscape()
