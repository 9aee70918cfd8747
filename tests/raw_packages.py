"""Small packages in the raw, as a county sends them: files of bytes, and workbooks of cells."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from junheng.county import CountyPackage, Problem, try_read

SCHOOL, OTHER = "9901000001", "9901000002"
MANIFEST: Mapping[str, Any] = {
    "format": 1,
    "county_code": "990100",
    "county_name": "示例县",
    "school_year": 2025,
    "as_of": "2025-09-30",
    "standard": "cn-2017-6",
    "files": {},
}
SCHOOLS = f"school_code,school_name,kind\n{SCHOOL},城关小学,primary\n{OTHER},城关小学,primary\n"
SECTIONS = f"school_code,level,pupils\n{SCHOOL},primary,100\n{OTHER},primary,200\n"
SCHOOL_SHEET = "xl/worksheets/sheet2.xml"
Rows = Sequence[Sequence[object]]


def write_files(folder: Path, over: Mapping[str, str | bytes] | None = None, /, **manifest: Any) -> Path:
    """A folder with a manifest, schools and sections, and `over` in their place; keywords change the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str | bytes] = {
        "manifest.json": json.dumps({**MANIFEST, **manifest}, ensure_ascii=False),
        "schools.csv": SCHOOLS,
        "sections.csv": SECTIONS,
        **(over or {}),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def school_rows(*extra: tuple[str, Sequence[object]]) -> Rows:
    """Heading and two schools, with further columns given as (heading, cells)."""
    rows: list[list[object]] = [["学校标识码", "办学类型"], [SCHOOL, "小学"], [OTHER, "小学"]]
    for heading, cells in extra:
        for row, cell in zip(rows, [heading, *cells], strict=True):
            row.append(cell)
    return rows


def workbook(sheets: Mapping[str, Rows] | None = None) -> openpyxl.Workbook:
    """A workbook with 说明, 学校 and 学段, and `sheets` over them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    contents: dict[str, Rows] = {
        "说明": [
            ["格式版本", 1],
            ["县区划代码", "990100"],
            ["县名称", "示例县"],
            ["学年", 2025],
            ["数据时点", "2025-09-30"],
            ["评估标准", "cn-2017-6"],
        ],
        "学校": school_rows(),
        "学段": [["学校标识码", "学段", "在校生数"], [SCHOOL, "小学", 100], [OTHER, "小学", 200]],
        **(sheets or {}),
    }
    for name, rows in contents.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for position, content in enumerate(row, 1):
                cell = sheet.cell(number, position, content)
                if isinstance(content, str) and not content.startswith("=FORMULA:"):
                    cell.data_type = "s"
                elif isinstance(content, str):
                    cell.value = content.replace("FORMULA:", "")
    return book


def save(folder: Path, sheets: Mapping[str, Rows] | None = None, name: str = "county.xlsx") -> Path:
    target = folder / name
    workbook(sheets).save(target)
    return target


def with_column(folder: Path, heading: str, *cells: object) -> Path:
    """A workbook whose sheet 学校 has one more column; "=FORMULA:1+1" is a formula, any other text is text."""
    return save(
        folder,
        {"学校": school_rows((heading, cells))},
    )


def patched(path: Path, sheet: str, old: str, new: str) -> Path:
    """The workbook with its XML changed as another program would have written it."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[sheet].decode()
    assert re.search(old, text), text
    parts[sheet] = re.sub(old, new, text, count=1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def read(path: Path) -> CountyPackage:
    """The package at `path`, which must have no errors."""
    package, problems = try_read(path)
    assert package is not None, problems.found
    assert not problems.errors, problems.errors
    return package


def found(path: Path) -> list[Problem]:
    return try_read(path)[1].found


def codes(path: Path) -> list[str]:
    return [problem.code for problem in found(path)]


def only(path: Path) -> Problem:
    """The one problem of a package that should have one."""
    problems = found(path)
    assert len(problems) == 1, problems
    return problems[0]
