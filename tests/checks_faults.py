"""Faults planted one by one in the sound county, with the check that must name each and its place."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from checks_county import FIRST_LINE, Tables, code_of, sound_county
from junheng.county.values import Value

Spoil = Callable[[Tables], None]


@dataclass(frozen=True)
class Fault:
    """`row` is the index within the table (None: the whole column or sheet), `heading` the column to be named."""

    name: str
    code: str
    table: str
    row: int | None
    heading: str | None
    spoil: Spoil

    @property
    def place(self) -> tuple[str, str, int | None, str | None]:
        return self.code, f"{self.table}.csv", None if self.row is None else FIRST_LINE + self.row, self.heading


def setting(table: str, row: int, **values: Value) -> Spoil:
    return lambda tables: tables[table][row].update(values)


def scaling(table: str, row: int, column: str, numerator: int, denominator: int = 1) -> Spoil:
    def spoil(tables: Tables) -> None:
        value = tables[table][row][column]
        assert isinstance(value, int)
        tables[table][row][column] = value * numerator // denominator

    return spoil


def everywhere(table: str, column: str, value: Value) -> Spoil:
    def spoil(tables: Tables) -> None:
        for row in tables[table]:
            row[column] = value

    return spoil


def adding(table: str, **values: Value) -> Spoil:
    return lambda tables: tables[table].append(values)


def copying(table: str, source: int, target: int, *kept: str) -> Spoil:
    """The row is typed again for another school; only the columns `kept` are its own."""

    def spoil(tables: Tables) -> None:
        rows = tables[table]
        rows[target] = {**rows[source], **{column: rows[target][column] for column in kept}}

    return spoil


def fact_row(fact: str) -> int:
    return next(at for at, row in enumerate(sound_county()["facts"]) if row["fact"] == fact)


def setting_fact(fact: str, value: Value) -> Spoil:
    return setting("facts", fact_row(fact), value=value)


def repeating_premises(tables: Tables) -> None:
    """One campus of the nine-year school, once a level, all premises on both rows."""
    school = tables["schools"][0]
    columns = ("teaching_area_m2", "indoor_sports_area_m2", "sports_ground_area_m2", "equipment_value_yuan", "multimedia_rooms")
    for level in ("primary", "junior"):
        premises = {column: school[column] for column in columns}
        tables["campuses"].append({"school_code": school["school_code"], "campus": "本部", "level": level, **premises})


def rounding(tables: Tables) -> None:
    for row in tables["schools"]:
        value = row["equipment_value_yuan"]
        assert isinstance(value, int)
        row["equipment_value_yuan"] = value // 10_000 * 10_000 + 10_000


ROUND_AMOUNTS: dict[str, Value] = {"equipment_value_yuan": 1_530_000, "operating_budget_yuan": 510_000, "training_budget_yuan": 30_000}
DAY = datetime.date

STAFFING = ("above_degree_teachers", "backbone_teachers", "sports_arts_teachers", "certified_teachers")


def copying_row(table: str, row: int) -> Spoil:
    return lambda tables: tables[table].append(dict(tables[table][row]))


def leaving_no_rotation(tables: Tables) -> None:
    setting_fact("rotated_teachers", 0)(tables)
    setting_fact("rotated_backbone_teachers", 0)(tables)


def leaving_few_teachers(tables: Tables) -> None:
    tables["sections"][14] |= {"teachers": 12, **dict.fromkeys(STAFFING, 3)}


def leaving_no_teachers(tables: Tables) -> None:
    tables["sections"][16] |= {"teachers": 0, **dict.fromkeys(STAFFING, 0)}


def losing_class_rows(tables: Tables) -> None:
    """Without class rows only the mean class size can be looked at."""
    section = tables["sections"][18]
    tables["classes"] = [row for row in tables["classes"] if row["school_code"] != section["school_code"]]
    section["classes"] = 9


LOGIC_FAULTS = (
    Fault("a school listed twice", "duplicate_row", "schools", 24, "学校标识码", copying_row("schools", 6)),
    Fault("a room of no school", "unknown_school", "rooms", 24, "学校标识码", adding("rooms", school_code="2199999999", area_m2=97)),
    Fault("a parent that is not there", "parent_unknown", "schools", 5, "主校标识码", setting("schools", 5, parent_code="2199999999")),
    Fault("a school that is its own parent", "parent_itself", "schools", 8, "主校标识码", setting("schools", 8, parent_code=code_of(9))),
    Fault("a point as parent", "parent_is_teaching_point", "schools", 7, "主校标识码", setting("schools", 7, parent_code=code_of(3))),
    Fault(
        "a level of another kind",
        "level_of_other_kind",
        "sections",
        25,
        "学段",
        adding("sections", school_code=code_of(10), level="junior", pupils=40),
    ),
    Fault("closed before it opened", "closed_before_opened", "schools", 18, "停办日期", setting("schools", 18, closed_on=DAY(1980, 8, 31))),
    Fault("a period backwards", "period_reversed", "vetoes", 0, "期间止", setting("vetoes", 0, period_to=DAY(2022, 8, 31))),
    Fault("a campus above its school", "campus_pupils_exceed_section", "campuses", 0, "在校生数", scaling("campuses", 0, "pupils", 9)),
    Fault(
        "more certificates than teachers",
        "certified_exceed_teachers",
        "sections",
        12,
        "持证教师数",
        setting("sections", 12, certified_teachers=99),
    ),
    Fault(
        "a gym above its rooms",
        "indoor_exceed_teaching_area",
        "schools",
        13,
        "室内体育用房面积",
        scaling("schools", 13, "indoor_sports_area_m2", 90),
    ),
    Fault("more satisfied than valid", "satisfied_exceed_valid", "survey", 1, "满意", setting("survey", 1, satisfied=518)),
)

EXPERIENCE_FAULTS = (
    Fault(
        "more rotated than eligible",
        "rotated_exceed_eligible",
        "facts",
        fact_row("rotated_teachers"),
        "数值",
        setting_fact("rotated_teachers", 312),
    ),
    Fault("premises of one campus on two rows", "campus_premises_repeated", "campuses", 3, "校区", repeating_premises),
    Fault(
        "万元 typed as 元", "per_pupil_too_small", "schools", 9, "教学仪器设备值", scaling("schools", 9, "equipment_value_yuan", 1, 10_000)
    ),
    Fault(
        "元 converted twice", "per_pupil_too_large", "schools", 10, "教学仪器设备值", scaling("schools", 10, "equipment_value_yuan", 10_000)
    ),
    Fault("亩 typed as ㎡", "per_pupil_too_small", "schools", 11, "运动场地面积", scaling("schools", 11, "sports_ground_area_m2", 3, 2000)),
    Fault("a digit too many", "unlike_other_schools", "schools", 12, "教学仪器设备值", scaling("schools", 12, "equipment_value_yuan", 11)),
    Fault("a room of two ㎡", "cell_too_small", "rooms", 4, "单间面积", setting("rooms", 4, area_m2=2)),
    Fault(
        "pay in 万元", "cell_too_small", "facts", fact_row("teacher_average_pay_yuan"), "数值", setting_fact("teacher_average_pay_yuan", 9)
    ),
    Fault("a class of 81", "cell_too_large", "classes", 30, "学生数", setting("classes", 30, pupils=81)),
    Fault("an empty class", "empty_class", "classes", 31, "学生数", setting("classes", 31, pupils=0)),
    Fault("too few teachers", "pupils_per_teacher_odd", "sections", 14, "专任教师数", leaving_few_teachers),
    Fault("classes above pupils", "class_size_small", "sections", 15, "班级数", setting("sections", 15, classes=900)),
    Fault("classes left out", "class_size_large", "sections", 18, "班级数", losing_class_rows),
    Fault("longitude for latitude", "outside_china", "schools", 3, "纬度", setting("schools", 3, latitude=104)),
    Fault(
        "no equipment at one school", "zero_with_pupils", "schools", 14, "教学仪器设备值", setting("schools", 14, equipment_value_yuan=0)
    ),
    Fault("no rooms in any school", "zero_everywhere", "schools", None, "网络多媒体教室间数", everywhere("schools", "multimedia_rooms", 0)),
    Fault(
        "one value filled down", "same_everywhere", "schools", None, "运动场地面积", everywhere("schools", "sports_ground_area_m2", 9013)
    ),
    Fault("pupils without teachers", "pupils_without_teachers", "sections", 16, "专任教师数", leaving_no_teachers),
    Fault("pupils without classes", "pupils_without_classes", "sections", 17, "班级数", setting("sections", 17, classes=0)),
    Fault("a school without a section", "school_without_section", "schools", 24, "学校标识码", adding("schools", school_code=code_of(99))),
    Fault("an empty locality", "needed_cells_empty", "schools", 15, "城乡类型", setting("schools", 15, locality=None)),
    Fault("a judgement without a grade", "rows_without_result", "judgements", 2, "评价", adding("judgements", indicator="B10")),
    Fault("an item that is not judged", "unknown_judged_item", "judgements", 2, "指标", adding("judgements", indicator="B99", grade="met")),
    Fault(
        "two grades on one day",
        "judgements_conflict",
        "judgements",
        2,
        "评价",
        adding("judgements", indicator="B1", grade="not_met", stage="self", judged_on=DAY(2025, 10, 9)),
    ),
    Fault("a class listed twice", "class_twice", "classes", 41, "班级名称", copying("classes", 40, 41, "pupils")),
    Fault("a plan without a day", "plan_without_due", "schools", 16, "补足期限", setting("schools", 16, build_plan_document="〔2020〕3号")),
    Fault("nobody rotated", "nobody_rotated", "facts", fact_row("rotated_teachers"), "数值", leaving_no_rotation),
    Fault(
        "special pupils of another count",
        "special_pupils_disagree",
        "facts",
        fact_row("special_school_pupils"),
        "数值",
        setting_fact("special_school_pupils", 59),
    ),
    Fault(
        "campuses that do not add up", "campus_sum_differs", "campuses", 0, "网络多媒体教室间数", setting("campuses", 0, multimedia_rooms=1)
    ),
    Fault(
        "a school's row copied", "copied_row", "schools", 20, "学校标识码", copying("schools", 19, 20, "school_code", "school_name", "kind")
    ),
    Fault("amounts in whole 万元", "amounts_too_round", "schools", 21, "教学仪器设备值", setting("schools", 21, **ROUND_AMOUNTS)),
    Fault("a column of estimates", "column_too_round", "schools", None, "教学仪器设备值", rounding),
    Fault("a round thousand of pupils", "pupils_too_round", "sections", 22, "在校生数", setting("sections", 22, pupils=1000)),
)
