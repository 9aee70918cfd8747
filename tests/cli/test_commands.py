"""The commands as a clerk or a script calls them: what they print, write and return."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "package"


def junheng(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("junheng"), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False)


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The golden county with two faults in one file and one in another."""
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "spoilt"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": {}}), encoding="utf-8")
    schools = (folder / "schools.csv").read_text(encoding="utf-8")
    (folder / "schools.csv").write_text(
        schools.replace("6200,500", "6200,7000").replace("2100000007,启智学校", "21,启智学校"), encoding="utf-8"
    )
    facts = (folder / "facts.csv").read_text(encoding="utf-8")
    (folder / "facts.csv").write_text(facts.replace(",228,", ",二百二十八,", 1), encoding="utf-8")
    return folder


def test_assess_prints_a_summary_that_fits_a_terminal() -> None:
    done = junheng("assess", GOLDEN)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "结论：✗ 未达标" in lines
    assert len(lines) < 24


def test_assess_json_is_the_results_file(tmp_path: Path) -> None:
    done = junheng("assess", GOLDEN, "--json", "--out", tmp_path / "out")
    assert json.loads(done.stdout) == json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {"results.json", "report.html", "ledger.xlsx", "sheets.xlsx"}


def test_errors_end_with_status_2_all_named_at_once_and_nothing_written(spoilt: Path, tmp_path: Path) -> None:
    done = junheng("assess", spoilt, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "二百二十八" in done.stderr
    assert "「21」" in done.stderr
    assert "7000" in done.stderr
    assert not (tmp_path / "out").exists()


def test_check_returns_0_without_errors_and_2_with_them(spoilt: Path) -> None:
    assert junheng("check", GOLDEN).returncode == 0
    done = junheng("check", spoilt, "--json")
    assert done.returncode == 2
    problems = json.loads(done.stdout)["problems"]
    assert {problem["severity"] for problem in problems} == {"error", "warning"}
    for problem in problems:
        assert problem["what"]
        assert problem["why"]
        assert problem["remedy"]
        assert set(problem["where"]) == {"file", "sheet", "row", "column", "cell"}


def test_check_speaks_english_when_asked(spoilt: Path) -> None:
    done = junheng("check", spoilt, "--lang", "en")
    assert "is no number" in done.stdout
    assert "errors" in done.stdout
    assert junheng("check", spoilt, "--lang", "fr").returncode == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--standard", "cn-1999-1"), "没有标准"),
        (("--reading", "zoned_entry"), "ID=CHOICE"),
        (("--reading", "zoned_entry=neither"), "没有「neither」"),
        (("--as-of", "2016-01-01"), "没有生效的值"),
        (("--as-of", "30.9.2025"), "YYYY-MM-DD"),
    ],
)
def test_a_wrong_option_is_refused_in_words(words: tuple[str, ...], expected: str) -> None:
    done = junheng("assess", GOLDEN, *words)
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reading_changes_the_verdict_and_is_named_in_the_result(tmp_path: Path) -> None:
    done = junheng("assess", GOLDEN, "--json", "--reading", "rotation_comparison=more_than")
    found = json.loads(done.stdout)
    b11 = next(finding for finding in found["findings"] if finding["indicator"] == "B11" and finding["part"] is None)
    assert b11["verdict"] == "not_met"
    assert "rotation_comparison=more_than" in b11["reading"]
    assert found["readings"]["rotation_comparison"] == "more_than"


def test_as_of_picks_the_law_and_outranks_the_package() -> None:
    found = json.loads(junheng("assess", GOLDEN, "--json", "--as-of", "2018-01-01").stdout)
    assert found["as_of"] == "2018-01-01"


def test_an_exercise_named_by_a_package_is_refused_unless_asked_for(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "exercise"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "standard": "example-overlay"}), encoding="utf-8")
    assert junheng("assess", folder).returncode == 2
    done = junheng("assess", folder, "--standard", "example-overlay")
    assert done.returncode == 0
    assert "练习标准" in done.stdout


