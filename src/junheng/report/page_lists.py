"""The parts of report.html that are lists: gaps, missing data, what a pass rests on, warnings, readings, the basis."""

from __future__ import annotations

from collections.abc import Iterable

from junheng.assessment.compare import SHARE_UNIT
from junheng.assessment.results import DispersionResult, Finding
from junheng.assessment.words import VERDICT_WORDS, exclusion_text, reason_text
from junheng.report.gaps import TIER_WORDS, Gap, MissingData, gaps_of, missing_of
from junheng.report.heading import REPEATABLE, facts_of
from junheng.report.margins import NEAR_NOTE, Margin, margins_of
from junheng.report.markup import Content, Markup, table, tag
from junheng.report.numbers import NOT_REPORTED, fixed, percent
from junheng.report.readings import reading_words
from junheng.report.summary import Summary
from junheng.report.wording import (
    COMPARE_SIGNS,
    amount_text,
    code_ranges,
    distance_text,
    exactness_note,
    full_title,
    level_word,
    limit_text,
    missing_text,
    place_text,
    threshold_text,
    title_of,
    unit_of,
)

# A list of names longer than this is cut to a count in the page; the ledger's second sheet has all of them.
NAMES_SHOWN = 12


def excluded(summary: Summary) -> Markup:
    rows = [
        [
            row.school.name,
            row.school.code,
            row.school.kind,
            level_word(row.result.level),
            exclusion_text(summary.assessment, row.result.excluded_by or ""),
        ]
        for row in summary.excluded
    ]
    heads = ("学校", "学校标识码", "办学类型", "学段", "原因")
    shown = table(f"未计入的校段（共 {len(rows)} 个）", heads, rows, class_="words") if rows else tag("p", "没有未计入的校段。")
    return tag("section", tag("h2", "未计入资源配置指标的校段"), shown, id="excluded")


def gaps(summary: Summary) -> Markup:
    """Every gap, and every pass that rests on a promise."""
    found = gaps_of(summary)
    rows = [_gap_row(summary, number, gap) for number, gap in enumerate(found, start=1)]
    heads = ("序号", "问题", "学校（学段）", "指标", "现状", "标准", "差距", "责任单位")
    shown = (
        table(f"差距清单（共 {len(rows)} 条）", heads, rows, class_="words", numeric=frozenset({4, 5}), widths=(5, 28, 18, 7, 9, 9, 13, 11))
        if rows
        else tag("p", "没有差距。")
    )
    note = tag("p", "差距按整数单位向上取整。逐条的措施、责任人、时限见 ledger.xlsx。", class_="legend")
    return tag("section", tag("h2", "差距清单"), shown, note if rows else None, id="gaps", class_="new-page")


def _gap_row(summary: Summary, number: int, gap: Gap) -> list[Content]:
    problem = f"{gap.problem}[{TIER_WORDS[gap.tier]}]" if gap.tier != "gap" else gap.problem
    return [number, problem, gap.place, gap.code, *gap_numbers(summary, gap), gap.lead]


def gap_numbers(summary: Summary, gap: Gap) -> tuple[str, str, str]:
    """现状, 标准, 差距 of a gap as they are printed."""
    sign = COMPARE_SIGNS[gap.compare]
    places = summary.places.dispersion
    if gap.code.endswith(".cv") and gap.value is not None and gap.threshold is not None:
        over = fixed(gap.value - float(gap.threshold), places)
        return fixed(gap.value, places), f"{sign} {fixed(gap.threshold, summary.places.value)}", f"超出 {over}"
    limit = NOT_REPORTED if gap.threshold is None else f"{sign} {limit_text(summary, gap.threshold, gap.unit)}"
    return amount_text(summary, gap.value, gap.unit, gap.threshold), limit, str(gap.shortfall or NOT_REPORTED)


def near(summary: Summary) -> Markup:
    """临界清单: what passes narrowly, nearest to failing first."""
    found = margins_of(summary)
    heads = ("指标", "名称", "学校（学段）", "实际值", "标准", "距标准", "余量")
    shown = (
        table(
            f"临界清单（共 {len(found)} 条）",
            heads,
            [_near_row(summary, margin) for margin in found],
            class_="words",
            numeric=frozenset({3, 4, 5}),
            widths=(6, 23, 17, 8, 8, 8, 30),
        )
        if found
        else tag("p", "没有临界的达标值。")
    )
    return tag("section", tag("h2", "临界清单"), shown, tag("p", NEAR_NOTE, class_="legend") if found else None, id="near")


def _near_row(summary: Summary, margin: Margin) -> list[Content]:
    sign = COMPARE_SIGNS[margin.compare]
    distance = distance_text(summary, margin.distance)
    if margin.code.endswith(".cv"):
        places = summary.places.dispersion
        limit, value = f"{sign} {fixed(margin.limit, summary.places.value)}", fixed(margin.value, places)
    else:
        limit = f"{sign} {limit_text(summary, margin.limit, margin.unit)}"
        value = amount_text(summary, margin.value, margin.unit, margin.limit)
    return [margin.code, margin.title, margin.place, value, limit, distance, margin.until_failing or NOT_REPORTED]


