"""Keys: rows that repeat one another, and rows that belong to no school of the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from junheng.county.checks_basis import Register, found
from junheng.county.package import Row, Table
from junheng.county.problems import Problem
from junheng.county.schema import CODES, FACT_NAMES, TABLES

# Columns that must name a school of the package, and of the parent only what the kind of the parent allows.
SCHOOL_COLUMNS: Mapping[str, str] = {
    "sections": "school_code",
    "campuses": "school_code",
    "classes": "school_code",
    "rooms": "school_code",
    "judgements": "school_code",
    "vetoes": "school_code",
    "subject_teachers": "school_code",
    "senior_quota": "junior_school_code",
    "teachers": "school_code",
    "pupils": "school_code",
}
# A pupil who changed schools within the county keeps a row at the school that was left.
_LEFT = frozenset({"transferred_out", "dropped_out", "died", "graduated"})
# Which rows of a register say that a person is there now: only these may not be repeated.
COUNTED_ROWS: Mapping[str, Callable[[Row], bool]] = {
    "pupils": lambda row: row.text("status") not in _LEFT,
    "teachers": lambda row: row.flag("full_time") is not False,
}


def check_keys(register: Register) -> Iterator[Problem]:
    """Repeated keys and unknown schools of every table."""
    for spec in TABLES:
        table = register.package.table(spec.name)
        if spec.key:
            yield from _repeated(table)
        if spec.name in SCHOOL_COLUMNS:
            yield from _unknown_schools(table, SCHOOL_COLUMNS[spec.name], register)
    yield from _parents(register)


def _repeated(table: Table) -> Iterator[Problem]:
    spec = table.spec
    counts = COUNTED_ROWS.get(spec.name)
    required = [position for position, name in enumerate(spec.key) if spec.column(name).required]
    cells = [table.columns.get(name) or [None] * len(table) for name in spec.key]
    first: dict[tuple[object, ...], int] = {}
    for index, key in enumerate(zip(*cells, strict=True)):
        # An empty or unreadable key cell was reported by the reader; it equals nothing.
        if any(key[position] is None for position in required) or not any(cell is not None for cell in key):
            continue
        if counts is not None and not counts(Row(table, index)):
            continue
        if (earlier := first.setdefault(key, index)) != index:
            yield found(
                "duplicate_row",
                table.where(spec.key[0], index),
                first=table.lines[earlier],
                key=_key_text(table, key),
                key_code=" ".join("" if cell is None else str(cell) for cell in key).strip(),
                columns="、".join(spec.column(name).heading for name in spec.key),
                columns_name=", ".join(spec.key),
            )


def _key_text(table: Table, key: tuple[object, ...]) -> str:
    terms = []
    for name, cell in zip(table.spec.key, key, strict=True):
        if cell is None:
            continue
        text = str(cell)
        vocabulary = FACT_NAMES if name == "fact" else CODES.get(table.spec.column(name).vocabulary, {})
        terms.append(vocabulary.get(text, text))
    return " ".join(terms)


def _unknown_schools(table: Table, column: str, register: Register) -> Iterator[Problem]:
    """One problem a school, at its first row: a roster would repeat it a thousand times."""
    first: dict[str, int] = {}
    rows: dict[str, int] = {}
    for index, cell in enumerate(table.columns.get(column) or ()):
        if isinstance(cell, str) and cell not in register.schools:
            first.setdefault(cell, index)
            rows[cell] = rows.get(cell, 0) + 1
    unreadable = sum(1 for row in register.package.schools if row["school_code"] is None)
    # A school whose own code could not be read was reported; its other rows are no second mistake.
    if len(first) <= unreadable:
        return
    for code, index in first.items():
        yield found("unknown_school", table.where(column, index), found=code, rows=rows[code])


def _parents(register: Register) -> Iterator[Problem]:
    for row in register.package.schools:
        parent = row.text("parent_code")
        if not parent:
            continue
        if parent == row.text("school_code"):
            yield found("parent_itself", row.where("parent_code"), found=parent)
        elif parent not in register.schools:
            yield found("parent_unknown", row.where("parent_code"), found=parent)
        elif register.schools[parent].text("kind") == "teaching_point":
            yield found("parent_is_teaching_point", row.where("parent_code"), found=parent)
