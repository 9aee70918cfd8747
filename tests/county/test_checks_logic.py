"""Logic checks: what arithmetic or the contract forbids is an error at its cell; what is just right is silent."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from checks_county import FIRST_LINE, Tables, code_of, package_of, sound_county
from junheng.county import Problem, Where
from junheng.county.checks import check_package
from junheng.county.logic_messages import LOGIC_MESSAGES
from junheng.county.logic_parts import FACT_RULES, TABLE_RULES, PartRule

DAY = datetime.date


def problems_of(tables: Tables) -> list[Problem]:
    return check_package(package_of(tables))


def named(problems: list[Problem]) -> set[tuple[str, int | None, str | None]]:
    """(code, row, column's heading) of each problem."""
    return {(problem.code, problem.where.row, problem.where.column) for problem in problems}


def line(index: int) -> int:
    return FIRST_LINE + index


def test_a_sound_county_has_no_problem() -> None:
    assert problems_of(sound_county()) == []


TABLE_PART_RULES = [(name, rule) for name, rules in TABLE_RULES.items() for rule in rules]


@pytest.mark.parametrize(("table", "rule"), TABLE_PART_RULES, ids=lambda value: value if isinstance(value, str) else value.code)
def test_a_part_above_its_whole_is_named_at_its_cell_and_an_equal_one_is_not(table: str, rule: PartRule) -> None:
    row: dict[str, object] = {"school_code": code_of(4), "level": "primary", "campus": "北"}
    row = {name: value for name, value in row.items() if package_of({table: [{}]}).table(table).spec.has(name)}
    for part, whole, expected in ((6, 6, False), (7, 6, True), (0, 0, False)):
        values = {**dict.fromkeys(rule.wholes, 0), **dict.fromkeys(rule.parts, 0), rule.wholes[0]: whole, rule.parts[0]: part}
        if rule.code == "satisfied_exceed_issued":
            values["valid"] = None  # else the stricter rule speaks
        found = [problem for problem in problems_of({table: [{**row, **values}]}) if problem.code == rule.code]
        assert bool(found) is expected
        if expected:
            heading = package_of({table: [values]}).table(table).spec.column(rule.parts[0]).heading
            assert (found[0].where.row, found[0].where.column) == (FIRST_LINE, heading)
            assert found[0].where.cell is not None
            assert "7" in found[0].sentences("zh")[0]
            assert "6" in found[0].sentences("en")[0]


@pytest.mark.parametrize("rule", FACT_RULES, ids=lambda rule: f"{rule.code}-{len(rule.parts)}")
def test_a_fact_above_its_whole_is_named_at_its_row_and_an_equal_one_is_not(rule: PartRule) -> None:
    for part, expected in ((600, False), (601, True)):
        facts = [{"fact": fact, "value": 0} for fact in (*rule.wholes, *rule.parts)]
        facts[0]["value"] = 600
        facts[len(rule.wholes)]["value"] = part
        found = [problem for problem in problems_of({"facts": facts}) if problem.code == rule.code]
        assert [problem.where.row for problem in found] == ([line(len(rule.wholes))] if expected else [])


def test_facts_are_compared_within_one_period_and_level_only() -> None:
    facts = [
        {"fact": "graduates", "level": "primary", "value": 500},
        {"fact": "rotated_teachers", "period": "SY2024", "value": 41},
        {"fact": "rotation_eligible_teachers", "period": "SY2023", "value": 40},
    ]
    assert problems_of({"facts": facts}) == []


def test_a_part_without_a_reported_whole_is_no_error() -> None:
    assert not {"teachers_exceed_staff"} & {problem.code for problem in problems_of({"sections": [{"teachers": 5, "staff": None}]})}


def test_more_pupils_left_than_ever_entered_is_an_error() -> None:
    tables = sound_county()
    tables["facts"].append({"fact": "transfers_out", "level": "junior", "subject": "某校", "value": 5})
    assert problems_of(tables) == []
    next(row for row in tables["facts"] if row["fact"] == "deaths")["value"] = 1401
    found = problems_of(tables)
    assert [problem.code for problem in found] == ["left_exceed_entered"]
    assert "负" in found[0].sentences()[1]


DUPLICATES: dict[str, tuple[str, dict[str, object]]] = {
    "schools": ("学校标识码", {}),
    "sections": ("学校标识码", {}),
    "campuses": ("学校标识码", {}),
    "facts": ("项目", {}),
    "monitoring": ("年份", {}),
    "survey": ("组织方", {}),
    "subject_teachers": ("学校标识码", {}),
    "senior_quota": ("高中学校", {}),
}


@pytest.mark.parametrize("table", DUPLICATES)
def test_a_repeated_key_is_named_at_the_second_row_with_the_first(table: str) -> None:
    tables = sound_county()
    tables[table].append({**tables[table][0], **DUPLICATES[table][1]})
    second = line(len(tables[table]) - 1)
    found = [problem for problem in problems_of(tables) if problem.code == "duplicate_row"]
    assert named(found) == {("duplicate_row", second, DUPLICATES[table][0])}
    assert f"第 {FIRST_LINE} 行" in found[0].sentences()[0]


@pytest.mark.parametrize("table", ["teachers", "pupils"])
def test_a_person_who_is_counted_twice_is_an_error(table: str) -> None:
    rows = [{"person_id": "p1", "school_code": code_of(4)}, {"person_id": "p1", "school_code": code_of(5)}]
    assert ("duplicate_row", line(1), {"teachers": "人员编号", "pupils": "学籍编号"}[table]) in named(problems_of({table: rows}))


def test_a_pupil_who_moved_within_the_county_and_a_visiting_teacher_are_no_duplicates() -> None:
    pupils = [
        {"person_id": "p1", "school_code": code_of(4), "status": "transferred_out"},
        {"person_id": "p1", "school_code": code_of(5), "status": "transferred_in"},
    ]
    teachers = [
        {"person_id": "t1", "school_code": code_of(4), "full_time": True},
        {"person_id": "t1", "school_code": code_of(5), "full_time": False},
    ]
    found = problems_of(sound_county() | {"pupils": pupils, "teachers": teachers})
    assert found == []


def test_rows_whose_key_could_not_be_read_are_no_duplicates() -> None:
    tables = sound_county()
    tables["sections"] += [{"school_code": None, "level": "primary", "pupils": 0}] * 2
    assert problems_of(tables) == []


def test_one_fact_of_two_periods_is_no_duplicate() -> None:
    tables = sound_county()
    tables["facts"] += [{"fact": "teacher_pay_total_yuan", "period": period, "value": 41_000_000} for period in ("FY2023", "FY2024")]
    assert problems_of(tables) == []


REFERRING: dict[str, dict[str, object]] = {
    "sections": {"level": "primary", "pupils": 0},
    "campuses": {"campus": "东"},
    "classes": {"level": "primary", "class_name": "1", "pupils": 30},
    "rooms": {"kind": "art", "area_m2": 90},
    "judgements": {"indicator": "C8", "grade": "met"},
    "vetoes": {"veto": "V3", "found": True},
    "subject_teachers": {"level": "primary", "subject": "音乐"},
    "senior_quota": {"senior_school": "县一中"},
    "teachers": {"person_id": "t9"},
    "pupils": {"person_id": "p9"},
}


@pytest.mark.parametrize("table", REFERRING)
def test_a_row_of_an_unknown_school_is_named_once_a_school_with_its_number_of_rows(table: str) -> None:
    tables = sound_county()
    column = "junior_school_code" if table == "senior_quota" else "school_code"
    before = len(tables.setdefault(table, []))
    tables[table].append({**REFERRING[table], column: "2199999999"})
    found = problems_of(tables)
    assert [(problem.code, problem.where.row) for problem in found] == [("unknown_school", line(before))]
    assert "2199999999" in found[0].sentences()[0]
    tables[table].append({**REFERRING[table], column: "2199999999", **_another(table)})
    assert [problem.values["rows"] for problem in problems_of(tables)] == [2]


def _another(table: str) -> dict[str, object]:
    """What makes a second row of the same school another row."""
    return {
        "sections": {"level": "junior"},
        "campuses": {"campus": "西"},
        "classes": {"class_name": "2"},
        "subject_teachers": {"subject": "美术"},
        "senior_quota": {"senior_school": "县二中"},
        "teachers": {"person_id": "t10"},
        "pupils": {"person_id": "p10"},
    }.get(table, {})


def test_the_rows_of_a_school_whose_own_code_is_unreadable_are_no_second_mistake() -> None:
    tables = sound_county()
    tables["schools"][7]["school_code"] = None
    assert problems_of(tables) == []


def _kind(tables: Tables) -> None:
    tables["sections"][-1]["level"] = "junior" if tables["sections"][-1]["level"] == "primary" else "primary"
    for row in tables["classes"]:
        if row["school_code"] == tables["sections"][-1]["school_code"]:
            row["level"] = tables["sections"][-1]["level"]


def _parent(code: str) -> Callable[[Tables], None]:
    def spoil(tables: Tables) -> None:
        tables["schools"][5]["parent_code"] = code

    return spoil


def _closed(tables: Tables) -> None:
    tables["schools"][4] |= {"opened_on": DAY(2001, 9, 1), "closed_on": DAY(2001, 8, 31)}


def _period(tables: Tables) -> None:
    tables["vetoes"][0] |= {"period_from": DAY(2025, 9, 1), "period_to": DAY(2025, 8, 31)}


def _campus_pupils(tables: Tables) -> None:
    pupils = tables["campuses"][0]["pupils"]
    assert isinstance(pupils, int)
    tables["campuses"][0]["pupils"] = pupils + 1


def _campus_level(tables: Tables) -> None:
    tables["campuses"].append({"school_code": code_of(5), "campus": "东", "level": "junior", "pupils": 1})


STRUCTURE: dict[str, tuple[Callable[[Tables], None], tuple[str, int, str]]] = {
    "a level that the kind cannot have": (_kind, ("level_of_other_kind", line(24), "学段")),
    "a campus of a level that the kind cannot have": (_campus_level, ("level_of_other_kind", line(2), "学段")),
    "a parent that is not in the package": (_parent("2199999999"), ("parent_unknown", line(5), "主校标识码")),
    "a school that is its own parent": (_parent(code_of(6)), ("parent_itself", line(5), "主校标识码")),
    "a teaching point as parent": (_parent(code_of(3)), ("parent_is_teaching_point", line(5), "主校标识码")),
    "a school closed before it opened": (_closed, ("closed_before_opened", line(4), "停办日期")),
    "a period that ends before it starts": (_period, ("period_reversed", line(0), "期间止")),
    "campuses with more pupils than the section": (_campus_pupils, ("campus_pupils_exceed_section", line(0), "在校生数")),
}


@pytest.mark.parametrize("fault", STRUCTURE)
def test_a_contradiction_of_structure_is_the_only_error_and_named_at_its_cell(fault: str) -> None:
    spoil, expected = STRUCTURE[fault]
    tables = sound_county()
    spoil(tables)
    assert named([problem for problem in problems_of(tables) if problem.severity == "error"]) == {expected}


def test_structure_that_is_just_right_is_silent() -> None:
    tables = sound_county()
    tables["schools"][4] |= {"opened_on": DAY(2001, 9, 1), "closed_on": DAY(2001, 9, 1)}
    tables["vetoes"][0] |= {"period_from": DAY(2025, 8, 31), "period_to": DAY(2025, 8, 31)}
    tables["sections"] += [
        {"school_code": code_of(6), "level": "kindergarten", "pupils": 71},
        {"school_code": code_of(7), "level": "junior", "pupils": 0},
    ]
    assert problems_of(tables) == []


def test_a_mixed_campus_that_repeats_its_premises_on_each_row_is_an_error() -> None:
    premises = {"teaching_area_m2": 3400, "sports_ground_area_m2": 5200, "equipment_value_yuan": 1_250_000, "multimedia_rooms": 14}
    rows = [{"school_code": code_of(1), "campus": "本部", "level": level, **premises} for level in ("primary", "junior")]
    schools = {"schools": [{"school_code": code_of(1), "kind": "nine_year"}]}
    found = problems_of({**schools, "campuses": rows})
    assert ("campus_premises_repeated", line(1), "校区") in named(found)
    assert "2 行" in next(problem for problem in found if problem.code == "campus_premises_repeated").sentences()[0]
    for once in ({**rows[1], **dict.fromkeys(premises)}, {**rows[1], "multimedia_rooms": 13}):
        codes = {problem.code for problem in problems_of({**schools, "campuses": [rows[0], once]})}
        assert "campus_premises_repeated" not in codes


def test_every_logic_problem_is_an_error_whose_sentences_show_its_values() -> None:
    tables = sound_county()
    for spoil, _ in STRUCTURE.values():
        spoil(tables)
    for problem in problems_of(tables):
        assert (problem.severity == "error") is (problem.code in LOGIC_MESSAGES)
        assert problem.where != Where()
        for language in ("zh", "en"):
            sentences = problem.sentences(language)  # type: ignore[arg-type]
            assert all(sentences)
            assert "{" not in "".join(sentences)
