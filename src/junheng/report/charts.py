"""The charts, each defined once as ECharts options: plain dictionaries that the report and the web both draw.

No option holds a function, so that a page with a strict content policy can take it as JSON; tooltips are rich text
for the same reason. Colour never carries meaning alone: bars have decals, points have shapes, lines have words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from junheng.assessment.results import Assessment, Verdict
from junheng.assessment.words import VERDICT_WORDS
from junheng.county.codes import LEVELS
from junheng.county.values import Number
from junheng.report.numbers import brief, fixed, rounded
from junheng.report.summary import SectionRow, State, Summary
from junheng.report.wording import judges_composite

Option = dict[str, object]

LEVEL_COLOURS = {"primary": "#2563a8", "junior": "#b4541a"}
STATE_COLOURS = {State.MET: "#2e7d4f", State.ABOVE_FLOOR: "#c58a12", State.BELOW_FLOOR: "#b3261e", State.UNKNOWN: "#7b828c"}
STATE_SYMBOLS = {State.MET: "circle", State.ABOVE_FLOOR: "triangle", State.BELOW_FLOOR: "diamond"}
STATE_WORDS = {
    State.MET: VERDICT_WORDS[Verdict.MET],
    State.ABOVE_FLOOR: "未达标，不低于底线",
    State.BELOW_FLOOR: "低于底线",
    State.UNKNOWN: VERDICT_WORDS[Verdict.UNKNOWN],
}
INK, GRID_LINE = "#1f2933", "#e3e6ea"
# Beyond this multiple of the standard a point sits on the edge: a school with 12 pupils would squeeze all others together.
CHART_CAP = 2.5
# Points nearer to each other than this share of the axis are set apart up and down.
SWARM_STEP, SWARM_OFFSETS = 0.03, (0, -7, 7, -14, 14)
# Diameter of a point in CSS pixels, and the smaller one that keeps the rows of more than a crowd of sections apart.
POINT_SIZE, SMALL_POINT_SIZE, CROWD = 9, 6, 100
# Width of a chart in CSS pixels below which fourteen numbers of five characters touch each other.
NARROW = 560
# Upper ends of the bands in which the official forms count classes; the last band is open.
CLASS_SIZE_BANDS = (25, 30, 35, 40, 45, 50, 55, 60, 65)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `key` names its place, `title` and `about` are read aloud and printed, `height` in CSS pixels."""

    key: str
    title: str
    about: str
    option: Option
    height: int = 320


def charts(assessment: Assessment) -> tuple[Chart, ...]:
    """All charts that the assessment has data for."""
    summary = Summary(assessment)
    found = [dispersion_chart(summary)] if any(test.cv is not None for test in assessment.dispersion) else []
    for level in summary.levels:
        if summary.counted(level):
            found += [pass_chart(summary, level), spread_chart(summary, level)]
    classes = class_size_chart(summary)
    return (*found, classes) if classes else tuple(found)


def dispersion_chart(summary: Summary) -> Chart:
    """校际差异系数 of each indicator as bars, beside the limit of its level."""
    codes = list(summary.assessment.standard.conclusion.dispersion_indicators)
    tests = summary.assessment.dispersion
    series = [_dispersion_bars(summary, level, codes) for level in summary.levels]
    highest = max([float(test.limit) for test in tests] + [test.cv or 0.0 for test in tests], default=1.0)
    option = _frame(series) | {
        "media": _upright_labels(len(series)),
        "xAxis": _categories(codes),
        "yAxis": _amounts(name="差异系数", min=0, max=float(rounded(highest * 1.1 + 0.05, 1))),
    }
    rule = "各项的算术平均高过虚线即未达标" if judges_composite(summary) else "柱高过虚线即未达标"
    about = f"每项指标的小学、初中校际差异系数。虚线为该学段的限值，{rule}；没有柱的无法判定。"
    return Chart("dispersion", "校际差异系数与限值", about, option)


