"""Every code that an assessment can say has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

import junheng.assessment
from junheng import assess
from junheng.assessment.results import Verdict
from junheng.assessment.words import EXCLUSION_WORDS, REASON_WORDS, VERDICT_WORDS, exclusion_text, reason_text
from junheng.report.summary import DIMENSION_ORDER, State, Summary
from junheng.report.wording import COUNTY_WORDS, DIMENSION_WORDS, STATE_MARKS, VERDICT_MARKS, code_ranges, distance_text
from junheng.standard.forms import DIMENSIONS
from reported import changed, sample, sample_assessment

ENGINE = Path(junheng.assessment.__file__).parent
COMPARES = ("at_least", "at_most", "more_than", "less_than")


def reasons_in_the_engine() -> Iterator[str]:
    """The literal reasons that the engine's source gives its findings."""
    for path in sorted(ENGINE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "reason":
                yield from _constants(node.value)
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Amount", "Judged", "Picked")
                and len(node.args) > 2
            ):
                yield from _constants(node.args[2])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "undecided":
                yield from _constants(node.args[1])


def _constants(node: ast.expr) -> Iterator[str]:
    return (
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value.isidentifier()
    )


def test_the_search_for_reasons_finds_those_of_every_kind() -> None:
    assert {"not_judged", "mean_is_zero", "too_few_rooms", "not_reported", "quota_differs"} <= set(reasons_in_the_engine())


def test_every_reason_of_the_engine_has_words() -> None:
    assert set(reasons_in_the_engine()) - set(REASON_WORDS) == set()
    assert {f"not_{compare}" for compare in COMPARES} <= set(REASON_WORDS)


def test_every_reason_that_the_sample_county_meets_has_words() -> None:
    bare = sample()
    for table, column in (("sections", "pupils"), ("schools", "teaching_area_m2"), ("classes", "pupils"), ("rooms", "area_m2")):
        bare = changed(bare, table, column, {}, None)
    for assessment in (sample_assessment(), assess(bare)):
        said = {found.reason for found in (*assessment.findings, *assessment.dispersion) if found.reason}
        assert {reason.partition(":")[0] for reason in said} <= set(REASON_WORDS)


def test_a_reason_about_a_fact_names_the_fact_in_chinese() -> None:
    assert reason_text("not_reported:disabled_school_age") == "数据未填报（适龄残疾儿童少年数）"


def test_every_verdict_state_and_dimension_has_words_and_a_shape_of_its_own() -> None:
    assert set(VERDICT_WORDS) == set(VERDICT_MARKS) == set(COUNTY_WORDS) == set(Verdict)
    assert len(set(VERDICT_MARKS.values())) == len(Verdict)
    assert set(STATE_MARKS) == set(State)
    assert len(set(STATE_MARKS.values())) == len(State)
    assert set(DIMENSION_WORDS) == set(DIMENSION_ORDER) == set(DIMENSIONS)


@pytest.mark.parametrize("code", sorted(EXCLUSION_WORDS))
def test_every_exclusion_has_words_with_the_standards_own_number(code: str) -> None:
    words = exclusion_text(sample_assessment(), code)
    assert words != code
    assert "{" not in words
    assert ("不足50人" in words) == (code == "teaching_point_under_50")


def test_the_exclusions_worded_are_those_that_the_engine_makes() -> None:
    made = {row.result.excluded_by for row in Summary(sample_assessment()).excluded}
    assert made <= set(EXCLUSION_WORDS)
    assert len(made) >= 3


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("A1",), "A1"),
        (("A1", "A2"), "A1、A2"),
        (("A3", "A1", "A2", "B9"), "A1–A3、B9"),
        (("A6", "A7", "B1", "B2"), "A6、A7、B1、B2"),
        (("V5", "V6", "V7", "other"), "V5–V7、other"),
    ],
)
def test_codes_that_follow_each_other_are_told_by_the_first_and_the_last(codes: tuple[str, ...], told: str) -> None:
    assert code_ranges(Summary(sample_assessment()), codes) == told


@pytest.mark.parametrize(("distance", "told"), [(Fraction(0), "等于标准"), (Fraction(1, 3000), "0.03%"), (0.0215, "2.2%")])
def test_a_distance_is_nought_only_at_the_limit(distance: Fraction | float, told: str) -> None:
    assert distance_text(Summary(sample_assessment()), distance) == told
