"""The house keeps its own rules: commands, sizes, names and what must never be committed."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_FUNCTION_LINES = 40
MAX_FILE_LINES = 400
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}
TEXT_SUFFIXES = {".py", ".toml", ".md", ".json", ".csv", ".sh", ".cfg", ".txt", ""}
MAKE_TARGETS = ("setup", "check", "test", "cases", "golden", "docs", "run", "demo")


def committed() -> list[Path]:
    """The files of the repository; without git, everything that is no build product."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    """Our Python; Django writes the migrations."""
    folders = ("src", "tests", "benchmarks", "scripts", "docs")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if path.parent.name != "migrations")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_ci_runs_the_readmes_own_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 run.py test" in readme
    assert re.search(r"^exec python3 run\.py test", ci, re.M)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_every_command_that_the_readme_and_make_name_exists_in_the_script() -> None:
    shown = subprocess.run([sys.executable, ROOT / "run.py", "--help"], capture_output=True, text=True, check=True).stdout
    offered = set(re.search(r"\{([a-z,]+)\}", shown)[1].split(","))  # type: ignore[index]
    for page in ("README.md", "Makefile", ".ci/run", "CONTRIBUTING.md"):
        named = set(re.findall(r"(?m)^[^#]*run\.py ([a-z]+)", (ROOT / page).read_text(encoding="utf-8")))
        assert named <= offered, page


def test_every_target_of_the_makefile_has_a_comment_above_it() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    targets = {line.partition(":")[0]: lines[number - 1] for number, line in enumerate(lines) if re.match(r"[a-z]+:(?!=)", line)}
    assert tuple(targets) == MAKE_TARGETS
    assert all(above.startswith("# ") for above in targets.values())


def test_the_setup_script_parses_on_pythons_that_are_too_old_so_that_it_can_say_so() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_no_function_is_longer_than_forty_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} {size}"
        for path in [*python_files(), ROOT / "run.py"]
        for function in functions(path)
        if (size := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert [f"{name} {size}" for name, size in sizes.items() if size > MAX_FILE_LINES] == []


def test_every_module_says_in_one_line_what_it_is_about() -> None:
    silent = [path for path in python_files() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    # An empty __init__ only makes a folder a package.
    assert [str(path.relative_to(ROOT)) for path in silent if path.read_text(encoding="utf-8").strip()] == []


def test_no_module_is_a_drawer_for_leftovers() -> None:
    assert [path for path in python_files() if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES] == []


def test_nothing_below_the_faces_asks_what_day_it_is() -> None:
    asking = re.compile(r"\b(date\.today|datetime\.now|datetime\.today|time\.time)\(")
    rooms = ("assessment", "county", "report", "standard")
    below = [path for room in rooms for path in (ROOT / "src" / "junheng" / room).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in below if asking.search(path.read_text(encoding="utf-8"))] == []


def test_no_third_party_script_and_no_large_file_is_committed() -> None:
    files = committed()
    assert [str(path.relative_to(ROOT)) for path in files if path.name.endswith(".min.js") or "node_modules" in path.parts] == []
    assert [str(path.relative_to(ROOT)) for path in files if path.stat().st_size > 1 << 20] == []


def test_no_committed_text_names_a_folder_of_the_machine_it_was_written_on() -> None:
    foreign = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "tmp", "home", "root", "Users")) + r")/\w")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in committed()
        if path.suffix in TEXT_SUFFIXES
        if (match := foreign.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


def test_only_the_standards_packs_know_the_numbers_of_the_law() -> None:
    numbers = {"4.2", "5.3", "0.765", "3.825", "4.93", "10.2", "0.85", "0.45", "1.32"}
    literals = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
        for path in (ROOT / "src" / "junheng").rglob("*.py")
        if "sample" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float | str) and str(node.value) in numbers
    }
    assert sorted(literals) == []


@pytest.mark.parametrize("word", ["enrollment", "color", "authorized", "organization", "behavior", "normalize", "center"])
def test_prose_is_in_british_spelling(word: str) -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    assert [str(page.relative_to(ROOT)) for page in pages if word in page.read_text(encoding="utf-8").lower()] == []