def test_explain_names_cell_and_clause() -> None:
    done = junheng("explain", GOLDEN, "A4", "2100000004", "--level", "junior")
    assert done.returncode == 0
    assert "schools.csv!I5" in done.stdout
    assert "教督〔2017〕6号 A4" in done.stdout
    tree = json.loads(junheng("explain", GOLDEN, "A4", "2100000004", "--level", "初中", "--json").stdout)
    assert tree["kind"] == "county"
    assert junheng("explain", GOLDEN, "A4", "2100000004", "--level", "college").returncode == 2


def test_convert_there_and_back_assesses_the_same(tmp_path: Path) -> None:
    first = json.loads(junheng("assess", GOLDEN, "--json").stdout)
    assert junheng("convert", GOLDEN, "--to", tmp_path / "county.xlsx").returncode == 0
    assert junheng("convert", tmp_path / "county.xlsx", "--to", tmp_path / "county.zip").returncode == 0
    second = json.loads(junheng("assess", tmp_path / "county.zip", "--json").stdout)
    for part in ("county", "findings", "sections", "dispersion", "composite"):
        assert second[part] == first[part]


def test_a_form_that_is_not_written_is_refused_in_words(tmp_path: Path) -> None:
    done = junheng("convert", GOLDEN, "--to", tmp_path / "county.xls")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("只能写出 .xlsx 工作簿")
    assert not (tmp_path / "county.xls").exists()


def test_standards_are_listed_shown_linted_and_compared() -> None:
    assert "cn-2017-6" in junheng("standard", "list").stdout
    shown = junheng("standard", "show", "cn-2017-6").stdout
    assert "生均教学及辅助用房面积" in shown
    assert "zoned_entry" in shown
    assert "过渡性放宽" in shown
    assert junheng("standard", "lint").returncode == 0
    assert junheng("standard", "lint", "nowhere").returncode == 2
    assert "junior_retention_rate" in junheng("standard", "diff", "cn-2017-6", "example-overlay").stdout


def test_the_sample_says_that_it_is_invented_and_names_its_faults(tmp_path: Path) -> None:
    done = junheng("sample", "--schools", "30", "--faults", "--out", tmp_path / "county")
    assert done.stdout.count("埋入") == 12
    assert junheng("check", tmp_path / "county").returncode == 2
    assert junheng("sample", "--out", tmp_path / "sound").returncode == 0
    assert "虚构样例" in junheng("assess", tmp_path / "sound").stdout


def test_check_names_an_unknown_standard_where_it_is_written(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "county"))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "standard": "cn-1999"}), encoding="utf-8")
    done = junheng("check", folder, "--json")
    assert done.returncode == 2
    (problem,) = [problem for problem in json.loads(done.stdout)["problems"] if problem["severity"] == "error"]
    assert problem["code"] == "standard_unusable"
    assert problem["where"]["file"] == "manifest.json"
    assert "cn-2017-6" in problem["what"]


@pytest.mark.parametrize(
    "words",
    [("assess", GOLDEN, "--out", "taken"), ("convert", GOLDEN, "--to", "taken/x.zip"), ("template", "--out", "taken/t.xlsx")],
)
def test_a_place_that_cannot_be_written_is_named_without_a_traceback(words: tuple[object, ...], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = junheng(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file"


def test_a_sample_too_small_for_its_faults_is_refused_in_words(tmp_path: Path) -> None:
    done = junheng("sample", "--faults", "--schools", 5, "--out", tmp_path / "small")
    assert done.returncode == 2
    assert done.stderr.startswith("县太小")
    assert not (tmp_path / "small").exists()


def test_a_folder_with_anything_of_the_users_own_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep", encoding="utf-8")
    done = junheng("convert", GOLDEN, "--to", tmp_path / "mine")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path / 'mine'} 里有不属于数据包的内容")
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["letter.txt"]
