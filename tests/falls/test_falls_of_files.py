"""Falls to avoid: files that cannot be trusted. The command says so, writes nothing and ends with status 2."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import junheng
from casework import assess_county, code_of
from junheng.county import read_package
from junheng.county.write import write_package
from perfect import perfect_county

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COMMAND = [sys.executable, "-c", "from junheng.cli.main import run; run()"]


def run_assess(package: Path, out: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, "assess", str(package), "--out", str(out)], capture_output=True, check=False)


def assert_refused(package: Path, tmp_path: Path) -> None:
    """Exit status 2, something said, nothing written, no traceback."""
    out = tmp_path / "out"
    finished = run_assess(package, out)
    said = (finished.stdout + finished.stderr).decode("utf-8")
    assert finished.returncode == 2, said
    assert said.strip()
    assert "Traceback" not in said
    assert not out.exists() or list(out.iterdir()) == []


def test_an_old_xls_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "county.xls"
    package.write_bytes(OLD_OFFICE + bytes(2048) + "Workbook".encode("utf-16-le") + bytes(2048))
    assert_refused(package, tmp_path)


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "county.xlsx"
    package.write_bytes(OLD_OFFICE + bytes(2048) + "EncryptedPackage".encode("utf-16-le") + bytes(2048))
    assert_refused(package, tmp_path)


@pytest.mark.parametrize("suffix", ["zip", "xlsx"])
def test_a_damaged_file_is_refused(suffix: str, tmp_path: Path) -> None:
    package = tmp_path / f"county.{suffix}"
    write_package(read_package(perfect_county().write(tmp_path / "source")), package)
    whole = package.read_bytes()
    package.write_bytes(whole[: len(whole) // 2])
    assert_refused(package, tmp_path)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "county.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("manifest.json", json.dumps(perfect_county().manifest))
        with archive.open("schools.csv", "w", force_zip64=True) as stream:
            block = bytes(1 << 24)
            for _ in range(80):
                stream.write(block)
    assert_refused(package, tmp_path)


def test_a_package_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path / "nowhere", tmp_path)


def test_a_package_of_the_wrong_year_is_refused(tmp_path: Path) -> None:
    assert_refused(perfect_county().change("manifest/school_year", 2024).write(tmp_path / "county"), tmp_path)


@pytest.mark.parametrize(("day", "refused"), [("2025-08-31", True), ("2025-09-01", False), ("2026-08-31", False), ("2026-09-01", True)])
def test_a_school_year_runs_from_september_to_august(day: str, refused: bool, tmp_path: Path) -> None:
    path = perfect_county().change("manifest/as_of", day).write(tmp_path / "county")
    if refused:
        with pytest.raises(junheng.PackageError):
            junheng.assess(path)
    else:
        assert junheng.assess(path).as_of.isoformat() == day


def test_all_errors_are_listed_at_once(tmp_path: Path) -> None:
    county = perfect_county()
    county.change("schools/city_primary/equipment_value_yuan", "很多").change("sections/city_junior/junior/teachers", -3)
    county.change("monitoring/数学/2024/between_school_rate", 15)
    package = county.write(tmp_path / "county")
    finished = run_assess(package, tmp_path / "out")
    said = (finished.stdout + finished.stderr).decode("utf-8")
    assert finished.returncode == 2
    for found in ("很多", "-3", "15"):
        assert found in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf8_bom_and_gb18030_say_the_same(encoding: str, tmp_path: Path) -> None:
    county = perfect_county().change("schools/city_primary/school_name", "城关镇第一小学")
    expected = assess_county(county, tmp_path / "plain").answer
    package = county.write(tmp_path / "county", encoding=encoding)
    found = json.loads(json.dumps(junheng.assess(package).results()))
    assert [found[name] for name in ("county", "findings", "sections")] == [expected[name] for name in ("county", "findings", "sections")]
    assert "城关镇第一小学" in [row.text("school_name") for row in read_package(package).schools]


def _workbook(tmp_path: Path) -> Path:
    package = tmp_path / "county.xlsx"
    write_package(read_package(perfect_county().write(tmp_path / "source")), package)
    return package


def test_a_formula_without_a_saved_result_is_refused_and_not_read_as_empty(tmp_path: Path) -> None:
    package = _workbook(tmp_path)
    workbook = openpyxl.load_workbook(package)
    sheet = workbook["学校"]
    row = next(row for row in sheet.iter_rows() if str(row[0].value) == code_of("city_primary"))
    cell = next(cell for cell in row if cell.value == 3000000)
    cell.value = "=1500000*2"
    workbook.save(package)
    assert_refused(package, tmp_path)


def test_a_formula_with_its_saved_result_is_read_with_a_warning(tmp_path: Path) -> None:
    package = _workbook(tmp_path)
    _plant_formula(package, "3000000")
    assessment = junheng.assess(package)
    found = next(row for row in assessment.findings if (row.indicator, row.subject) == ("A6", code_of("city_primary")))
    assert found.value == 3000
    assert [problem.severity for problem in assessment.problems if problem.code == "formula_read"] == ["warning"]


def _plant_formula(package: Path, result: str) -> None:
    """Turn the one cell that holds `result` into a formula with that saved result, as Excel writes it."""
    with zipfile.ZipFile(package) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    planted = 0
    for name, content in members.items():
        old = f"<v>{result}</v>".encode()
        if name.startswith("xl/worksheets/") and old in content and not planted:
            members[name] = content.replace(old, f"<f>1500000*2</f><v>{result}</v>".encode(), 1)
            planted += 1
    assert planted == 1
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_a_number_cell_that_starts_with_an_equals_sign_is_refused_in_csv(tmp_path: Path) -> None:
    package = perfect_county().change("schools/city_primary/equipment_value_yuan", "=1500000*2").write(tmp_path / "county")
    assert_refused(package, tmp_path)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")'])
def test_a_name_that_looks_like_a_formula_stays_text_in_every_workbook(name: str, tmp_path: Path) -> None:
    package = perfect_county().change("schools/city_primary/school_name", name).write(tmp_path / "county")
    target = tmp_path / "again.xlsx"
    write_package(read_package(package), target)
    assert next(iter(read_package(target).schools)).text("school_name") == name
    assert formulas_in(target) == []


def formulas_in(workbook: Path) -> list[str]:
    """Cells that a spreadsheet would calculate and whose text came from outside."""
    loaded = openpyxl.load_workbook(workbook)
    return [f"{sheet.title}!{cell.coordinate}" for sheet in loaded for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_no_report_calculates_what_a_county_typed(tmp_path: Path) -> None:
    county = perfect_county().change("schools/city_primary/school_name", "=1+1")
    county.change("schools/city_primary/equipment_value_yuan", 0)
    out = tmp_path / "out"
    finished = run_assess(county.write(tmp_path / "county"), out)
    assert finished.returncode == 0, finished.stderr.decode("utf-8")
    assert {"results.json", "report.html", "ledger.xlsx", "sheets.xlsx"} <= {entry.name for entry in out.iterdir()}
    for name in ("ledger.xlsx", "sheets.xlsx"):
        assert formulas_in(out / name) == [], name


def test_an_assessed_county_ends_with_status_0_whatever_the_verdict(tmp_path: Path) -> None:
    for number, value in enumerate((3000000, 0, None)):
        county = perfect_county().change("schools/city_primary/equipment_value_yuan", value)
        out = tmp_path / f"out{number}"
        assert run_assess(county.write(tmp_path / f"county{number}"), out).returncode == 0
        verdict = json.loads((out / "results.json").read_text(encoding="utf-8"))["county"]["verdict"]
        assert verdict == ("met", "not_met", "unknown")[number]
