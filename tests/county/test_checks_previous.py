"""Comparison with last year's package: jumps and schools that came or went are named, steady counties are not."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from checks_county import FIRST_LINE, Tables, code_of, package_of, sound_county
from junheng.county import Problem
from junheng.county.checks import check_package


def compare(now: Tables, before: Tables, **manifest: object) -> list[Problem]:
    previous = package_of(before, **{"school_year": 2024, **manifest})  # type: ignore[arg-type]
    return check_package(package_of(now), previous)


def test_a_county_that_did_not_change_gives_nothing() -> None:
    assert compare(sound_county(), sound_county()) == []


@pytest.mark.parametrize(
    ("table", "row", "column", "now", "expected"),
    [
        # 30 % of 581 pupils is 174.3.
        ("sections", 10, "pupils", 581 + 174, False),
        ("sections", 10, "pupils", 581 + 175, True),
        ("sections", 10, "pupils", 581 - 175, True),
        # 49 pupils of 62 would be a large share of a small section.
        ("sections", 2, "pupils", 62 + 49, False),
        ("sections", 2, "pupils", 62 + 50, True),
        ("schools", 9, "multimedia_rooms", 15 + 7, False),
        ("schools", 9, "multimedia_rooms", 15 + 8, True),
    ],
)
def test_a_change_beyond_the_share_and_the_least_amount_is_a_jump(table: str, row: int, column: str, now: int, expected: bool) -> None:
    current, before = sound_county(), sound_county()
    old = before[table][row][column]
    current[table][row][column] = now
    found = [problem for problem in compare(current, before) if problem.code == "jump"]
    heading = package_of(current).table(table).spec.column(column).heading
    places = [(problem.where.row, problem.where.column) for problem in found]
    assert places == ([(FIRST_LINE + row, heading)] if expected else [])
    for problem in found:
        assert str(old) in problem.sentences()[0]
        assert str(now) in problem.sentences("en")[0]


def empty_equipment(tables: Tables) -> None:
    tables["schools"][9]["equipment_value_yuan"] = None


def without_school(tables: Tables) -> None:
    tables["schools"] = [row for row in tables["schools"] if row["school_code"] != code_of(12)]
    for name in ("sections", "classes", "rooms"):
        tables[name] = [row for row in tables[name] if row["school_code"] != code_of(12)]


def new_school(tables: Tables) -> None:
    tables["schools"].append({**tables["schools"][9], "school_code": code_of(77), "books": 9001})
    tables["sections"].append({**tables["sections"][10], "school_code": code_of(77), "pupils": 570})


def without_section(tables: Tables) -> None:
    tables["sections"] = [row for row in tables["sections"] if (row["school_code"], row["level"]) != (code_of(1), "junior")]


def moved_to_town(tables: Tables) -> None:
    tables["schools"][10]["locality"] = "town" if tables["schools"][10]["locality"] != "town" else "rural"


def other_pay(tables: Tables) -> None:
    next(row for row in tables["facts"] if row["fact"] == "teacher_average_pay_yuan")["value"] = 148_000


CHANGES: dict[str, Callable[[Tables], None]] = {
    "reported_last_year": empty_equipment,
    "school_vanished": without_school,
    "school_appeared": new_school,
    "section_vanished": without_section,
    "attribute_changed": moved_to_town,
    "fact_jump": other_pay,
}


@pytest.mark.parametrize("code", CHANGES)
def test_a_change_since_last_year_is_named_once_as_a_warning(code: str) -> None:
    current = sound_county()
    CHANGES[code](current)
    found = [problem for problem in compare(current, sound_county()) if problem.code == code]
    assert [problem.severity for problem in found] == ["warning"]
    assert found[0].where.file is not None
    assert "{" not in "".join(found[0].sentences("zh") + found[0].sentences("en"))


def test_a_school_that_opened_since_or_closed_is_no_surprise() -> None:
    current, before = sound_county(), sound_county()
    new_school(current)
    current["schools"][-1]["opened_on"] = datetime.date(2025, 9, 1)
    closed = current["schools"][11]
    closed["closed_on"] = datetime.date(2025, 7, 31)
    before["schools"].append({**before["schools"][9], "school_code": code_of(88), "closed_on": datetime.date(2020, 8, 31)})
    codes = {problem.code for problem in compare(current, before)}
    assert not codes & {"school_appeared", "school_vanished", "section_vanished", "reported_last_year", "jump"}


def test_rows_in_another_order_are_the_same_county() -> None:
    current = {name: list(reversed(rows)) for name, rows in sound_county().items()}
    assert compare(current, sound_county()) == []


@pytest.mark.parametrize(
    ("manifest", "code", "shown"),
    [
        ({"county_code": "990101"}, "previous_of_other_county", ("990101", "990100")),
        ({"school_year": 2025}, "previous_not_earlier", ("2025", "2025")),
        ({"school_year": 2026}, "previous_not_earlier", ("2026", "2025")),
    ],
)
def test_a_package_that_cannot_be_last_years_is_refused_and_not_compared(
    manifest: dict[str, object], code: str, shown: tuple[str, str]
) -> None:
    before = sound_county()
    before["sections"][10]["pupils"] = 9
    found = compare(sound_county(), before, **manifest)
    assert [(problem.severity, problem.code) for problem in found] == [("error", code)]
    assert all(value in found[0].sentences()[0] for value in shown)
