"""The workbook of one unit's form: how to, whose it is, one sheet a table with its rows ready, and what its columns count."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from junheng.county.containers import GUIDE_SHEET, NOTES_SHEET
from junheng.county.fact_names import FACT_NAMES, fact_unit
from junheng.county.form import FormTable, UnitForm
from junheng.county.form_sheet import write_form_sheet
from junheng.county.form_stamp import SHOWN_DIGEST, stamp_of
from junheng.county.manifest_names import MANIFEST_SHEET
from junheng.county.notes import Notes, notes
from junheng.county.schema import FACTS
from junheng.county.template import NOTES_HEADINGS, print_on_a4, write_notes_line, write_notes_of_columns
from junheng.county.template_formats import SHEET_PROTECTION, Formats
from junheng.county.template_table import FACT_NAMES_RANGE

GUIDE: tuple[tuple[str, str], ...] = (
    ("填什么", "只填白色的格。灰色的格由其他单位填报或用来识别这一行，已经锁定，改动无效。"),
    ("颜色", "橙色带 * 的列必须填写；黄色的列评估要用；蓝色的列供核对和报表用；灰色的列不用填。"),
    ("没有数据", "没有的数据请留空。留空表示「没有填报」，不等于 0；确实为零的请填 0。"),
    ("增加行", "有示例行的表可以在下面增加行；没有示例行的表，行是给定的，不能增加或删除。"),
    ("示例行", "以「示例：」开头的一行只供参照，读取时自动跳过，请不要改动。"),
    ("数字", "只填数字，不带单位和千分位逗号；单位以列标题括号内的为准。比例填 0 到 1 之间的小数，15% 填 0.15。"),
    ("日期", "按 2025-09-01 的样式填写。"),
    ("选择", "有下拉框的列请从中选择。粘贴数据时请用「选择性粘贴 → 数值」，以免覆盖下拉框和格式。"),
    ("上年数", "右上角有红色小三角的格，把鼠标移上去可以看到上年的数。"),
    ("上传", "填好后在系统的填报任务中上传本文件。有问题的格会标色并写明原因，改好后再传；有错误时不会写入任何数据。"),
)


def form_bytes(form: UnitForm) -> bytes:
    """The form as an .xlsx. Read back unchanged it gives exactly the rows that stood ready.

    Raises ValueError for a text that is longer than a cell can be.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        noon = datetime.datetime(form.as_of.year, form.as_of.month, form.as_of.day, 12, tzinfo=datetime.UTC)
        # A fixed moment, so that the same form always makes the same file.
        workbook.set_properties({"title": f"{form.unit_name} {form.round_title}", "created": noon.replace(tzinfo=None)})
        formats, known = Formats(workbook), notes()
        _write_guide(workbook.add_worksheet(GUIDE_SHEET), form, formats, known)
        _write_stamp(workbook.add_worksheet(MANIFEST_SHEET), form, formats)
        for number, table in enumerate(form.tables):
            sheet = workbook.add_worksheet(table.spec.sheet)
            write_form_sheet(sheet, table, formats, known)
            if number == 0:
                sheet.activate()
        _write_notes(workbook, form, formats, known)
    return buffer.getvalue()


def _write_guide(sheet: Any, form: UnitForm, formats: Formats, known: Notes) -> None:
    sheet.set_tab_color("#7F7F7F")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 96)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, 1, f"{form.unit_name} · {form.round_title}", formats.title)
    for row, (name, text) in enumerate(GUIDE, 1):
        sheet.write_string(row, 0, name, formats.label)
        sheet.write_string(row, 1, text, formats.body)
        sheet.set_row(row, 22 if len(text) <= 58 else 36)
    first = len(GUIDE) + 2
    sheet.write_string(first, 0, "工作表", formats.heading)
    sheet.write_string(first, 1, "填什么", formats.heading)
    for row, table in enumerate(form.tables, first + 1):
        sheet.write_url(row, 0, f"internal:'{table.spec.sheet}'!A1", formats.link, table.spec.sheet)
        sheet.write_string(row, 1, known.table(table.name), formats.body)
        sheet.set_row(row, 22)
    sheet.protect("", SHEET_PROTECTION)
    print_on_a4(sheet, landscape=False)


def _write_stamp(sheet: Any, form: UnitForm, formats: Formats) -> None:
    sheet.set_tab_color("#7F7F7F")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, 1, "这是哪个单位、哪一次填报的表（请不要改动）", formats.title)
    for row, (name, value) in enumerate(stamp_of(form), 1):
        sheet.write_string(row, 0, name, formats.label)
        sheet.write_string(row, 1, value, formats.computed)
        if name.startswith(SHOWN_DIGEST):
            sheet.set_row(row, None, None, {"hidden": True})
    sheet.protect("", SHEET_PROTECTION)
    print_on_a4(sheet, landscape=False)


def _write_notes(workbook: Any, form: UnitForm, formats: Formats, known: Notes) -> None:
    sheet = workbook.add_worksheet(NOTES_SHEET)
    row = write_notes_of_columns(sheet, [(table.spec, table.laid_out) for table in form.tables], formats, known)
    facts = next((table for table in form.tables if table.spec is FACTS), None)
    asked = _facts_asked(facts) if facts else {}
    if asked:
        sheet.merge_range(row, 0, row, len(NOTES_HEADINGS) - 1, "「县级数据」表的项目", formats.band)
        first = row + 1
        for row, (fact, name) in enumerate(asked.items(), first):
            levels = "分学段填写" if fact in known.facts_by_level else ""
            write_notes_line(sheet, row, (FACTS.sheet, name, fact, fact_unit(fact), levels, "", known.facts.get(fact, "")), formats)
        workbook.define_name(FACT_NAMES_RANGE, f"='{NOTES_SHEET}'!$B${first + 1}:$B${row + 1}")
    sheet.protect("", SHEET_PROTECTION)
    print_on_a4(sheet, landscape=True)
    sheet.repeat_rows(0)


def _facts_asked(table: FormTable) -> Mapping[str, str]:
    """The facts that the form asks, by code with their names: those of its rows, or all where any may be added."""
    if table.may_add_rows:
        return FACT_NAMES
    asked = [row.get("fact") or "" for row in table.rows]
    return {fact: FACT_NAMES.get(fact, fact) for fact in dict.fromkeys(asked) if fact}
