"""Workbooks from plain lists of cells, written and damaged in a thousandth of the time that a library takes."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from junheng.county.workbook import column_letter

Cell = str | int | float | bool | None
Sheets = dict[str, list[list[Cell]]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def parts_of(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> dict[str, bytes]:
    """The parts of an .xlsx that holds these sheets: texts inline, everything else without a format."""
    names = list(sheets)
    numbers = range(1, len(names) + 1)
    entries = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True))
    targets = "".join(f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    kinds = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>' for n in numbers)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": _sheet(sheets[name]) for n, name in zip(numbers, names, strict=True)},
    }
    return {name: text.encode() for name, text in parts.items()}


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{column_letter(position)}{number}", cell) for position, cell in enumerate(row) if cell is not None)
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(address: str, cell: Cell) -> str:
    if isinstance(cell, bool):
        return f'<c r="{address}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{address}"><v>{cell!r}</v></c>'
    if isinstance(cell, str) and cell.startswith("#"):
        return f'<c r="{address}" t="e"><v>{escape(cell)}</v></c>'
    if isinstance(cell, str) and cell.startswith("="):
        return f'<c r="{address}"><f>{escape(cell[1:])}</f></c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'


def zipped(parts: Mapping[str, bytes], level: int = 1) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with bytes flipped, cut off, doubled or put in front, or with a part lost or torn."""
    kind = chance.choice(["flip", "cut", "front", "lost", "torn", "swap"])
    if kind in ("lost", "torn", "swap"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name, other = chance.sample(sorted(parts), 2)
        if kind == "lost":
            del parts[name]
        elif kind == "torn":
            parts[name] = parts[name][: chance.randrange(len(parts[name]))]
        else:
            parts[name], parts[other] = parts[other], parts[name]
        return zipped(parts)
    if kind == "cut":
        return content[: chance.randrange(len(content))]
    if kind == "front":
        return chance.randbytes(chance.randint(1, 40)) + content
    flipped = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        flipped[chance.randrange(len(flipped))] ^= chance.randint(1, 255)
    return bytes(flipped)
