"""Accounts by the list: all at once with their passwords, or none with every fault at its cell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.web.audit.models import AuditEvent
from junheng.web.people.account_reading import read_accounts
from junheng.web.people.account_sheet import FIELDS, SHEET, template
from junheng.web.people.actor import SYSTEM, actor_of
from junheng.web.people.models import Post, User
from junheng.web.people.services_units import open_county
from web.county import SCHOOLS, County

SignedIn = Callable[[str], Client]
Row = Sequence[object]
FIRST, SECOND = SCHOOLS[0].code, SCHOOLS[1].code
ZHANG = ("zhangsan", "张三", "0000-1", FIRST, "填报员", "教务主任", "2026-09-01", None)
LI = ("lisi", "李四", None, SECOND, "校长", None, None, "2099-08-31")


def workbook(*rows: Row) -> bytes:
    """The template with rows below its example."""
    book = openpyxl.load_workbook(io.BytesIO(template([])))
    for row in rows:
        book[SHEET].append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(client: Client, content: bytes, name: str = "账号.xlsx") -> Any:
    return client.post("/people/import", {"file": SimpleUploadedFile(name, content)})


def counts() -> tuple[int, int, int]:
    return User.objects.count(), Post.objects.unscoped().count(), AuditEvent.objects.unscoped().count()


def test_everybody_on_the_list_gets_an_account_posts_and_a_password_that_opens(county: County, signed_in: SignedIn) -> None:
    second_post = ("zhangsan", "张三", None, SECOND, "reporter", None, "2026-09-01", "2099-07-01")
    answer = upload(signed_in("office"), workbook(ZHANG, LI, second_post))
    assert answer["Content-Disposition"] == 'attachment; filename="first-passwords.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    handed_out = {row[2]: row[3] for row in sheet.iter_rows(values_only=True) if row[2] in ("zhangsan", "lisi")}
    assert {name: User.objects.get(username=name).check_password(word) for name, word in handed_out.items()} == {
        "zhangsan": True,
        "lisi": True,
    }
    held = Post.objects.unscoped().filter(user__username="zhangsan").values_list("role", "unit__code", "title")
    assert set(held) == {("reporter", FIRST, "教务主任"), ("reporter", SECOND, "")}
    assert str(Post.objects.unscoped().get(user__username="lisi").ends_on) == "2099-08-31"
    assert User.objects.get(username="zhangsan").home.code == FIRST
    assert AuditEvent.objects.unscoped().get(action="account.import").after == {"file": "账号.xlsx", "accounts": 2}


def test_the_passwords_are_handed_out_only_once(county: County, signed_in: SignedIn) -> None:
    client, content = signed_in("office"), workbook(ZHANG)
    assert upload(client, content).status_code == 200
    again = upload(client, content)
    assert again.status_code == 422
    assert "已经存在" in again.content.decode()


def test_the_template_as_it_comes_is_told_that_it_is_empty(county: County, signed_in: SignedIn) -> None:
    answer = upload(signed_in("office"), signed_in("office").get("/people/import/template").content)
    assert "表里没有人员" in answer.content.decode()


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("张三", *ZHANG[1:]), "A3", "不能用"),
        (("reporter", *ZHANG[1:]), "A3", "已经存在"),
        (("REPORTER", *ZHANG[1:]), "A3", "已经存在"),
        (("zhangsan", None, *ZHANG[2:]), "B3", "没有填姓名"),
        ((*ZHANG[:3], "第一小学", *ZHANG[4:]), "D3", "没有代码是“第一小学”的单位"),
        ((*ZHANG[:3], None, *ZHANG[4:]), "D3", "没有填单位代码"),
        ((*ZHANG[:4], "校监", *ZHANG[5:]), "E3", "没有“校监”这个岗位"),
        ((*ZHANG[:4], "审核员", *ZHANG[5:]), "E3", "不能设在"),
        ((*ZHANG[:3], "990100-office", "管理员", *ZHANG[5:]), "E3", "只有管理员可以设管理员"),
        ((*ZHANG[:6], "下月", None), "G3", "看不懂"),
        ((*ZHANG[:6], "2026-09-01", "2026-08-01"), "H3", "止期早于起期"),
    ],
)
def test_a_fault_is_told_at_its_cell_and_nothing_is_made(county: County, signed_in: SignedIn, row: Row, cell: str, words: str) -> None:
    before = counts()
    answer = upload(signed_in("office"), workbook(row, LI))
    page = answer.content.decode()
    assert (answer.status_code, f"{SHEET}!{cell}" in page, words in page) == (422, True, True)
    assert counts() == before


def test_all_faults_are_told_at_once(county: County, signed_in: SignedIn) -> None:
    bad = ("x", None, None, "1", "校监", None, "下月", None)
    page = upload(signed_in("office"), workbook(ZHANG, bad, ("y", *bad[1:]))).content.decode()
    assert "有 10 处错误" in page
    cells = re.findall(rf"{SHEET}!([A-Z]\d)", page)
    assert cells == [f"{column}{row}" for row in (4, 5) for column in "ABDEG"]


def test_one_account_has_one_name_and_each_post_once(county: County, signed_in: SignedIn) -> None:
    page = upload(signed_in("office"), workbook(ZHANG, ("zhangsan", "张珊", *ZHANG[2:]))).content.decode()
    assert "前面的姓名是“张三”" in page
    assert "填了两次" in page


def test_a_list_names_no_unit_of_another_county(county: County, signed_in: SignedIn) -> None:
    open_county(SYSTEM, "990200", "邻县")
    row = (*ZHANG[:3], "990200-office", "office", *ZHANG[5:])
    assert "没有代码是“990200-office”的单位" in upload(signed_in("office"), workbook(row)).content.decode()
    assert upload(signed_in("admin"), workbook(row)).status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "工作簿损坏"),
        (b"not a workbook", "工作簿损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, ".xls"),
        (b"PK\x03\x04" + b"0" * 600, "工作簿损坏"),
    ],
)
def test_what_is_no_workbook_is_named_and_nothing_is_made(county: County, signed_in: SignedIn, content: bytes, words: str) -> None:
    before = counts()
    answer = upload(signed_in("office"), content)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert counts() == before


def test_a_list_without_its_sheet_or_a_column_says_which(county: County, signed_in: SignedIn) -> None:
    book = openpyxl.Workbook()
    buffer = io.BytesIO()
    book.save(buffer)
    assert "没有“账号”工作表" in upload(signed_in("office"), buffer.getvalue()).content.decode()
    book.active.title = SHEET
    book.active.append(["账号", "姓名", "岗位"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert "没有“单位代码”这一列" in upload(signed_in("office"), buffer.getvalue()).content.decode()


def test_no_file_is_asked_for(county: County, signed_in: SignedIn) -> None:
    assert "没有选文件" in signed_in("office").post("/people/import").content.decode()


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
    st.integers(-9, 10**12),
    st.dates(),
    st.booleans(),
    st.sampled_from([FIRST, "填报员", "lisi"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*[CELLS for _field in FIELDS]), min_size=1, max_size=3))
def test_whatever_stands_in_the_cells_is_people_or_faults_and_never_both(county: County, rows: list[Row]) -> None:
    before = counts()
    found = read_accounts(actor_of(User.objects.get(username="office")), workbook(*rows), "x.xlsx")
    assert bool(found.people) != bool(found.faults)
    assert all(fault.place and fault.what and fault.why and fault.remedy for fault in found.faults)
    assert counts() == before