def _dispersion_bars(summary: Summary, level: str, codes: Sequence[str]) -> Option:
    tests = {test.indicator: test for test in summary.dispersion(level)}
    colour = LEVEL_COLOURS.get(level, INK)
    cvs = [tests[code].cv if code in tests else None for code in codes]
    first = level == summary.levels[0]
    lines = [
        {
            "yAxis": float(limit),
            "label": {
                "formatter": f"{LEVELS[level]}限值 {fixed(limit, summary.places.value)}",
                "position": "insideStartTop" if first else "insideEndBottom",
                "color": colour,
                "backgroundColor": "rgba(255,255,255,0.85)",
                "padding": [1, 3],
            },
        }
        for limit in sorted({test.limit for test in tests.values()})
    ]
    return {
        "name": LEVELS[level],
        "type": "bar",
        "barGap": "8%",
        "barCategoryGap": "28%",
        "data": [None if cv is None else _labelled(cv, summary.places.dispersion) for cv in cvs],
        "itemStyle": {"color": colour},
        "label": {"show": True, "position": "top", "fontSize": 10, "color": INK},
        "labelLayout": {"hideOverlap": True},
        "markLine": {"symbol": "none", "silent": True, "lineStyle": {"color": colour, "type": "dashed", "width": 1.5}, "data": lines},
    }


def _upright_labels(series: int) -> list[Option]:
    """On a screen too narrow for its numbers side by side, a bar's number stands upright."""
    flat: Option = {"rotate": 0, "align": "center", "verticalAlign": "bottom"}
    upright: Option = {"rotate": 90, "align": "left", "verticalAlign": "middle"}
    return [
        {"query": {"maxWidth": NARROW}, "option": {"series": [{"label": upright}] * series}},
        {"option": {"series": [{"label": flat}] * series}},
    ]


def _labelled(number: float, places: int) -> Option:
    """A bar whose label keeps the zeros that a bare number would drop."""
    return {"value": float(rounded(number, places)), "label": {"formatter": fixed(number, places)}}


def pass_chart(summary: Summary, level: str) -> Chart:
    """How many sections meet each indicator, are above the floor, below it, or cannot be judged."""
    codes = list(reversed(summary.section_indicators))
    total = len(summary.counted(level))
    counts = {code: summary.states(level, code) for code in codes}
    series: list[Option] = [
        {
            "name": STATE_WORDS[state],
            "type": "bar",
            "stack": "sections",
            "barWidth": "62%",
            "itemStyle": {"color": colour},
            "label": {"show": True, "color": "#fff", "fontSize": 11, "textBorderWidth": 2, "textBorderColor": colour},
            "labelLayout": {"hideOverlap": True},
            "data": [counts[code][state] or None for code in codes],
        }
        for state, colour in STATE_COLOURS.items()
    ]
    option = _frame(series) | {"xAxis": _amounts(max=total, minInterval=1), "yAxis": _categories(codes)}
    about = f"{LEVELS[level]}共 {total} 个校段；每项指标达标、未达标但不低于底线、低于底线、无法判定的各有几个。"
    return Chart(f"pass-{level}", f"{LEVELS[level]}各项指标达标情况", about, option, height=230)


def spread_chart(summary: Summary, level: str) -> Chart:
    """Every section's value as a multiple of the standard, with lines at the standard and at the floor."""
    codes = list(reversed(summary.section_indicators))
    rows = summary.counted(level)
    option = _frame(_spread_series(rows, codes, summary.places.value)) | {
        "tooltip": {"trigger": "item", "renderMode": "richText", "confine": True, "formatter": "{b}"},
        "xAxis": _amounts(max=CHART_CAP),
        "yAxis": _categories(codes) | {"splitLine": {"show": True, "lineStyle": {"color": GRID_LINE}}},
    }
    about = f"每个点是一个校段，横轴是实际值与标准值之比：1 为标准，虚线为底线；超过 {CHART_CAP:g} 倍的画在右边缘，无法判定的不画。"
    return Chart(f"spread-{level}", f"{LEVELS[level]}各校实际值与标准、底线", about, option, height=305)


def _spread_series(rows: Sequence[SectionRow], codes: Sequence[str], places: int) -> list[Option]:
    measured = [found for row in rows for found in row.findings.values() if found.floor and found.threshold]
    floors = sorted({found.floor / found.threshold for found in measured if found.floor and found.threshold})
    lines = [_line(1.0, "标准", INK, "solid", "left")]
    lines += [_line(float(floor), "底线", STATE_COLOURS[State.BELOW_FLOOR], "dashed", "right") for floor in floors]
    points = _swarm([(code, row) for code in codes for row in rows], places)
    series: list[Option] = [
        {
            "name": STATE_WORDS[state],
            "type": "scatter",
            "symbol": symbol,
            "symbolSize": POINT_SIZE if len(rows) <= CROWD else SMALL_POINT_SIZE,
            "itemStyle": {"color": STATE_COLOURS[state], "opacity": 0.75},
            "data": [point for shown, point in points if shown is state],
        }
        for state, symbol in STATE_SYMBOLS.items()
    ]
    series[0]["markLine"] = {"symbol": "none", "silent": True, "data": lines}
    return series


