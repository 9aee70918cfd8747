"""Folders, archives and files that are none: what is refused, what is warned of, and what is read all the same."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from junheng.county import try_read
from raw_packages import MANIFEST, OTHER, SCHOOL, SCHOOLS, SECTIONS, codes, found, only, read, save, workbook, write_files


def zipped(target: Path, files: Mapping[str, str], flag_bits: int = 0) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    if flag_bits:
        content = bytearray(target.read_bytes())
        at = content.find(b"PK\x01\x02")
        content[at + 8] |= flag_bits
        target.write_bytes(bytes(content))
    return target


ALL = {"manifest.json": json.dumps(MANIFEST), "schools.csv": SCHOOLS, "sections.csv": SECTIONS}


def test_a_folder_without_a_list_of_files_reads_without_a_warning(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p"))
    assert package.problems == ()
    assert list(package.sections.columns["pupils"]) == [100, 200]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_encoding_that_chinese_excel_saves_is_read(encoding: str, tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"schools.csv": SCHOOLS.replace("城关", "㐂㑇镕").encode(encoding)}))
    assert package.schools.value("school_name", 0) == "㐂㑇镕小学"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SCHOOLS.encode("utf-16"), "unknown_encoding"),
        (SCHOOLS.encode().replace("关".encode(), b"\xe5\x85", 1), "unknown_encoding"),
        (SCHOOLS.replace("城", "\x00", 1).encode(), "damaged_csv"),
        (SCHOOLS.replace("城关小学", '"城关小学', 1).encode(), "damaged_csv"),
        (SCHOOLS.replace("城关小学", '"城关"小学', 1).encode(), "damaged_csv"),
    ],
    ids=["utf-16", "a broken character", "nul", "an open quote", "text after a quote"],
)
def test_a_csv_that_would_read_as_garbage_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    assert code in codes(write_files(tmp_path / "p", {"schools.csv": content}))


def test_quoted_commas_quotes_and_newlines_belong_to_the_cell(tmp_path: Path) -> None:
    name = '"城关,""第一""\n小学"'
    package = read(
        write_files(tmp_path / "p", {"schools.csv": f"school_code,school_name,kind\r\n{SCHOOL},{name},primary\r\n{OTHER},x,primary\r\n"})
    )
    assert package.schools.value("school_name", 0) == '城关,"第一"\n小学'
    assert list(package.schools.lines) == [2, 3]


def test_a_row_with_too_many_cells_is_an_error_that_names_it(tmp_path: Path) -> None:
    problems = found(write_files(tmp_path / "p", {"sections.csv": SECTIONS.replace("100\n", "100,7\n")}))
    assert [(entry.severity, entry.code, entry.where.row) for entry in problems] == [("error", "row_too_long", 2)]


def test_a_row_with_too_few_cells_is_read_as_not_reported_with_a_warning(tmp_path: Path) -> None:
    problem = only(write_files(tmp_path / "p", {"sections.csv": SECTIONS.replace(",100\n", "\n")}))
    assert (problem.severity, problem.code, problem.where.row) == ("warning", "row_too_short", 2)
    assert read(tmp_path / "p").sections.value("pupils", 0) is None


def test_blank_lines_are_no_rows_and_keep_the_numbers_of_the_others(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"sections.csv": SECTIONS.replace("100\n", "100\n\n , ,\n")}))
    assert list(package.sections.lines) == [2, 5]


@pytest.mark.parametrize("content", ["", "\n", "school_code,level\n"], ids=["empty", "a blank line", "a header"])
def test_a_table_without_rows_is_a_table_without_rows(content: str, tmp_path: Path) -> None:
    path = write_files(tmp_path / "p", {"rooms.csv": content.replace("level", "kind")})
    assert len(read(path).table("rooms")) == 0


def test_an_empty_required_table_names_its_missing_columns(tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", {"sections.csv": ""})) == ["no_column", "no_column"]


def test_a_missing_required_table_is_an_error(tmp_path: Path) -> None:
    path = write_files(tmp_path / "p")
    (path / "sections.csv").unlink()
    assert codes(path) == ["no_table"]


def test_a_table_in_two_files_is_an_error(tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", {"学校.csv": SCHOOLS})) == ["table_twice"]


def test_unknown_tables_columns_and_files_are_kept_and_warned_of(tmp_path: Path) -> None:
    files = {
        "schools.csv": SCHOOLS.replace("kind\n", "kind,备注\n").replace("primary\n", "primary,x\n"),
        "食堂.csv": "a,b\n1,\n",
        "readme.txt": "hi",
    }
    package = read(write_files(tmp_path / "p", files))
    assert [problem.code for problem in package.problems] == ["unknown_file", "unknown_column", "unknown_table"]
    assert package.schools.extras == {"备注": ["x", "x"]}
    assert dict(package.extra_tables) == {"食堂": (("a", "b"), ("1", None))}


# -- the manifest -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 2}, "manifest_format"),
        ({"county_code": "99010"}, "manifest_county_code"),
        ({"county_code": None}, "manifest_county_code"),
        ({"school_year": "2025-2027"}, "manifest_school_year"),
        ({"school_year": "二〇二五"}, "manifest_school_year"),
        ({"school_year": True}, "manifest_school_year"),
        ({"as_of": "30/9/2025"}, "manifest_as_of"),
        ({"as_of": "2025-02-30"}, "manifest_as_of"),
        ({"as_of": "2025-08-31"}, "as_of_outside_school_year"),
        ({"as_of": "2026-09-01"}, "as_of_outside_school_year"),
        ({"standard": " "}, "manifest_standard"),
        ({"files": ["schools.csv"]}, "manifest_files"),
        ({"files": {"schools.csv": "abc"}}, "manifest_files"),
    ],
)
def test_a_manifest_that_cannot_be_trusted_stops_the_reading(change: dict[str, Any], code: str, tmp_path: Path) -> None:
    package, problems = try_read(write_files(tmp_path / "p", **change))
    assert package is None
    assert [problem.code for problem in problems.errors] == [code]


@pytest.mark.parametrize("day", ["2025-09-01", "2026-08-31"])
def test_the_first_and_last_day_belong_to_the_school_year(day: str, tmp_path: Path) -> None:
    assert read(write_files(tmp_path / "p", as_of=day)).manifest.as_of.isoformat() == day


@pytest.mark.parametrize("year", [2025, "2025", "2025-2026", "2025\u20132026学年", "2025年"])
def test_a_school_year_may_be_written_as_people_write_it(year: object, tmp_path: Path) -> None:
    assert read(write_files(tmp_path / "p", school_year=year)).manifest.school_year == 2025


def test_a_numeric_county_code_is_read_with_a_warning(tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", county_code=990100)) == ["code_as_number"]


def test_an_unknown_manifest_entry_is_kept_with_a_warning(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", contact={"name": "王"}))
    assert package.manifest.extras == {"contact": {"name": "王"}}
    assert [problem.code for problem in package.problems] == ["unknown_manifest_key"]


def test_the_mark_of_an_invented_county_is_kept_without_a_warning(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", invented=True, note="虚构"))
    assert package.manifest.extras == {"invented": True, "note": "虚构"}
    assert package.problems == ()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1, "format"', "\ufffe", '{"county_name": "\\ud800"}', "[" * 100_000])
def test_a_manifest_that_is_no_json_object_is_named(text: str, tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", {"manifest.json": text})) == ["bad_manifest"]


def listed(**rows_or_hash: Any) -> dict[str, Any]:
    entry = {"sha256": hashlib.sha256(SCHOOLS.encode()).hexdigest(), "rows": 2, **rows_or_hash}
    return {"schools.csv": entry, "sections.csv": {"sha256": hashlib.sha256(SECTIONS.encode()).hexdigest(), "rows": 2}}


def test_listed_files_that_agree_are_silent(tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", files=listed())) == []


def test_another_hash_than_the_listed_one_is_an_error(tmp_path: Path) -> None:
    problem = only(write_files(tmp_path / "p", files=listed(sha256="0" * 64)))
    assert (problem.severity, problem.code, problem.where.file) == ("error", "listed_file_differs", "schools.csv")


def test_another_number_of_rows_than_listed_is_an_error(tmp_path: Path) -> None:
    problem = only(write_files(tmp_path / "p", files=listed(rows=3)))
    assert (problem.severity, problem.code, problem.values["found"]) == ("error", "listed_rows_differ", 2)


def test_a_listed_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    assert codes(write_files(tmp_path / "p", files={**listed(), "classes.csv": {}})) == ["listed_file_missing"]


def test_a_file_that_is_not_listed_is_read_with_a_warning(tmp_path: Path) -> None:
    path = write_files(tmp_path / "p", {"classes.csv": f"school_code,level,pupils\n{SCHOOL},primary,100\n"}, files=listed())
    assert codes(path) == ["unlisted_file"]
    assert len(read(path).table("classes")) == 1


# -- what is no package -----------------------------------------------------------------------------------------------


def test_a_path_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    assert codes(tmp_path / "nowhere") == ["not_found"]


@pytest.mark.parametrize("name", ["data.csv", "data.txt", "data"])
def test_a_single_file_is_no_package(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(SCHOOLS)
    assert codes(tmp_path / name) == ["not_a_package"]


def test_a_folder_without_a_manifest_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text(SCHOOLS)
    assert codes(tmp_path) == ["no_manifest"]


@pytest.mark.parametrize("prefix", ["", "county/", "a/b/"])
def test_an_archive_may_hold_its_files_in_one_folder(prefix: str, tmp_path: Path) -> None:
    files = {prefix + name: content for name, content in ALL.items()} | {"__MACOSX/._schools.csv": "x", prefix + ".DS_Store": "x"}
    zipped(tmp_path / "p.zip", files)
    assert read(tmp_path / "p.zip").sha256 == read(write_files(tmp_path / "p")).sha256


def test_files_beside_the_package_in_its_archive_are_warned_of(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", ALL | {"deeper/rooms.csv": "x", "../../evil.csv": "x"})
    assert codes(path) == ["unknown_file", "unknown_file"]


def test_a_name_that_climbs_out_of_the_archive_writes_nothing(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = zipped(inside / "p.zip", {f"../{name}": content for name, content in ALL.items()})
    assert len(read(path).schools) == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["inside"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_an_archive_are_an_error(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", ALL)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("schools.csv", SCHOOLS)
    assert codes(path) == ["file_twice"]


def test_an_archive_without_a_manifest_is_said_so(tmp_path: Path) -> None:
    assert codes(zipped(tmp_path / "p.zip", {"schools.csv": SCHOOLS})) == ["no_manifest"]


def test_a_truncated_archive_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", ALL)
    path.write_bytes(path.read_bytes()[:-30])
    assert codes(path) == ["damaged_archive"]


def test_an_archive_with_a_damaged_member_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", ALL)
    content = bytearray(path.read_bytes())
    content[content.index(b"schools.csv") + 20] ^= 0xFF
    path.write_bytes(bytes(content))
    assert codes(path) == ["damaged_archive"]


def test_an_encrypted_archive_is_said_to_have_a_password(tmp_path: Path) -> None:
    assert codes(zipped(tmp_path / "p.zip", ALL, flag_bits=1)) == ["encrypted_file"]


def test_an_archive_of_two_packages_is_refused_rather_than_one_of_them_read(tmp_path: Path) -> None:
    files = {f"{county}/{name}": content for county in ("east", "west") for name, content in ALL.items()}
    assert codes(zipped(tmp_path / "p.zip", files)) == ["several_packages"]


def test_an_older_package_kept_inside_a_package_is_passed_over_with_warnings(tmp_path: Path) -> None:
    files = ALL | {f"last-year/{name}": content for name, content in ALL.items()}
    assert set(codes(zipped(tmp_path / "p.zip", files))) == {"unknown_file"}


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", ALL)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("rooms.csv", "w", force_zip64=True) as member:
        for _ in range(80):
            member.write(bytes(1 << 20))
    assert codes(path) == ["zip_bomb"]


def test_a_member_larger_than_it_says_is_damaged_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", ALL | {"rooms.csv": "x" * 5_000_000})
    content = path.read_bytes()
    size = (5_000_000).to_bytes(4, "little")
    path.write_bytes(content.replace(size, (10).to_bytes(4, "little")))
    assert codes(path) == ["damaged_archive"]


def test_an_old_xls_is_asked_to_be_saved_anew(tmp_path: Path) -> None:
    (tmp_path / "p.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert codes(tmp_path / "p.xls") == ["old_workbook"]


def test_an_encrypted_workbook_is_said_to_have_a_password(tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    )
    assert codes(tmp_path / "p.xlsx") == ["encrypted_file"]


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 and no more", SCHOOLS.encode()])
def test_a_file_that_is_no_workbook_is_said_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_bytes(content)
    assert codes(tmp_path / "p.xlsx") == ["damaged_workbook"]


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = save(tmp_path)
    path.write_bytes(path.read_bytes()[: -path.stat().st_size // 3])
    assert codes(path) == ["damaged_workbook"]


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = save(tmp_path)
    path.rename(tmp_path / "upload.zip")
    assert len(read(tmp_path / "upload.zip").schools) == 2


def test_a_workbook_without_its_sheet_of_facts_is_said_so(tmp_path: Path) -> None:
    book = workbook()
    book.remove(book["说明"])
    book.save(tmp_path / "p.xlsx")
    assert codes(tmp_path / "p.xlsx") == ["no_manifest_sheet"]


@pytest.mark.parametrize("text", ["2025/9/30", "2025-9-30", "2025.09.30", "2025年9月30日"])
def test_a_date_as_chinese_excel_writes_it_is_read_with_a_warning(text: str, tmp_path: Path) -> None:
    package, problems = try_read(write_files(tmp_path / "p", as_of=text))
    assert package is not None
    assert package.manifest.as_of.isoformat() == "2025-09-30"
    assert [(problem.severity, problem.code) for problem in problems.found] == [("warning", "date_not_iso")]


def test_a_manifest_without_format_is_read_as_the_present_one_with_a_warning(tmp_path: Path) -> None:
    package, problems = try_read(write_files(tmp_path / "p", format=None))
    assert package is not None
    assert "manifest_without_format" in {problem.code for problem in problems.warnings}
    assert not problems.errors
