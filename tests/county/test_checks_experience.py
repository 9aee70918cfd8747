"""Experience checks: what is odd is a warning at its place, with its value; a sound county is silent."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checks_county import FIRST_LINE, Tables, code_of, package_of, sound_county
from checks_faults import EXPERIENCE_FAULTS, LOGIC_FAULTS, Fault, setting
from junheng.county import Problem
from junheng.county.checks import check_package
from junheng.county.experience_amounts import CLASS_SIZE, PEERS


def problems_of(tables: Tables) -> list[Problem]:
    return check_package(package_of(tables))


def place_of(problem: Problem) -> tuple[str, str | None, int | None, str | None]:
    return problem.code, problem.where.file, problem.where.row, problem.where.column


@pytest.mark.parametrize("fault", [*LOGIC_FAULTS, *EXPERIENCE_FAULTS], ids=lambda fault: fault.name)
def test_a_planted_fault_is_named_at_its_place(fault: Fault) -> None:
    tables = sound_county()
    fault.spoil(tables)
    found = {place_of(problem): problem for problem in problems_of(tables)}
    assert fault.place in found
    problem = found[fault.place]
    assert problem.severity == ("error" if fault in LOGIC_FAULTS else "warning")
    assert "{" not in "".join(problem.sentences("zh") + problem.sentences("en"))


def test_a_sound_county_of_any_size_gives_no_warning() -> None:
    for schools in (6, 9, 24, 60):
        assert problems_of(sound_county(schools)) == []


def test_an_amount_in_ten_thousands_says_which_unit_was_meant_and_shows_the_value() -> None:
    tables = sound_county()
    tables["schools"][9]["equipment_value_yuan"] = 121
    what, why, remedy = problems_of(tables)[0].sentences()
    assert "121" in what
    assert "万元" in why
    assert "请" in remedy


def test_the_limits_themselves_are_not_odd() -> None:
    tables = sound_county()
    school, section = tables["schools"][10], tables["sections"][11]
    assert school["school_code"] == section["school_code"]
    pupils = section["pupils"]
    assert isinstance(pupils, int)
    school["equipment_value_yuan"] = 50 * pupils
    tables["classes"][30]["pupils"] = CLASS_SIZE
    codes = {problem.code for problem in problems_of(tables)}
    assert not codes & {"per_pupil_too_small", "cell_too_large"}
    school["equipment_value_yuan"] = Fraction(50 * pupils) - Fraction(1, 100)
    assert "per_pupil_too_small" in {problem.code for problem in problems_of(tables)}


def test_a_school_of_a_handful_of_pupils_may_have_much_room_for_each() -> None:
    tables = sound_county()
    tables["sections"][3]["pupils"] = 3
    tables["classes"] = []
    codes = {problem.code for problem in problems_of(tables)}
    assert not codes & {"per_pupil_too_large", "unlike_other_schools"}


def test_schools_are_compared_with_their_peers_only_where_there_are_enough() -> None:
    for schools, named in ((PEERS + 2, True), (PEERS - 1, False)):
        tables = sound_county(schools)
        equipment = tables["schools"][5]["equipment_value_yuan"]
        assert isinstance(equipment, int)
        tables["schools"][5]["equipment_value_yuan"] = equipment * 12
        assert ("unlike_other_schools" in {problem.code for problem in problems_of(tables)}) is named


def test_a_resource_of_zero_at_every_school_is_named_once_for_the_column() -> None:
    tables = sound_county()
    for row in tables["schools"]:
        row["equipment_value_yuan"] = 0
    tables["campuses"] = []
    found = problems_of(tables)
    assert [place_of(problem) for problem in found] == [("zero_everywhere", "schools.csv", None, "教学仪器设备值")]


def test_empty_cells_of_a_column_are_one_warning_that_lists_the_rows() -> None:
    tables = sound_county()
    for index in (12, 15, 19):
        tables["sections"][index]["teachers"] = None
    found = problems_of(tables)
    assert [place_of(problem) for problem in found] == [("needed_cells_empty", "sections.csv", FIRST_LINE + 12, "专任教师数")]
    assert "14, 17, 21" in found[0].sentences()[0]


def test_a_cell_that_could_not_be_read_is_not_called_empty_as_well() -> None:
    tables = sound_county()
    for index in (12, 15):
        tables["sections"][index]["teachers"] = None
    package = package_of(tables)
    fault = Problem("error", "not_a_number", package.sections.where("teachers", 12), {"found": "约十人"})
    found = check_package(package, reading=[fault])
    assert [place_of(problem) for problem in found] == [("needed_cells_empty", "sections.csv", FIRST_LINE + 15, "专任教师数")]


def test_a_section_that_the_kind_cannot_have_is_asked_for_nothing_else() -> None:
    tables = sound_county()
    tables["sections"].append({"school_code": code_of(10), "level": "junior", "pupils": 40})
    assert [problem.code for problem in problems_of(tables)] == ["level_of_other_kind"]


def test_a_closed_school_is_asked_for_nothing() -> None:
    tables = sound_county()
    for values in ({"locality": None}, {"equipment_value_yuan": 0}, {"multimedia_rooms": None}):
        setting("schools", 15, **values)(tables)  # type: ignore[arg-type]
    assert len(problems_of(tables)) == 3
    tables["schools"][15]["closed_on"] = package_of({}).manifest.as_of
    assert problems_of(tables) == []


def test_a_special_school_needs_no_premises() -> None:
    tables = sound_county()
    assert tables["schools"][1]["kind"] == "special"
    tables["schools"][1]["teaching_area_m2"] = None
    tables["schools"][1]["sports_ground_area_m2"] = 0
    assert problems_of(tables) == []


def test_two_small_schools_may_be_equal_in_their_sections_and_large_schools_may_not() -> None:
    for pupils, expected in ((99, []), (100, ["copied_row"])):
        numbers = {"level": "primary", "pupils": pupils, "classes": 3, "teachers": 6, "above_degree_teachers": 4, "certified_teachers": 6}
        sections: list[dict[str, object]] = [{"school_code": code_of(at), **numbers} for at in (1, 2)]
        schools = [{"school_code": code_of(at), "kind": "primary"} for at in (1, 2)]
        found = problems_of({"schools": schools, "sections": sections})  # type: ignore[dict-item]
        assert [problem.code for problem in found if problem.code == "copied_row"] == expected
