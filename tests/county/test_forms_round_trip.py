"""A package in any form, read, written in another and read again, holds the same values; what was counted is not written."""

from __future__ import annotations

import datetime
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from junheng.county import CountyPackage, Manifest, Table, try_read
from junheng.county.codes import CODES, OPEN_CODES
from junheng.county.schema import SECTIONS, TABLES, Column, TableSpec
from junheng.county.write import write_package
from raw_packages import OTHER, SCHOOL, codes, read, save, school_rows, write_files

FORMS = ("folder", "p.zip", "p.xlsx")
GOLDEN = Path(__file__).parents[1] / "golden" / "package"


def content(package: CountyPackage) -> dict[str, Any]:
    """Everything that a package says, without where it said it."""
    return {
        "manifest": (package.manifest.county_code, package.manifest.county_name, package.manifest.as_of, package.manifest.extras),
        "tables": {name: {column: list(cells) for column, cells in table.columns.items()} for name, table in package.tables.items()},
        "extras": {name: {column: list(cells) for column, cells in table.extras.items()} for name, table in package.tables.items()},
        "extra_tables": {name: [list(row) for row in rows] for name, rows in package.extra_tables.items()},
    }


def through_all_forms(package: CountyPackage, folder: Path) -> None:
    """Each form is made from the one before, and reads back alike and with no new problem."""
    expected = content(package)
    for form in (*FORMS, "again"):
        write_package(package, folder / form)
        package, problems = read(folder / form), try_read(folder / form)[1]
        assert content(package) == expected, form
        assert {problem.code for problem in problems.found} <= {"unknown_column", "unknown_table", "unknown_manifest_key", "unknown_fact"}
    assert files_of(folder / "folder") == files_of(folder / "again")


