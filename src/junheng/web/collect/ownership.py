"""The matrix of owners: for every field exactly one unit that reports it and one that checks it first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.fields import COUNTY, OWNED_TABLES, Field, columns_of, kinds_of
from junheng.web.collect.ownership_faults import LEAD_MISSING, LEAD_TWICE, TABLE_MISSING, TABLE_TWICE, UNKNOWN_ASK, UNKNOWN_TABLE
from junheng.web.collect.ownership_rules import Duty, duty_faults, kinds_named, lay_facts, lay_rules
from junheng.web.people.unit_kinds import UnitTree, default_units
from junheng.web.toml_entries import DataFaults, Entry, Fault, Place, entries, parse_toml

FILE = "owners.toml"
# How a round asks for a table: always, where a unit has something to say, not at all.
ASKS = ("asked", "optional", "left_out")

_DUTY = {"owner": str, "checker": str}
_OF_ALL_SCHOOLS: Mapping[str, tuple[str, str]] = {
    "school": ("学校", "School"),
    "township": ("乡镇", "Township"),
    "centre_school": ("中心校", "Centre school"),
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who reports and first checks every field and every fact, and which tables a round asks for by default.

    `fields` has every (table, column, kind of school) of `fields.all_fields()`, `facts` every fact, `asks` every table,
    `leads` the owners whose fields have several checkers.
    """

    fields: Mapping[Field, Duty]
    facts: Mapping[str, Duty]
    asks: Mapping[str, str]
    leads: Mapping[str, str]

    def duty(self, table: str, column: str, kind: str) -> Duty:
        """The duty for one column; `kind` is fields.COUNTY for a row of the whole county. Raises KeyError for no such field."""
        return self.fields[(table, column, kind)]

    def columns(self, table: str, kind: str, owner: str) -> Sequence[str]:
        """The columns of a table that `owner` reports for schools of a kind, in the order of the schema; none of `facts`."""
        spec = OWNED_TABLES.get(table)
        if spec is None or kind not in kinds_of(spec):
            return ()
        return tuple(column for column in columns_of(spec) if self.fields[(table, column, kind)].owner == owner)

    def facts_of(self, owner: str) -> Sequence[str]:
        """The facts that `owner` reports."""
        return tuple(fact for fact, duty in self.facts.items() if duty.owner == owner)

    def owners(self) -> Sequence[str]:
        """Every owner that has anything to report."""
        return tuple(dict.fromkeys(duty.owner for duty in (*self.fields.values(), *self.facts.values())))

    def checkers(self, owner: str, kind: str = COUNTY) -> Sequence[str]:
        """Who checks first what `owner` reports; of schools, those of one kind (every other owner hands in once for all kinds)."""
        duties = [duty for (_, _, of), duty in self.fields.items() if owner != "school" or of == kind]
        return tuple(dict.fromkeys(duty.checker for duty in (*duties, *self.facts.values()) if duty.owner == owner))

    def lead_checker(self, owner: str, kind: str = COUNTY) -> str:
        """Who takes in a whole submission of `owner` and answers for its first check.

        Raises KeyError where the owner has nothing to report.
        """
        checkers = self.checkers(owner, kind)
        return checkers[0] if len(checkers) == 1 else self.leads[owner]

    def tables(self, *asks: str) -> Sequence[str]:
        """The tables that are asked for in one of these ways, in the order of the schema."""
        return tuple(table for table in TABLE_BY_NAME if self.asks[table] in asks)


@cache
def default_matrix() -> Matrix:
    """The matrix shipped with Junheng."""
    return parse_matrix(default_text())


def default_text() -> str:
    """The shipped file as text, for a county to change."""
    return resources.files(__package__).joinpath(FILE).read_text("utf-8")


