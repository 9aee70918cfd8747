"""Workbooks of accounts: the list to fill in, the first passwords to hand out, and the list of accounts as it stands."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.county.schema import Column as Field
from junheng.county.template_formats import Formats
from junheng.report.workbook import SAFE, Book, Column, Sheet
from junheng.web.people.account_list import AccountLine
from junheng.web.people.models import Unit, User
from junheng.web.people.roles import default_roles, roles_at
from junheng.web.people.unit_kinds import default_units
from junheng.web.template_words import in_language

SHEET = "账号"
UNITS_SHEET = "单位一览"
FIELDS = (
    Field("username", "账号", required=True),
    Field("name", "姓名", required=True),
    Field("phone", "电话"),
    Field("unit", "单位代码", required=True),
    Field("role", "岗位", required=True),
    Field("title", "职务"),
    Field("starts_on", "起", "date"),
    Field("ends_on", "止", "date"),
)
EXAMPLE = ("示例：zhangsan", "张三", "0000-0000000", "9901000001", "填报员", "教务主任", "2026-09-01", "")
EXAMPLE_MARK = "示例"
# The rows below the heading that carry a drop-down.
READY_ROWS = 1000
GUIDE = (
    "每行一个岗位。一个人有几个岗位就填几行，账号和姓名各行相同；第一行的单位作为所属单位。",
    "橙色带 * 的列必须填。账号为 2 至 60 位字母、数字、点、横线或下划线，已有的账号不能再导入。",
    "单位代码见“单位一览”；每种单位能设哪些岗位也在那里。岗位请从下拉框选。",
    "起、止按 2026-09-01 的样式填；起不填为今天，止不填为没有期限，止是任职的最后一天。",
    "有一处错误就全部不导入，并列出所有错误的单元格和改法；导入成功后下载初始密码单，只能下载这一次。",
)


def template(units: Iterable[Unit]) -> bytes:
    """The empty list as .xlsx, with the units that may be named in it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(SHEET)
        _write_headings(sheet, formats)
        roles = [role.name for role in default_roles().values()]
        sheet.data_validation(2, 4, READY_ROWS, 4, {"validate": "list", "source": f"='{UNITS_SHEET}'!$G$2:$G${len(roles) + 1}"})
        _write_units(book.add_worksheet(UNITS_SHEET), formats, units, roles)
        guide = book.add_worksheet("填报说明")
        guide.set_column(0, 0, 100)
        for row, text in enumerate(GUIDE):
            guide.write_string(row, 0, f"{row + 1}. {text}", formats.body)
    return buffer.getvalue()


def _write_headings(sheet: Any, formats: Formats) -> None:
    sheet.freeze_panes(1, 0)
    for position, (field, text) in enumerate(zip(FIELDS, EXAMPLE, strict=True)):
        sheet.set_column(position, position, 18, formats.open_text)
        look = formats.required_heading if field.required else formats.heading
        sheet.write_string(0, position, f"{field.heading}*" if field.required else field.heading, look)
        sheet.write_string(1, position, text, formats.example)


def _write_units(sheet: Any, formats: Formats, units: Iterable[Unit], roles: Sequence[str]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 3, 24)
    for position, heading in enumerate(("单位代码", "名称", "类别", "可设的岗位", "", "", "岗位")):
        if heading:
            sheet.write_string(0, position, heading, formats.heading)
    for row, unit in enumerate(units, 1):
        allowed = "、".join(role.name for role in roles_at(unit.kind))
        for position, text in enumerate((unit.code, unit.name, default_units().kinds[unit.kind].name, allowed)):
            sheet.write_string(row, position, text, formats.body)
    for row, name in enumerate(roles, 1):
        sheet.write_string(row, 6, name, formats.body)


def first_passwords(taken: Sequence[tuple[User, str]]) -> bytes:
    """The first passwords as .xlsx, a line a person, to be cut apart and handed out."""
    rows = [[user.home.name if user.home else "", user.name, user.username, password, _("首次登录须修改")] for user, password in taken]
    columns = [Column(_("单位"), 30), Column(_("姓名"), 14), Column(_("账号"), 24), Column(_("初始密码"), 26), Column(_("说明"), 22)]
    facts = _("共 %(count)d 个账号。请逐行裁开，当面交给本人；用完后请删除本文件。") % {"count": len(rows)}
    return _one_sheet(Sheet(_("初始密码单"), _("初始密码单"), facts, columns, rows, group=1, has_filter=False))


def export(lines: Iterable[AccountLine], asked: str) -> bytes:
    """The list of accounts as .xlsx, with what was asked for in its head."""
    rows = [_exported(number, line) for number, line in enumerate(lines, 1)]
    widths: Sequence[tuple[str, float]] = (
        (_("序号"), 6),
        (_("账号"), 20),
        (_("姓名"), 12),
        (_("单位"), 26),
        (_("岗位"), 44),
        (_("电话"), 16),
        (_("状态"), 14),
        (_("最近登录"), 18),
    )
    facts = _("查询条件：%(asked)s  共 %(count)d 条") % {"asked": asked or _("全部"), "count": len(rows)}
    return _one_sheet(Sheet(_("账号"), _("人员账号一览"), facts, [Column(heading, width) for heading, width in widths], rows))


def _exported(number: int, line: AccountLine) -> list[str | int]:
    user = line.user
    posts = "\n".join(f"{in_language(post.term)} · {post.unit.name if post.unit else _('整个系统')}" for post in line.posts)
    last = timezone.localtime(user.last_login).strftime("%Y-%m-%d %H:%M") if user.last_login else ""
    return [number, user.username, user.name, user.home.name if user.home else "", posts, user.phone, line.words, last]


def _one_sheet(sheet: Sheet) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with Book(path, sheet.title, "", timezone.localdate()) as book:
            book.add(sheet)
        return path.read_bytes()
