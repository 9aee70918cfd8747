"""The sentences of the experience checks (经验校验): what is unusual, and may be explained instead of mended."""

from __future__ import annotations

from collections.abc import Mapping

from junheng.county.logic_messages import part_above_whole
from junheng.county.sentences import Pair, pair

_EXPLAIN_ZH = "请核对；如属实请说明原因"
_EXPLAIN_EN = "Check it; if it is true, explain why"

# A size that hardly occurs.
_AMOUNTS = {
    "campus_premises_repeated": pair(
        (
            "校区「{campus}」分学段填了 {rows} 行，各行的校舍、设备数完全相同",
            "同一校区的校舍和设备只计一次，已按一次计算",
            "请只在一行填写校舍和设备，其余行的这些格留空",
        ),
        (
            "Campus {campus} has {rows} rows with the same premises",
            "A campus's premises count once, and were counted once",
            "State them on one row and leave them empty on the others",
        ),
    ),
    "per_pupil_too_small": pair(
        ("「{heading}」为 {value}，生均只有 {per_pupil} {unit}", "一般不低于生均 {limit} {unit}；{guess}", _EXPLAIN_ZH),
        ("{name} is {value}: only {per_pupil} {unit} a pupil", "It is seldom below {limit} {unit} a pupil; {guess_en}", _EXPLAIN_EN),
    ),
    "per_pupil_too_large": pair(
        ("「{heading}」为 {value}，生均达 {per_pupil} {unit}", "一般不高于生均 {limit} {unit}；{guess}", _EXPLAIN_ZH),
        ("{name} is {value}: {per_pupil} {unit} a pupil", "It is seldom above {limit} {unit} a pupil; {guess_en}", _EXPLAIN_EN),
    ),
    "unlike_other_schools": pair(
        (
            "「{heading}」为 {value}，生均 {per_pupil}，是全县中位数 {median} 的 {times} 倍",
            "与同县其他学校相差悬殊，可能多填或少填了一位，或弄错了单位",
            _EXPLAIN_ZH,
        ),
        (
            "{name} is {value}: {per_pupil} a pupil, {times} times the county's median {median}",
            "It is unlike the other schools: a digit too many or few, or another unit?",
            _EXPLAIN_EN,
        ),
    ),
    "cell_too_small": pair(
        ("「{heading}」为 {value}，小得少见", "一般不低于 {limit}；{guess}", _EXPLAIN_ZH),
        ("{name} is {value}, unusually small", "It is seldom below {limit}; {guess_en}", _EXPLAIN_EN),
    ),
    "cell_too_large": pair(
        ("「{heading}」为 {value}，大得少见", "一般不高于 {limit}；{guess}", _EXPLAIN_ZH),
        ("{name} is {value}, unusually large", "It is seldom above {limit}; {guess_en}", _EXPLAIN_EN),
    ),
    "pupils_per_teacher_odd": pair(
        ("在校生 {pupils} 人、专任教师 {teachers} 人，平均每名教师 {ratio} 名学生", "生师比一般在 {low} 到 {high} 之间", _EXPLAIN_ZH),
        ("{pupils} pupils and {teachers} teachers: {ratio} pupils a teacher", "It is usually between {low} and {high}", _EXPLAIN_EN),
    ),
    "class_size_large": pair(
        ("平均班额 {size} 人（在校生 {pupils}，班级 {classes}）", "超过 {limit} 人的班级极为少见，可能漏填了班级", _EXPLAIN_ZH),
        ("{size} pupils a class ({pupils} pupils, {classes} classes)", "More than {limit} is very rare; are classes missing?", _EXPLAIN_EN),
    ),
    "class_size_small": pair(
        ("班级数 {classes} 多于在校生数 {pupils}", "平均每班不足一名学生，两个数可能填反", _EXPLAIN_ZH),
        ("{classes} classes are more than the {pupils} pupils", "Were the two numbers exchanged?", _EXPLAIN_EN),
    ),
    "empty_class": pair(
        ("班级「{class_name}」的学生数为 0", "没有学生的班级不应列出", "请删除这一行；如漏填人数请补上"),
        ("Class {class_name} has 0 pupils", "A class without pupils is not listed", "Delete the row, or write the number"),
    ),
    "outside_china": pair(
        ("「{heading}」为 {value}", "应在 {low} 到 {high} 度之间；经度和纬度可能填反，或用了度分秒", "请按十进制度数填写"),
        (
            "{name} is {value}",
            "It lies between {low} and {high} degrees; were the two exchanged, or minutes used?",
            "Write decimal degrees",
        ),
    ),
}

