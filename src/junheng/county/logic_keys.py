"""Keys: rows that repeat one another, and rows that belong to no school of the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from junheng.county.checks_basis import Register, found
from junheng.county.codes import CODES
from junheng.county.fact_names import FACT_NAMES
from junheng.county.package import Table
from junheng.county.problems import Problem
from junheng.county.schema import TABLES
from junheng.county.values import Value

# The column of each table that names the school a row belongs to.
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
# A pupil who changed schools within the county keeps a row at the school that was left, a visiting teacher one at the school visited:
# such rows say nothing of where the person is counted, and may repeat one that does.
UNCOUNTED: Mapping[str, tuple[str, frozenset[Value]]] = {
    "pupils": ("status", frozenset({"transferred_out", "dropped_out", "died", "graduated"})),
    "teachers": ("full_time", frozenset({False})),
}


def check_keys(register: Register) -> Iterator[Problem]:
    """Repeated keys and unknown schools of every table."""
    for spec in TABLES:
        table = register.package.table(spec.name)
        if spec.key:
            yield from repeated_rows(table)
        if spec.name in SCHOOL_COLUMNS:
            yield from _unknown_schools(table, SCHOOL_COLUMNS[spec.name], register)
    yield from _parents(register)


def repeated_rows(table: Table) -> Iterator[Problem]:
    """Every row that repeats the key of an earlier one."""
    spec = table.spec
    cells = [_cells(table, name) for name in spec.key]
    # A roster of 100,000 rows is hardly ever wrong: one pass decides that nothing is repeated.
    if len(set(zip(*cells, strict=True))) == len(table):
        return
    required = [spec.column(name).required for name in spec.key]
    column, uncounted = UNCOUNTED.get(spec.name, (spec.key[0], frozenset()))
    first: dict[tuple[Value, ...], int] = {}
    for index, (key, state) in enumerate(zip(zip(*cells, strict=True), _cells(table, column), strict=True)):
        earlier = first.setdefault(key, index)
        if earlier == index:
            # An empty or unreadable key cell was reported by the reader and equals nothing.
            if state in uncounted or not _is_key(key, required):
                del first[key]
        elif state not in uncounted:
            yield _duplicate(table, index, earlier, key)


def _cells(table: Table, column: str) -> Sequence[Value]:
    return table.columns.get(column) or [None] * len(table)


def _is_key(key: tuple[Value, ...], required: Sequence[bool]) -> bool:
    lacking = any(cell is None for cell, needed in zip(key, required, strict=True) if needed)
    return not lacking and any(cell is not None for cell in key)


def _duplicate(table: Table, index: int, earlier: int, key: tuple[Value, ...]) -> Problem:
    spec = table.spec
    return found(
        "duplicate_row",
        table.where(spec.key[0], index),
        first=table.lines[earlier],
        key=_key_text(table, key),
        key_code=" ".join("" if cell is None else str(cell) for cell in key).strip(),
        columns="、".join(spec.column(name).heading for name in spec.key),
        columns_name=", ".join(spec.key),
    )


def _key_text(table: Table, key: tuple[Value, ...]) -> str:
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
    cells = _cells(table, column)
    unknown = {str(cell) for cell in set(cells) if cell is not None and cell not in register.schools}
    first = {code: cells.index(code) for code in unknown}
    unreadable = sum(1 for row in register.package.schools if row["school_code"] is None)
    # A school whose own code could not be read was reported; its other rows are no second mistake.
    if len(unknown) <= unreadable:
        return
    for code, index in sorted(first.items(), key=lambda entry: entry[1]):
        yield found("unknown_school", table.where(column, index), found=code, rows=cells.count(code))


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
