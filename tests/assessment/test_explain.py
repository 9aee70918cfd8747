"""From a verdict to the cell and the clause it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

import junheng
from junheng.assessment.explain import Node, NothingToExplain, explain

GOLDEN = Path(__file__).parents[1] / "golden" / "package"
NINE_YEAR = "2100000004"


@pytest.fixture(scope="module")
def golden() -> junheng.Assessment:
    return junheng.assess(GOLDEN)


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def kinds(node: Node, kind: str) -> list[Node]:
    return [found for found in walk(node) if found.kind == kind]


def test_a_value_leads_to_the_sheet_row_and_cell_of_each_input(golden: junheng.Assessment) -> None:
    tree = explain(golden, "A4", NINE_YEAR, "junior")
    cells = {(node.facts["table"], node.facts["column"], node.facts["where"]["cell"]): node.facts["value"] for node in kinds(tree, "cell")}
    assert cells[("schools", "teaching_area_m2", "I5")] == 3400
    assert cells[("schools", "indoor_sports_area_m2", "J5")] == 300
    assert cells[("sections", "pupils", "C5")] == 300
    assert cells[("sections", "pupils", "C6")] == 240


def test_the_tree_goes_from_the_county_through_section_and_finding_to_the_clause(golden: junheng.Assessment) -> None:
    tree = explain(golden, "A4", NINE_YEAR, "junior")
    assert tree.kind == "county"
    section = tree.children[0]
    assert section.kind == "section"
    assert section.children[0].kind == "finding"
    assert "教督〔2017〕6号 A4" in kinds(tree, "clause")[0].text
    assert any("1.1×240" in node.text for node in kinds(tree, "step"))


def test_the_mean_of_a_dispersion_is_called_weighted_only_where_the_reading_weighs(golden: junheng.Assessment) -> None:
    plain = junheng.assess(GOLDEN, readings={"dispersion_weights": "schools"})
    for assessment, words in ((golden, "加权均值 "), (plain, "均值 ")):
        (formula,) = kinds(explain(assessment, "A4.cv", level="junior").children[0], "formula")
        assert formula.text.startswith(words)


def test_the_parts_of_a_dispersion_add_up_to_its_variance(golden: junheng.Assessment) -> None:
    tree = explain(golden, "A4.cv", level="junior")
    test = next(test for test in golden.dispersion if (test.indicator, test.level) == ("A4", "junior"))
    parts = [node.facts["variance_part"] for node in kinds(tree, "contribution")]
    assert len(parts) == 2
    assert sum(parts) == pytest.approx(float(test.variance or Fraction(0)), rel=1e-12)


def test_an_excluded_section_says_why(golden: junheng.Assessment) -> None:
    tree = explain(golden, "A1", "2100000005")
    assert "不足50人的教学点" in tree.children[0].text


@pytest.mark.parametrize(
    ("indicator", "school", "words"), [("A9", None, "没有指标「A9」"), ("A1", "9999999999", "没有学校"), ("C2", NINE_YEAR, "没有关于")]
)
def test_what_is_not_there_is_named(golden: junheng.Assessment, indicator: str, school: str | None, words: str) -> None:
    with pytest.raises(NothingToExplain, match=words):
        explain(golden, indicator, school)


def test_every_finding_of_the_county_can_be_explained(golden: junheng.Assessment) -> None:
    for indicator in golden.standard.indicators:
        assert kinds(explain(golden, indicator), "finding")
