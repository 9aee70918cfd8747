"""Coded values: every code with its Chinese term, and the spellings accepted for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

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
