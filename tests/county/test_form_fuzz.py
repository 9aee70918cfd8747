"""Two thousand damaged or absurd workbooks: no crash; every cell is read exactly or named in a problem; nothing is made up."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache

import pytest
import python_calamine

from junheng.county.cells import shown
from junheng.county.form import FormTable, UnitForm
from junheng.county.form_read import read_form
from junheng.county.form_reading import MISSING_KEY, FormReading, FormRow
from junheng.county.form_write import form_bytes
from junheng.county.problems import Problem
from junheng.county.schema import Column
from junheng.county.values import BLANK
from junheng.county.workbook import column_letter
from junheng.county.write_workbook import heading_of
from small_workbooks import Cell, Sheets, damaged, parts_of, zipped
from unit_forms import answers, department_form, division_form, first_school, given_answers, sample, school_form

BATCHES, EACH, DAMAGED = 8, 200, 400
ABSURD: Sequence[Cell] = (
    "", " ", "\u3000", "无", "/", "—", "１２", "6,200", "12%", "1200元", "1e5", "1e999", "NaN", "-1", "0", "00", "3.0", "１", "是", "否",
    "True", "小学", "primary", "城郊", "2025-02-30", "2025/9/1", "2025年9月1日", "示例：1", "9901000001", "99010000010", "#N/A", "#REF!",
    "=1+1", "<b>&\"'", "长" * 3000, "😀", "a|b", "\n", "'12", "=", 0, 1, -1, 1.5, 0.1, 1e16, 1e-9, 123456789012345678, 45000, True, False,
)  # fmt: skip


@cache
def forms() -> tuple[UnitForm, ...]:
    package = sample(12, 3)
    return (school_form(package, first_school(package)), division_form(package), department_form(package))


@cache
def cells_of(number: int) -> Sheets:
    """The cells of a form as people see them; dates as text, which reads alike."""
    book = python_calamine.load_workbook(io.BytesIO(form_bytes(forms()[number])))
    sheets: Sheets = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheets[name] = [[_plain(cell) for cell in row] for row in rows]
    return sheets


def _plain(cell: object) -> Cell:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return None if cell == "" else cell  # type: ignore[return-value]


# -- what people do to a workbook -------------------------------------------------------------------------------------


def type_over(rows: list[list[Cell]], chance: random.Random) -> None:
    row = chance.choice(rows)
    if row:
        row[chance.randrange(len(row))] = chance.choice(ABSURD)


def type_over_own(rows: list[list[Cell]], chance: random.Random) -> None:
    if len(rows) > 1:
        row = chance.choice(rows[1:])
        row[chance.randrange(len(row) // 3, len(row))] = chance.choice(ABSURD)


def empty_cell(rows: list[list[Cell]], chance: random.Random) -> None:
    row = chance.choice(rows)
    row[chance.randrange(len(row))] = None


def delete_row(rows: list[list[Cell]], chance: random.Random) -> None:
    if len(rows) > 1:
        del rows[chance.randrange(len(rows))]


def repeat_row(rows: list[list[Cell]], chance: random.Random) -> None:
    rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))


def insert_row(rows: list[list[Cell]], chance: random.Random) -> None:
    rows.insert(chance.randrange(len(rows) + 1), [chance.choice((None, *ABSURD)) for _ in rows[0]])


def swap_rows(rows: list[list[Cell]], chance: random.Random) -> None:
    first, second = chance.randrange(len(rows)), chance.randrange(len(rows))
    rows[first], rows[second] = rows[second], rows[first]


def delete_column(rows: list[list[Cell]], chance: random.Random) -> None:
    at = chance.randrange(max(map(len, rows)))
    for row in rows:
        del row[at : at + 1]


def swap_cells(rows: list[list[Cell]], chance: random.Random) -> None:
    row = chance.choice(rows)
    first, second = chance.randrange(len(row)), chance.randrange(len(row))
    row[first], row[second] = row[second], row[first]


def add_column(rows: list[list[Cell]], chance: random.Random) -> None:
    at = chance.randrange(len(rows[0]) + 1)
    for number, row in enumerate(rows):
        row.insert(at, "备注" if number == 0 and chance.random() < 0.5 else chance.choice((None, *ABSURD)))


def paste_column(rows: list[list[Cell]], chance: random.Random) -> None:
    """A column pasted over its neighbour, heading and all."""
    if len(rows[0]) > 1:
        at = chance.randrange(len(rows[0]) - 1)
        for row in rows:
            row[at + 1 : at + 2] = row[at : at + 1]


EDITS: Sequence[Callable[[list[list[Cell]], random.Random], None]] = (
    *(type_over_own,) * 6, type_over, type_over, empty_cell, delete_row, repeat_row, insert_row, swap_rows, delete_column, swap_cells,
    add_column, paste_column,
)  # fmt: skip


def spoilt(number: int, form: UnitForm, chance: random.Random) -> Sheets:
    sheets = {name: [list(row) for row in rows] for name, rows in cells_of(number).items()}
    tables = [table.spec.sheet for table in form.tables]
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([*tables, *tables, *tables, "说明"])
        if name in sheets and sheets[name] and all(sheets[name]):
            chance.choice(EDITS)(sheets[name], chance)
    if chance.random() < 0.05:
        name = chance.choice(list(sheets))
        sheets = {("改名" if key == name else key): rows for key, rows in sheets.items()}
    return sheets


# -- what must hold of every one of them ------------------------------------------------------------------------------


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANK))


def says(cell: Cell, text: str | None, column: Column) -> bool:
    """Whether a stored text is what the cell says, decided without the code under test: by the eye, so to speak."""
    if is_blank(cell) or text is None:
        return is_blank(cell) and text is None
    if isinstance(cell, str) and cell.strip(BLANK) in (text, shown(column, text)):
        return True
    if column.kind == "bool":
        return str(cell).lower() in {"true": ("true", "1", "1.0", "3.0"), "false": ("false", "0", "0.0")}[text]
    if isinstance(cell, bool):
        return text == str(cell).lower()
    try:
        number = Decimal(f"{cell:.15g}") if isinstance(cell, float) else Decimal(str(cell))
        return number == Decimal(text)
    except InvalidOperation:
        return False


def check(form: UnitForm, sheets: Sheets, reading: FormReading) -> None:
    for problem in reading.problems.found:
        assert all(problem.sentences("zh"))
        assert all(problem.sentences("en"))
    if not reading.rows:
        assert reading.problems.errors
        return
    for table in form.tables:
        check_table(table, sheets.get(table.spec.sheet), reading)


def check_table(table: FormTable, cells: list[list[Cell]] | None, reading: FormReading) -> None:
    found = [problem for problem in reading.problems.found if problem.where.sheet == table.spec.sheet]
    if cells is None or table.name not in reading.rows:
        assert any(problem.code in ("form_sheet_missing", "table_twice") for problem in found)
        return
    rows = {row.line: row for row in reading.rows[table.name]}
    nothing_made_up(table, cells, rows, found)
    nothing_lost(table, cells, rows, found)
    if not table.may_add_rows:
        missing = {problem.values.get(MISSING_KEY) for problem in found}
        lost_heading = any(problem.code == "form_heading_missing" for problem in found)
        for key, _ in table.given:
            assert lost_heading or key in missing or key in {row.key for row in rows.values()}, key


def nothing_made_up(table: FormTable, cells: list[list[Cell]], rows: dict[int, FormRow], found: list[Problem]) -> None:
    named = {problem.where.cell for problem in found}
    for row in rows.values():
        for name, text in row.values.items():
            address = row.cells[name]
            content = at(cells, address)
            own_code = name == "school_code" and is_blank(content) and table.may_add_rows
            assert own_code or address in named or says(content, text, table.spec.column(name)), (address, content, text)


def example_of(table: FormTable) -> list[Cell]:
    """The example row as the form shows it."""
    return [cell for cell in cells_of(0)[table.spec.sheet][1] if cell is not None]


def our_cells(row: list[Cell], names: list[str | None]) -> list[Cell]:
    return [cell for cell, name in zip(row, names, strict=False) if name and cell not in (None, "")]


def nothing_lost(table: FormTable, cells: list[list[Cell]], rows: dict[int, FormRow], found: list[Problem]) -> None:
    """Every filled cell under a heading of the form belongs to a row that was read, or to one that is named."""
    headings = {heading_of(column): column.name for column in table.laid_out}
    known = [[headings.get(str(cell).lstrip("*")) for cell in row] for row in cells]
    header = max(range(len(cells)), key=lambda number: (sum(1 for name in known[number] if name), -number), default=0)
    rows_named = {problem.where.row for problem in found}
    unreadable = {problem.values.get("heading") for problem in found if problem.code == "form_heading_missing"}
    identity = {table.spec.column(name).heading for name in table.identity}
    for number, row in enumerate(cells[header + 1 :], header + 2):
        for position, cell in enumerate(row):
            name = known[header][position] if position < len(known[header]) else None
            if is_blank(cell) or name not in table.columns:
                continue
            address = f"{column_letter(position)}{number}"
            read = number in rows and rows[number].cells.get(name or "") == address
            twice = any(problem.code == "column_twice" and problem.where.row == header + 1 for problem in found)
            is_example = table.may_add_rows and our_cells(row, known[header]) == example_of(table)
            assert read or number in rows_named or twice or is_example or identity & unreadable, (address, cell)


def at(cells: list[list[Cell]], address: str) -> Cell:
    letters = address.rstrip("0123456789")
    row = cells[int(address[len(letters) :]) - 1]
    return next((cell for position, cell in enumerate(row) if column_letter(position) == letters), None)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_is_done_to_a_workbook_is_read_exactly_or_named(batch: int) -> None:
    for number in range(EACH):
        seed = batch * EACH + number
        chance = random.Random(seed)
        which = chance.choice((0, 0, 1, 2))
        form = forms()[which]
        sheets = spoilt(which, form, chance)
        try:
            check(form, sheets, read_form(zipped(parts_of(sheets)), form))
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error


def test_damaged_files_are_refused_or_read_as_they_were() -> None:
    for seed in range(DAMAGED):
        chance = random.Random(seed)
        which = chance.choice((0, 1, 2))
        form = forms()[which]
        content = form_bytes(form) if seed % 4 == 0 else zipped(parts_of(cells_of(which)))
        reading = read_form(damaged(content, chance), form)
        assert reading.problems.errors or answers(reading) == given_answers(form), seed


def test_the_cells_that_are_spoilt_are_sound_before() -> None:
    for number, form in enumerate(forms()):
        reading = read_form(zipped(parts_of(cells_of(number))), form)
        assert reading.problems.found == []
        assert answers(reading) == given_answers(form)
