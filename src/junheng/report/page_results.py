"""The parts of report.html that show results: conclusion, the standard at a glance, dispersion, sections, class sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from junheng.assessment.results import DispersionResult, Verdict
from junheng.assessment.words import VERDICT_WORDS, reason_text
from junheng.report.charts import STATE_WORDS, Chart, class_size_bands
from junheng.report.glance import GlanceRow, glance_rows
from junheng.report.heading import county_of
from junheng.report.margins import NEAR_SHARE, margins_of
from junheng.report.markup import Content, Markup, table, tag
from junheng.report.numbers import NOT_REPORTED, brief, brief_percent, fixed
from junheng.report.reasons import Reason, county_reasons
from junheng.report.summary import SectionRow, State, Summary
from junheng.report.wording import (
    COUNTY_WORDS,
    DIMENSION_WORDS,
    JUDGED_BY_SCHOOL,
    LOCAL_NOTE,
    STATE_LEGEND,
    STATE_MARKS,
    VERDICT_MARKS,
    dispersion_note,
    judges_composite,
    level_word,
    threshold_text,
    title_of,
    value_text,
)
from junheng.standard.forms import LOCAL_DIMENSION

Charts = Mapping[str, Chart]


def badge(verdict: Verdict) -> Markup:
    """The verdict in words, with its shape and its colour."""
    return tag("span", tag("i", VERDICT_MARKS[verdict], aria_hidden="true"), VERDICT_WORDS[verdict], class_=f"v v-{verdict.value}")


def figure(charts: Charts, key: str) -> Markup:
    """A place for a chart, hidden until a script fills it; nothing where there is no such chart."""
    chart = charts.get(key)
    if chart is None:
        return Markup("")
    caption = tag("figcaption", tag("b", chart.title), chart.about)
    place = tag("div", id=f"chart-{key}", style=f"height:{chart.height}px", role="img", aria_label=f"{chart.title}。{chart.about}")
    return tag("figure", caption, place, class_="chart", hidden=True)


def conclusion(summary: Summary) -> Markup:
    """The county's verdict, the counts that it rests on, and why it is not met."""
    verdict = summary.assessment.county.verdict
    mark = tag("span", VERDICT_MARKS[verdict], aria_hidden="true")
    return tag(
        "section",
        tag("h2", "结论"),
        tag("p", mark, f" {county_of(summary)}：{COUNTY_WORDS[verdict]}", class_="verdict"),
        tag("ul", [tag("li", tag("b", number), tag("span", words)) for number, words in tiles(summary)], class_="tiles"),
        [_reason_list(found, reasons) for found, reasons in county_reasons(summary).items() if reasons],
        _near_line(summary),
        class_=f"conclusion is-{verdict.value}",
        id="conclusion",
    )


def _reason_list(verdict: Verdict, reasons: Iterable[Reason]) -> list[Markup]:
    lines = [tag("li", tag("b", reason.code), f" {reason.title}", tag("span", f" {reason.how}", class_="small")) for reason in reasons]
    return [tag("h3", badge(verdict), f" {len(lines)} 项"), tag("ul", lines, class_="reasons")]


def _near_line(summary: Summary) -> Markup | None:
    """How many passes are narrow, with the way to their list."""
    found = margins_of(summary)
    if not found:
        return None
    exactly = sum(margin.is_at_limit for margin in found)
    more = f"，其中 {exactly} 项恰好等于标准" if exactly else ""
    words = f"另有 {len(found)} 项虽已达标，但距标准不超过 {brief_percent(NEAR_SHARE, 0)}{more}："
    return tag("p", words, tag("a", "临界清单", href="#near"), "。", class_="near")


