"""The tables and columns of a county package: names, Chinese headings, types and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["text", "school_code", "count", "amount", "number", "share", "year", "bool", "date", "coded"]


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
