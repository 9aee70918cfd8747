"""sheets.xlsx, 七项表 and the county's forms: every section, the dispersion tests, the 31 indicators, who is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from junheng.assessment.compare import SHARE_UNIT
from junheng.assessment.results import Finding, Verdict
from junheng.assessment.words import VERDICT_WORDS, exclusion_text, reason_text
from junheng.county.values import Number
from junheng.report.glance import GlanceRow, glance_rows
from junheng.report.heading import REPEATABLE, banners_of, county_of, facts_line, facts_of
from junheng.report.margins import NEAR_NOTE, Margin, margins_of
from junheng.report.readings import readings_taken
from junheng.report.summary import SectionRow, State, Summary
from junheng.report.wording import (
    COMPARE_SIGNS,
    DIMENSION_WORDS,
    JUDGED_BY_SCHOOL,
    LOCAL_NOTE,
    STATE_LEGEND,
    STATE_MARKS,
    compare_of,
    dispersion_note,
    exactness_note,
    judges_composite,
    level_word,
    title_of,
    unit_of,
)
from junheng.report.workbook import Book, Cell, Column, Formats, Sheet

Content = Cell | str | int | Number | None

SEVEN_COLUMNS = (
    Column("序号", 5, centred=True),
    Column("学校", 22),
    Column("学校标识码", 13, centred=True),
    Column("指标", 6, centred=True),
    Column("指标名称", 46),
    Column("基本值", 13),
    Column("在校生数", 10),
    Column("达标值", 10),
    Column("底线", 10),
    Column("实际值", 11),
    Column("是否达标", 10, centred=True),
    Column("是否达到底线", 13, centred=True),
    Column("学校综合结论", 13, centred=True),
)
DISPERSION_COLUMNS = (
    Column("学段", 7, centred=True),
    Column("指标", 8, centred=True),
    Column("指标名称", 38),
    Column("校段数", 8),
    Column("在校生数", 11),
    Column("县均值", 12),
    Column("标准差", 12),
    Column("差异系数", 10),
    Column("限值", 9),
    Column("是否达标", 11, centred=True),
    Column("说明", 24),
)
ALL_COLUMNS = (
    Column("维度", 14, centred=True),
    Column("指标", 6, centred=True),
    Column("指标名称", 38),
    Column("数值", 10, centred=True),
    Column("标准", 10, centred=True),
    Column("结论", 10, centred=True),
    Column("逐项情况", 26),
    Column("条款", 19),
    Column("口径", 50),
    Column("责任单位", 13),
)
NEAR_COLUMNS = (
    Column("序号", 6, centred=True),
    Column("学校", 22),
    Column("学校标识码", 14, centred=True),
    Column("学段", 7, centred=True),
    Column("指标", 8, centred=True),
    Column("指标名称", 46),
    Column("实际值", 11),
    Column("标准", 11),
    Column("距标准", 10),
    Column("余量", 42),
)
EXCLUDED_COLUMNS = (
    Column("序号", 6, centred=True),
    Column("学校", 26),
    Column("学校标识码", 14, centred=True),
    Column("办学类型", 13, centred=True),
    Column("学段", 8, centred=True),
    Column("不计入的原因", 62),
)
ABOUT_COLUMNS = (Column("项目", 36), Column("内容", 112))
TONES = {State.MET: "met", State.ABOVE_FLOOR: "above_floor", State.BELOW_FLOOR: "not_met", State.UNKNOWN: "unknown"}


def write_sheets(summary: Summary, path: Path) -> None:
    """Writes the workbook. Raises OSError where the path cannot be written."""
    formats = Formats(summary.places)
    with Book(path, f"{county_of(summary)}测算表", "  ".join(banners_of(summary)), summary.assessment.as_of) as book:
        for level in summary.levels:
            book.add(_overview_sheet(summary, level, formats))
            book.add(_seven_sheet(summary, level, formats))
        book.add(_dispersion_sheet(summary, formats))
        book.add(_all_sheet(summary, formats))
        book.add(_near_sheet(summary, formats))
        book.add(_excluded_sheet(summary))
        book.add(_about_sheet(summary))


def _overview_sheet(summary: Summary, level: str, formats: Formats) -> Sheet:
    """One row a section: the seven values side by side, and the school rule's verdict."""
    rows = summary.counted(level)
    columns = (
        Column("序号", 5, centred=True),
        Column("学校", 22),
        Column("学校标识码", 13, centred=True),
        Column("乡镇", 11),
        Column("在校生数", 9),
        *(Column(f"{code} {title_of(summary, code)}", 12) for code in summary.section_indicators),
        Column("达标项数", 7, centred=True),
        Column("达到底线项数", 8, centred=True),
        Column("未达标指标", 12),
        Column("综合结论", 10, centred=True),
    )
    return Sheet(
        name=level_word(level),
        title=f"{county_of(summary)}{level_word(level)}七项指标汇总表",
        facts=f"{facts_line(summary)}  共 {len(rows)} 个校段",
        columns=columns,
        rows=[[number, *_overview_row(summary, row, formats)] for number, row in enumerate(rows, start=1)],
        frozen_columns=3,
        notes=(f"{STATE_LEGEND}{_rule_text(summary)}",),
    )