def files_of(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


def test_the_golden_package_survives_every_form(tmp_path: Path) -> None:
    through_all_forms(read(GOLDEN), tmp_path)


def test_unknown_columns_tables_and_manifest_entries_survive_every_form(tmp_path: Path) -> None:
    files = {
        "schools.csv": f'school_code,kind,备 注,=a\n{SCHOOL},primary, x ,=1+1\n{OTHER},primary,"1\n2",\n',
        "食堂.csv": "a,b,\n001,,3\n\n,x,",
        "canteens of every kind, with a name that is long.csv": "a\n1\n",
    }
    package = read(write_files(tmp_path / "source", files, contact={"tel": ["1", 2, None]}, note="模板"))
    again = tmp_path / "p.xlsx"
    write_package(package, again)
    assert content(read(again))["extras"] == content(package)["extras"]
    assert read(again).manifest.extras == {"contact": {"tel": ["1", 2, None]}, "note": "模板"}
    assert list(read(again).extra_tables.values()) == list(package.extra_tables.values())
    del files["canteens of every kind, with a name that is long.csv"]
    through_all_forms(read(write_files(tmp_path / "short", files, contact={"tel": ["1", 2, None]})), tmp_path)


def test_parquet_holds_the_same_values(tmp_path: Path) -> None:
    pytest.importorskip("polars")
    package = read(GOLDEN)
    for target in ("parquet", "parquet.zip"):
        write_package(package, tmp_path / target, file_format="parquet")
        assert content(read(tmp_path / target)) == content(package)
        assert codes(tmp_path / target) == []


def test_folder_and_zip_have_one_fingerprint_and_a_workbook_its_own(tmp_path: Path) -> None:
    for form in FORMS:
        write_package(read(GOLDEN), tmp_path / form)
    assert read(tmp_path / "folder").sha256 == read(tmp_path / "p.zip").sha256
    assert read(tmp_path / "p.xlsx").sha256 == hashlib.sha256((tmp_path / "p.xlsx").read_bytes()).hexdigest()


def test_the_manifest_lists_each_file_with_its_hash_and_rows(tmp_path: Path) -> None:
    write_package(read(GOLDEN), tmp_path / "p")
    listed = json.loads((tmp_path / "p" / "manifest.json").read_text())["files"]
    original = json.loads((GOLDEN / "manifest.json").read_text())["files"]
    assert {name: entry["rows"] for name, entry in listed.items()} == {name: entry["rows"] for name, entry in original.items()}
    for name, entry in listed.items():
        assert entry["sha256"] == hashlib.sha256((tmp_path / "p" / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("form", ["p.zip", "p.xlsx"])
def test_the_same_package_makes_the_same_bytes(form: str, tmp_path: Path) -> None:
    write_package(read(GOLDEN), tmp_path / form)
    write_package(read(GOLDEN), tmp_path / "other" / form)
    assert (tmp_path / form).read_bytes() == (tmp_path / "other" / form).read_bytes()


def test_areas_in_mu_that_no_decimal_writes_go_back_under_their_own_heading(tmp_path: Path) -> None:
    package = read(save(tmp_path, {"学校": school_rows(("运动场地面积(亩)", [1, 12.5]))}))
    for form in FORMS:
        write_package(package, tmp_path / form)
        assert list(read(tmp_path / form).schools.columns["sports_ground_area_m2"]) == [Fraction(2000, 3), Fraction(25000, 3)]
        assert codes(tmp_path / form) == ["unit_converted"]


def test_areas_in_mu_that_a_decimal_writes_become_square_metres(tmp_path: Path) -> None:
    package = read(save(tmp_path, {"学校": school_rows(("运动场地面积(亩)", [3, 4.5]))}))
    write_package(package, tmp_path / "folder")
    assert "sports_ground_area_m2\n" in (tmp_path / "folder" / "schools.csv").read_text()
    assert codes(tmp_path / "folder") == []


def test_a_number_without_a_decimal_or_a_unit_is_refused_by_name(tmp_path: Path) -> None:
    package = read(GOLDEN)
    schools = package.schools
    columns = {**schools.columns, "site_area_m2": [Fraction(1, 3)] * len(schools)}
    with pytest.raises(ValueError, match=r"schools\.site_area_m2"):
        write_package(package.with_tables(schools=Table(schools.spec, columns, schools.lines)), tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_counts_that_reading_filled_in_are_not_written_as_reported(tmp_path: Path) -> None:
    files = {
        "sections.csv": f"school_code,level,pupils\n{SCHOOL},primary,\n{OTHER},primary,200\n",
        "classes.csv": f"school_code,level,pupils\n{SCHOOL},primary,100\n",
    }
    package = read(write_files(tmp_path / "source", files))
    assert package.sections.value("pupils", 0) == 100
    write_package(package, tmp_path / "p")
    assert (tmp_path / "p" / "sections.csv").read_text() == files["sections.csv"]
    through_all_forms(package, tmp_path)


def test_workbook_cells_are_what_a_person_expects(tmp_path: Path) -> None:
    import openpyxl

    write_package(read(GOLDEN), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["说明", "学校", "学段", "班级", "县级数据"]
    headings = [cell.value for cell in book["学校"][1]]
    row = dict(zip(headings, (cell.value for cell in book["学校"][2]), strict=True))
    assert row["学校标识码"] == "2100000001"
    assert (row["办学类型"], row["寄宿制"], row["教学及辅助用房面积(㎡)"]) == ("小学", "否", 6200)
    assert book["说明"]["B5"].value == datetime.datetime(2025, 9, 30)


# -- replacing what stood there ---------------------------------------------------------------------------------------


def test_an_older_package_is_replaced_whole(tmp_path: Path) -> None:
    target = write_files(tmp_path / "p", {"rooms.csv": "school_code,kind\n"})
    write_package(read(GOLDEN), target)
    assert "rooms.csv" not in files_of(target)
    assert content(read(target)) == content(read(GOLDEN))
    assert [entry.name for entry in tmp_path.iterdir()] == ["p"]


@pytest.mark.parametrize("name", ["letter.docx", "notes.txt"])
def test_a_folder_with_somebodys_documents_is_never_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / name).write_text("mine")
    with pytest.raises(FileExistsError, match=name):
        write_package(read(GOLDEN), tmp_path / "p")
    assert files_of(tmp_path / "p") == {name: b"mine"}


def test_a_file_is_never_replaced_by_a_folder(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("mine")
    with pytest.raises(FileExistsError):
        write_package(read(GOLDEN), tmp_path / "p")


@pytest.mark.parametrize("form", FORMS)
def test_a_package_that_cannot_be_written_leaves_the_old_one(form: str, tmp_path: Path) -> None:
    write_package(read(GOLDEN), tmp_path / form)
    before = content(read(tmp_path / form))
    package = read(GOLDEN)
    schools = package.schools
    bad = Table(schools.spec, {**schools.columns, "site_area_m2": [Fraction(1, 3)] * len(schools)}, schools.lines)
    with pytest.raises(ValueError, match="site_area_m2"):
        write_package(package.with_tables(schools=bad), tmp_path / form)
    assert content(read(tmp_path / form)) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [form]


def test_text_that_no_cell_can_hold_is_refused_and_not_cut(tmp_path: Path) -> None:
    package = read(write_files(tmp_path / "p", {"schools.csv": f"school_code,kind,school_name\n{SCHOOL},primary,{'长' * 32768}\n"}))
    with pytest.raises(ValueError, match="32768"):
        write_package(package, tmp_path / "p.xlsx")


def test_the_archive_holds_its_files_at_the_top_with_fixed_dates(tmp_path: Path) -> None:
    write_package(read(GOLDEN), tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert archive.namelist() == ["classes.csv", "facts.csv", "manifest.json", "schools.csv", "sections.csv"]
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


# -- any package ------------------------------------------------------------------------------------------------------

# Text of any alphabet without what trimming removes and without the words that mean something else in a spreadsheet.
TEXTS = (
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn"), whitelist_characters="\n\t"), max_size=12)
    .map(lambda text: text.strip(" \t\r\n\u3000\xa0\ufeff"))
    .filter(lambda text: text and not text.startswith(("#", "示例")))
)
DECIMALS = (
    st.decimals(0, 10**9, places=4, allow_nan=False).map(Fraction).map(lambda number: int(number) if number.denominator == 1 else number)
)
DATES = st.dates(datetime.date(1850, 1, 1), datetime.date(2100, 1, 1))


def cells_of(column: Column) -> st.SearchStrategy[Any]:
    some: Mapping[str, st.SearchStrategy[Any]] = {
        "text": TEXTS,
        "school_code": st.sampled_from([SCHOOL, OTHER]),
        "count": st.integers(0, 10**14),
        "amount": DECIMALS,
        "number": DECIMALS,
        "share": st.fractions(0, 1, max_denominator=1).map(int),
        "year": st.integers(1990, 2100),
        "bool": st.booleans(),
        "date": DATES,
        "coded": st.sampled_from(sorted(CODES.get(column.vocabulary, {"": ""}))),
    }
    cells = some[column.kind]
    if column.vocabulary in OPEN_CODES:
        cells |= st.sampled_from(["舞蹈", "书法室"])
    return cells if column.required else st.none() | cells


@st.composite
def tables(draw: st.DrawFn, spec: TableSpec) -> Table:
    rows = draw(st.integers(1, 4))
    chosen = [column for column in spec.columns if column.required or draw(st.booleans())] or [spec.columns[0]]
    columns = {column.name: draw(st.lists(cells_of(column), min_size=rows, max_size=rows)) for column in chosen}
    # A row in which nothing is written is no row in any form.
    kept = [index for index in range(rows) if any(cells[index] is not None for cells in columns.values())]
    columns = {name: [cells[index] for index in kept] for name, cells in columns.items()}
    return Table(spec, columns, range(2, 2 + len(kept)))


@st.composite
def packages(draw: st.DrawFn) -> CountyPackage:
    others = draw(
        st.lists(st.sampled_from([spec for spec in TABLES if spec.name not in ("classes", "teachers", "pupils")]), max_size=4, unique=True)
    )
    chosen = {spec.name: draw(tables(spec)) for spec in TABLES if spec in (TABLES[0], SECTIONS) or spec in others}
    manifest = Manifest("990100", draw(TEXTS), 2025, datetime.date(2025, 9, 30), "cn-2017-6")
    return CountyPackage(manifest, chosen, "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packages())
def test_any_package_survives_every_form(package: CountyPackage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            write_package(package, Path(folder) / form)
            assert content(read(Path(folder) / form)) == content(package), form


@pytest.mark.parametrize("name", ["p.xls", "p.xlsm", "p.ods"])
def test_a_workbook_of_another_kind_is_refused_rather_than_made_a_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xlsx"):
        write_package(read(GOLDEN), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["as_of", "标准", "学年", "2025-09-30"])
def test_a_county_named_like_an_entry_of_the_manifest_keeps_its_name(name: str, tmp_path: Path) -> None:
    package, _ = try_read(GOLDEN)
    assert package is not None
    named = replace(package, manifest=replace(package.manifest, county_name=name))
    write_package(named, tmp_path / "p.xlsx")
    assert content(read(tmp_path / "p.xlsx"))["manifest"] == content(named)["manifest"]
