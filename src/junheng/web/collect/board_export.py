"""The board as a workbook to send round: title, filter, every row, sums, and a line to sign."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.collect.board import LATE, Board, Row, Total, kind_words
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import Round
from junheng.web.template_words import in_language

FONT = "宋体"
WIDTHS = (6, 14, 26, 14, 12, 12, 16, 12, 10, 8, 10, 10, 12, 10)


def board_workbook(board: Board, round: Round, made_by: str, day: datetime.date) -> bytes:
    """The .xlsx of the rows that the board shows. Every text is written as text, whatever sign it begins with."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("填报进度"))
    cell = book.add_format({"font_name": FONT, "font_size": 10, "border": 1, "valign": "vcenter"})
    head = book.add_format({"font_name": FONT, "font_size": 10, "border": 1, "bold": True, "align": "center", "bg_color": "#E7EDF5"})
    plain = book.add_format({"font_name": FONT, "font_size": 10})
    title = book.add_format({"font_name": FONT, "font_size": 16, "bold": True, "align": "center"})
    headings = _headings()
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, len(headings) - 1, _("%(round)s 填报进度表") % {"round": round.title}, title)
    sheet.write_string(1, 0, _("单位：%(county)s") % {"county": round.county.name}, plain)
    sheet.write_string(2, 0, _("筛选条件：%(filter)s；共 %(count)s 条") % {"filter": filter_words(board), "count": len(board.rows)}, plain)
    _write(sheet, 4, headings, head)
    for number, row in enumerate(board.rows, 1):
        _write(sheet, 4 + number, _cells(number, row), cell)
    last = 5 + len(board.rows)
    _write(sheet, last, _total(board.total), head)
    signed = _("制表人：%(name)s　　制表日期：%(day)s　　负责人（签字）：________________")
    sheet.write_string(last + 2, 0, signed % {"name": made_by, "day": day.isoformat()}, plain)
    sheet.freeze_panes(5, 3)
    sheet.autofilter(4, 0, max(4, last - 1), len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    book.close()
    return stream.getvalue()


def filter_words(board: Board) -> str:
    """What was asked of the board, in words."""
    asked = board.filter
    said = [
        _("状态为%(state)s") % {"state": in_language(SUBMISSION.states[asked.state])} if asked.state in SUBMISSION.states else "",
        _("类别为%(kind)s") % {"kind": kind_words(asked.kind)} if asked.kind in dict(board.kinds) else "",
        _("乡镇为%(township)s") % {"township": asked.township} if asked.township else "",
        _("仅看逾期未提交") if asked.only == LATE else "",
        _("名称或代码含“%(name)s”") % {"name": asked.name} if asked.name else "",
    ]
    return "，".join(words for words in said if words) or _("全部")


def _headings() -> Sequence[str]:
    return (
        _("序号"),
        _("代码"),
        _("单位"),
        _("类别"),
        _("乡镇"),
        _("状态"),
        _("时限"),
        _("截止日期"),
        _("完整率（%）"),
        _("错误"),
        _("待说明"),
        _("退回次数"),
        _("首次提交"),
        _("是否按时"),
    )


def _cells(number: int, row: Row) -> Sequence[str | int]:
    submission = row.submission
    first = submission.first_submitted_at
    on_time = "" if row.is_on_time is None else _("是") if row.is_on_time else _("否")
    return (
        number,
        submission.unit.code,
        submission.unit.name,
        row.kind_words,
        row.township,
        in_language(row.state),
        row.standing.words,
        submission.due_on.isoformat(),
        row.share,
        submission.errors,
        submission.unexplained,
        submission.returns,
        timezone.localdate(first).isoformat() if first else "",
        on_time,
    )


def _total(total: Total) -> Sequence[str | int]:
    words = _("已提交 %(handed_in)s，逾期 %(overdue)s") % {"handed_in": total.handed_in, "overdue": total.overdue}
    return (
        "",
        "",
        total.name,
        total.units,
        "",
        "",
        words,
        "",
        total.share,
        total.errors,
        total.unexplained,
        total.returns,
        "",
        total.on_time,
    )


def _write(sheet: Any, line: int, values: Sequence[str | int], form: Any) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(line, column, value, form)
        else:
            sheet.write_number(line, column, value, form)