def _rule_text(summary: Summary) -> str:
    quote = summary.assessment.standard.conclusion.citation.quote
    return f"学校综合结论按：{quote}。" if quote else ""


def _overview_row(summary: Summary, row: SectionRow, formats: Formats) -> Iterator[Content]:
    yield row.school.name
    yield row.school.code
    yield row.school.township
    yield row.pupils
    for code in summary.section_indicators:
        found = row.findings.get(code)
        state = row.state(code)
        if found is None or found.value is None:
            yield Cell(STATE_MARKS[state], tone=TONES.get(state, ""))
        else:
            shown = formats.measured(found.value, found.threshold, found.floor)
            yield Cell(found.value, shown, TONES.get(state, ""), STATE_MARKS[state])
    yield row.result.met
    yield row.result.above_floor
    yield "、".join(row.result.failed)
    yield _verdict_cell(row.result.verdict)


def _verdict_cell(verdict: Verdict | None) -> Cell:
    return Cell(VERDICT_WORDS[verdict], tone=verdict.value) if verdict else Cell(JUDGED_BY_SCHOOL)


def _seven_sheet(summary: Summary, level: str, formats: Formats) -> Sheet:
    """七项表: one row for each section and indicator, as a school's own form shows them."""
    rows = [
        [number, row.school.name, row.school.code, *_seven_row(summary, row, code, formats)]
        for number, row in enumerate(summary.counted(level), start=1)
        for code in summary.section_indicators
    ]
    return Sheet(
        name=f"{level_word(level)}七项表",
        title=f"{county_of(summary)}{level_word(level)}七项表（一校一学段）",
        facts=facts_line(summary),
        columns=SEVEN_COLUMNS,
        rows=rows,
        frozen_columns=2,
        group=len(summary.section_indicators),
        notes=(
            "基本值为该校段的资源总量；一贯制学校的校舍、场地、设备按折算人数分摊到学段。",
            "实际值 = 基本值 ÷ 在校生数（每百名学生的再乘 100）。",
        ),
    )


def _seven_row(summary: Summary, row: SectionRow, code: str, formats: Formats) -> Iterator[Content]:
    found = row.findings.get(code)
    state = row.state(code)
    yield code
    yield title_of(summary, code)
    yield Cell(found.numerator if found else None, formats.amount(found.numerator if found else None))
    yield Cell(found.denominator if found else None, formats.whole)
    yield Cell(found.threshold if found else None, formats.value)
    yield Cell(found.floor if found else None, formats.floor(found.floor if found else None))
    yield Cell(found.value, formats.measured(found.value, found.threshold, found.floor)) if found else None
    yield Cell({State.UNKNOWN: VERDICT_WORDS[Verdict.UNKNOWN], State.MET: "是"}.get(state, "否"), tone=TONES.get(state, ""))
    yield {State.UNKNOWN: VERDICT_WORDS[Verdict.UNKNOWN], State.BELOW_FLOOR: "否"}.get(state, "是")
    yield _verdict_cell(row.result.verdict)


def _dispersion_sheet(summary: Summary, formats: Formats) -> Sheet:
    rows: list[list[Content]] = []
    composite_note = f"各项差异系数的算术平均，{'按此判定' if judges_composite(summary) else '只列出，不作判定'}"
    for level in summary.levels:
        for test in summary.dispersion(level):
            row: list[Content] = [level_word(level), test.indicator, title_of(summary, test.indicator), test.sections]
            row += [Cell(test.pupils, formats.whole), Cell(test.mean, formats.value), Cell(test.sd, formats.spread)]
            row += [Cell(test.cv, formats.dispersion), Cell(test.limit, formats.value), _verdict_cell(test.verdict)]
            rows.append([*row, reason_text(test.reason)])
        composite = dict(summary.assessment.composite).get(level)
        cells: list[Content] = [Cell(composite, formats.dispersion), None, "", composite_note]
        rows.append([level_word(level), "综合", "综合差异系数", None, None, None, None, *cells])
    return Sheet(
        name="校际差异系数",
        title=f"{county_of(summary)}校际差异系数",
        facts=facts_line(summary),
        columns=DISPERSION_COLUMNS,
        rows=rows,
        notes=(f"{dispersion_note(summary)}{exactness_note(summary)}",),
    )


