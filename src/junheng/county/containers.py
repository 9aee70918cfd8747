"""The three forms of a package — folder, .zip, .xlsx — opened to grids of raw cells and one fingerprint."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from junheng.county.problems import Problems, Where
from junheng.county.schema import MANIFEST_NAMES, MANIFEST_SHEET
from junheng.county.workbook import Grid, archive_fault, read_sheets, workbook_fault

MANIFEST_FILE = "manifest.json"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
# Sheets of the template that only explain; they hold no data.
EXPLAINING_SHEETS = frozenset({MANIFEST_SHEET, "填报说明", "口径", "错误清单"})

_DECORATION = " \t\r\n\u3000\xa0*＊:\uff1a"
# Below this heading of the sheet 说明 stand the manifest's unknown entries: name, and value as JSON.
MANIFEST_EXTRAS_HEADING = "其他说明项"


@dataclass(frozen=True)
class Contents:
    """What a package holds before anything is parsed."""

    manifest: Mapping[str, object]
    manifest_where: Where
    grids: tuple[Grid, ...]
    sha256: str
    row_counts: Mapping[str, int] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)


def open_contents(path: Path, problems: Problems) -> Contents | None:
    """The raw contents, or None where nothing can be read; every reason is in `problems`."""
    if path.is_dir():
        return _from_files(_files_of_folder(path), path.name, problems)
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.error("cannot_open", Where(str(path)), detail=error.strerror or str(error))
        return None
    if path.suffix.lower() == ".zip":
        fault = archive_fault(content)
        if fault:
            problems.error(fault, Where(path.name), detail="")
            return None
        return _from_files(_files_of_zip(content, path.name, problems), path.name, problems)
    fault = workbook_fault(content)
    if fault:
        problems.error(fault, Where(path.name), detail="")
        return None
    return _from_workbook(content, path.name, problems)


def _files_of_folder(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in sorted(folder.iterdir()) if entry.is_file() and not entry.name.startswith(".")}


def _files_of_zip(content: bytes, name: str, problems: Problems) -> dict[str, bytes]:
    """Files at the top, or in the one folder that holds the manifest."""
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
            manifest = min((entry.filename for entry in entries if Path(entry.filename).name == MANIFEST_FILE), key=len, default="")
            prefix = manifest[: -len(MANIFEST_FILE)] if manifest else ""
            for entry in entries:
                inner = entry.filename.removeprefix(prefix)
                if entry.filename.startswith(prefix) and "/" not in inner:
                    files[inner] = archive.read(entry)
    except Exception as error:
        # A damaged member raises zlib.error, BadZipFile, EOFError or NotImplementedError: all mean the same here.
        problems.error("damaged_archive", Where(name), detail=str(error))
    return files


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or Path(name).name.startswith(".")


def fingerprint(hashes: Mapping[str, str]) -> str:
    """The package's sha256: of the sorted lines `<file name> <sha256>\\n` of all its files but the manifest."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()) if name != MANIFEST_FILE)
    return hashlib.sha256(lines.encode()).hexdigest()


def _from_files(files: Mapping[str, bytes], name: str, problems: Problems) -> Contents | None:
    if MANIFEST_FILE not in files:
        if not problems.errors:
            problems.error("no_manifest", Where(name))
        return None
    where = Where(MANIFEST_FILE)
    try:
        manifest = json.loads(files[MANIFEST_FILE].decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        problems.error("bad_manifest", where, detail=str(error))
        return None
    if not isinstance(manifest, dict):
        problems.error("bad_manifest", where, detail=type(manifest).__name__)
        return None
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in files.items() if file != MANIFEST_FILE}
    grids = tuple(_grids(files, problems))
    counts = {grid.file: max(sum(1 for row in grid.rows if any(cell not in ("", None) for cell in row)) - 1, 0) for grid in grids}
    return Contents(manifest, where, grids, fingerprint(hashes), counts, hashes)


def _grids(files: Mapping[str, bytes], problems: Problems) -> Iterable[Grid]:
    for file, content in files.items():
        suffix = Path(file).suffix.lower()
        if suffix == ".csv":
            rows = _csv_rows(content, file, problems)
            if rows is not None:
                yield Grid(Path(file).stem, rows, file)
        elif suffix == ".parquet":
            from junheng.county.parquet import read_grid

            grid = read_grid(content, file, problems)
            if grid is not None:
                yield grid
        elif file != MANIFEST_FILE:
            problems.warning("unknown_file", Where(file))


def _csv_rows(content: bytes, file: str, problems: Problems) -> list[list[str]] | None:
    text = _decoded(content)
    if text is None:
        problems.error("unknown_encoding", Where(file))
        return None
    if "\x00" in text:
        problems.error("damaged_csv", Where(file), detail="NUL")
        return None
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        problems.error("damaged_csv", Where(file), detail=str(error))
        return None


def _decoded(content: bytes) -> str | None:
    """UTF-8 with or without BOM, else GB18030 as Chinese Excel saves it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _from_workbook(content: bytes, name: str, problems: Problems) -> Contents | None:
    grids = tuple(read_sheets(content, name, problems))
    if problems.errors:
        return None
    manifest_grid = next((grid for grid in grids if grid.name in (MANIFEST_SHEET, "manifest")), None)
    if manifest_grid is None:
        problems.error("no_manifest_sheet", Where(name))
        return None
    manifest = _manifest_of_sheet(manifest_grid)
    tables = tuple(grid for grid in grids if grid.name not in EXPLAINING_SHEETS and grid.name != "manifest")
    return Contents(manifest, Where(name, manifest_grid.sheet), tables, hashlib.sha256(content).hexdigest())


def _manifest_of_sheet(grid: Grid) -> dict[str, object]:
    """Name → value, where the value stands to the right of the name, or below it."""
    names = {alias: key for key, aliases in MANIFEST_NAMES.items() for alias in (key, *aliases)}

    def named(cell: object) -> str | None:
        return names.get(str(cell).strip(_DECORATION)) if isinstance(cell, str) else None

    manifest: dict[str, object] = {}
    for number, row in enumerate(grid.rows):
        if row and row[0] == MANIFEST_EXTRAS_HEADING:
            return {**_manifest_extras(grid.rows[number + 1 :]), **manifest}
        for position, cell in enumerate(row):
            key = named(cell)
            if key is None or key in manifest:
                continue
            right = row[position + 1] if position + 1 < len(row) else ""
            below = grid.rows[number + 1] if number + 1 < len(grid.rows) else ()
            under = below[position] if position < len(below) else ""
            value = under if named(right) or (right in ("", None) and not named(under)) else right
            if value not in ("", None):
                manifest[key] = value
    return manifest


def _manifest_extras(rows: Sequence[Sequence[object]]) -> dict[str, object]:
    extras: dict[str, object] = {}
    for row in rows:
        key, text = (*row, "", "")[:2]
        if isinstance(key, str) and key and key not in MANIFEST_NAMES:
            try:
                extras[key] = json.loads(text) if isinstance(text, str) else text
            except (ValueError, RecursionError):
                extras[key] = text
    return extras