def parse_matrix(text: str, units: UnitTree | None = None) -> Matrix:
    """The matrix of a file like owners.toml, for a county with these `units` (the default ones where not given).

    Raises DataFaults naming every entry that cannot be read; else every unknown name, gap and overlap at once.
    """
    units = units or default_units()
    raw = parse_toml(text, FILE, ("rule", "fact", "table", "lead"))
    faults: list[Fault] = []
    rules = entries(raw, FILE, "rule", {"table": str, "columns": list, **_DUTY}, {"kinds": list}, faults)
    facts = entries(raw, FILE, "fact", {"facts": list, **_DUTY}, {}, faults)
    asks = entries(raw, FILE, "table", {"ask": str, "tables": list}, {}, faults)
    leads = entries(raw, FILE, "lead", _DUTY, {}, faults)
    if faults:
        # What cannot be read leaves gaps whose faults would hide the one that matters.
        raise DataFaults(faults)
    matrix = Matrix(
        lay_rules(rules, FILE, units, faults),
        lay_facts(facts, FILE, units, faults),
        _asks(asks, faults),
        _leads(leads, units, faults),
    )
    faults.extend(_without_lead(matrix))
    if faults:
        raise DataFaults(faults)
    return matrix


def expand(matrix: Matrix) -> dict[Field, str]:
    """(table, column, kind of school) → owner, for every field."""
    return {field: duty.owner for field, duty in matrix.fields.items()}


def expand_facts(matrix: Matrix) -> dict[str, str]:
    """fact → owner, for every fact."""
    return {fact: duty.owner for fact, duty in matrix.facts.items()}


def unit_stem(code: str) -> str | None:
    """The stem of the one unit that an owner or checker names; None where it stands for a unit of every school or township."""
    return None if code in _OF_ALL_SCHOOLS else code.rpartition(":")[2]


def unit_name(code: str, units: UnitTree | None = None) -> tuple[str, str]:
    """An owner or checker in Chinese and English. Raises KeyError for a code that the units do not have."""
    stem = unit_stem(code)
    if stem is None:
        return _OF_ALL_SCHOOLS[code]
    unit = (units or default_units()).units[stem]
    return unit.name, unit.english


def _asks(given: Iterable[Entry], faults: list[Fault]) -> dict[str, str]:
    asks: dict[str, str] = {}
    for entry in given:
        ask = entry.text("ask")
        if ask not in ASKS:
            faults.append(Fault(entry.place, UNKNOWN_ASK, {"found": ask, "allowed": ASKS}))
        for table in entry.texts("tables"):
            if table not in TABLE_BY_NAME:
                faults.append(Fault(entry.place, UNKNOWN_TABLE, {"found": table, "allowed": tuple(TABLE_BY_NAME)}))
            elif table in asks:
                faults.append(Fault(entry.place, TABLE_TWICE, {"found": table}))
            asks.setdefault(table, ask)
    missing = [table for table in TABLE_BY_NAME if table not in asks]
    faults.extend(Fault(Place(FILE, "table"), TABLE_MISSING, {"found": table, "allowed": ASKS}) for table in missing)
    return asks


def _leads(given: Iterable[Entry], units: UnitTree, faults: list[Fault]) -> dict[str, str]:
    leads: dict[str, str] = {}
    for entry in given:
        faults.extend(duty_faults(entry, units))
        if entry.text("owner") in leads:
            faults.append(Fault(entry.place, LEAD_TWICE, {"found": entry.text("owner")}))
        leads.setdefault(entry.text("owner"), entry.text("checker"))
    return leads


def _without_lead(matrix: Matrix) -> Iterable[Fault]:
    for owner in matrix.owners():
        kinds = list(SCHOOL_KINDS) if owner == "school" else [COUNTY]
        parted = [kind for kind in kinds if len(matrix.checkers(owner, kind)) > 1]
        if parted and owner not in matrix.leads:
            checkers = tuple(dict.fromkeys(checker for kind in parted for checker in matrix.checkers(owner, kind)))
            yield Fault(Place(FILE, "lead"), LEAD_MISSING, {**kinds_named(parted), "owner": owner, "checkers": checkers})
