"""Single cells of a frozen package: which a unit owns, what stands in them, and the package with some of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from junheng.county import CountyPackage, Table
from junheng.county.cells import has_text, shown, text_of
from junheng.county.form import row_keys, school_column
from junheng.county.schema import FACTS, SCHOOLS, TABLE_BY_NAME, Column, TableSpec
from junheng.county.values import Value, parse
from junheng.county.write import package_files, zipped
from junheng.web.archive.models import FrozenPackage
from junheng.web.collect.duties import SCHOOL, TOWNSHIP, TableDuty, duties_of, has_columns, kind_of_row, matrix_of, may_fill, owner_code
from junheng.web.collect.models import Round
from junheng.web.collect.ownership import default_text
from junheng.web.people.models import Unit

# (table, key of the row in the package, column)
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A cell that a unit may propose to change. `label` names the row for people."""

    place: Place
    label: str
    column: Column
    text: str | None

    @property
    def name(self) -> str:
        """What the cell is called in a form that is sent."""
        return "~".join(self.place)

    @property
    def sheet(self) -> str:
        return TABLE_BY_NAME[self.place[0]].sheet

    @property
    def words(self) -> str:
        """What stands there, as people write it."""
        return shown(self.column, self.text)


def place_of(name: str) -> Place | None:
    """The cell of a name as `OwnCell.name` writes it, None for anything else. A key may hold the sign itself."""
    table, _sign, rest = name.partition("~")
    key, _sign, column = rest.rpartition("~")
    spec = TABLE_BY_NAME.get(table)
    return (table, key, column) if spec and key and spec.has(column) else None


def own_cells(package: CountyPackage, round: Round, unit: Unit) -> Iterator[OwnCell]:
    """The cells of the unit's own columns in the rows that it reports about, in the order of the package."""
    names = {row.text("school_code"): row.text("school_name") for row in package.schools}
    schools = Unit.objects.unscoped().filter(county=unit.county_id, kind=SCHOOL)
    kinds = dict(schools.values_list("code", "school_kind"))
    within = _codes_within(unit)
    facts = frozenset(matrix_of(round).facts_of(owner_code(unit) or ""))
    for duty in duties_of(round, unit):
        for key, texts in reported_rows(package.table(duty.table)):
            school = texts.get(school_column(duty.table)) or ""
            is_own = texts.get("fact") in facts if duty.table == FACTS.name else within is None or school in within
            if is_own:
                label = " ".join(word for word in (names.get(school, ""), _rest_of_key(duty.spec, texts, key)) if word)
                yield from _own_of_row(duty, key, texts, label, kinds)


def round_for(package: FrozenPackage) -> Round:
    """The round whose matrix says who owns the package's cells: its own, or one by the shipped matrix."""
    matrix = package.round.matrix if package.round and package.round.matrix else default_text()
    return Round(
        county=package.county,
        matrix=matrix,
        tables=list(TABLE_BY_NAME),
        school_year=package.school_year,
        as_of=package.as_of,
        standard=package.standard,
    )


def reported_rows(table: Table) -> list[tuple[str, dict[str, str | None]]]:
    """Key and texts of every row; a count that reading filled in was not reported and is left out."""
    texts = [_texts(table, index) for index in range(len(table))]
    return list(zip(row_keys(table.spec.name, texts), texts, strict=True))


def text_at(package: CountyPackage, place: Place) -> str | None:
    """What was reported in a cell. Raises KeyError where there is no such row."""
    table, key, column = place
    return dict(reported_rows(package.table(table)))[key].get(column)


def with_cells(package: CountyPackage, changes: Mapping[Place, str | None]) -> bytes:
    """The package with these cells holding these stored texts, as a .zip. Raises KeyError for a cell that it does not have."""
    by_table: dict[str, dict[tuple[str, str], str | None]] = {}
    for (table, key, column), text in changes.items():
        by_table.setdefault(table, {})[key, column] = text
    changed = {name: _changed(package.table(name), cells) for name, cells in by_table.items()}
    return zipped(package_files(package.with_tables(**changed)))


def differences(before: CountyPackage, after: CountyPackage) -> dict[Place, tuple[str | None, str | None]]:
    """Every cell that was reported otherwise: its text before and after. A row that only one has differs in all its cells."""
    found: dict[Place, tuple[str | None, str | None]] = {}
    for name in dict.fromkeys([*before.tables, *after.tables]):
        old, new = (dict(reported_rows(package.table(name))) for package in (before, after))
        for key in dict.fromkeys([*old, *new]):
            for column in TABLE_BY_NAME[name].columns:
                pair = (old.get(key, {}).get(column.name), new.get(key, {}).get(column.name))
                if pair[0] != pair[1]:
                    found[name, key, column.name] = pair
    return found


def _codes_within(unit: Unit) -> frozenset[str] | None:
    """The schools about which a school or township reports; None for units that report about the whole county."""
    if unit.kind == SCHOOL:
        return frozenset({unit.code})
    if unit.kind == TOWNSHIP:
        return frozenset(Unit.objects.unscoped().filter(township=unit, kind=SCHOOL).values_list("code", flat=True))
    return None


def _own_of_row(duty: TableDuty, key: str, texts: Mapping[str, str | None], label: str, kinds: Mapping[str, str]) -> Iterator[OwnCell]:
    identity = {*duty.spec.key, school_column(duty.table), *duty.given}
    if not duty.is_given and not has_columns(duty, kind_of_row(duty, texts, kinds)):
        return
    for name in duty.columns:
        if name not in identity and may_fill(duty, name, texts, kinds):
            yield OwnCell((duty.table, key, name), label, duty.spec.column(name), texts.get(name))


def _rest_of_key(spec: TableSpec, texts: Mapping[str, str | None], key: str) -> str:
    """What tells the row apart besides its school: the rest of its key, or its number with what it is mainly about."""
    names = [name for name in spec.key if name != school_column(spec.name)]
    if spec is SCHOOLS:
        return ""
    if not spec.key:
        names = [column.name for column in spec.columns if column.name != school_column(spec.name)][:3]
    words = [shown(spec.column(name), texts.get(name)) for name in names]
    return " ".join(word for word in ([] if spec.key else [key]) + words if word)


def _texts(table: Table, index: int) -> dict[str, str | None]:
    return {
        column.name: _text(column, cells[index])
        for column in table.spec.columns
        if (cells := table.columns.get(column.name)) is not None and (column.name, index) not in table.derived
    }


def _text(column: Column, value: Value) -> str | None:
    # A number in a converted unit may have no finite decimal; its fraction is exact and tells it from any other.
    return text_of(column, value) if has_text(value) else str(value)


def _changed(table: Table, cells: Mapping[tuple[str, str], str | None]) -> Table:
    indexes = {key: index for index, (key, _texts) in enumerate(reported_rows(table))}
    columns: dict[str, Sequence[Value]] = dict(table.columns)
    derived = dict(table.derived)
    for (key, name), text in cells.items():
        values = list(columns.get(name) or [None] * len(table))
        values[indexes[key]] = parse(text, table.spec.column(name), from_workbook=False).value
        columns[name] = values
        derived.pop((name, indexes[key]), None)
    return replace(table, columns=columns, derived=derived)


def matching(cells: Iterable[OwnCell], asked: str) -> Iterator[OwnCell]:
    """The cells whose row, sheet or heading holds every word of what is asked."""
    words = asked.split()
    for cell in cells:
        place = f"{cell.label} {cell.sheet} {cell.column.heading} {cell.place[1]}"
        if all(word in place for word in words):
            yield cell
