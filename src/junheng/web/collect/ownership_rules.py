"""Entries of a matrix of owners laid over the fields: who owns what, and every gap and overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.sentences import Pair
from junheng.web.collect import ownership_faults as says
from junheng.web.collect.fields import COUNTY, OWNED_TABLES, ROWS_GIVEN, Field, all_fields, columns_of, is_by_school, kinds_of
from junheng.web.people.unit_kinds import UnitTree
from junheng.web.toml_entries import Entry, Fault, Place


@dataclass(frozen=True, slots=True)
class Duty:
    """Who reports a field, and who checks it first: codes such as «school» or «division:personnel»."""

    owner: str
    checker: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """A duty and the number of the entry that gives it."""

    number: int
    duty: Duty


def owners_of(units: UnitTree) -> list[str]:
    """Every code that may own a field."""
    departments = [f"department:{unit.stem}" for unit in units.of_kind("department")]
    return ["school", "office", "township", *_divisions(units), *departments]


def checkers_of(units: UnitTree) -> list[str]:
    """Every code that may check a field first."""
    return ["centre_school", "office", *_divisions(units)]


def lay_rules(given: Iterable[Entry], file: str, units: UnitTree, faults: list[Fault]) -> dict[Field, Duty]:
    """The duty of every field. Unknown names, gaps, overlaps and tables owned in parts are added to `faults`."""
    general: dict[Field, _Claim] = {}
    by_kind: dict[Field, _Claim] = {}
    for entry in given:
        faults.extend(_rule_faults(entry))
        faults.extend(duty_faults(entry, units))
        _claim(entry, by_kind if entry.texts("kinds") else general, faults)
    claims = {**general, **by_kind}
    duties = {field: claims[field].duty for field in all_fields() if field in claims}
    faults.extend(_gaps(duties, Place(file, "rule")))
    faults.extend(_mixed(duties, Place(file, "rule")))
    reported = dict.fromkeys(table for (table, _, kind), duty in duties.items() if kind == COUNTY and duty.owner == "school")
    faults.extend(Fault(Place(file, "rule"), says.SCHOOL_FOR_COUNTY, {"found": table}) for table in reported)
    return duties


def lay_facts(given: Iterable[Entry], file: str, units: UnitTree, faults: list[Fault]) -> dict[str, Duty]:
    """The duty of every fact. Unknown names, gaps and overlaps are added to `faults`."""
    claims: dict[str, _Claim] = {}
    for entry in given:
        faults.extend(_unmatched(entry, "facts", FACT_NAMES, says.UNKNOWN_FACT))
        faults.extend(duty_faults(entry, units))
        if entry.text("owner") == "school":
            faults.append(Fault(entry.place, says.SCHOOL_FOR_COUNTY, {"found": "facts"}))
        for fact in _matching(entry.texts("facts"), FACT_NAMES):
            if fact in claims:
                values = {"fact": fact, "name": FACT_NAMES[fact], "first": claims[fact].number}
                faults.append(Fault(entry.place, says.FACT_OVERLAP, values))
            claims.setdefault(fact, _Claim(entry.place.number, _duty(entry)))
    for fact, name in FACT_NAMES.items():
        if fact not in claims:
            faults.append(Fault(Place(file, "fact"), says.FACT_GAP, {"fact": fact, "name": name}))
    return {fact: claims[fact].duty for fact in FACT_NAMES if fact in claims}


def _divisions(units: UnitTree) -> list[str]:
    return [f"division:{unit.stem}" for unit in units.of_kind("division")]


def _duty(entry: Entry) -> Duty:
    return Duty(entry.text("owner"), entry.text("checker"))


def _matching(patterns: Iterable[str], names: Iterable[str]) -> list[str]:
    wanted = list(patterns)
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in wanted)]


def _claim(entry: Entry, claims: dict[Field, _Claim], faults: list[Fault]) -> None:
    table = OWNED_TABLES.get(entry.text("table"))
    if table is None:
        return
    kinds = [kind for kind in kinds_of(table) if not entry.texts("kinds") or kind in entry.texts("kinds")]
    for column in _matching(entry.texts("columns"), columns_of(table)):
        twice: dict[int, list[str]] = {}
        for kind in kinds:
            field = (table.name, column, kind)
            if field in claims:
                twice.setdefault(claims[field].number, []).append(kind)
            else:
                claims[field] = _Claim(entry.place.number, _duty(entry))
        for first, shared in twice.items():
            faults.append(Fault(entry.place, says.OVERLAP, {**_named(table.name, column, shared), "first": first}))


def _rule_faults(entry: Entry) -> Iterable[Fault]:
    name = entry.text("table")
    table = OWNED_TABLES.get(name)
    if table is None:
        yield Fault(entry.place, says.UNKNOWN_TABLE, {"found": name, "allowed": tuple(OWNED_TABLES)})
        return
    yield from _unmatched(entry, "columns", columns_of(table), says.UNKNOWN_COLUMN)
    for kind in entry.texts("kinds"):
        if kind not in SCHOOL_KINDS:
            yield Fault(entry.place, says.UNKNOWN_KIND, {"found": kind, "allowed": tuple(SCHOOL_KINDS)})
    if entry.texts("kinds") and not is_by_school(table):
        yield Fault(entry.place, says.KINDS_WITHOUT_SCHOOL, {"table": name})


def _unmatched(entry: Entry, key: str, names: Iterable[str], sentences: Pair) -> Iterable[Fault]:
    allowed = tuple(names)
    for pattern in entry.texts(key):
        if not _matching([pattern], allowed):
            yield Fault(entry.place, sentences, {"found": pattern, "table": entry.text("table"), "allowed": allowed})


def duty_faults(entry: Entry, units: UnitTree) -> Iterable[Fault]:
    """What is wrong with an entry's owner and checker."""
    owner, checker = entry.text("owner"), entry.text("checker")
    owners, checkers = owners_of(units), checkers_of(units)
    if owner not in owners:
        yield Fault(entry.place, says.UNKNOWN_OWNER, {"found": owner, "allowed": tuple(owners)})
    if checker not in checkers:
        yield Fault(entry.place, says.UNKNOWN_CHECKER, {"found": checker, "allowed": tuple(checkers)})
    elif owner == checker:
        yield Fault(entry.place, says.CHECKS_ITSELF, {"found": owner})
    elif checker == "centre_school" and owner != "school":
        yield Fault(entry.place, says.CENTRE_CHECKS_OTHERS, {"found": owner})


