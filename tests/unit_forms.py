"""Forms of units for the tests: a school, a division that fills in columns of all schools, a department with facts."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import openpyxl

from junheng.county import CountyPackage, Problem
from junheng.county.cells import text_of
from junheng.county.form import FormTable, Texts, UnitForm, school_column
from junheng.county.form_read import read_form
from junheng.county.form_reading import FormReading
from junheng.county.form_write import form_bytes
from junheng.county.sample import sample_county
from junheng.county.schema import TABLE_BY_NAME

# Of a school's row, what the bureau fills in and the school is shown.
IDENTITY = ("school_code", "school_name", "kind", "sponsor", "locality", "township", "boarding", "parent_code", "opened_on", "closed_on")
GROWING = ("campuses", "classes", "rooms")
MONEY = ("operating_funds_yuan", "operating_budget_yuan", "training_budget_yuan")
FACTS = ("disabled_school_age", "disabled_enrolled", "graduates")

Book = openpyxl.Workbook


@cache
def sample(schools: int = 40, seed: int = 7) -> CountyPackage:
    return sample_county(schools, seed)


def stored_rows(package: CountyPackage, name: str, school: str | None = None) -> tuple[Texts, ...]:
    """The rows of a table (of one school) as a database keeps them, counts that reading filled in left out."""
    table = package.table(name)
    rows = []
    for row in table:
        if school is None or row.text(school_column(name)) == school:
            texts = {column: text_of(table.spec.column(column), row[column]) for column in table.columns}
            rows.append({column: text for column, text in texts.items() if text is not None and (column, row.index) not in table.derived})
    return tuple(rows)


def others(name: str, but: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(column.name for column in TABLE_BY_NAME[name].columns if column.name not in but)


def unit_form(code: str, name: str, *tables: FormTable, **changes: Any) -> UnitForm:
    day = datetime.date(2025, 9, 30)
    facts: dict[str, Any] = {"round_code": "R2025", "round_title": "2025 学年数据采集", "schools": (), **changes}
    return UnitForm("990100", "示例县", 2025, day, "cn-2017-6", unit_code=code, unit_name=name, tables=tables, **facts)


def school_form(package: CountyPackage, school: str, **changes: Any) -> UnitForm:
    """What a school fills in: its own row but for its identity, its sections, and rows of its own."""
    return unit_form(
        school,
        "某小学",
        FormTable("schools", others("schools", IDENTITY), IDENTITY, stored_rows(package, "schools", school)),
        FormTable(
            "sections", others("sections", ("school_code", "level")), ("school_code", "level"), stored_rows(package, "sections", school)
        ),
        *(
            FormTable(name, others(name, ("school_code",)), ("school_code",), stored_rows(package, name, school), may_add_rows=True)
            for name in GROWING
        ),
        **changes,
    )


def division_form(package: CountyPackage) -> UnitForm:
    """What 计财 fills in: three columns of every school, with a fourth that somebody else does."""
    shown = ("school_code", "school_name", "funding_base_pupils")
    return unit_form("D-FIN", "计财股", FormTable("schools", MONEY, shown, stored_rows(package, "schools")))


def department_form(package: CountyPackage) -> UnitForm:
    """What 残联 fills in: the values of a few facts."""
    rows = tuple(row for row in stored_rows(package, "facts") if row["fact"] in FACTS)
    shown = ("fact", "level", "subject", "period", "unit")
    return unit_form("DP-DPF", "残联", FormTable("facts", ("value", "source", "document"), shown, rows))


def first_school(package: CountyPackage, wanted: Callable[[str], bool] = lambda kind: kind == "primary") -> str:
    """The code of the first open school of a kind that has class rows of its own."""
    with_classes = set(package.table("classes").columns["school_code"])
    return next(row.text("school_code") for row in package.schools if wanted(row.text("kind")) and row["school_code"] in with_classes)


def answers(reading: FormReading) -> Mapping[str, list[tuple[str, dict[str, str]]]]:
    """Key and filled cells of every row read."""
    return {name: [(row.key, filled(row.values)) for row in rows] for name, rows in reading.rows.items()}


def given_answers(form: UnitForm) -> Mapping[str, list[tuple[str, dict[str, str]]]]:
    """What reading a form that nobody touched must give."""
    return {
        table.name: [(key, filled({name: row.get(name) for name in table.answered})) for key, row in table.given] for table in form.tables
    }


def filled(texts: Texts) -> dict[str, str]:
    return {name: text for name, text in texts.items() if text is not None}


def edited(form: UnitForm, edit: Callable[[Book], object]) -> FormReading:
    """The form written, changed in its workbook by `edit`, and read."""
    return read_form(edited_bytes(form, edit), form)


def edited_bytes(form: UnitForm, edit: Callable[[Book], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form_bytes(form)))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def at(book: Book, sheet: str, heading: str, row: int) -> Any:
    """The cell under a heading (its unit and mark left out)."""
    for cell in book[sheet][1]:
        if str(cell.value).lstrip("*").partition("(")[0] == heading:
            return book[sheet].cell(row, cell.column)
    raise KeyError(heading)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def only(found: list[Problem]) -> Problem:
    (problem,) = found
    assert all(problem.sentences("zh"))
    assert all(problem.sentences("en"))
    return problem
