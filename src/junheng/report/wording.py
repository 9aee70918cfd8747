"""Words for codes: verdicts, states, reasons, exclusions and values, as an office prints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from junheng.assessment.results import COUNTY, DispersionResult, Finding, Input, Verdict
from junheng.county.schema import FACT_NAMES, LEVELS
from junheng.county.values import Number
from junheng.report.numbers import NOT_REPORTED, brief, brief_percent, fixed, percent, telling_places
from junheng.report.summary import State, Summary

VERDICT_WORDS = {
    Verdict.MET: "达标",
    Verdict.NOT_MET: "未达标",
    Verdict.UNKNOWN: "无法判定",
    Verdict.NOT_APPLICABLE: "不适用",
}
# Each verdict also has a shape of its own, from the characters that every Chinese font has.
VERDICT_MARKS = {Verdict.MET: "√", Verdict.NOT_MET: "×", Verdict.UNKNOWN: "?", Verdict.NOT_APPLICABLE: "－"}
COUNTY_WORDS = {
    Verdict.MET: "达到优质均衡标准",
    Verdict.NOT_MET: "未达到优质均衡标准",
    Verdict.UNKNOWN: "数据不全，无法判定",
    Verdict.NOT_APPLICABLE: "不适用",
}
STATE_MARKS = {State.MET: "√", State.ABOVE_FLOOR: "△", State.BELOW_FLOOR: "×", State.UNKNOWN: "?", State.NOT_APPLICABLE: "－"}
DIMENSION_WORDS = {
    "admission": "前置条件",
    "resource": "资源配置",
    "guarantee": "政府保障程度",
    "quality": "教育质量",
    "approval": "社会认可度",
    "veto": "一票否决",
}
EXCLUSION_WORDS = {
    "special_school": "特殊教育学校，不计入资源配置各项指标和校际差异系数",
    "vocational_school": "职业学校，不计入资源配置各项指标和校际差异系数",
    "teaching_point_under_50": "不足{limit}人的教学点，不计入资源配置各项指标和校际差异系数",
    "not_open": "数据日期未开办或已停办，各项均不计入",
}
# Codes of the assessment that say why a finding came out as it did.
REASON_WORDS: Mapping[str, str] = {
    "attainment_too_low": "学业水平等级低于要求",
    "classes_not_reported": "班级数或班额未填报",
    "composite_not_at_most": "综合差异系数超过上限",
    "composite_not_known": "综合差异系数无法计算",
    "empty_denominator": "分母为 0，无法计算",
    "found": "经核查存在",
    "judged": "评定结论与定额数据不一致",
    "judged_not_met": "评定为不达标",
    "marginal_interval": "达标，但95%置信区间跨过标准，结论不稳",
    "mean_is_zero": "县均值为 0，差异系数没有意义",
    "no_parent_to_inherit_from": "教学点未单独评定，也没有可沿用的主校",
    "no_section_in_scope": "没有计入的校段",
    "norm_not_reported": "生均公用经费基准定额未填报",
    "not_at_least": "低于标准",
    "not_at_most": "超过上限",
    "not_counted_by_reading": "按所选口径不计入",
    "not_examined": "尚未核查",
    "not_judged": "尚未评定",
    "not_less_than": "不低于上限",
    "not_monitored": "没有国家质量监测结果",
    "not_more_than": "没有超过下限",
    "not_reported": "数据未填报",
    "not_surveyed": "没有社会认可度调查结果",
    "nothing_in_scope": "没有适用的对象",
    "one_section_only": "只有一个校段，无从比较",
    "parent_not_judged": "主校尚未评定",
    "period_out_of_date": "填报的数据不是所需的期间",
    "periods_differ": "分子与分母不是同一期间",
    "pupils_not_reported": "在校生数未填报",
    "quota_below_norm": "执行定额低于基准定额",
    "quota_differs": "城乡执行定额不一致",
    "quota_not_reported": "生均公用经费执行定额未填报",
    "room_area_not_reported": "专用教室的面积或间数未填报",
    "rooms_not_reported": "专用教室未填报",
    "scope_not_reported": "举办者、城乡类型或寄宿制未填报，无法确定范围",
    "sibling_not_reported": "同校其他学段的学生数未填报，无法分摊",
    "too_few_rooms": "面积达标的间数不足",
    "value_not_known": "有校段的数值无法判定",
}
COMPARE_SIGNS = {"at_least": "≥", "at_most": "≤", "more_than": ">", "less_than": "<"}
SHARE_UNIT = "比例"
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


def missing_text(cells: Iterable[Input]) -> str:
    """The cells that were not reported, each as a person finds it: sheet, cell and the Chinese heading."""
    return "；".join(dict.fromkeys(_place_of(cell) for cell in cells))


def _place_of(cell: Input) -> str:
    spec = cell.row.table.spec
    heading = spec.column(cell.column).heading if spec.has(cell.column) else cell.column
    return str(replace(cell.where, column=heading))


def reason_text(reason: str | None) -> str:
    """The reason in words, with the fact that it is about; a code without words is shown rather than hidden."""
    if reason is None:
        return ""
    code, _, fact = reason.partition(":")
    words = REASON_WORDS.get(code, code)
    return f"{words}（{FACT_NAMES.get(fact, fact)}）" if fact else words


def exclusion_text(summary: Summary, code: str | None) -> str:
    """Why a section does not count; the number of pupils is the standard's, whatever the code's name says."""
    if code is None:
        return ""
    assessment = summary.assessment
    limit = assessment.standard.parameter(str(assessment.standard.conclusion.spec["small_teaching_point_pupils"]), assessment.as_of)
    return EXCLUSION_WORDS.get(code, code).format(limit=brief(limit, 0))


def place_text(summary: Summary, found: Finding | DispersionResult) -> str:
    """Whom a finding is about: school and level, or the county."""
    level = level_word(found.level)
    if isinstance(found, DispersionResult) or found.subject == COUNTY:
        return f"全县{level}"
    label = summary.label(found.subject)
    return f"{label}（{level}）" if level else label