# Zeros, gaps and results that say nothing.
_GAPS = {
    "zero_with_pupils": pair(
        ("「{heading}」为 0，而该校有 {pupils} 名学生", "0 表示确实没有；没有统计到的应当留空", "请核对；没有数据请留空"),
        (
            "{name} is 0 at a school with {pupils} pupils",
            "0 says that there is none; what was not counted stays empty",
            "Check it; leave it empty where there is no datum",
        ),
    ),
    "zero_everywhere": pair(
        ("「{heading}」在全部 {rows} 行都是 0", "每所学校都没有的情形极为少见，差异系数也无法计算", "请核对；没有数据请留空"),
        (
            "{name} is 0 in all {rows} rows",
            "That no school has any is very rare, and no dispersion can be measured",
            "Check it; leave it empty where there is no datum",
        ),
    ),
    "same_everywhere": pair(
        ("「{heading}」在全部 {rows} 行都是 {value}", "各校完全相同的情形极为少见，可能是下拉填充造成的", _EXPLAIN_ZH),
        ("{name} is {value} in all {rows} rows", "That all schools are equal is very rare; was a cell filled down?", _EXPLAIN_EN),
    ),
    "pupils_without_teachers": pair(
        ("有 {pupils} 名学生，专任教师为 0", "有学生的学段一般有专任教师；没有统计到的应当留空", _EXPLAIN_ZH),
        ("{pupils} pupils and 0 teachers", "A section with pupils usually has teachers; what was not counted stays empty", _EXPLAIN_EN),
    ),
    "pupils_without_classes": pair(
        ("有 {pupils} 名学生，班级数为 0", "有学生的学段至少有一个班", "请填写班级数；没有数据请留空"),
        (
            "{pupils} pupils and 0 classes",
            "A section with pupils has a class",
            "Write the number, or leave it empty where there is no datum",
        ),
    ),
    "school_without_section": pair(
        ("学校「{school}」在学段表中没有一行", "没有学段的学校不会参与任何测算", "请在学段表补上；如已停办请填写停办日期"),
        (
            "School {school} has no row in sections",
            "A school without a section is assessed in nothing",
            "Add its sections, or write the day on which it closed",
        ),
    ),
    "needed_cells_empty": pair(
        (
            "「{heading}」有 {rows} 行为空（行：{lines}）",
            "测算要用到它，空白一律按「未报」处理，结论会是「无法判定」",
            "请补填；确实没有的数请填 0",
        ),
        (
            "{name} is empty in {rows} rows ({lines})",
            "It is needed; empty is «not reported» and gives «unknown»",
            "Fill it in; write 0 where there is really none",
        ),
    ),
    "rows_without_result": pair(
        ("「{heading}」有 {rows} 行为空（行：{lines}）", "没有结果的行不起作用，等于没有报", "请补填，或删除这些行"),
        ("{name} is empty in {rows} rows ({lines})", "A row without its result counts for nothing", "Fill it in, or delete the rows"),
    ),
    "unknown_judged_item": pair(
        ("不认识的指标「{found}」", "定性评价只认：{allowed}", "请对照口径表改正，否则这一行不起作用"),
        ("Unknown indicator {found}", "Judged items are: {allowed}", "Mend it; the row counts for nothing else"),
    ),
    "judgements_conflict": pair(
        (
            "与第 {first} 行的评价不一致：同一指标、同一环节、同一日期，一处为「{earlier}」，一处为「{later}」",
            "不知道以哪一个为准",
            "请只保留一个，或补上正确的环节和日期",
        ),
        (
            "It contradicts row {first}: {earlier_code} there, {later_code} here, on the same day and stage",
            "Which one counts is unclear",
            "Keep one, or give the right stage and day",
        ),
    ),
    "class_twice": pair(
        ("班级「{class_name}」与第 {first} 行同年级同名", "同一个班可能填了两次", _EXPLAIN_ZH),
        ("Class {class_name} has the grade and name of row {first}", "The class may have been listed twice", _EXPLAIN_EN),
    ),
    "plan_without_due": pair(
        ("只填写了建设规划文号和补足期限中的一项", "两项齐全才能作为依据", "请补填另一项"),
        ("Only one of build_plan_document and build_plan_due is given", "Both are needed", "Give the other"),
    ),
    "nobody_rotated": pair(
        ("「{heading}」为 0", "全县一名教师也没有交流的情形少见", "请核对；没有数据请留空"),
        ("{name} is 0", "That nobody in a county rotated is rare", "Check it; leave it empty where there is no datum"),
    ),
    "special_pupils_disagree": pair(
        ("「{heading}」为 {value}，而学段表中特殊教育学校的在校生合计 {counted}", "两处说的是同一批学生", "请核对；口径或时点不同请说明"),
        (
            "{name} is {value}, while the special schools' sections sum to {counted}",
            "Both speak of the same pupils",
            "Check it; explain another day or definition",
        ),
    ),
    "campus_sum_differs": pair(
        ("学校表「{heading}」为 {value}，各校区合计 {counted}", "填写了校区的学校按校区合计测算", "请核对学校表和校区表，使两处一致"),
        ("{name} is {value} in schools, {counted} over its campuses", "Where campuses are given, they are summed", "Make both agree"),
    ),
}

