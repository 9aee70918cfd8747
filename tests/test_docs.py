"""The documentation is a promise: what it shows must be so."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest

import junheng
from junheng.assessment.lint import lint_standard
from junheng.county import read_package, schema
from junheng.county.fact_names import FACT_NAMES
from junheng.county.sample import sample_county
from junheng.standard import load_standard

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GOLDEN = ROOT / "tests" / "golden" / "package"
JUNHENG = Path(sys.executable).with_name("junheng")
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"])


def glossary() -> list[dict[str, str]]:
    with (DOCS / "reference" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fences(page: Path, language: str = "") -> list[str]:
    """The code blocks of a page in one language, as they stand."""
    blocks = re.findall(r"^[ ]*```(\w*)\n(.*?)^[ ]*```$", page.read_text(encoding="utf-8"), re.M | re.S)
    return [block for named, block in blocks if named == language]


def shown_commands() -> Iterator[tuple[Path, list[str]]]:
    """Every `junheng …` line in a code block outside the generated reference."""
    for page in PAGES:
        if page.parent.name != "reference":
            for block in fences(page):
                for line in block.splitlines():
                    words = re.sub(r"\s+#.*", "", line).split()
                    if words and Path(words[0]).name == "junheng":
                        yield page, words[1:]


@cache
def help_of(*words: str) -> str:
    return subprocess.run([JUNHENG, *words, "--help"], capture_output=True, text=True, check=True).stdout


def test_the_generated_pages_are_what_make_docs_would_write() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts" / "write_docs.py", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://")) and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    seen, waiting = set[Path](), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            targets = re.findall(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
            waiting.extend(path for target in targets if (path := (page.parent / target).resolve()).exists())
    # The forms of a package are printed inside the page package.md.
    assert {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {
        str(page.relative_to(DOCS)) for page in seen if DOCS in page.parents
    } == {"reference/package-forms.md"}


def test_every_command_and_option_that_a_page_shows_exists() -> None:
    wrong = []
    for page, words in shown_commands():
        command = words[:2] if words[0] in ("standard", "user") else words[:1]
        shown = help_of(*command)
        wrong.extend(f"{page.name}: {' '.join(words)}" for word in words if word.startswith("--") and word.partition("=")[0] not in shown)
    assert wrong == []
    assert len(list(shown_commands())) > 10


def test_every_command_of_the_program_is_shown_in_a_page_for_readers() -> None:
    listed = help_of().partition("Commands:\n")[2]
    offered = {line.split()[0] for line in listed.splitlines() if re.match(r"  \w", line)}
    assert offered - {words[0] for _, words in shown_commands()} == set()


def test_every_environment_variable_that_the_program_reads_is_in_a_page_for_readers() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "junheng").rglob("*.py"))
    read = set(re.findall(r'"(JUNHENG_[A-Z]+|DATABASE_URL)"', source))
    assert len(read) > 3
    shown = (DOCS / "howto" / "run-a-server.md").read_text(encoding="utf-8")
    assert {name for name in read if f"`{name}`" not in shown} == set()


def test_one_term_has_one_code_name_and_one_code_name_one_term() -> None:
    rows = glossary()
    assert [term for term, times in Counter(row["term"] for row in rows).items() if times > 1] == []
    assert [code for code, times in Counter(row["code"] for row in rows).items() if times > 1] == []
    assert all(row["term"] and row["code"] and row["meaning"] + row["unit"] + row["source"] for row in rows)


@pytest.mark.parametrize("name", ["cn-2017-6", "pingluo-2019-7"])
def test_every_indicator_parameter_and_relaxation_of_a_standard_is_in_the_glossary_under_its_own_title(name: str) -> None:
    terms = {row["code"]: row["term"] for row in glossary()}
    standard = load_standard(name)
    named = {indicator.stem: indicator.title for indicator in standard.indicators.values()}
    named |= {name: parameter.title for name, parameter in standard.parameters.items() if name not in named}
    named |= {relaxation.id: relaxation.title for relaxation in standard.relaxations.values()}
    assert {code: title for code, title in named.items() if code not in terms} == {}
    own = {"section_met_at_least", "section_floor_share", "dispersion_limit"}
    assert {code: (title, terms[code]) for code, title in named.items() if terms[code] != title and code not in own} == {}


def test_a_heading_of_the_package_that_the_glossary_explains_has_the_same_code_name_there() -> None:
    names: dict[str, set[str]] = {}
    for table in schema.TABLES:
        for column in table.columns:
            names.setdefault(column.heading, set()).add(column.name)
    for fact, term in FACT_NAMES.items():
        names.setdefault(term, set()).add(fact)
    differing = [row["term"] for row in glossary() if row["term"] in names and row["code"].lower() not in names[row["term"]]]
    assert differing == []


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    published = json.loads((DOCS / "reference" / "results.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published, format_checker=jsonschema.FormatChecker())


def faults(validator: jsonschema.Draft202012Validator, results: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(results)][:10]


def test_the_results_of_the_worked_example_fit_the_published_schema(validator: jsonschema.Draft202012Validator) -> None:
    results = json.loads(json.dumps(junheng.assess(read_package(GOLDEN)).results()))
    assert faults(validator, results) == []


def test_the_results_of_the_sample_county_fit_the_published_schema(validator: jsonschema.Draft202012Validator) -> None:
    results = json.loads(json.dumps(junheng.assess(sample_county()).results()))
    assert faults(validator, results) == []


def test_the_published_schema_refuses_a_result_without_a_verdict(validator: jsonschema.Draft202012Validator) -> None:
    results = json.loads(json.dumps(junheng.assess(read_package(GOLDEN)).results()))
    del results["county"]["verdict"]
    results["findings"][0]["verdict"] = "passed"
    assert len(faults(validator, results)) == 2


def test_the_overlay_of_the_how_to_loads_and_changes_what_it_says(tmp_path: Path) -> None:
    pack, target = fences(DOCS / "howto" / "write-an-overlay.md", "toml")
    (tmp_path / "pack.toml").write_text(pack, encoding="utf-8")
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "large_classes_eliminated.toml").write_text(target, encoding="utf-8")
    overlay, law = load_standard(str(tmp_path)), load_standard("cn-2017-6")
    changed = {name for name, parameter in law.parameters.items() if parameter.values != overlay.parameters[name].values}
    assert changed == {"nearby_enrolment_share"}
    assert overlay.parameters["nearby_enrolment_share"].standing == "local"
    assert overlay.local_targets == ["M1"]
    assert lint_standard(str(tmp_path)) == []


def test_californian_counties_are_judged_by_an_exercise_pack_without_any_code_of_its_own(tmp_path: Path) -> None:
    script = DOCS / "tutorial" / "caschool" / "run.py"
    done = subprocess.run([sys.executable, "-W", "error", script, tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = {line.split("  ")[0].strip(): line for line in done.stdout.splitlines() if " of " in line}
    assert len(lines) == 45
    assert sum(int(re.search(r"of +(\d+) districts", line)[1]) for line in lines.values()) == 420  # type: ignore[index]
    # Worked out apart with pandas from the same rounded numbers: √(Σ P/N (X − m)²) ÷ m.
    assert re.search(r"not_met.* E2\.cv 0\.835$", lines["Tuolumne"])
    # One district alone cannot be compared with any other.
    assert re.search(r"unknown.* E2\.cv", lines["Alameda"])
    # What the page prints is what the command prints.
    (printed, *_) = fences(DOCS / "tutorial" / "caschool" / "README.md", "text")
    assert set(printed.strip().splitlines()) <= set(done.stdout.splitlines())


def run_junheng(folder: Path, *words: str) -> str:
    return subprocess.run([JUNHENG, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_the_first_tutorial_shows_what_its_commands_print(tmp_path: Path) -> None:
    summary, explanation = fences(DOCS / "tutorial" / "first-county.md", "text")
    run_junheng(tmp_path, "sample", "--out", "sample.xlsx")
    assert set(summary.strip().splitlines()) <= set(run_junheng(tmp_path, "assess", "sample.xlsx", "--out", "papers").splitlines())
    explained = run_junheng(tmp_path, "explain", "sample.xlsx", "A4", "9901000007")
    assert set(explanation.strip().splitlines()) <= set(explained.splitlines())
    assert {path.name for path in (tmp_path / "papers").iterdir()} == {"results.json", "report.html", "ledger.xlsx", "sheets.xlsx"}


def test_the_way_back_from_a_verdict_to_a_cell_is_what_explain_prints(tmp_path: Path) -> None:
    (explanation,) = fences(DOCS / "explanation" / "from-a-cell-to-a-verdict.md", "text")
    run_junheng(tmp_path, "sample", "--out", "sample.zip")
    assert set(explanation.strip().splitlines()) <= set(run_junheng(tmp_path, "explain", "sample.zip", "A6", "9901000001").splitlines())


def test_the_change_that_the_first_tutorial_asks_for_meets_the_indicator_and_not_the_school(tmp_path: Path) -> None:
    run_junheng(tmp_path, "sample", "--out", "sample")
    schools = tmp_path / "sample" / "schools.csv"
    lines = schools.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [line.replace(",9120,", ",11000,") if line.startswith("9901000007,") else line for line in lines]
    assert changed != lines
    schools.write_text("".join(changed), encoding="utf-8")
    manifest = tmp_path / "sample" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"files": {}}), encoding="utf-8")
    assessment = junheng.assess(read_package(tmp_path / "sample"))
    (finding,) = [finding for finding in assessment.findings_of("A4") if finding.subject == "9901000007"]
    (section,) = [section for section in assessment.sections if section.school_code == "9901000007"]
    assert (finding.verdict, section.verdict, section.met, section.above_floor) == ("met", "not_met", 6, 6)


def test_the_readmes_python_runs_on_a_workbook(tmp_path: Path) -> None:
    (program,) = fences(ROOT / "README.md", "python")
    run_junheng(tmp_path, "sample", "--out", "county.xlsx")
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("not_met (")
