"""The sheet 说明 of a form: whose it is, of which round, in which layout, and what its locked cells held when it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

from junheng.county.form import FormTable, UnitForm
from junheng.county.manifest import FORMAT
from junheng.county.manifest_names import MANIFEST_NAMES
from junheng.county.problems import Problems, Where
from junheng.county.values import canonical_text
from junheng.county.workbook import Grid

ROUND_CODE, ROUND_TITLE = "填报任务编号", "填报任务"
UNIT_CODE, UNIT_NAME = "填报单位编号", "填报单位"
VERSION = "填报表版本"
REVISION = "下载时的保存次数"
COUNTY_CODE, SCHOOL_YEAR = (MANIFEST_NAMES[key][0] for key in ("county_code", "school_year"))
SHOWN_DIGEST = "灰色格校验"
DIGEST_LENGTH = 16
LONGEST_REVISION = 9

Rows = Iterable[Sequence[str | None]]


def stamp_of(form: UnitForm) -> list[tuple[str, str]]:
    """What the sheet 说明 says, name and value, in its order."""
    named = {"format": str(FORMAT), "county_code": form.county_code, "county_name": form.county_name}
    named |= {"school_year": str(form.school_year), "as_of": form.as_of.isoformat(), "standard": form.standard}
    return [
        (ROUND_TITLE, form.round_title),
        (ROUND_CODE, form.round_code),
        (UNIT_NAME, form.unit_name),
        (UNIT_CODE, form.unit_code),
        (VERSION, form.version),
        *([(REVISION, str(form.revision))] if form.revision is not None else []),
        *((MANIFEST_NAMES[key][0], value) for key, value in named.items()),
        *((f"{SHOWN_DIGEST} {table.spec.sheet}", shown_digest(shown_cells(table))) for table in form.tables),
    ]


def shown_cells(table: FormTable) -> Rows:
    """The stored texts of the locked cells, row by row."""
    return [[row.get(name) for name in table.shown] for row in table.rows]


def shown_digest(rows: Rows) -> str:
    """A digest of locked cells: as long as it is the same, whatever differs from the present was changed since by others."""
    # Sorting a sheet changes no cell.
    content = json.dumps(sorted([text or "" for text in row] for row in rows), ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def read_stamp(grid: Grid | None) -> dict[str, str]:
    """Name → value of a sheet 说明, by its first two columns."""
    found: dict[str, str] = {}
    for row in grid.rows if grid else ():
        name, value = (canonical_text(cell) or "" for cell in (*row, None, None)[:2])
        if name and value:
            found.setdefault(name.strip(), value.strip())
    return found


def revision_of(found: Mapping[str, str]) -> int | None:
    """How much had been saved when the form was made; None where the stamp does not say."""
    said = found.get(REVISION, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_REVISION else None


def check_stamp(found: Mapping[str, str], form: UnitForm, where: Where, problems: Problems) -> bool:
    """Whether the workbook is this form; every reason why it is not is a problem."""
    missing = [name for name in (COUNTY_CODE, SCHOOL_YEAR, ROUND_CODE, UNIT_CODE, VERSION) if name not in found]
    revision = revision_of(found)
    if form.revision is not None and (revision is None or revision > form.revision):
        missing.append(REVISION)
    if missing:
        problems.error("form_without_stamp", where, missing="、".join(missing))
        return False
    compared = (
        ("form_of_other_county", COUNTY_CODE, COUNTY_CODE, form.county_code, form.county_code),
        ("form_of_other_year", SCHOOL_YEAR, SCHOOL_YEAR, str(form.school_year), str(form.school_year)),
        ("form_of_other_round", ROUND_CODE, ROUND_TITLE, form.round_code, form.round_title),
        ("form_of_other_unit", UNIT_CODE, UNIT_NAME, form.unit_code, form.unit_name),
    )
    other = False
    for code, name, named_by, expected, shown in compared:
        if found[name] != expected:
            other = True
            problems.error(code, where, found=_named(found, name, named_by), expected=shown if name == named_by else f"{shown} {expected}")
    # The version differs of itself where round or unit do.
    if not other and found[VERSION] != form.version:
        problems.error("form_outdated", where, found=found[VERSION], expected=form.version)
    return not other and found[VERSION] == form.version


def _named(found: Mapping[str, str], name: str, named_by: str) -> str:
    return found[name] if name == named_by else f"{found.get(named_by, '')} {found[name]}".strip()