# Rows that look copied or estimated.
_PATTERNS = {
    "copied_row": pair(
        ("与第 {first} 行（{school}）的 {numbers} 个数完全相同", "两所学校各项数字都相同的情形极为少见，可能是复制后忘了改", _EXPLAIN_ZH),
        (
            "All {numbers} numbers equal those of row {first} ({school})",
            "Two schools are hardly ever equal in everything; was the row copied?",
            _EXPLAIN_EN,
        ),
    ),
    "amounts_too_round": pair(
        ("这所学校的 {numbers} 个金额都是整万元", "账面金额很少全是整数，可能是估计数", _EXPLAIN_ZH),
        (
            "All {numbers} amounts of this school are multiples of 10,000 yuan",
            "Book values are seldom so round; are they estimates?",
            _EXPLAIN_EN,
        ),
    ),
    "column_too_round": pair(
        ("「{heading}」的 {rows} 个数都是 {step} 的整倍数", "实测数很少全是整数，可能是估计数", _EXPLAIN_ZH),
        ("All {rows} values of {name} are multiples of {step}", "Measured values are seldom so round; are they estimates?", _EXPLAIN_EN),
    ),
    "pupils_too_round": pair(
        ("「{heading}」为 {value}，是整千的数", "学籍人数很少正好是整千，可能是估计数", _EXPLAIN_ZH),
        ("{name} is {value}, a round thousand", "A register seldom gives a round thousand; is it an estimate?", _EXPLAIN_EN),
    ),
}

