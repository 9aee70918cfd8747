"""Words and marks for states, dimensions, values and places, as an office prints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from junheng.assessment.compare import SHARE_UNIT
from junheng.assessment.results import COUNTY, DispersionResult, Finding, Input, Verdict
from junheng.county.codes import LEVELS
from junheng.county.values import Number
from junheng.report.numbers import NOT_REPORTED, brief, brief_percent, fixed, percent, telling_places
from junheng.report.summary import State, Summary

# Each verdict also has a shape of its own, from the characters that every Chinese font has.
VERDICT_MARKS = {Verdict.MET: "√", Verdict.NOT_MET: "×", Verdict.UNKNOWN: "?", Verdict.NOT_APPLICABLE: "－"}
COUNTY_WORDS = {
    Verdict.MET: "达到优质均衡标准",
    Verdict.NOT_MET: "未达到优质均衡标准",
    Verdict.UNKNOWN: "数据不全，无法判定",
    Verdict.NOT_APPLICABLE: "不适用",
}
STATE_MARKS = {State.MET: "√", State.ABOVE_FLOOR: "△", State.BELOW_FLOOR: "×", State.UNKNOWN: "?", State.NOT_APPLICABLE: "－"}
STATE_LEGEND = (
    f"{STATE_MARKS[State.MET]} 达标；{STATE_MARKS[State.ABOVE_FLOOR]} 未达标但不低于底线；"
    f"{STATE_MARKS[State.BELOW_FLOOR]} 低于底线；{STATE_MARKS[State.UNKNOWN]} 无法判定。"
)
# Where the county as a whole has no verdict of its own.
JUDGED_BY_SCHOOL = "逐校判定"
DIMENSION_WORDS = {
    "admission": "前置条件",
    "resource": "资源配置",
    "guarantee": "政府保障程度",
    "quality": "教育质量",
    "approval": "社会认可度",
    "veto": "一票否决",
    "local": "地方目标",
}
# Said wherever the local targets stand beside the standard's own indicators.
LOCAL_NOTE = "地方目标为县里自定，不影响法定结论"
COMPARE_SIGNS = {"at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}
DISPERSION = "校际差异系数"


def title_of(summary: Summary, code: str) -> str:
    """An indicator's title; for `A4.cv` the dispersion of A4. A code outside the standard stands for itself."""
    stem, _, tail = code.partition(".")
    indicator = summary.assessment.standard.indicators.get(stem)
    if indicator is None:
        return code
    return f"{indicator.title}的{DISPERSION}" if tail == "cv" else indicator.title


def part_title(summary: Summary, finding: Finding) -> str:
    """The name of a finding's part, "" for a whole. A part that the standard does not name is its own name (a subject)."""
    if finding.part is None:
        return ""
    part = _part(summary, finding)
    return str(part["title"]) if "title" in part else finding.part


def _part(summary: Summary, finding: Finding) -> Mapping[str, object]:
    indicator = summary.assessment.standard.indicators.get(finding.indicator)
    return indicator.parts.get(finding.part or "", {}) if indicator else {}


def full_title(summary: Summary, finding: Finding) -> str:
    """The part's own title where the standard gives it one, else the indicator's, with the part (a subject) behind it."""
    part, title = part_title(summary, finding), title_of(summary, finding.indicator)
    if not part:
        return title
    return part if _part(summary, finding) else f"{title}·{part}"


def level_word(level: str | None) -> str:
    return LEVELS.get(level, level) if level else ""


def spec_of(summary: Summary, finding: Finding) -> Mapping[str, object]:
    """What the standard says of the finding's form: the part's own entry over the indicator's."""
    indicator = summary.assessment.standard.indicators.get(finding.indicator)
    if indicator is None:
        return {}
    own = indicator.parts.get(finding.part or "", {})
    return {"unit": indicator.unit, "form": indicator.form, **indicator.spec, **own}


def unit_of(summary: Summary, finding: Finding) -> str:
    return str(spec_of(summary, finding).get("unit") or "")


