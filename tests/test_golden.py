"""The golden county: every field that the contract fixes, equal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import junheng

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((GOLDEN / "results.json").read_text(encoding="utf-8"))
    return answer


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(json.dumps(junheng.assess(GOLDEN / "package").results()))
    return answer


def assert_holds(found: Any, expected: Any, where: str) -> None:
    """Every field of `expected` stands in `found`: numbers to 1e-12, the rest exactly."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            assert name in found, f"{where}.{name}"
            assert_holds(found[name], value, f"{where}.{name}")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-12), where
    else:
        assert found == expected, where


def by(rows: list[dict[str, Any]], *names: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    keyed = {tuple(row.get(name) for name in names): row for row in rows}
    assert len(keyed) == len(rows), f"two rows share {names}"
    return keyed


def test_the_head_of_the_golden_results_is_equal(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name in ("format", "standard", "as_of", "package", "county"):
        assert_holds(found[name], expected[name], name)


def test_every_golden_finding_is_found(found: dict[str, Any], expected: dict[str, Any]) -> None:
    rows = by(found["findings"], "indicator", "subject", "level", "part")
    for row in expected["findings"]:
        key = (row["indicator"], row["subject"], row["level"], row.get("part"))
        assert_holds(rows[key], row, str(key))


def test_no_section_outside_the_golden_ones_has_a_resource_finding(found: dict[str, Any], expected: dict[str, Any]) -> None:
    def resource(rows: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
        return {(row["indicator"], row["subject"], row["level"]) for row in rows if row["indicator"].startswith("A")}

    assert resource(found["findings"]) == resource(expected["findings"])


def test_the_golden_sections_are_equal_and_complete(found: dict[str, Any], expected: dict[str, Any]) -> None:
    rows = by(found["sections"], "school_code", "level")
    wanted = by(expected["sections"], "school_code", "level")
    assert set(rows) == set(wanted)
    for key, row in wanted.items():
        assert_holds(rows[key], row, str(key))


def test_the_fourteen_golden_dispersion_tests_are_equal(found: dict[str, Any], expected: dict[str, Any]) -> None:
    rows = by(found["dispersion"], "indicator", "level")
    wanted = by(expected["dispersion"], "indicator", "level")
    assert set(rows) == set(wanted)
    assert len(rows) == 14
    for key, row in wanted.items():
        assert_holds(rows[key], row, str(key))


def test_what_the_golden_county_did_not_report_is_unknown(found: dict[str, Any]) -> None:
    whole = {
        row["indicator"]: row["verdict"] for row in found["findings"] if row["subject"] == "county" and row["part"] is row["level"] is None
    }
    for code in ("B1", "B2", "B3", "B6", "B7", "B8", "B10", "B13", "B14", "B15", "C3", "C4", "C9", "S1", "P1", "P2", "V1", "V7"):
        assert whole[code] == "unknown", code
