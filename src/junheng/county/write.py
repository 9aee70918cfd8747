"""Writing a county package in any of its forms, so that reading it back gives the same values."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from junheng.county.containers import MANIFEST_FILE
from junheng.county.manifest import FORMAT
from junheng.county.package import CountyPackage, Manifest
from junheng.county.reported import Reported, reported
from junheng.county.values import canonical_text

FileFormat = Literal["csv", "parquet"]

# A zip made twice from the same package is the same file; 1980 is the earliest day that the format knows.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# A folder of such a name would be taken for a workbook.
OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods", ".et")
DATA_SUFFIXES = (".csv", ".parquet")


def write_package(package: CountyPackage, target: str | Path, *, file_format: FileFormat = "csv") -> None:
    """Write a folder, a .zip or an .xlsx, by the name of `target`, replacing what stood there in one step.

    Counts that reading filled in are left out: they were not reported. Raises FileExistsError where `target` is a
    folder that holds something else than a package, and ValueError for a value that the form cannot hold.
    """
    target = Path(target)
    suffix = target.suffix.lower()
    if suffix in OTHER_WORKBOOKS:
        raise ValueError(f"只能写出 .xlsx 工作簿，不能写出 {suffix} / workbooks are written as .xlsx only")
    if suffix == ".xlsx":
        from junheng.county.write_workbook import workbook_bytes

        replace_file(target, workbook_bytes(package))
    elif suffix == ".zip":
        replace_file(target, zipped(package_files(package, file_format)))
    else:
        _replace_folder(target, package_files(package, file_format))


def package_files(package: CountyPackage, file_format: FileFormat = "csv") -> dict[str, bytes]:
    """The files of the folder form, manifest.json with their hashes and rows included, sorted by name."""
    files: dict[str, bytes] = {}
    rows: dict[str, int] = {}
    for name, table in package.tables.items():
        kept = reported(table)
        if not kept.columns and not kept.extras:
            continue
        file = f"{name}.{file_format}"
        files[file] = _parquet(kept) if file_format == "parquet" else _csv([_header(kept), *_text_rows(kept)])
        rows[file] = len(kept.rows)
    for name, grid in package.extra_tables.items():
        file = _free_name(_file_stem(name), files)
        files[file] = _csv(grid)
        rows[file] = max(sum(1 for row in grid if any(row)) - 1, 0)
    facts = {file: {"sha256": hashlib.sha256(files[file]).hexdigest(), "rows": rows[file]} for file in sorted(files)}
    files[MANIFEST_FILE] = _manifest(package.manifest, facts)
    return dict(sorted(files.items()))


def _manifest(manifest: Manifest, files: Mapping[str, object]) -> bytes:
    facts = {
        "format": FORMAT,
        "county_code": manifest.county_code,
        "county_name": manifest.county_name,
        "school_year": manifest.school_year,
        "as_of": manifest.as_of.isoformat(),
        "standard": manifest.standard,
        **manifest.extras,
        "files": files,
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def _header(kept: Reported) -> list[str]:
    known = [f"{entry.column.name}({entry.unit})" if entry.unit else entry.column.name for entry in kept.columns]
    return [*known, *kept.extras]


def _text_rows(kept: Reported) -> Iterable[list[str]]:
    columns = [*(entry.cells for entry in kept.columns), *kept.extras.values()]
    for index in kept.rows:
        yield [canonical_text(cells[index]) or "" for cells in columns]


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([canonical_text(cell) or "" for cell in row] for row in rows)
    return text.getvalue().encode()


def _parquet(kept: Reported) -> bytes:
    from junheng.county.parquet import to_bytes

    columns = [*(entry.cells for entry in kept.columns), *kept.extras.values()]
    texts = ([canonical_text(cells[index]) for index in kept.rows] for cells in columns)
    return to_bytes(dict(zip(_header(kept), texts, strict=True)))


def _file_stem(name: str) -> str:
    """A table's name as a file's: no separators, and no leading dot, which readers take for litter."""
    return "".join("_" if letter in '/\\:*?"<>|' or ord(letter) < 32 else letter for letter in name).lstrip(".") or "table"


def _free_name(stem: str, taken: Mapping[str, object]) -> str:
    name, number = f"{stem}.csv", 2
    while name in taken:
        name, number = f"{stem}_{number}.csv", number + 1
    return name


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A .zip of the files in their order; the same files make the same bytes."""
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def replace_file(target: Path, content: bytes) -> None:
    """Put `content` at `target` whole or not at all: a sibling is written first, then renamed over it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    sibling = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        sibling.chmod(_usual_mode(0o666))
        sibling.replace(target)
    except BaseException:
        sibling.unlink(missing_ok=True)
        raise


def _replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    _refuse_foreign(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        fresh.chmod(_usual_mode(0o777))
        _swap(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _swap(fresh: Path, target: Path) -> None:
    """A folder cannot be renamed over a full one, so the old one steps aside and comes back if the new one fails."""
    if not target.exists():
        fresh.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.rename(aside / target.name)
    try:
        fresh.rename(target)
    except BaseException:
        (aside / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse_foreign(target: Path) -> None:
    """Replacing a folder deletes what it held: that may be an older package, never somebody's documents."""
    if not target.exists():
        return
    if not target.is_dir():
        raise FileExistsError(f"{target} 是一个文件，不能用数据包文件夹替换它 / is a file, not a package's folder")
    for entry in target.iterdir():
        if entry.is_dir() or (entry.name != MANIFEST_FILE and entry.suffix.lower() not in DATA_SUFFIXES):
            raise FileExistsError(f"{target} 里有不属于数据包的内容「{entry.name}」，请另选文件夹 / holds what is no part of a package")


def _usual_mode(full: int) -> int:
    """The mode that the person's umask gives; temporary files are private, and a package is to be handed on."""
    mask = os.umask(0)
    os.umask(mask)
    return full & ~mask
