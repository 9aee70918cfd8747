"""The three forms of a package — folder, .zip, .xlsx — opened to grids of raw cells and one fingerprint."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from junheng.county.manifest_names import MANIFEST_SHEET
from junheng.county.manifest_sheet import manifest_of_sheet, template_stamp
from junheng.county.problems import Problems, Where
from junheng.county.workbook import Grid, archive_fault, is_workbook, read_sheets, workbook_fault

MANIFEST_FILE = "manifest.json"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
# Sheets of the template and of a marked workbook that only explain; they hold no data.
GUIDE_SHEET = "填报说明"
NOTES_SHEET = "口径"
ERROR_LIST_SHEET = "错误清单"
EXPLAINING_SHEETS = frozenset({MANIFEST_SHEET, "manifest", GUIDE_SHEET, NOTES_SHEET, ERROR_LIST_SHEET})


@dataclass(frozen=True)
class Contents:
    """What a package holds before anything is parsed. `hashes` are those of its files, the manifest's left out."""

    manifest: Mapping[str, object]
    manifest_where: Where
    grids: tuple[Grid, ...]
    sha256: str
    hashes: Mapping[str, str] = field(default_factory=dict)
    template_stamp: str | None = None


def open_contents(path: Path, problems: Problems) -> Contents | None:
    """The raw contents, or None where nothing can be read; every reason is in `problems`."""
    content = content_of(path, problems)
    if content is None:
        return None
    if isinstance(content, dict):
        return _from_files(content, path.name, problems)
    fault = workbook_fault(content)
    if fault:
        problems.error(fault, Where(path.name), detail="")
        return None
    return _from_workbook(content, path.name, problems)


def content_of(path: Path, problems: Problems) -> dict[str, bytes] | bytes | None:
    """The files of a folder or .zip by name, or a workbook's bytes; None, with a problem, where there are neither."""
    try:
        if path.is_dir():
            return {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.is_file() and not file.name.startswith(".")}
        content = path.read_bytes()
    except FileNotFoundError:
        problems.error("not_found", Where(str(path)))
        return None
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the path.
        problems.error("cannot_open", Where(str(path)), detail=getattr(error, "strerror", None) or str(error))
        return None
    suffix = path.suffix.lower()
    if is_workbook(content) or suffix in WORKBOOK_SUFFIXES:
        return content
    if suffix != ".zip":
        problems.error("old_workbook" if suffix == ".xls" else "not_a_package", Where(path.name))
        return None
    fault = archive_fault(content)
    if fault:
        problems.error(fault, Where(path.name), detail="")
        return None
    return _files_of_zip(content, path.name, problems)


def _files_of_zip(content: bytes, name: str, problems: Problems) -> dict[str, bytes] | None:
    """Files at the top, or in the one folder that holds the manifest. Nothing is ever written to a path of the archive."""
    import zipfile

    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
            folders = _outermost(
                {entry.filename.removesuffix(MANIFEST_FILE) for entry in entries if Path(entry.filename).name == MANIFEST_FILE}
            )
            if len(folders) > 1:
                problems.error("several_packages", Where(name), found="、".join(folders))
                return None
            prefix = folders[0] if folders else ""
            for entry in entries:
                inner = entry.filename.removeprefix(prefix)
                if not entry.filename.startswith(prefix) or "/" in inner:
                    problems.warning("unknown_file", Where(entry.filename))
                elif inner in files:
                    problems.error("file_twice", Where(inner))
                else:
                    files[inner] = archive.read(entry)
    except Exception as error:
        # A damaged member raises zlib.error, BadZipFile, EOFError or NotImplementedError: all mean the same here.
        problems.error("damaged_archive", Where(name), detail=str(error))
        return None
    return files


def _outermost(folders: set[str]) -> list[str]:
    """Those that lie least deep: a package may keep an older one in a folder of its own."""
    depth = min((folder.count("/") for folder in folders), default=0)
    return sorted(folder for folder in folders if folder.count("/") == depth)


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or Path(name).name.startswith(".")


def fingerprint(hashes: Mapping[str, str]) -> str:
    """The package's sha256: of the sorted lines `<file name> <sha256>\\n` of all its files but the manifest."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()) if name != MANIFEST_FILE)
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def _from_files(files: Mapping[str, bytes], name: str, problems: Problems) -> Contents | None:
    if MANIFEST_FILE not in files:
        if not problems.errors:
            problems.error("no_manifest", Where(name))
        return None
    where = Where(MANIFEST_FILE)
    try:
        manifest = json.loads(files[MANIFEST_FILE].decode("utf-8-sig"))
        # A lone surrogate is no character: it could be read and never written again.
        json.dumps(manifest, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        problems.error("bad_manifest", where, detail=str(error))
        return None
    if not isinstance(manifest, dict):
        problems.error("bad_manifest", where, detail=type(manifest).__name__)
        return None
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in files.items() if file != MANIFEST_FILE}
    return Contents(manifest, where, tuple(grids_of(files, problems)), fingerprint(hashes), hashes)


def grids_of(files: Mapping[str, bytes], problems: Problems) -> Iterator[Grid]:
    """The tables among the files of a folder, as raw cells."""
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
    """UTF-8 with or without BOM, else GB18030 as Chinese Excel saves it; None where it would read as garbage."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    lenient = content.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    if sum(1 for letter in lenient if letter > "\x7f") > 2 * damaged:
        # Mostly sound UTF-8: a few broken bytes, which GB18030 would turn into other characters unnoticed.
        return None
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        return None


def _from_workbook(content: bytes, name: str, problems: Problems) -> Contents | None:
    grids = tuple(read_sheets(content, name, problems))
    if problems.errors:
        return None
    manifest_grid = next((grid for grid in grids if grid.name in (MANIFEST_SHEET, "manifest")), None)
    if manifest_grid is None:
        problems.error("no_manifest_sheet", Where(name))
        return None
    guide = next((grid for grid in grids if grid.name == GUIDE_SHEET), None)
    tables = tuple(grid for grid in grids if grid.name not in EXPLAINING_SHEETS)
    return Contents(
        manifest_of_sheet(manifest_grid),
        Where(name, manifest_grid.sheet),
        tables,
        hashlib.sha256(content).hexdigest(),
        template_stamp=template_stamp(guide) if guide else None,
    )