# Against last year's package.
_PREVIOUS = {
    "jump": pair(
        ("「{heading}」由上年的 {before} 变为 {now}（{change}）", "一年之内变化超过 {limit}% 的情形少见", _EXPLAIN_ZH),
        ("{name} went from {before} to {now} ({change})", "More than {limit} % within a year is rare", _EXPLAIN_EN),
    ),
    "fact_jump": pair(
        ("「{heading}」由上年的 {before} 变为 {now}（{change}）", "一年之内变化超过 {limit}% 的情形少见，单位或口径可能变了", _EXPLAIN_ZH),
        (
            "{name} went from {before} to {now} ({change})",
            "More than {limit} % within a year is rare; another unit or definition?",
            _EXPLAIN_EN,
        ),
    ),
    "reported_last_year": pair(
        ("「{heading}」上年为 {before}，今年没有填", "空白按「未报」处理", "请补填；确实没有的数请填 0"),
        ("{name} was {before} last year and is empty now", "Empty is «not reported»", "Fill it in; write 0 where there is really none"),
    ),
    "school_vanished": pair(
        (
            "上年的学校「{school}」（{name}）今年不在学校表中",
            "撤并的学校应保留一行并填写停办日期，也可能是标识码填错",
            "请补上这所学校，或说明撤并情况",
        ),
        (
            "Last year's school {school} ({name}) is not in schools",
            "A closed school keeps its row with closed_on; or was its code mistyped?",
            "Add the school, or explain",
        ),
    ),
    "school_appeared": pair(
        (
            "学校「{school}」上年不在数据包中，建校日期{opened}",
            "新建学校应有近期的建校日期，也可能是标识码填错",
            "请填写建校日期，或说明情况",
        ),
        (
            "School {school} was not in last year's package; opened_on: {opened_en}",
            "A new school has a recent opened_on; or was its code mistyped?",
            "Write opened_on, or explain",
        ),
    ),
    "section_vanished": pair(
        ("学校「{school}」上年的学段「{level}」有 {pupils} 名学生，今年没有这一学段", "可能漏填了一行", "请补上，或说明停办的情况"),
        (
            "Section {level_code} of school {school} had {pupils} pupils last year and has no row now",
            "A row may be missing",
            "Add it, or explain",
        ),
    ),
    "attribute_changed": pair(
        ("「{heading}」由上年的「{before}」变为「{now}」", "很少在一年之内改变，且会改变测算的范围", _EXPLAIN_ZH),
        ("{name} changed from {before_code} to {now_code}", "It seldom changes and decides what is assessed", _EXPLAIN_EN),
    ),
}

# A part above its whole where another explanation than a slip exists.
_PARTS = {
    "teaching_exceed_building_area": part_above_whole("教学及辅助用房是校舍建筑的一部分", "Teaching rooms are part of the buildings"),
    "rotated_exceed_eligible": part_above_whole("指标只计符合交流条件的教师中实际交流的", "Those rotated are counted among those eligible"),
    "migrants_placed_exceed_eligible": part_above_whole("就读的随迁子女按符合条件的统计", "Those placed are counted among those eligible"),
    "filled_exceed_authorised": part_above_whole("在编人数超过编制数属超编，可能填错", "More are filled than authorised"),
    "training_exceed_operating_budget": part_above_whole(
        "教师培训经费一般从公用经费中安排", "Training is usually paid out of operating funds"
    ),
    "training_exceed_operating_spent": part_above_whole(
        "教师培训经费一般从公用经费中列支", "Training is usually paid out of operating funds"
    ),
    "ground_exceed_site_area": part_above_whole("运动场地一般在校园占地之内", "The sports ground usually lies on the site"),
    "filled_exceed_allotted": part_above_whole("录取人数一般不超过分配名额", "No more are usually admitted than were allotted"),
    "filled_exceed_graduates": part_above_whole("录取的是本校毕业班学生", "Those admitted are of the school's last grade"),
    "graduates_exceed_cohort": part_above_whole(
        "毕业、转出和死亡的一般不超过入学与转入的；留级、复学会使它们增多",
        "Those who left are usually no more than entered; returning pupils add to them",
    ),
    "remitted_exceed_collected": part_above_whole("入库数一般不超过征收数", "No more is usually remitted than collected"),
    "surcharge_spent_exceed_remitted": part_above_whole("用于教育的一般不超过入库数", "No more is usually spent than remitted"),
    "disabled_parts_disagree": pair(
        ("「{part}」合计 {part_value}，与「{whole}」{whole_value} 不一致", "已入学人数一般就是这三类之和", "请核对；口径不同请说明"),
        (
            "{part_name} sum to {part_value}, while {whole_name} is {whole_value}",
            "Those enrolled are usually the sum of the three",
            "Check it, or explain",
        ),
    ),
}

EXPERIENCE_MESSAGES: Mapping[str, Pair] = {**_AMOUNTS, **_GAPS, **_PATTERNS, **_PREVIOUS, **_PARTS}