def _all_sheet(summary: Summary, formats: Formats) -> Sheet:
    rows = [
        [DIMENSION_WORDS.get(dimension, dimension), *_all_row(summary, row, formats, is_first=position == 0)]
        for dimension, codes in summary.by_dimension.items()
        for code in codes
        for position, row in enumerate(glance_rows(summary, code))
    ]
    return Sheet(
        name="三十一项",
        title=f"{county_of(summary)}三十一项指标、社会认可度、前置条件和一票否决事项",
        facts=facts_line(summary),
        columns=ALL_COLUMNS,
        rows=rows,
        frozen_columns=3,
        notes=(
            "资源配置各项逐校段判定，不作全县单项结论；数值为“—”者由人评定或逐校（段、科）判定。",
            *((f"{LOCAL_NOTE}。",) if summary.assessment.standard.local_targets else ()),
        ),
    )


def _all_row(summary: Summary, row: GlanceRow, formats: Formats, *, is_first: bool) -> Iterator[Content]:
    found = row.finding
    indicator = summary.assessment.standard.indicators.get(row.code)
    yield row.code
    yield f"  {row.title}" if row.is_part else row.title
    yield _amount_cell(summary, found, formats, is_limit=False)
    yield _amount_cell(summary, row.limit, formats, is_limit=True)
    yield _verdict_cell(row.verdict) if row.verdict or not row.is_part else Cell(JUDGED_BY_SCHOOL)
    yield row.tally_text or reason_text(found.reason if found else None)
    yield shown.clause if (shown := found or row.limit) else ""
    yield readings_taken(summary, shown.reading) if shown and is_first else ""
    yield indicator.lead if indicator and is_first else ""


def _amount_cell(summary: Summary, found: Finding | None, formats: Formats, *, is_limit: bool) -> Cell:
    number = None if found is None else found.threshold if is_limit else found.value
    if found is None or number is None:
        return Cell("—")
    shown = formats.in_unit(unit_of(summary, found), number, *(() if is_limit else (found.threshold,)))
    return Cell(number, f'"{COMPARE_SIGNS[compare_of(summary, found)]} "{shown}' if is_limit else shown)


def _near_sheet(summary: Summary, formats: Formats) -> Sheet:
    found = margins_of(summary)
    return Sheet(
        name="临界清单",
        title=f"{county_of(summary)}临界清单",
        facts=f"{facts_line(summary)}  共 {len(found)} 条",
        columns=NEAR_COLUMNS,
        rows=[[number, *_near_row(summary, margin, formats)] for number, margin in enumerate(found, start=1)],
        frozen_columns=2,
        notes=(NEAR_NOTE,),
    )


def _near_row(summary: Summary, margin: Margin, formats: Formats) -> Iterator[Content]:
    is_dispersion = margin.code.endswith(".cv")
    yield summary.school(margin.school_code).name if margin.school_code else "全县"
    yield margin.school_code or ""
    yield level_word(margin.level)
    yield margin.code
    yield margin.title
    yield Cell(margin.value, formats.dispersion if is_dispersion else formats.in_unit(margin.unit, margin.value, margin.limit))
    limit = formats.value if is_dispersion else formats.in_unit(margin.unit, margin.limit)
    yield Cell(margin.limit, f'"{COMPARE_SIGNS[margin.compare]} "{limit}')
    yield Cell(margin.distance, formats.in_unit(SHARE_UNIT, margin.distance, 0))
    yield margin.until_failing


def _excluded_sheet(summary: Summary) -> Sheet:
    return Sheet(
        name="未计入",
        title=f"{county_of(summary)}未计入资源配置七项指标的校段",
        facts=f"{facts_line(summary)}  共 {len(summary.excluded)} 个",
        columns=EXCLUDED_COLUMNS,
        rows=[
            [
                number,
                row.school.name,
                row.school.code,
                row.school.kind,
                level_word(row.result.level),
                exclusion_text(summary.assessment, row.result.excluded_by or ""),
            ]
            for number, row in enumerate(summary.excluded, start=1)
        ],
    )


def _about_sheet(summary: Summary) -> Sheet:
    from importlib.metadata import version

    standard = summary.assessment.standard
    readings = [
        (f"口径 {reading.id}", f"{reading.question} → {reading.choices[standard.chosen[reading.id]].label}")
        for reading in standard.readings.values()
    ]
    rows = [
        *((name, value) for name, value in facts_of(summary)),
        ("测算软件", f"均衡 Junheng {version('junheng')}"),
        ("数值", f"单元格为精确值的双精度数。{exactness_note(summary)}"),
        ("标准说明", standard.note),
        *readings,
    ]
    return Sheet(
        name="说明",
        title=f"{county_of(summary)}测算说明",
        facts="  ".join(banners_of(summary)) or REPEATABLE,
        columns=ABOUT_COLUMNS,
        rows=[list(row) for row in rows],
        has_filter=False,
    )
