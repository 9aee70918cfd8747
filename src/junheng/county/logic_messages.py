"""The sentences of the logic checks (逻辑校验): contradictions that must be mended before an assessment."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.sentences import Pair, pair


def part_above_whole(why_zh: str, why_en: str) -> Pair:
    """What is found and the remedy are the same of every part and whole; why it cannot be is the rule's own."""
    return pair(
        ("「{part}」为 {part_value}，大于「{whole}」的 {whole_value}", why_zh, "请核对这两处，改正填错的一个"),
        ("{part_name} is {part_value}, above {whole_name} of {whole_value}", why_en, "Check both and mend the wrong one"),
    )


# One row against the others, and against 学校.
_KEYS = {
    "duplicate_row": pair(
        ("与第 {first} 行重复：{key}", "同一个{columns}只能有一行，否则不知道以哪一行为准", "请删除多余的一行，或改正填错的代码"),
        (
            "It repeats row {first}: {key_code}",
            "One {columns_name} has one row; which one counts is unclear",
            "Delete the surplus row, or mend the code",
        ),
    ),
    "unknown_school": pair(
        (
            "学校标识码「{found}」不在学校表中（共 {rows} 行）",
            "每一行数据都要归到学校表里的一所学校，名称不作匹配",
            "请在学校表补上这所学校，或改正这里的标识码",
        ),
        (
            "School {found} is not in schools ({rows} rows)",
            "Every row belongs to a school of the table schools",
            "Add the school, or mend the code here",
        ),
    ),
    "parent_unknown": pair(
        ("主校标识码「{found}」不在学校表中", "教学点沿用主校的评价和经费，主校必须在同一数据包内", "请补上主校，或改正标识码"),
        (
            "The centre school {found} is not in schools",
            "A teaching point inherits from its centre school, which must be in the package",
            "Add the centre school, or mend the code",
        ),
    ),
    "parent_itself": pair(
        ("主校标识码「{found}」就是本校", "学校不能是自己的主校", "请填写教学点所属的中心学校；没有主校请留空"),
        (
            "The centre school {found} is the school itself",
            "No school is its own centre school",
            "Write the centre school's code, or leave it empty",
        ),
    ),
    "parent_is_teaching_point": pair(
        (
            "主校「{found}」本身是教学点",
            "主校应是教学点所属的中心学校，教学点没有可供沿用的评价",
            "请改填中心学校的标识码，或核对主校的办学类型",
        ),
        (
            "The centre school {found} is itself a teaching point",
            "A teaching point has nothing to pass on",
            "Write the centre school's code, or mend that school's kind",
        ),
    ),
}

# What the kind, the dates and the campuses allow.
_STRUCTURE = {
    "level_of_other_kind": pair(
        (
            "办学类型为「{kind}」的学校填写了学段「{level}」",
            "这类学校只能有：{allowed}（以及附设幼儿班、附设职教班）",
            "请核对办学类型和学段，改正其中之一",
        ),
        (
            "A school of kind {kind_code} has a section {level_code}",
            "This kind may have {allowed_code} (and attached kindergarten or vocational classes)",
            "Mend the kind or the level",
        ),
    ),
    "closed_before_opened": pair(
        ("停办日期 {closed} 早于建校日期 {opened}", "学校不能在建校之前停办", "请核对这两个日期"),
        ("Closed on {closed}, before it opened on {opened}", "No school closes before it opens", "Check both dates"),
    ),
    "period_reversed": pair(
        ("期间止 {end} 早于期间起 {start}", "核查期间的终点不能早于起点", "请核对这两个日期"),
        ("The period ends on {end}, before it starts on {start}", "A period ends after its start", "Check both dates"),
    ),
    "campus_pupils_exceed_section": pair(
        ("各校区「{level}」在校生合计 {campuses}，大于学段表的 {section}", "校区的学生都属于本校该学段", "请核对校区表和学段表的在校生数"),
        (
            "The campuses have {campuses} pupils of level {level_code}, the section {section}",
            "A campus's pupils belong to the school's section",
            "Check pupils in campuses and sections",
        ),
    ),
    "previous_of_other_county": pair(
        ("用来对比的上年数据包属于 {found}，本数据包属于 {expected}", "只能与同一个县的数据比较", "请换成本县上一学年的数据包"),
        (
            "The previous package is of county {found}, this one of {expected}",
            "Only the same county can be compared",
            "Give this county's package of last year",
        ),
    ),
    "previous_not_earlier": pair(
        (
            "用来对比的数据包是 {found} 学年，本数据包是 {expected} 学年",
            "对比的数据包应早于本学年",
            "请换成本县上一学年的数据包，并核对本数据包的学年",
        ),
        (
            "The previous package is of school year {found}, this one of {expected}",
            "The previous one must be earlier",
            "Give last year's package, and check this one's school year",
        ),
    ),
}

