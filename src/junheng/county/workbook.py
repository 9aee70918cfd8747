"""Opening an .xlsx safely: refuse what is none, find formulas and error values, hand over every sheet's cells."""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from junheng.county.problems import Problems, Where
from junheng.county.values import UNCALCULATED

if TYPE_CHECKING:
    import zipfile

    import python_calamine

# A county's workbook with 100,000 pupils unpacks to some 100 MB; ten times that is an attack or an accident.
MAX_UNPACKED_BYTES = 1 << 30
MAX_RATIO = 400
RATIO_MATTERS_FROM_BYTES = 64 << 20
MAX_CELLS = 40_000_000

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGIC = b"PK"
_WORKBOOK_PART = b"xl/workbook.xml"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# A literal start lets a search run at the speed of memory; how another writer spells it is looked for only where needed.
_PLAIN_ROW_NUMBER = re.compile(rb'<row r="(\d+)"')
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*[^/>]>\s*<')
_CELL_OF_LETTERS = {3: re.compile(rb'<c r="[A-Z]{3}'), 2: re.compile(rb'<c r="[A-Z]{2}')}
_PLAIN_SHEET = b"<worksheet"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^>]*>[^<]|<(?:\w+:)?is>)?"
)
_ERROR = b't="e"'
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)'
)
_ADDRESS = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*/?>")

Cell = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet or file as rows of raw cells; row 0 is the spreadsheet's row 1. `formulas` are (row, column) from 0."""

    name: str
    rows: Sequence[Sequence[object]]
    file: str
    sheet: str | None = None
    formulas: frozenset[Cell] = frozenset()
    merged: tuple[tuple[Cell, Cell], ...] = ()


@dataclass
class _Marks:
    """What the XML of a sheet says and its values do not: formulas with a saved result, cells to put back."""

    formulas: set[Cell] = field(default_factory=set)
    cells: dict[Cell, str] = field(default_factory=dict)


def is_workbook(content: bytes) -> bool:
    """Whether the bytes look like a workbook, old, encrypted or sound, whatever the file is called."""
    return content.startswith(_OLE_MAGIC) or (content.startswith(_ZIP_MAGIC) and _WORKBOOK_PART in content)


def archive_fault(content: bytes) -> str | None:
    """Why a zip (or the zip inside an .xlsx) must not be unpacked; None if it may."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except Exception:
        # Damaged directories raise BadZipFile, struct.error, UnicodeDecodeError, OverflowError …
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
    if not content.startswith(_ZIP_MAGIC):
        return "damaged_workbook"
    fault = archive_fault(content)
    return "damaged_workbook" if fault == "damaged_archive" else fault


def read_sheets(content: bytes, file: str, problems: Problems) -> list[Grid]:
    """Every visible or hidden sheet of a workbook that `workbook_fault` let pass, cells as stored."""
    import zipfile

    import python_calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            marks = dict(_scanned(archive, file, problems))
        if problems.errors:
            return []
        with without_collection():
            workbook = python_calamine.load_workbook(io.BytesIO(content))
            return [
                _grid(workbook.get_sheet_by_name(sheet.name), file, marks.get(sheet.name, _Marks()))
                for sheet in workbook.sheets_metadata
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError:
        problems.error("encrypted_file", Where(file))
    except Exception as error:
        # CalamineError, BadZipFile, KeyError, zlib.error, a Rust panic …: damage has no common base.
        problems.error("damaged_workbook", Where(file), detail=str(error))
    return []


@contextmanager
def without_collection() -> Iterator[None]:
    """No garbage collection meanwhile: walking a million fresh cells again and again doubles the time of reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _grid(sheet: python_calamine.CalamineSheet, file: str, marks: _Marks) -> Grid:
    rows: Sequence[Sequence[object]] = sheet.to_python(skip_empty_area=False)
    if marks.cells:
        # The reader gives "" for an error value, and no cell at all for a formula without a result.
        width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in marks.cells)])
        height = max(len(rows), *(row + 1 for row, _ in marks.cells))
        grid = [[*row, *[""] * (width - len(row))] for row in [*rows, *[()] * (height - len(rows))]]
        for (row, column), text in marks.cells.items():
            grid[row][column] = text
        rows = grid
    merged = tuple(sheet.merged_cell_ranges or ())
    return Grid(sheet.name, rows, file, sheet.name, frozenset(marks.formulas), merged)


def _scanned(archive: zipfile.ZipFile, file: str, problems: Problems) -> Iterator[tuple[str, _Marks]]:
    """Per sheet its marks; a far stray cell is refused. Every other part is unpacked once, so that none is larger than it says."""
    paths = dict(_sheet_paths(archive))
    for entry in archive.infolist():
        if entry.filename not in paths.values():
            archive.read(entry)
    for name, path in paths.items():
        xml = archive.read(path)
        end = xml.rfind(b"sheetData>")
        _refuse_far_cells(xml, Where(file, name), problems)
        marks = _Marks()
        if _ERROR in xml:
            for match in _ERROR_CELL.finditer(xml, 0, end):
                marks.cells[_address(match[1])] = match[2].decode()
        # Below the cells stand the formulas of drop-downs and colours.
        if xml.find(b"<f", 0, end) >= 0 or (_PLAIN_SHEET not in xml[:1000] and xml.find(b":f", 0, end) >= 0):
            _find_formulas(xml, end, marks)
        if len(marks.cells) > MAX_CELLS:
            problems.error("sheet_too_large", Where(file, name), rows=len(marks.cells))
        yield name, marks


def _find_formulas(xml: bytes, end: int, marks: _Marks) -> None:
    found = 0
    for match in _FORMULA_CELL.finditer(xml, 0, end):
        found += 1
        address = _address(match[1])
        if address in marks.cells:
            continue
        if match[2] or b't="str"' in match[1]:
            # A text result may be empty: =IF(A1="","",A1) says that nothing is reported.
            marks.formulas.add(address)
        else:
            marks.cells[address] = UNCALCULATED
    if found < len(_FORMULA.findall(xml, 0, end)):
        raise ValueError("formulas in cells without an address")


def _address(attributes: bytes) -> Cell:
    match = _ADDRESS.search(attributes)
    if match is None:
        raise ValueError("cells without an address")
    return int(match[2]) - 1, column_number(match[1].decode())


def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_letter(position: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _refuse_far_cells(xml: bytes, where: Where, problems: Problems) -> None:
    """A sheet is read as one rectangle, so a single cell at XFD1048576 would cost 17 billion."""
    numbers = _PLAIN_ROW_NUMBER.findall(xml)
    if len(numbers) < xml.count(b"row ") or not numbers:
        numbers = _ROW_NUMBER.findall(xml) or [b"%d" % MAX_CELLS]
    rows = max(map(int, numbers))
    widest = next((letters for letters, cell in _CELL_OF_LETTERS.items() if rows * 26**letters > MAX_CELLS and cell.search(xml)), 1)
    if rows * 26**widest <= MAX_CELLS:
        return
    last_row = last_column = 0
    for letters, number in _FILLED_CELL.findall(xml):
        last_row = max(last_row, int(number))
        last_column = max(last_column, column_number(letters.decode()) + 1)
    if last_row * last_column > MAX_CELLS:
        problems.error("sheet_too_large", where, rows=last_row)


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
