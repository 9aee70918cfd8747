"""The charts are plain data and show the assessment's own numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from junheng import assess
from junheng.report.charts import CHART_CAP, Chart, charts
from junheng.report.numbers import fixed
from junheng.report.summary import State, Summary
from reported import changed, sample, sample_assessment


def named(key: str) -> Chart:
    return next(chart for chart in charts(sample_assessment()) if chart.key == key)


def series(chart: Chart) -> list[dict[str, Any]]:
    found = chart.option["series"]
    assert isinstance(found, list)
    return found


def test_there_is_a_chart_of_dispersion_of_passes_of_spread_and_of_class_sizes() -> None:
    keys = [chart.key for chart in charts(sample_assessment())]
    assert keys == ["dispersion", "pass-primary", "spread-primary", "pass-junior", "spread-junior", "class-size"]


def test_options_survive_json_unchanged_so_that_page_and_web_draw_the_same() -> None:
    for chart in charts(sample_assessment()):
        assert json.loads(json.dumps(chart.option)) == chart.option
        assert chart.title
        assert chart.about


def test_no_chart_relies_on_colour_alone() -> None:
    for chart in charts(sample_assessment()):
        assert chart.option["aria"] == {"enabled": True, "decal": {"show": True}, "label": {"enabled": False}}
    shapes = [one["symbol"] for one in series(named("spread-primary"))]
    assert len(set(shapes)) == len(shapes)


def test_the_bars_of_dispersion_are_the_coefficients_and_the_lines_are_the_limits() -> None:
    summary = Summary(sample_assessment())
    for level, bars in zip(summary.levels, series(named("dispersion")), strict=True):
        tests = summary.dispersion(level)
        assert [bar["label"]["formatter"] for bar in bars["data"]] == [fixed(test.cv, 3) for test in tests]
        assert [line["yAxis"] for line in bars["markLine"]["data"]] == [float(tests[0].limit)]


@pytest.mark.parametrize("level", ["primary", "junior"])
def test_the_stacks_of_passes_add_up_to_the_sections(level: str) -> None:
    total = len(Summary(sample_assessment()).counted(level))
    stacks = zip(*(one["data"] for one in series(named(f"pass-{level}"))), strict=True)
    assert [sum(part or 0 for part in stack) for stack in stacks] == [total] * 7


@pytest.mark.parametrize("level", ["primary", "junior"])
def test_every_known_value_is_one_point_on_its_side_of_the_standard(level: str) -> None:
    summary = Summary(sample_assessment())
    known = [found for row in summary.counted(level) for found in row.findings.values() if found.value is not None]
    met, *below = series(named(f"spread-{level}"))
    assert sum(len(one["data"]) for one in (met, *below)) == len(known)
    assert all(1 <= point["value"][0] <= CHART_CAP for point in met["data"])
    assert all(point["value"][0] <= 1 for one in below for point in one["data"])


def test_a_value_that_is_not_known_has_no_bar_and_no_point() -> None:
    without = changed(changed(sample(), "schools", "equipment_value_yuan", {}, None), "campuses", "equipment_value_yuan", {}, None)
    bare = assess(without)
    summary = Summary(bare)
    drawn = {chart.key: chart for chart in charts(bare)}
    assert [bars["data"][5] for bars in series(drawn["dispersion"])] == [None, None]
    assert all(point["value"][1] != "A6" for one in series(drawn["spread-primary"]) for point in one["data"])
    assert summary.states("primary", "A6")[State.UNKNOWN] == len(summary.counted("primary"))


def test_without_class_rows_there_is_no_chart_of_class_sizes() -> None:
    package = sample()
    tables = {name: table for name, table in package.tables.items() if name != "classes"}
    without = assess(type(package)(package.manifest, tables, package.sha256))
    assert "class-size" not in {chart.key for chart in charts(without)}
