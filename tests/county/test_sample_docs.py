"""The page on the sample county lists exactly the values and faults that the code places."""

from __future__ import annotations

from pathlib import Path

import sample_listing
from junheng.county.sample import plant_faults, sample_county

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "sample-county.md"


def table_below(heading: str) -> list[str]:
    """The rows of the first table below a heading, without the two lines that head it."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("|")][2:]


def test_the_page_lists_every_edge_value_and_no_other() -> None:
    assert table_below("Edge values") == sample_listing.edge_lines()


def test_the_page_lists_the_twelve_faults_of_the_default_county() -> None:
    _, planted = plant_faults(sample_county())
    assert table_below("The twelve faults") == [sample_listing.fault_line(fault) for fault in planted]


def test_the_page_lists_the_schools_of_the_cast_with_their_codes() -> None:
    pupils: dict[str, list[str]] = {row.text("school_code"): [] for row in sample_county().schools}
    for row in sample_county().sections:
        pupils[row.text("school_code")].append(f"{row.text('level')} {row['pupils']}")
    listed = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table_below("What it holds") if "9901000" in line]
    assert [row[1].strip("`") for row in listed] == list(sample_listing.school_codes())
    assert {row[0]: row[4] for row in listed} == {row[0]: ", ".join(pupils[row[0]]) for row in listed}
