"""Reading a county package: grids of raw cells → typed tables, every problem named at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from junheng.county.containers import Contents, open_contents
from junheng.county.derive import derive_counts
from junheng.county.manifest import compare_listed_files, read_manifest
from junheng.county.manifest_sheet import TEMPLATE_VERSION
from junheng.county.package import CountyPackage, Table
from junheng.county.problems import PackageError, Problems, Where
from junheng.county.read_table import is_blank, read_table
from junheng.county.schema import TABLE_BY_NAME, TABLES, TableSpec
from junheng.county.values import canonical_text
from junheng.county.workbook import Grid, without_collection

REQUIRED_TABLES = ("schools", "sections")

Rows = Sequence[Sequence[object]]


def read_package(path: str | Path) -> CountyPackage:
    """The package at `path` (folder, .zip or .xlsx). Raises PackageError with all problems where it cannot be read."""
    package, problems = try_read(path)
    if package is None or problems.errors:
        raise PackageError(problems.found)
    return package


def try_read(path: str | Path) -> tuple[CountyPackage | None, Problems]:
    """As much of the package as can be read, and every problem met."""
    problems = Problems()
    source = Path(path)
    contents = open_contents(source, problems)
    if contents is None:
        return None, problems
    manifest = read_manifest(contents, problems)
    if contents.template_stamp not in (None, TEMPLATE_VERSION):
        problems.warning("template_version", contents.manifest_where, found=contents.template_stamp, allowed=TEMPLATE_VERSION)
    with without_collection():
        tables, extra_tables, row_counts = _tables(contents, problems)
    for name in REQUIRED_TABLES:
        if name not in tables:
            problems.error("no_table", Where(source.name), name=name, sheet=TABLE_BY_NAME[name].sheet)
    if manifest is None:
        return None, problems
    compare_listed_files(contents, manifest, row_counts, problems)
    tables = derive_counts(tables, manifest.as_of, problems)
    return (
        CountyPackage(
            manifest, MappingProxyType(tables), contents.sha256, source, tuple(problems.warnings), MappingProxyType(extra_tables)
        ),
        problems,
    )


def _tables(contents: Contents, problems: Problems) -> tuple[dict[str, Table], dict[str, Rows], dict[str, int]]:
    """Known tables, unknown ones as text, and the rows of each file."""
    tables: dict[str, Table] = {}
    extra_tables: dict[str, Rows] = {}
    row_counts: dict[str, int] = {}
    for grid in contents.grids:
        spec = spec_of(grid.name)
        if grid.name in extra_tables or (spec and spec.name in tables):
            problems.error("table_twice", Where(grid.file, grid.sheet), name=spec.sheet if spec else grid.name)
        elif spec is None:
            rows = _kept_rows(grid)
            row_counts[grid.file] = max(sum(1 for row in rows if any(row)) - 1, 0)
            if rows:
                extra_tables[grid.name] = rows
                problems.warning("unknown_table", Where(grid.file, grid.sheet), name=grid.name)
        else:
            tables[spec.name] = read_table(spec, grid, problems, must_have_headings=spec.name in REQUIRED_TABLES)
            row_counts[grid.file] = len(tables[spec.name])
    return tables, extra_tables, row_counts


def _kept_rows(grid: Grid) -> Rows:
    """The rows of an unknown table as text, without the empty margin that a spreadsheet adds below and to the right."""
    rows = [[canonical_text(cell) for cell in row] for row in grid.rows]
    while rows and is_blank(rows[-1]):
        rows.pop()
    width = max((position + 1 for row in rows for position, cell in enumerate(row) if cell), default=0)
    return tuple(tuple((*row, *[None] * width)[:width]) for row in rows)


@cache
def spec_of(name: str) -> TableSpec | None:
    """The table that a sheet or file is named after, in Chinese or English."""
    plain = name.strip()
    return next((spec for spec in TABLES if plain.lower() == spec.name or plain == spec.sheet), None)


__all__ = ["read_package", "spec_of", "try_read"]