def _swarm(spots: Sequence[tuple[str, SectionRow]], places: int) -> list[tuple[State, Option]]:
    """Points with a small, repeatable offset, so that equal values stay visible beside each other."""
    taken: dict[tuple[str, int], int] = {}
    placed: list[tuple[State, Option]] = []
    for code, row in spots:
        found = row.findings.get(code)
        if found is None or found.value is None or not found.threshold:
            continue
        at = min(float(found.value / found.threshold), CHART_CAP)
        slot = (code, int(at / (CHART_CAP * SWARM_STEP)))
        turn = taken.get(slot, 0)
        taken[slot] = turn + 1
        name = f"{row.school.name} {code} {brief(found.value, places)}（标准 {brief(found.threshold, places)}）"
        offset = [0, SWARM_OFFSETS[turn % len(SWARM_OFFSETS)]]
        placed.append((row.state(code), {"name": name, "value": [round(at, 4), code], "symbolOffset": offset}))
    return placed


def _line(at: float, words: str, colour: str, style: str, align: str) -> Option:
    """A line across the rows; `align` keeps the words of two lines apart on a narrow screen."""
    return {
        "xAxis": at,
        "lineStyle": {"type": style, "color": colour, "width": 1.5},
        "label": {"formatter": words, "position": "end", "color": colour, "align": align},
    }


def class_size_chart(summary: Summary) -> Chart | None:
    """Classes by size band and level, or None where no class is reported."""
    bands = class_size_bands(summary)
    if not bands:
        return None
    names = [name for name, _ in bands]
    series: list[Option] = [
        {
            "name": LEVELS[level],
            "type": "bar",
            "barGap": "8%",
            "itemStyle": {"color": LEVEL_COLOURS.get(level, INK)},
            "label": {"show": True, "position": "top", "fontSize": 10, "color": INK},
            "data": [counts.get(level) or None for _, counts in bands],
        }
        for level in summary.levels
    ]
    option = _frame(series) | {"xAxis": _categories(names, rotate=40), "yAxis": _amounts(name="班", minInterval=1)}
    return Chart("class-size", "班额分布", "按学生数分档的班级个数，含不计入前七项的教学点。", option)


def class_size_bands(summary: Summary) -> tuple[tuple[str, dict[str, int]], ...]:
    """Number of classes by band and level, over the class rows that report their pupils; empty without such rows."""
    names = [
        f"≤{CLASS_SIZE_BANDS[0]}",
        *(f"{low + 1}–{high}" for low, high in pairwise(CLASS_SIZE_BANDS)),
        f"≥{CLASS_SIZE_BANDS[-1] + 1}",
    ]
    counts: list[dict[str, int]] = [{} for _ in names]
    for row in summary.assessment.package.table("classes"):
        size, level = row.number("pupils"), row.text("level")
        if size is not None and level in summary.levels:
            band = counts[_band(size)]
            band[level] = band.get(level, 0) + 1
    return tuple(zip(names, counts, strict=True)) if any(counts) else ()


def _band(size: Number) -> int:
    return sum(size > high for high in CLASS_SIZE_BANDS)


def _frame(series: Sequence[Option]) -> Option:
    """What all charts share: decals for those who do not see the colours, room for labels, no animation to wait for."""
    return {
        "animation": False,
        # The place of a chart has words of its own to be read aloud.
        "aria": {"enabled": True, "decal": {"show": True}, "label": {"enabled": False}},
        "legend": {"top": 0, "left": "center", "itemGap": 14},
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True, "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 20, "top": 64, "bottom": 8, "containLabel": True},
        "series": list(series),
    }


def _categories(names: Sequence[str], rotate: int = 0) -> Option:
    label = {"interval": 0, "color": INK, "rotate": rotate}
    return {"type": "category", "data": list(names), "axisTick": {"show": False}, "axisLabel": label}


def _amounts(**settings: object) -> Option:
    return {"type": "value", "splitLine": {"lineStyle": {"color": GRID_LINE}}, "axisLabel": {"color": INK}, **settings}
