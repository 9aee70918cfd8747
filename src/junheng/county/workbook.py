"""Opening an .xlsx safely: refuse what is none, find formulas, hand over every sheet's cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from junheng.county.problems import Problems, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

# A county's workbook with 100,000 pupils unpacks to some 100 MB; ten times that is an attack or an accident.
MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 400
RATIO_MATTERS_FROM_BYTES = 64 << 20
MAX_CELLS = 40_000_000
MAX_FORMULAS_NAMED = 200

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_FORMULA_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3}\d+)"[^>]*>\s*<f\b[^>]*?(?:/>|>.*?</f>)\s*(<v[^>]*>[^<])?', re.S)
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_WIDE_CELL = re.compile(rb'\br="[A-Z]{3}\d+"')
_TWO_LETTER_CELL = re.compile(rb'\br="[B-Z][A-Z]\d+"')
_CELL_WITHOUT_ROW = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*/?>")


@dataclass(frozen=True)
class Grid:
    """One sheet or file as rows of raw cells; row 0 is the spreadsheet's row 1."""

    name: str
    rows: Sequence[Sequence[object]]
    file: str
    sheet: str | None = None
    formulas: frozenset[str] = frozenset()
    uncached_formulas: frozenset[str] = field(default_factory=frozenset)


def archive_fault(content: bytes) -> str | None:
    """Why a zip (or the zip inside an .xlsx) must not be unpacked; None if it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "damaged_archive"
    if any(entry.flag_bits & 1 for entry in entries):
        return "encrypted_file"
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > RATIO_MATTERS_FROM_BYTES and unpacked > MAX_RATIO * max(len(content), 1)
    return "zip_bomb" if unpacked > MAX_UNPACKED_BYTES or bomb else None


def workbook_fault(content: bytes) -> str | None:
    """Why the bytes are no readable .xlsx: an old .xls, an encrypted, a damaged file, a bomb."""
    if content.startswith(_OLE_MAGIC):
        return "encrypted_file" if _ENCRYPTED_STREAM in content else "old_workbook"
    if not content.startswith(b"PK"):
        return "damaged_workbook"
    fault = archive_fault(content)
    return "damaged_workbook" if fault == "damaged_archive" else fault


def read_sheets(content: bytes, file: str, problems: Problems) -> Iterator[Grid]:
    """Every visible or hidden sheet of a workbook that `workbook_fault` let pass, cells as stored."""
    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            formulas = dict(_scan_sheets(archive, file, problems))
        if problems.errors:
            return
        workbook = python_calamine.load_workbook(io.BytesIO(content))
    except python_calamine.PasswordError:
        problems.error("encrypted_file", Where(file))
        return
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        problems.error("damaged_workbook", Where(file), detail=str(error))
        return
    except Exception as error:
        # zlib.error and lxml-like parser faults of a damaged member have no common base.
        problems.error("damaged_workbook", Where(file), detail=str(error))
        return
    for name in workbook.sheet_names:
        try:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except python_calamine.CalamineError as error:
            problems.error("damaged_workbook", Where(file, name), detail=str(error))
            continue
        cached, uncached = formulas.get(name, (frozenset(), frozenset()))
        yield Grid(name, rows, file, name, cached, uncached)


def _scan_sheets(archive: zipfile.ZipFile, file: str, problems: Problems) -> Iterator[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
    """Per sheet, the cells with a formula, with and without a cached value; a far stray cell is refused."""
    for name, path in _sheet_paths(archive):
        xml = archive.read(path)
        rows = max((int(number) for number in _ROW_NUMBER.findall(xml)), default=0)
        if not rows:
            rows = max((int(number) for _, number in _CELL_WITHOUT_ROW.findall(xml)), default=0)
        columns = 26 * 27 if _TWO_LETTER_CELL.search(xml) else 52
        if _WIDE_CELL.search(xml) or rows * columns > MAX_CELLS:
            problems.error("sheet_too_large", Where(file, name), rows=rows)
        if b"<f" in xml:
            cached: set[str] = set()
            uncached: set[str] = set()
            for match in _FORMULA_CELL.finditer(xml):
                (cached if match[2] else uncached).add(match[1].decode())
            yield name, (frozenset(cached), frozenset(uncached))


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet name → its file in the archive, by the workbook's relationships."""
    import html

    names = set(archive.namelist())
    targets: dict[bytes, str] = {}
    for element in _RELATIONSHIP.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(_ATTRIBUTE.findall(element))
        target = attributes.get(b"Target", b"").decode()
        targets[attributes.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for element in _SHEET.findall(archive.read("xl/workbook.xml")):
        attributes = dict(_ATTRIBUTE.findall(element))
        path = next((targets[value] for key, value in attributes.items() if key.endswith(b":id") and value in targets), "")
        if path in names:
            yield html.unescape(attributes.get(b"name", b"").decode("utf-8")), path
