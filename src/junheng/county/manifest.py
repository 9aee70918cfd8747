"""The manifest: which county, which year, as of when, under which standard."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from junheng.county.containers import Contents
from junheng.county.manifest_names import MANIFEST_NAMES
from junheng.county.package import Manifest
from junheng.county.problems import Problems, Where
from junheng.county.schema import Column
from junheng.county.values import code_text, parse, raw_of

FORMAT = 1
SCHOOL_YEAR_STARTS = (9, 1)
_KNOWN = (*MANIFEST_NAMES, "files")
# Ours beyond the contract: the mark and the remark of an invented county. Kept like other additions, but no mistake.
_EXPECTED = ("invented", "note")
_SCHOOL_YEAR = re.compile(r"((?:19|20)\d\d)(?:\s*[-\u2010-\u2015~\uff5e至/]\s*((?:19|20)\d\d))?\s*(?:学年度?|年)?")


def read_manifest(contents: Contents, problems: Problems) -> Manifest | None:
    """The manifest, or None, with every reason, where it cannot be trusted."""
    found, where = contents.manifest, contents.manifest_where
    errors_before = len(problems.errors)
    if found.get("format") in (None, ""):
        problems.warning("manifest_without_format", where, allowed=FORMAT)
    elif str(found["format"]).strip() not in (str(FORMAT), f"{FORMAT}.0"):
        problems.error("manifest_format", where, found=_shown(found.get("format")), allowed=FORMAT)
    code = _county_code(found, where, problems)
    school_year, as_of = _dates(found, where, problems)
    standard = found.get("standard")
    if not isinstance(standard, str) or not standard.strip():
        problems.error("manifest_standard", where, found=_shown(standard))
    for key in found:
        if key not in (*_KNOWN, *_EXPECTED):
            problems.warning("unknown_manifest_key", where, found=key)
    listed = found.get("files") or {}
    if not isinstance(listed, dict) or not all(isinstance(entry, dict) for entry in listed.values()):
        problems.error("manifest_files", where)
        listed = {}
    if len(problems.errors) > errors_before or school_year is None or as_of is None:
        return None
    name = found.get("county_name")
    extras = {key: value for key, value in found.items() if key not in _KNOWN}
    return Manifest(code, "" if name is None else str(name).strip(), school_year, as_of, str(standard).strip(), listed, extras)


def _county_code(found: Mapping[str, object], where: Where, problems: Problems) -> str:
    code = code_text(raw_of(found.get("county_code")), digits=6)
    if code.fault:
        problems.error("manifest_county_code", where, found=_shown(found.get("county_code")))
    elif code.note:
        problems.warning("code_as_number", where, found=code.value)
    return str(code.value)


def _dates(found: Mapping[str, object], where: Where, problems: Problems) -> tuple[int | None, datetime.date | None]:
    school_year = _school_year(found.get("school_year"))
    if school_year is None:
        problems.error("manifest_school_year", where, found=_shown(found.get("school_year")))
    parsed = parse(raw_of(found.get("as_of")), Column("as_of", "数据时点", "date"), from_workbook=False)
    as_of = parsed.value
    if parsed.note:
        problems.warning(parsed.note, where, found=found.get("as_of"))
    if not isinstance(as_of, datetime.date):
        problems.error("manifest_as_of", where, found=_shown(found.get("as_of")))
        return school_year, None
    if school_year is not None and not is_in_school_year(as_of, school_year):
        problems.error("as_of_outside_school_year", where, found=as_of, school_year=school_year, next=school_year + 1)
    return school_year, as_of


def _shown(value: object) -> object:
    return "（未填写）" if value in (None, "") else value


def _school_year(value: object) -> int | None:
    """2025, "2025" or "2025-2026学年"; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    match = _SCHOOL_YEAR.fullmatch(str(value).strip()) if isinstance(value, str | int) else None
    if match is None or (match[2] and int(match[2]) != int(match[1]) + 1):
        return None
    return int(match[1])


def is_in_school_year(day: datetime.date, school_year: int) -> bool:
    """Whether the day lies in the school year (1 September to 31 August)."""
    start = datetime.date(school_year, *SCHOOL_YEAR_STARTS)
    return start <= day < start.replace(year=school_year + 1)


def compare_listed_files(contents: Contents, manifest: Manifest, rows: Mapping[str, int], problems: Problems) -> None:
    """Name every listed file that is missing or differs, and every file that is not listed. `rows` are those found."""
    for name, entry in manifest.files.items():
        if name not in contents.hashes:
            problems.error("listed_file_missing", Where(name))
            continue
        if "sha256" in entry and str(entry["sha256"]).lower() != contents.hashes[name]:
            problems.error("listed_file_differs", Where(name), listed=entry["sha256"], found=contents.hashes[name])
        if "rows" in entry and name in rows and entry["rows"] != rows[name]:
            problems.error("listed_rows_differ", Where(name), listed=entry["rows"], found=rows[name])
    if manifest.files:
        for name in contents.hashes:
            if name not in manifest.files:
                problems.warning("unlisted_file", Where(name))