def amount_text(summary: Summary, number: Number | float | None, unit: str, *limits: Number | None) -> str:
    """A measured number at the form's places, or at as many more as show on which side of its limits it is."""
    if number is None:
        return NOT_REPORTED
    if unit == SHARE_UNIT:
        hundredfold = [limit * 100 for limit in limits if limit is not None]
        return percent(number, telling_places(number * 100, hundredfold, summary.places.percentage))
    return brief(number, 0) if isinstance(number, int) else fixed(number, telling_places(number, limits, summary.places.value))


def limit_text(summary: Summary, number: Number | None, unit: str) -> str:
    """A number of the law, as short as it can be written."""
    if unit == SHARE_UNIT:
        return brief_percent(number, summary.places.percentage)
    return brief(number, summary.places.value)


def value_text(summary: Summary, finding: Finding) -> str:
    return amount_text(summary, finding.value, unit_of(summary, finding), finding.threshold, finding.floor)


def compare_of(summary: Summary, finding: Finding) -> str:
    """How value and threshold are compared: what the standard says, `at_least` where its form leaves it unsaid."""
    return str(spec_of(summary, finding).get("compare") or "at_least")


def threshold_text(summary: Summary, finding: Finding) -> str:
    """≥ 4.5 and the like; a dash for what is judged by people."""
    if finding.threshold is None:
        return NOT_REPORTED
    sign = COMPARE_SIGNS[compare_of(summary, finding)]
    return f"{sign} {limit_text(summary, finding.threshold, unit_of(summary, finding))}"


def distance_text(summary: Summary, distance: Fraction | float) -> str:
    """How far a value is from its limit, as a percentage of the limit; never 0 % unless it is at the limit."""
    if distance == 0:
        return "等于标准"
    return percent(distance, telling_places(distance * 100, (0,), summary.places.percentage))


def code_ranges(summary: Summary, codes: Iterable[str]) -> str:
    """「A1–A7、B9」: three or more codes that follow each other in the standard are told by the first and the last."""
    order = list(summary.assessment.standard.indicators)
    wanted = frozenset(codes)
    runs: list[list[str]] = []
    for before, code in zip(["", *order], order, strict=False):
        if code in wanted:
            follows = bool(runs) and runs[-1][-1] == before and before[0] == code[0]
            runs = [*runs[:-1], [*runs[-1], code]] if follows else [*runs, [code]]
    known = [f"{run[0]}–{run[-1]}" if len(run) > 2 else "、".join(run) for run in runs]
    return "、".join([*known, *sorted(wanted - frozenset(order))])


def dispersion_note(summary: Summary) -> str:
    """How the coefficients are made and judged under the readings taken."""
    weighted = summary.assessment.standard.conclusion.spec["dispersion_weights"] == "pupils"
    weights = "均按在校生数加权" if weighted else "各校同等权重"
    if judges_composite(summary):
        judged = "每个学段的各项按综合差异系数（各项的算术平均）一并判定"
    else:
        judged = "每项指标、每个学段单独判定。综合差异系数是各项的算术平均，只列出，不作判定"
    return f"差异系数 = 标准差 ÷ 县均值，{weights}，{judged}。"


def judges_composite(summary: Summary) -> bool:
    """Whether the reading taken judges a level's coefficients by their mean instead of one by one."""
    return summary.assessment.standard.conclusion.spec["dispersion_judged"] == "composite"


def exactness_note(summary: Summary) -> str:
    """Which number decides: the exact one, or under another reading the printed one."""
    if summary.assessment.standard.conclusion.spec["compare_on"] == "printed":
        return "判定和显示都用按表式要求的小数位四舍五入后的数值。"
    return "判定用精确值，显示按表式要求的小数位四舍五入。"


def missing_text(cells: Iterable[Input]) -> str:
    """The cells that were not reported, each as a person finds it: sheet, cell and the Chinese heading."""
    return "；".join(dict.fromkeys(_place_of(cell) for cell in cells))


def _place_of(cell: Input) -> str:
    spec = cell.row.table.spec
    heading = spec.column(cell.column).heading if spec.has(cell.column) else cell.column
    return str(replace(cell.where, column=heading))


def place_text(summary: Summary, found: Finding | DispersionResult) -> str:
    """Whom a finding is about: school and level, or the county."""
    level = level_word(found.level)
    if isinstance(found, DispersionResult) or found.subject == COUNTY:
        return f"全县{level}"
    label = summary.label(found.subject)
    return f"{label}（{level}）" if level else label
