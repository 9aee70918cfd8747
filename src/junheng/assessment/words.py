"""Words for the codes of an assessment: verdicts, reasons and exclusions, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.assessment.results import Assessment, Verdict
from junheng.county.fact_names import FACT_NAMES

VERDICT_WORDS = {
    Verdict.MET: "达标",
    Verdict.NOT_MET: "未达标",
    Verdict.UNKNOWN: "无法判定",
    Verdict.NOT_APPLICABLE: "不适用",
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
    "no_growth_from_zero": "上期为 0，无从计算增长",
    "no_section_in_scope": "没有计入的校段",
    "norm_not_reported": "生均公用经费基准定额未填报",
    "not_at_least": "低于标准",
    "not_at_most": "超过上限",
    "kind_not_reported": "办学类型未填报，无法确定如何评估",
    "not_counted_by_reading": "按所选口径不计入",
    "not_faster": "增长没有快于对照项",
    "not_examined": "尚未核查",
    "not_grown": "比上期没有增长",
    "not_judged": "尚未评定",
    "not_less_than": "不低于上限",
    "not_monitored": "没有国家质量监测结果",
    "not_more_than": "没有超过下限",
    "not_reported": "数据未填报",
    "not_surveyed": "没有社会认可度调查结果",
    "survey_not_attributed": "有调查记录没有写明组织方或方式，不知道以哪些为准",
    "not_two_periods": "没有填齐相邻的两期",
    "not_yet_due": "这一天目标尚未生效",
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
    "scope_not_reported": "办学类型、举办者、城乡类型或寄宿制未填报，无法确定范围",
    "sibling_not_reported": "同校其他学段的学生数未填报，无法分摊",
    "too_few_rooms": "面积达标的间数不足",
    "value_not_known": "有校段的数值无法判定",
}


def reason_text(reason: str | None) -> str:
    """The reason in words, with the fact that it is about; a code without words is shown rather than hidden."""
    if reason is None:
        return ""
    code, _, fact = reason.partition(":")
    words = REASON_WORDS.get(code, code)
    return f"{words}（{FACT_NAMES.get(fact, fact)}）" if fact else words


def exclusion_text(assessment: Assessment, code: str) -> str:
    """Why a section does not count; the number of pupils is the standard's, whatever the code's name says."""
    limit = assessment.standard.conclusion.spec["small_teaching_point_pupils"]
    return EXCLUSION_WORDS[code].format(limit=assessment.standard.parameter(str(limit), assessment.as_of))