def tiles(summary: Summary) -> Iterator[tuple[str, str]]:
    """The counts that the verdict rests on, each a number (「12 / 14」) and what it counts."""
    for level in summary.levels:
        rows = summary.counted(level)
        passing = sum(row.result.verdict is Verdict.MET for row in rows)
        yield f"{passing} / {len(rows)}", f"{level_word(level)}校段综合达标"
    tests = summary.assessment.dispersion
    yield f"{sum(test.verdict is Verdict.MET for test in tests)} / {len(tests)}", "校际差异系数达标"
    for dimension, codes in summary.by_dimension.items():
        found = [whole.verdict for code in codes if (whole := summary.whole(code)) is not None]
        if found:
            good = sum(verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) for verdict in found)
            apart = "（不计入结论）" if dimension == LOCAL_DIMENSION else ""
            yield f"{good} / {len(found)}", f"{DIMENSION_WORDS.get(dimension, dimension)}通过{apart}"


def glance(summary: Summary) -> Markup:
    """Every indicator of the standard by dimension."""
    tables = [_glance_table(summary, dimension, codes) for dimension, codes in summary.by_dimension.items()]
    note = tag("p", f"{LOCAL_NOTE}。", class_="legend") if summary.assessment.standard.local_targets else None
    return tag("section", tag("h2", "各项指标"), tables, note, id="glance")


def _glance_table(summary: Summary, dimension: str, codes: Iterable[str]) -> Markup:
    rows = [_glance_row(summary, row) for code in codes for row in glance_rows(summary, code)]
    heads = ("指标", "名称", "数值", "标准", "结论", "逐项情况")
    return table(
        DIMENSION_WORDS.get(dimension, dimension),
        heads,
        rows,
        class_="words judged",
        numeric=frozenset({2, 3}),
        widths=(7, 41, 9, 10, 11, 22),
    )


def _glance_row(summary: Summary, row: GlanceRow) -> list[Content]:
    found = row.finding
    detail = row.tally_text or (reason_text(found.reason) if found else "")
    return [
        "" if row.is_part else row.code,
        tag("td", row.title, class_="part", data_label="名称") if row.is_part else row.title,
        value_text(summary, found) if found else NOT_REPORTED,
        threshold_text(summary, row.limit) if row.limit else NOT_REPORTED,
        badge(row.verdict) if row.verdict else JUDGED_BY_SCHOOL,
        detail,
    ]


def dispersion(summary: Summary, charts: Charts) -> Markup:
    """The tests of dispersion, two tables of seven with the composite coefficient below."""
    tables = [_dispersion_table(summary, level) for level in summary.levels]
    return tag(
        "section",
        tag("h2", "校际差异系数"),
        figure(charts, "dispersion"),
        tables,
        tag("p", dispersion_note(summary), class_="legend"),
        id="dispersion",
        class_="new-page",
    )


def _dispersion_table(summary: Summary, level: str) -> Markup:
    places = summary.places
    rows = [_dispersion_row(summary, test) for test in summary.dispersion(level)]
    composite = dict(summary.assessment.composite).get(level)
    role = "按此判定" if judges_composite(summary) else "不作判定"
    rows.append(["综合", "综合差异系数", "", "", "", "", fixed(composite, places.dispersion), "", "", role])
    heads = ("指标", "名称", "校段", "在校生", "县均值", "标准差", "差异系数", "限值", "距限值", "结论")
    return table(f"{level_word(level)}校际差异系数", heads, rows, class_="wide coded", numeric=frozenset(range(2, 9)))


def _dispersion_row(summary: Summary, test: DispersionResult) -> list[Content]:
    places = summary.places
    distance = None if test.cv is None else float(test.limit) - test.cv
    return [
        test.indicator,
        title_of(summary, test.indicator),
        test.sections,
        brief(test.pupils, 0),
        fixed(test.mean, places.value),
        fixed(test.sd, places.dispersion),
        fixed(test.cv, places.dispersion),
        f"≤ {fixed(test.limit, places.value)}",
        fixed(distance, places.dispersion),
        [badge(test.verdict), tag("span", f" {reason_text(test.reason)}", class_="small") if test.cv is None else None],
    ]


def sections(summary: Summary, charts: Charts) -> Markup:
    """Each level: how many sections meet each indicator, how far each is from it, and every section's seven values."""
    legend = tag("p", STATE_LEGEND, _rule(summary), class_="legend")
    parts = [_level(summary, level, charts) for level in summary.levels]
    return tag("section", tag("h2", "各校七项指标"), legend, parts, id="sections", class_="new-page")