# A part that is larger than its whole.
_PARTS = {
    "teachers_exceed_staff": part_above_whole("专任教师是教职工的一部分", "Full-time teachers are part of the staff"),
    "above_degree_exceed_teachers": part_above_whole("高于规定学历的教师是专任教师的一部分", "They are part of the full-time teachers"),
    "degrees_exceed_teachers": part_above_whole(
        "一名教师只有一个最高学历，各学历人数合计不超过专任教师数", "A teacher has one highest degree"
    ),
    "certified_exceed_teachers": part_above_whole("持证教师是专任教师的一部分", "Certified teachers are part of the full-time teachers"),
    "backbone_exceed_teachers": part_above_whole(
        "骨干教师是专任教师的一部分，一人只计一次", "Backbone teachers are part of the full-time teachers, each once"
    ),
    "sports_arts_exceed_teachers": part_above_whole(
        "体音美专任教师是专任教师的一部分；走教的另填", "They are part of the full-time teachers; visiting ones have their own column"
    ),
    "entrants_exceed_pupils": part_above_whole("新生是在校生的一部分", "Entrants are part of the pupils"),
    "zoned_entrants_exceed_entrants": part_above_whole("划片入学的新生是新生的一部分", "Zoned entrants are part of the entrants"),
    "zoned_pupils_exceed_pupils": part_above_whole("划片入学的学生是在校生的一部分", "Zoned pupils are part of the pupils"),
    "migrant_pupils_exceed_pupils": part_above_whole("随迁子女是在校生的一部分", "Migrant children are part of the pupils"),
    "left_behind_pupils_exceed_pupils": part_above_whole("留守儿童是在校生的一部分", "Left-behind children are part of the pupils"),
    "graduating_pupils_exceed_pupils": part_above_whole("毕业班学生是在校生的一部分", "The last grade is part of the pupils"),
    "indoor_exceed_teaching_area": part_above_whole(
        "室内体育用房已包含在教学及辅助用房之内", "Indoor sports rooms are included in the teaching area"
    ),
    "unsafe_exceed_building_area": part_above_whole("危房是校舍建筑的一部分", "Unsafe buildings are part of the buildings"),
    "computers_expired_exceed_computers": part_above_whole("超年限计算机是计算机的一部分", "Expired computers are part of the computers"),
    "valid_exceed_issued": part_above_whole("有效问卷不会多于发放的问卷", "No more answers are valid than forms were issued"),
    "satisfied_exceed_valid": part_above_whole("表示满意的都在有效问卷之内", "Satisfied answers are part of the valid ones"),
    "satisfied_exceed_issued": part_above_whole("表示满意的都在发放的问卷之内", "Satisfied answers are part of the forms issued"),
    "trained_exceed_required": part_above_whole(
        "完成学时的教师是应培训教师的一部分", "Those who finished are part of those required to train"
    ),
    "rotated_backbone_exceed_rotated": part_above_whole(
        "交流的骨干教师是交流教师的一部分", "Rotated backbone teachers are part of the rotated"
    ),
    "allotted_exceed_places": part_above_whole("分配到校的名额是招生计划的一部分", "Allotted places are part of the plan"),
    "rural_allotted_exceed_allotted": part_above_whole(
        "分配到农村初中的名额是分配名额的一部分", "Rural places are part of the allotted ones"
    ),
    "left_exceed_entered": part_above_whole(
        "转出和死亡的学生都曾在起始年级入学或期间转入，否则巩固率的分母为负",
        "Those who left had entered before; else the denominator is negative",
    ),
    "disabled_enrolled_exceed_age": part_above_whole(
        "已入学的是适龄残疾儿童少年的一部分", "Those enrolled are part of those of school age"
    ),
    "three_type_enrolled_exceed_age": part_above_whole(
        "三类残疾入学的是三类残疾适龄的一部分", "Those enrolled are part of those of school age"
    ),
    "three_type_age_exceed_age": part_above_whole(
        "三类残疾适龄数是适龄残疾儿童少年的一部分", "The three types are part of all disabilities"
    ),
    "three_type_enrolled_exceed_enrolled": part_above_whole(
        "三类残疾入学数是已入学残疾儿童少年的一部分", "The three types are part of all disabilities"
    ),
    "rural_population_exceed_population": part_above_whole("农村人口是常住人口的一部分", "The rural population is part of the population"),
    "to_compulsory_exceed_transfer": part_above_whole("用于义务教育的是转移支付的一部分", "It is part of the transfer"),
    "new_rural_exceed_new_funds": part_above_whole("用于农村的是新增教育经费的一部分", "It is part of the new funds"),
}

LOGIC_MESSAGES: Mapping[str, Pair] = {**_KEYS, **_STRUCTURE, **_PARTS}
