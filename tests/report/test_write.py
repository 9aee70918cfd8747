"""A directory of papers: all four whole, or the old ones untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from junheng.report import write, write_report
from reported import sample_assessment

NAMES = ["results.json", "report.html", "ledger.xlsx", "sheets.xlsx"]


def test_four_papers_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "new" / "papers"
    written = write_report(sample_assessment(), target)
    assert [path.name for path in written] == NAMES
    assert sorted(path.name for path in target.iterdir()) == sorted(NAMES)
    assert all(path.parent == target and path.stat().st_size > 1000 for path in written)


def test_results_json_is_the_assessment_in_readable_chinese(tmp_path: Path) -> None:
    text = write_report(sample_assessment(), tmp_path)[0].read_text("utf-8")
    assert json.loads(text) == sample_assessment().results()
    assert sample_assessment().package.manifest.county_name in text


def test_a_failure_on_the_way_leaves_the_old_papers_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("old", "utf-8")

    def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(write, "write_sheets", fails)
    with pytest.raises(OSError, match="disk full"):
        write_report(sample_assessment(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
    assert {path.read_text("utf-8") for path in tmp_path.iterdir()} == {"old"}


def test_writing_again_replaces_the_papers(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("old", "utf-8")
    write_report(sample_assessment(), tmp_path)
    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")
