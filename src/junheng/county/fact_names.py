"""The county facts by name: code and Chinese 项目."""

from __future__ import annotations

from collections.abc import Mapping

# fact → its Chinese name (项目). Either side is accepted in the column `fact`.
FACT_NAMES: Mapping[str, str] = {
    "operating_norm_yuan": "生均公用经费基准定额",
    "operating_quota_yuan": "生均公用经费执行定额",
    "special_school_operating_funds_yuan": "特殊教育公用经费",
    "special_school_pupils": "特殊教育学生数",
    "inclusive_pupils": "随班就读学生数",
    "inclusive_operating_funds_yuan": "随班就读公用经费",
    "teacher_average_pay_yuan": "教师平均工资收入",
    "civil_servant_average_pay_yuan": "公务员平均工资收入",
    "teachers_required_to_train": "应培训教师数",
    "teachers_with_360_hours": "完成360学时教师数",
    "rotation_eligible_teachers": "符合交流条件教师数",
    "rotated_teachers": "交流轮岗教师数",
    "rotated_backbone_teachers": "交流轮岗骨干教师数",
    "elite_senior_places": "优质高中招生计划",
    "elite_senior_allotted_places": "分配到校名额",
    "elite_senior_rural_allotted_places": "分配到农村初中名额",
    "migrant_children_eligible": "符合条件随迁子女数",
    "migrant_in_public": "公办学校就读随迁子女数",
    "migrant_in_purchased": "政府购买学位就读随迁子女数",
    "migrant_children_placed": "随迁子女就读合计",
    "graduates": "毕业班学生数",
    "entrants_at_start": "起始年级入学数",
    "transfers_in": "期间转入数",
    "transfers_out": "期间转出数",
    "deaths": "期间死亡数",
    "suspended": "休学数",
    "held_back": "留级数",
    "skipped": "跳级数",
    "returned": "复学数",
    "disabled_school_age": "适龄残疾儿童少年数",
    "disabled_enrolled": "已入学残疾儿童少年数",
    "disabled_in_special_school": "特教学校就读数",
    "disabled_in_regular": "随班就读数",
    "disabled_home_taught": "送教上门数",
    "three_type_disabled_school_age": "三类残疾适龄数",
    "three_type_disabled_enrolled": "三类残疾入学数",
    "resident_population": "常住人口",
    "rural_population": "农村人口",
    "townships": "乡镇数",
    "villages": "行政村数",
    "gdp_per_head_yuan": "人均生产总值",
    "fiscal_revenue_per_head_yuan": "人均财政收入",
    "rural_income_yuan": "农村居民收入",
    "urban_income_yuan": "城镇居民收入",
    "education_appropriation_yuan": "财政教育拨款",
    "regular_revenue_yuan": "财政经常性收入",
    "per_pupil_spending_yuan": "生均教育费用",
    "per_pupil_operating_yuan": "生均公用经费",
    "teacher_pay_total_yuan": "教师工资总额",
    "surcharge_collected_yuan": "教育费附加征收",
    "surcharge_remitted_yuan": "教育费附加入库",
    "surcharge_spent_on_education_yuan": "教育费附加用于教育",
    "transfer_total_yuan": "农村税费改革转移支付",
    "transfer_to_compulsory_yuan": "转移支付用于义务教育",
    "new_funds_yuan": "新增教育经费",
    "new_funds_rural_yuan": "新增教育经费用于农村",
}
# The dictionary's short headings for facts whose full name would repeat the line above.
FACT_ALIASES: Mapping[str, str] = {
    "入库": "surcharge_remitted_yuan",
    "用于教育": "surcharge_spent_on_education_yuan",
    "用于义务教育": "transfer_to_compulsory_yuan",
    "其中用于农村": "new_funds_rural_yuan",
}
# Facts that count neither yuan nor people.
_COUNTED_OTHERWISE: Mapping[str, str] = {"townships": "个", "villages": "个"}


def fact_unit(fact: str) -> str:
    """What a fact is counted in: 元 where its name says so, else 人, but for a few."""
    return _COUNTED_OTHERWISE.get(fact) or ("元" if fact.endswith("_yuan") else "人")