def _rule(summary: Summary) -> str:
    quote = summary.assessment.standard.conclusion.citation.quote
    return f"判定依据：{quote}。" if quote else ""


def _level(summary: Summary, level: str, charts: Charts) -> list[Markup]:
    rows = summary.counted(level)
    if not rows:
        return [tag("h3", level_word(level)), tag("p", "没有计入的校段。")]
    return [
        tag("h3", f"{level_word(level)}（{len(rows)} 个校段）"),
        figure(charts, f"pass-{level}"),
        _pass_table(summary, level),
        figure(charts, f"spread-{level}"),
        _section_table(summary, level, rows),
    ]


def _pass_table(summary: Summary, level: str) -> Markup:
    total = len(summary.counted(level))
    rows: list[list[Content]] = []
    for code in summary.section_indicators:
        states = summary.states(level, code)
        share = f"{fixed(100 * states[State.MET] / total, summary.places.percentage)}%"
        rows.append([code, title_of(summary, code), *(states[state] for state in STATE_WORDS), share])
    heads = ("指标", "名称", *STATE_WORDS.values(), "达标率")
    return table(f"{level_word(level)}各项指标达标的校段数", heads, rows, class_="wide coded", numeric=frozenset(range(2, 7)))


def _section_table(summary: Summary, level: str, rows: Iterable[SectionRow]) -> Markup:
    heads: list[Content] = ["学校", "在校生"]
    heads += [_limit_head(summary, level, code) for code in summary.section_indicators]
    heads += ["达标", "综合结论"]
    body = [_section_row(summary, row) for row in rows]
    width = len(summary.section_indicators)
    return table(f"{level_word(level)}各校段七项指标", heads, body, class_="wide sticky", numeric=frozenset(range(1, width + 2)))


def _limit_head(summary: Summary, level: str, code: str) -> Markup:
    places = summary.places.value
    found = next((found for found in summary.assessment.findings_of(code) if found.level == level and found.threshold is not None), None)
    if found is None:
        return tag("span", code)
    # A floor is a product of two numbers of the law and has one place more than they have.
    limits = f"标准 {brief(found.threshold, places)}", tag("br"), f"底线 {brief(found.floor, places + 1)}"
    return tag("span", code, tag("br"), tag("span", limits, class_="small"), title=title_of(summary, code))


def _section_row(summary: Summary, row: SectionRow) -> list[Content]:
    name = tag("td", row.school.name, tag("br"), tag("span", row.school.code, class_="small"))
    cells = [_state_cell(summary, row, code) for code in summary.section_indicators]
    met = NOT_REPORTED if row.result.met is None else f"{row.result.met} / {len(cells)}"
    return [name, brief(row.pupils, 0), *cells, tag("td", met, class_="nowrap"), badge(row.result.verdict)]


def _state_cell(summary: Summary, row: SectionRow, code: str) -> Markup:
    state = row.state(code)
    found = row.findings.get(code)
    value = value_text(summary, found) if found else NOT_REPORTED
    words = STATE_WORDS.get(state, VERDICT_WORDS[Verdict.NOT_APPLICABLE])
    return tag("td", f"{value} ", tag("i", STATE_MARKS[state], title=words), class_=f"s s-{state.value}")


def class_sizes(summary: Summary, charts: Charts) -> Markup:
    """Classes by size; nothing where no class is reported."""
    bands = class_size_bands(summary)
    if not bands:
        return Markup("")
    rows: list[list[Content]] = [[level_word(level), *(counts.get(level, 0) for _, counts in bands)] for level in summary.levels]
    heads = ("学段", *(name for name, _ in bands))
    shown = table("各档学生数的班级个数", heads, rows, class_="wide", numeric=frozenset(range(1, len(bands) + 1)))
    return tag("section", tag("h2", "班额分布"), figure(charts, "class-size"), shown, id="class-size")