def unknown(summary: Summary) -> Markup:
    """What is not reported, grouped by what is missing, so that sixty schools without a grade are one line."""
    groups: dict[tuple[str, str, str, str], list[MissingData]] = {}
    for item in missing_of(summary):
        groups.setdefault((item.code, item.title, reason_text(item.reason), item.lead), []).append(item)
    rows = [[code, title, reason, _where(items), lead] for (code, title, reason, lead), items in groups.items()]
    heads = ("指标", "名称", "原因", "涉及", "责任单位")
    shown = (
        table(f"待补数据（共 {sum(map(len, groups.values()))} 项）", heads, rows, class_="words", widths=(6, 20, 19, 43, 12))
        if rows
        else tag("p", "数据齐全，没有无法判定的项目。")
    )
    note = tag("p", "没有上报的数据按“无法判定”处理，既不当作 0，也不当作达标。逐项清单见 ledger.xlsx 的“待补数据”。", class_="legend")
    return tag("section", tag("h2", "无法判定与待补数据"), shown, note if rows else None, id="unknown")


def _where(items: Iterable[MissingData]) -> Content:
    listed = list(items)
    names = [f"{item.place} {missing_text(item.cells)}".strip() for item in listed]
    shown = "；".join(names[:NAMES_SHOWN])
    return f"{shown} 等 {len(names)} 项" if len(names) > NAMES_SHOWN else shown


def marginal(summary: Summary) -> Markup:
    """Passes that rest on relaxations, and verdicts that printing would hide."""
    relaxed = [
        [found.indicator, full_title(summary, found), place_text(summary, found), _relaxation(summary, found), _until(found)]
        for found in summary.relaxed
    ]
    sensitive = [_sensitive_row(summary, found) for found in summary.rounding_sensitive]
    rests = (
        table("凭过渡性放宽达标", ("指标", "名称", "学校（学段）", "放宽规定", "截止"), relaxed, class_="words")
        if relaxed
        else tag("p", "没有凭过渡性放宽达标的项目。")
    )
    edges = (
        table(
            "四舍五入后会显示成另一结论",
            ("指标", "名称", "学校（学段）", "精确值", "标准", "结论"),
            sensitive,
            class_="words",
            numeric=frozenset({3, 4}),
        )
        if sensitive
        else tag("p", "没有因四舍五入而显示成另一结论的数值。")
    )
    return tag("section", tag("h2", "须留意的结论"), rests, edges, id="marginal")


def _relaxation(summary: Summary, found: Finding) -> str:
    relaxation = summary.assessment.standard.relaxations.get(found.relaxation or "")
    return relaxation.title if relaxation else str(found.relaxation)


def _until(found: Finding) -> str:
    return found.relaxation_until.isoformat() if found.relaxation_until else NOT_REPORTED


def _sensitive_row(summary: Summary, found: Finding | DispersionResult) -> list[Content]:
    exact = 6  # enough to tell the value from the limit that it prints like
    if isinstance(found, DispersionResult):
        limit = f"≤ {fixed(found.limit, summary.places.value)}"
        return [
            found.code,
            title_of(summary, found.code),
            place_text(summary, found),
            fixed(found.cv, exact),
            limit,
            VERDICT_WORDS[found.verdict],
        ]
    is_share = unit_of(summary, found) == SHARE_UNIT
    shown = percent(found.value, exact - 2) if is_share else fixed(found.value, exact)
    return [
        found.indicator,
        full_title(summary, found),
        place_text(summary, found),
        shown,
        threshold_text(summary, found),
        VERDICT_WORDS[found.verdict],
    ]


def warnings(summary: Summary) -> Markup:
    rows = []
    for problem in summary.assessment.problems:
        what, why, remedy = problem.sentences("zh")
        rows.append([str(problem.where), what, why, remedy])
    shown = (
        table(f"数据提示（共 {len(rows)} 条）", ("位置", "问题", "说明", "建议"), rows, class_="words")
        if rows
        else tag("p", "读取数据时没有提示。")
    )
    return tag("section", tag("h2", "数据提示"), shown, id="warnings")


def readings(summary: Summary) -> Markup:
    """Each reading taken: the question, the choice, and why."""
    standard = summary.assessment.standard
    rows = []
    for reading in standard.readings.values():
        taken = standard.chosen[reading.id]
        label = reading_words(summary, f"{reading.id}={taken}")
        choice = [label, "" if taken == reading.default else tag("b", "（非默认）")]
        rows.append([reading.id, reading.question, choice, reading.choices[taken].why, code_ranges(summary, reading.affects)])
    shown = (
        table("采用的口径", ("编号", "问题", "采用", "理由", "影响"), rows, class_="words", widths=(17, 26, 19, 26, 12))
        if rows
        else tag("p", "该标准没有需要选择的口径。")
    )
    return tag("section", tag("h2", "采用的口径"), shown, id="readings")


def basis(summary: Summary, version: str, charts_note: str) -> Markup:
    """What fixes this result, so that anybody can obtain it again."""
    standard = summary.assessment.standard
    facts = [*facts_of(summary), ("测算软件", f"均衡 Junheng {version}"), ("标准说明", standard.note)]
    sources = [[source.title, source.document_number, source.issuer, source.issued, source.note] for source in standard.sources.values()]
    return tag(
        "section",
        tag("h2", "依据"),
        table("结果的依据", ("项目", "内容"), facts, class_="words", widths=(18, 82)),
        table("标准的来源", ("文件", "文号", "发文机关", "时间", "说明"), sources, class_="words", widths=(28, 17, 18, 9, 28))
        if sources
        else None,
        tag("p", REPEATABLE, exactness_note(summary), class_="legend"),
        tag("p", charts_note, class_="legend") if charts_note else None,
        id="basis",
    )
