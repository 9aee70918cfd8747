"""ledger.xlsx, 差距台账: one row a gap, with room for measure, owner and deadline; and what data is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from junheng.assessment.words import reason_text
from junheng.report.gaps import TIER_WORDS, Gap, MissingData, Shortfall, gaps_of, missing_of
from junheng.report.heading import banners_of, county_of, facts_line
from junheng.report.summary import Summary
from junheng.report.wording import COMPARE_SIGNS, LOCAL_NOTE, level_word, missing_text
from junheng.report.workbook import WHOLE, Book, Cell, Column, Formats, Sheet

# The states of an item in a county's ledger, in the order in which it passes through them.
STATE_CHOICES = ("待认领", "已认领", "整改中", "已上报", "复核中", "已销号", "暂缓", "豁免")
COLUMNS = (
    Column("序号", 5, centred=True),
    Column("类别", 8, centred=True),
    Column("问题", 25),
    Column("学校", 14),
    Column("学校标识码", 12, centred=True),
    Column("学段", 6, centred=True),
    Column("指标", 7, centred=True),
    Column("现状", 9),
    Column("标准", 10),
    Column("差距", 14, centred=True),
    Column("条款", 12, centred=True),
    Column("措施", 14),
    Column("责任单位", 12),
    Column("责任人", 7),
    Column("时限", 11, centred=True),
    Column("进展", 10),
    Column("佐证", 10),
    Column("状态", 8, centred=True, choices=STATE_CHOICES),
    Column("销号人", 7),
    Column("日期", 9, centred=True),
)
MISSING_COLUMNS = (
    Column("序号", 5, centred=True),
    Column("指标", 8, centred=True),
    Column("名称", 32),
    Column("学校", 18),
    Column("学校标识码", 12, centred=True),
    Column("学段", 7, centred=True),
    Column("为何无法判定", 24),
    Column("缺什么（表、单元格、栏目）", 38),
    Column("责任单位", 14),
)


def write_ledger(summary: Summary, path: Path) -> None:
    """Writes the workbook. Raises OSError where the path cannot be written."""
    gaps, missing = gaps_of(summary), missing_of(summary)
    with Book(path, f"{county_of(summary)}差距台账", "  ".join(banners_of(summary)), summary.assessment.as_of) as book:
        book.add(_ledger_sheet(summary, gaps))
        book.add(_missing_sheet(summary, missing))


def _ledger_sheet(summary: Summary, gaps: tuple[Gap, ...]) -> Sheet:
    counts = Counter(gap.tier for gap in gaps)
    listed = "，".join(f"{words} {counts[tier]} 条" for tier, words in TIER_WORDS.items() if counts[tier] or tier != "local")
    return Sheet(
        name="差距台账",
        title=f"{county_of(summary)}义务教育优质均衡发展差距台账",
        facts=f"{facts_line(summary)}  共 {len(gaps)} 条（{listed}）",
        columns=COLUMNS,
        rows=[_ledger_row(summary, number, gap) for number, gap in enumerate(gaps, start=1)],
        frozen_columns=3,
        notes=(
            "差距按整数单位向上取整：还需增加（或超出）多少人、间、平方米、元；一贯制学校为全校要增加的数量（按折算人数分摊后本学段恰好达标）。",
            "类别为“承诺”的各条凭过渡性放宽达标，须在时限前补足到正式标准。无法判定的各项不在本表，见“待补数据”。",
            *((f"{LOCAL_NOTE}。",) if counts["local"] else ()),
        ),
    )


def _ledger_row(summary: Summary, number: int, gap: Gap) -> list[Cell | str | int | None]:
    row: list[Cell | str | int | None] = [
        number,
        Cell(TIER_WORDS[gap.tier], tone="above_floor" if gap.tier == "commitment" else ""),
        gap.problem,
        summary.school(gap.school_code).name if gap.school_code else "全县",
        gap.school_code or "",
        level_word(gap.level),
        gap.code,
    ]
    row += _numbers(gap, Formats(summary.places))
    return [*row, gap.clause, None, gap.lead, None, Cell(gap.due), None, None, STATE_CHOICES[0], None, None]


def _numbers(gap: Gap, formats: Formats) -> list[Cell | str | int | None]:
    """现状, 标准, 差距 as numbers that show their sign, words and unit through the cell's format."""
    is_dispersion = gap.code.endswith(".cv")
    plain = formats.dispersion if is_dispersion else formats.in_unit(gap.unit, gap.value, gap.threshold)
    limit = formats.dispersion if is_dispersion else formats.in_unit(gap.unit, gap.threshold)
    sign = COMPARE_SIGNS[gap.compare]
    cells: list[Cell | str | int | None] = [Cell(gap.value, plain), Cell(gap.threshold, f'"{sign} "{limit}')]
    if is_dispersion and gap.value is not None and gap.threshold is not None:
        return [*cells, Cell(gap.value - gap.threshold, f'"超出 "{formats.dispersion}')]
    return [*cells, _shortfall_cell(gap.shortfall)]


def _shortfall_cell(shortfall: Shortfall | None) -> Cell:
    if shortfall is None:
        return Cell(None)
    words = "超出" if shortfall.is_excess else "还差"
    unit = shortfall.unit.replace('"', "")
    return Cell(shortfall.amount, f'"{words} "{WHOLE}" {unit}"')


def _missing_sheet(summary: Summary, missing: tuple[MissingData, ...]) -> Sheet:
    return Sheet(
        name="待补数据",
        title=f"{county_of(summary)}待补数据清单",
        facts=f"{facts_line(summary)}  共 {len(missing)} 条",
        columns=MISSING_COLUMNS,
        rows=[
            [
                number,
                item.code,
                item.title,
                summary.school(item.school_code).name if item.school_code else "全县",
                item.school_code or "",
                level_word(item.level),
                reason_text(item.reason),
                missing_text(item.cells),
                item.lead,
            ]
            for number, item in enumerate(missing, start=1)
        ],
        frozen_columns=3,
        notes=("没有上报的数据按“无法判定”处理，既不当作 0，也不当作达标。补齐后重新测算。",),
    )
