"""The tables and columns of a county package: names, Chinese headings, types, units, coded values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["text", "school_code", "count", "amount", "number", "share", "year", "bool", "date", "coded"]

LEVELS = {
    "primary": "小学",
    "junior": "初中",
    "senior": "高中",
    "kindergarten": "附设幼儿班",
    "vocational": "附设职教班",
}
SCHOOL_KINDS = {
    "primary": "小学",
    "junior": "初中",
    "nine_year": "九年一贯制",
    "combined_secondary": "完全中学",
    "twelve_year": "十二年一贯制",
    "teaching_point": "教学点",
    "special": "特殊教育",
    "vocational": "职业",
}
ATTACHED_LEVELS = ("kindergarten", "vocational")
LEVELS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "primary": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
    "combined_secondary": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"),
    "teaching_point": ("primary",),
    "special": ("primary", "junior", "senior"),
    "vocational": ("primary", "junior", "senior"),
}
SPONSORS = {"public": "公办", "private": "民办"}
LOCALITIES = {"urban": "城区", "town": "镇区", "rural": "乡村"}
GRADES_OF_JUDGEMENT = {
    "met": "达标",
    "not_met": "不达标",
    "excellent": "优",
    "good": "良",
    "fair": "中",
    "poor": "差",
}
STAGES = {"self": "自评", "city": "市级复核", "province": "省级评估", "nation": "国家认定"}
CONDUCTORS = {"county": "县", "city": "市", "province": "省", "nation": "国家"}
INSTRUMENTS = {"questionnaire": "问卷", "interview": "实地走访"}
GROUPS = {
    "parent": "家长",
    "pupil": "学生",
    "teacher": "教师",
    "principal": "校长",
    "deputy": "人大代表",
    "cppcc": "政协委员",
    "public": "其他群众",
}
PUPIL_STATUSES = {
    "enrolled": "在籍",
    "suspended": "休学",
    "transferred_in": "转入",
    "transferred_out": "转出",
    "dropped_out": "辍学",
    "died": "死亡",
    "graduated": "毕业",
}
ATTAINMENT_LEVELS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
VETOES = {
    "V1": "考试招生",
    "V2": "违规择校",
    "V3": "重点学校或重点班",
    "V4": "有编不补或长期聘用编外",
    "V5": "重大安全责任事故",
    "V6": "严重违纪违规",
    "V7": "弄虚作假",
    "V8": "校外培训治理和减负不力",
}
DEGREES = {"doctor": "博士", "master": "硕士", "bachelor": "本科", "associate": "专科", "below": "专科以下"}

# What people and other systems write for the same code. A code and its Chinese term are always accepted.
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "school_kind": {
        "初级中学": "junior",
        "小学校": "primary",
        "九年一贯制学校": "nine_year",
        "十二年一贯制学校": "twelve_year",
        "完中": "combined_secondary",
        "小学教学点": "teaching_point",
        "特殊教育学校": "special",
        "特教学校": "special",
        "职业学校": "vocational",
        "职业高中": "vocational",
        "中等职业学校": "vocational",
    },
    "level": {"高级中学": "senior", "幼儿园": "kindergarten", "初级中学": "junior", "普通高中": "senior"},
    "sponsor": {**{str(code): "public" for code in range(1, 10)}, "10": "private"},
    "locality": {
        "111": "urban",
        "112": "urban",
        "121": "town",
        "122": "town",
        "123": "town",
        "210": "rural",
        "220": "rural",
        "城市": "urban",
        "镇": "town",
        "农村": "rural",
        "村": "rural",
    },
    "judgement_grade": {"合格": "met", "不合格": "not_met", "优秀": "excellent", "良好": "good"},
    "attainment": {
        "i": "1",
        "ii": "2",
        "iii": "3",
        "iv": "4",
        "Ⅰ": "1",
        "Ⅱ": "2",
        "Ⅲ": "3",
        "Ⅳ": "4",
        "ⅰ": "1",
        "ⅱ": "2",
        "ⅲ": "3",
        "ⅳ": "4",
    },
    "veto": {"有编不补": "V4"},
    "degree": {
        "博士研究生": "doctor",
        "硕士研究生": "master",
        "研究生": "master",
        "大学本科": "bachelor",
        "大专": "associate",
        "大学专科": "associate",
        "中专": "below",
        "中师": "below",
        "高中": "below",
        "高中阶段": "below",
        "高中以下": "below",
    },
}
CODES: Mapping[str, Mapping[str, str]] = {
    "level": LEVELS,
    "school_kind": SCHOOL_KINDS,
    "sponsor": SPONSORS,
    "locality": LOCALITIES,
    "judgement_grade": GRADES_OF_JUDGEMENT,
    "stage": STAGES,
    "conductor": CONDUCTORS,
    "instrument": INSTRUMENTS,
    "group": GROUPS,
    "pupil_status": PUPIL_STATUSES,
    "attainment": ATTAINMENT_LEVELS,
    "veto": VETOES,
    "degree": DEGREES,
    "room_kind": {"music": "音乐", "art": "美术"},
}
# A coded column listed here also takes any other text (the dictionary says «any text»).
OPEN_CODES = frozenset({"room_kind"})
_ALIASES_OF_ROOMS = {"音乐教室": "music", "美术教室": "art"}


@cache
def code_of(vocabulary: str) -> Mapping[str, str]:
    """Every accepted spelling (lower case) of a vocabulary's values → the code."""
    spellings: dict[str, str] = {}
    for code, term in CODES[vocabulary].items():
        spellings[code.lower()] = code
        spellings[term.lower()] = code
    spellings.update(_ALIASES.get(vocabulary, {}))
    if vocabulary == "room_kind":
        spellings.update(_ALIASES_OF_ROOMS)
    return spellings


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: `name` is fixed by the contract, `heading` is what the workbook shows, `unit` what is counted in."""

    name: str
    heading: str
    kind: Kind = "text"
    unit: str = ""
    vocabulary: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TableSpec:
    """One table: `sheet` is its Chinese sheet name, `key` the columns that tell its rows apart.

    Each is itself only (no equality by content), so that looking one up costs no hash of all its columns.
    """

    name: str
    sheet: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        return _columns_of(self)[name]

    def has(self, name: str) -> bool:
        return name in _columns_of(self)


@cache
def _columns_of(table: TableSpec) -> Mapping[str, Column]:
    return {column.name: column for column in table.columns}


def _text(name: str, heading: str, *, required: bool = False) -> Column:
    return Column(name, heading, required=required)


def _count(name: str, heading: str, unit: str = "人") -> Column:
    return Column(name, heading, "count", unit)


def _area(name: str, heading: str) -> Column:
    return Column(name, heading, "amount", "㎡")


def _yuan(name: str, heading: str) -> Column:
    return Column(name, heading, "amount", "元")


def _bool(name: str, heading: str) -> Column:
    return Column(name, heading, "bool")


def _date(name: str, heading: str) -> Column:
    return Column(name, heading, "date")


def _coded(name: str, heading: str, vocabulary: str, *, required: bool = False) -> Column:
    return Column(name, heading, "coded", vocabulary=vocabulary, required=required)


def _school(name: str = "school_code", heading: str = "学校标识码", *, required: bool = True) -> Column:
    return Column(name, heading, "school_code", required=required)


SCHOOLS = TableSpec(
    "schools",
    "学校",
    (
        _school(),
        _text("school_name", "学校名称"),
        _coded("kind", "办学类型", "school_kind"),
        _coded("sponsor", "举办者", "sponsor"),
        _coded("locality", "城乡类型", "locality"),
        _text("township", "所属乡镇"),
        _bool("boarding", "寄宿制"),
        _school("parent_code", "主校标识码", required=False),
        _date("opened_on", "建校日期"),
        _date("closed_on", "停办日期"),
        _bool("built_by_2010", "2010年及之前规划并建成"),
        _bool("built_by_2016", "2016年及之前规划并建成"),
        _text("build_plan_document", "建设规划文号"),
        _date("build_plan_due", "补足期限"),
        _area("teaching_area_m2", "教学及辅助用房面积"),
        _area("indoor_sports_area_m2", "室内体育用房面积"),
        _area("sports_ground_area_m2", "运动场地面积"),
        _area("leased_sports_area_m2", "租赁场馆面积"),
        _date("lease_until", "租期至"),
        Column("walk_minutes", "步行分钟", "amount", "分钟"),
        _area("converted_sports_area_m2", "地下楼顶改造场地面积"),
        _bool("dense_centre", "高密度中心城区"),
        _area("building_area_m2", "校舍建筑面积"),
        _area("site_area_m2", "占地面积"),
        _area("unsafe_area_m2", "危房面积"),
        _yuan("equipment_value_yuan", "教学仪器设备值"),
        _count("multimedia_rooms", "网络多媒体教室间数", "间"),
        _count("books", "图书册数", "册"),
        _count("computers", "计算机台数", "台"),
        _count("computers_expired", "超年限计算机", "台"),
        _count("computer_rooms", "计算机教室", "间"),
        _count("live_lecture_rooms", "在线课堂教室", "间"),
        Column("network_mbps", "校园网带宽", "amount", "Mbps"),
        _count("authorised_posts", "编制数"),
        _count("filled_posts", "在编人数"),
        _count("contract_teachers", "编外教师数"),
        _yuan("operating_funds_yuan", "上年公用经费"),
        _yuan("allotted_base_funds_yuan", "上年核定基准公用经费"),
        _count("funding_base_pupils", "核定时学生数"),
        _yuan("operating_budget_yuan", "本年公用经费预算"),
        _yuan("training_budget_yuan", "教师培训经费预算"),
        _yuan("operating_spent_yuan", "上年公用经费决算"),
        _yuan("training_spent_yuan", "上年培训经费决算"),
        Column("longitude", "经度", "number", "°"),
        Column("latitude", "纬度", "number", "°"),
    ),
    key=("school_code",),
)
SECTIONS = TableSpec(
    "sections",
    "学段",
    (
        _school(),
        _coded("level", "学段", "level", required=True),
        _count("pupils", "在校生数"),
        _count("classes", "班级数", "个"),
        _count("grades", "年级数", "个"),
        _count("teachers", "专任教师数"),
        _count("staff", "教职工数"),
        _count("above_degree_teachers", "高于规定学历教师数"),
        _count("doctor_teachers", "博士"),
        _count("master_teachers", "硕士"),
        _count("bachelor_teachers", "本科"),
        _count("associate_teachers", "专科"),
        _count("backbone_teachers", "县级以上骨干教师数"),
        _count("sports_arts_teachers", "体音美专任教师数"),
        _count("visiting_sports_arts_teachers", "交流轮岗兼职走教体音美教师数"),
        _count("certified_teachers", "持证教师数"),
        _count("entrants", "新生数"),
        _count("zoned_entrants", "划片入学新生数"),
        _count("zoned_pupils", "划片入学在校生数"),
        _count("migrant_pupils", "随迁子女数"),
        _count("left_behind_pupils", "留守儿童数"),
        _count("graduating_pupils", "毕业班学生数"),
    ),
    key=("school_code", "level"),
)
CAMPUSES = TableSpec(
    "campuses",
    "校区",
    (
        _school(),
        _text("campus", "校区", required=True),
        _coded("level", "学段", "level"),
        _count("pupils", "在校生数"),
        _count("classes", "班级数", "个"),
        _area("teaching_area_m2", "教学及辅助用房面积"),
        _area("indoor_sports_area_m2", "室内体育用房面积"),
        _area("sports_ground_area_m2", "运动场地面积"),
        _yuan("equipment_value_yuan", "教学仪器设备值"),
        _count("multimedia_rooms", "网络多媒体教室间数", "间"),
    ),
    key=("school_code", "campus", "level"),
)
CLASSES = TableSpec(
    "classes",
    "班级",
    (
        _school(),
        _coded("level", "学段", "level", required=True),
        _text("grade", "年级"),
        _text("class_name", "班级名称"),
        _count("pupils", "学生数"),
    ),
)
ROOMS = TableSpec(
    "rooms",
    "专用教室",
    (
        _school(),
        _coded("kind", "教室类型", "room_kind", required=True),
        _coded("level", "使用学段", "level"),
        _area("area_m2", "单间面积"),
        _count("count", "间数", "间"),
    ),
)
FACTS = TableSpec(
    "facts",
    "县级数据",
    (
        _text("fact", "项目", required=True),
        _coded("level", "学段", "level"),
        _text("subject", "对象"),
        _text("period", "期间"),
        Column("value", "数值", "amount"),
        _text("unit", "单位"),
        _text("source", "填报单位"),
        _text("document", "依据文号"),
    ),
    key=("fact", "level", "subject", "period"),
)
JUDGEMENTS = TableSpec(
    "judgements",
    "定性评价",
    (
        _text("indicator", "指标", required=True),
        _school(required=False),
        _coded("grade", "评价", "judgement_grade"),
        _coded("stage", "环节", "stage"),
        _text("evidence", "佐证"),
        _text("judged_by", "评价人"),
        _date("judged_on", "日期"),
    ),
)
MONITORING = TableSpec(
    "monitoring",
    "质量监测",
    (
        Column("year", "年份", "year", required=True),
        _text("subject", "学科", required=True),
        _text("grade", "年级"),
        _coded("attainment_level", "水平等级", "attainment"),
        Column("between_school_rate", "校际差异率", "share"),
        _text("source", "来源"),
    ),
    key=("year", "subject", "grade"),
)
SURVEY = TableSpec(
    "survey",
    "认可度调查",
    (
        _coded("conducted_by", "组织方", "conductor"),
        _coded("instrument", "方式", "instrument"),
        _coded("group", "群体", "group"),
        _coded("locality", "城乡", "locality"),
        _count("issued", "发放", "份"),
        _count("valid", "有效", "份"),
        _count("satisfied", "满意", "份"),
    ),
    key=("conducted_by", "instrument", "group", "locality"),
)
VETOES_TABLE = TableSpec(
    "vetoes",
    "一票否决",
    (
        _coded("veto", "事项", "veto", required=True),
        _school(required=False),
        _bool("found", "是否发现"),
        _date("examined_on", "核查日期"),
        _date("period_from", "期间起"),
        _date("period_to", "期间止"),
        _text("evidence", "佐证"),
        _text("checked_by", "核查人"),
        _date("remedied_on", "整改日期"),
    ),
)
SUBJECT_TEACHERS = TableSpec(
    "subject_teachers",
    "学科教师",
    (
        _school(),
        _coded("level", "学段", "level", required=True),
        _text("subject", "学科"),
        _count("teachers", "教师数"),
        _count("needed", "需要数"),
    ),
    key=("school_code", "level", "subject"),
)
SENIOR_QUOTA = TableSpec(
    "senior_quota",
    "指标到校",
    (
        _text("senior_school", "高中学校"),
        _school("junior_school_code", "初中标识码"),
        _count("allotted", "分配名额"),
        _count("filled", "录取人数"),
        _count("graduates", "毕业班学生数"),
    ),
    key=("senior_school", "junior_school_code"),
)
TEACHERS = TableSpec(
    "teachers",
    "教师",
    (
        _text("person_id", "人员编号", required=True),
        _school(),
        _coded("level", "学段", "level"),
        _text("subject", "任教学科"),
        _bool("full_time", "专任"),
        _coded("degree", "学历", "degree"),
        _coded("certificate_level", "资格证学段", "level"),
        _text("backbone_level", "骨干级别"),
        _date("backbone_until", "骨干任期至"),
        _text("post_type", "岗位性质"),
        _date("joined_school_on", "到校日期"),
        Column("training_hours_5y", "五年学时", "amount", "学时"),
        _text("rotated_from", "交流来源学校"),
        _date("rotated_on", "交流日期"),
        _text("exempt_reason", "不参加交流原因"),
    ),
    key=("person_id",),
)
PUPILS = TableSpec(
    "pupils",
    "学生",
    (
        _text("person_id", "学籍编号", required=True),
        _school(),
        _coded("level", "学段", "level"),
        _text("grade", "年级"),
        _text("class_name", "班级名称"),
        _date("entered_on", "入学日期"),
        _coded("status", "状态", "pupil_status"),
        _date("status_on", "状态日期"),
        _text("residence_township", "户籍乡镇"),
        _bool("migrant", "随迁"),
        _bool("left_behind", "留守"),
        _text("disability", "残疾类别"),
        _text("placement", "安置方式"),
        _bool("zoned", "划片入学"),
        _text("aid", "资助"),
    ),
    key=("person_id",),
)
TABLES: tuple[TableSpec, ...] = (
    SCHOOLS,
    SECTIONS,
    CAMPUSES,
    CLASSES,
    ROOMS,
    FACTS,
    JUDGEMENTS,
    MONITORING,
    SURVEY,
    VETOES_TABLE,
    SUBJECT_TEACHERS,
    SENIOR_QUOTA,
    TEACHERS,
    PUPILS,
)
TABLE_BY_NAME: Mapping[str, TableSpec] = {table.name: table for table in TABLES}

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

# Units that a heading or the column `unit` of a fact may name → (the unit we keep, factor as text).
UNIT_FACTORS: Mapping[str, tuple[str, str]] = {
    "元": ("元", "1"),
    "千元": ("元", "1000"),
    "万元": ("元", "10000"),
    "亿元": ("元", "100000000"),
    "㎡": ("㎡", "1"),
    "m2": ("㎡", "1"),
    "m²": ("㎡", "1"),
    "平方米": ("㎡", "1"),
    "平米": ("㎡", "1"),
    "亩": ("㎡", "2000/3"),
    "公顷": ("㎡", "10000"),
    "%": ("", "1/100"),
    "％": ("", "1/100"),
    "百分比": ("", "1/100"),
    "‰": ("", "1/1000"),
    "万人": ("人", "10000"),
}
# The manifest's facts on the sheet 说明: what may stand in front of the value.
MANIFEST_SHEET = "说明"
MANIFEST_NAMES: Mapping[str, tuple[str, ...]] = {
    "format": ("格式版本", "格式", "版本"),
    "county_code": ("县区划代码", "行政区划代码", "区划代码", "县代码", "县级行政区划代码"),
    "county_name": ("县名称", "县名", "县(市、区)名称", "县(市、区)", "区县名称"),
    "school_year": ("学年",),
    "as_of": ("数据时点", "统计时点", "截止日期", "数据截止日期", "时点"),
    "standard": ("评估标准", "标准"),
}