def _gaps(duties: Mapping[Field, Duty], place: Place) -> Iterable[Fault]:
    for table in OWNED_TABLES.values():
        for column in columns_of(table):
            kinds = [kind for kind in kinds_of(table) if (table.name, column, kind) not in duties]
            if kinds:
                yield Fault(place, says.GAP, _named(table.name, column, kinds))


def _mixed(duties: Mapping[Field, Duty], place: Place) -> Iterable[Fault]:
    """Tables whose rows are added whole and are owned in parts, each once for all kinds that have the same owners."""
    for table in OWNED_TABLES.values():
        if table.name in ROWS_GIVEN:
            continue
        several: dict[tuple[str, ...], list[str]] = {}
        for kind in kinds_of(table):
            fields = [(table.name, column, kind) for column in columns_of(table)]
            owners = tuple(sorted({duties[field].owner for field in fields if field in duties}))
            if len(owners) > 1:
                several.setdefault(owners, []).append(kind)
        for owners, kinds in several.items():
            yield Fault(place, says.MIXED, {**kinds_named(kinds), "table": table.name, "owners": owners})


def _named(table: str, column: str, kinds: Iterable[str]) -> dict[str, object]:
    return {**kinds_named(kinds), "table": table, "column": column, "heading": columns_of(OWNED_TABLES[table])[column].heading}


def kinds_named(kinds: Iterable[str]) -> dict[str, object]:
    """Kinds of school for the sentences of both languages."""
    found = list(kinds)
    return {
        "kinds": tuple("县级" if kind == COUNTY else SCHOOL_KINDS[kind] for kind in found),
        "kinds_en": tuple(kind or "the county" for kind in found),
    }
