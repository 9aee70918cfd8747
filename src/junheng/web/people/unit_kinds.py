"""The kinds of unit and the tree of units that a county begins with, read from units.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from junheng.county.sentences import Pair, pair
from junheng.web.toml_entries import DataFaults, Entry, Fault, entries, parse_toml

FILE = "units.toml"
# What a unit's code may be made of.
_CODE_PARTS = {"county": "990100", "stem": "stem", "number": "01", "school_code": "9901000001"}

_KIND_SHAPE = {"code": str, "name": str, "english": str, "duty": str, "duty_english": str, "unit_code": str}
_UNIT_SHAPE = {"stem": str, "kind": str, "name": str, "english": str}
_UNIT_MORE = {"parent": str, "other_names": list, "in_plan": bool, "seat": bool, "duty": str, "duty_english": str}

_UNKNOWN_KIND = pair(
    ("没有「{found}」这种单位", "单位种类有：{allowed}", "请改用其中一种，或先定义这一种"),
    ("There is no kind of unit {found!r}", "The kinds are: {allowed}", "Use one of them, or define it first"),
)
_UNKNOWN_PARENT = pair(
    ("上级单位「{found}」不在它前面", "上级须先于下级列出", "请改正上级，或调整顺序"),
    ("The parent {found!r} does not stand before it", "A parent is listed before its children", "Mend the parent, or move it up"),
)
_WRONG_PARENT = pair(
    ("「{parent}」下面不能设「{found}」", "它下面可以设：{allowed}", "请改正上级，或在该种类的 children 中加上"),
    ("{found!r} cannot stand under {parent!r}", "Under it may stand: {allowed}", "Mend the parent, or add the kind to its children"),
)
_TWICE = pair(
    ("「{found}」已经定义过", "每个代码和名称只能用一次", "请改名或删除其中一条"),
    ("{found!r} is defined already", "Every code and name is used once", "Rename or delete one of them"),
)
_BAD_CODE = pair(
    ("代码格式「{found}」不能用", "只能用 {allowed}", "请改正花括号里的名称"),
    ("The pattern {found!r} cannot be used", "It may hold {allowed}", "Mend the names in braces"),
)


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit. `children`: the kinds that may stand directly under one of it."""

    code: str
    name: str
    english: str
    duty: str
    duty_english: str
    unit_code: str
    children: frozenset[str]

    def code_for(self, *, county: str = "", stem: str = "", number: int = 0, school_code: str = "") -> str:
        """The code of one unit of this kind, made of what its pattern asks for."""
        return self.unit_code.format(county=county, stem=stem, number=f"{number:02d}", school_code=school_code)


@dataclass(frozen=True, slots=True)
class DefaultUnit:
    """A unit every county begins with. `in_plan`: the county's plan gives it duties; `seat`: it sits in the leading group."""

    stem: str
    kind: str
    parent: str
    name: str
    english: str
    other_names: tuple[str, ...]
    in_plan: bool
    seat: bool
    duty: str
    duty_english: str


@dataclass(frozen=True, slots=True)
class UnitTree:
    """All kinds by code, and the default units by stem, parents first."""

    kinds: Mapping[str, UnitKind]
    units: Mapping[str, DefaultUnit]

    def of_kind(self, kind: str) -> Sequence[DefaultUnit]:
        return [unit for unit in self.units.values() if unit.kind == kind]

    def code_of(self, stem: str, county: str) -> str:
        """The code of a default unit in a county, e.g. «990100-finance_bureau». Raises KeyError for an unknown stem."""
        return self.kinds[self.units[stem].kind].code_for(county=county, stem=stem)

    def top(self) -> Sequence[DefaultUnit]:
        return [unit for unit in self.units.values() if not unit.parent]

    def under(self, stem: str) -> Sequence[DefaultUnit]:
        return [unit for unit in self.units.values() if unit.parent == stem]


@cache
def default_units() -> UnitTree:
    """The kinds and units shipped with Junheng."""
    return parse_units(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def parse_units(text: str) -> UnitTree:
    """The kinds and units of a file like units.toml. Raises DataFaults with all that is wrong."""
    raw = parse_toml(text, FILE, ("kind", "unit"))
    faults: list[Fault] = []
    kind_entries = entries(raw, FILE, "kind", _KIND_SHAPE, {"children": list}, faults)
    unit_entries = entries(raw, FILE, "unit", _UNIT_SHAPE, _UNIT_MORE, faults)
    if faults:
        # An entry that cannot be read is missing from what the others refer to.
        raise DataFaults(faults)
    kinds = {entry.text("code"): _kind(entry) for entry in kind_entries}
    units = {entry.text("stem"): _unit(entry) for entry in unit_entries}
    faults.extend(repeated(kind_entries, "code"))
    faults.extend(repeated(kind_entries, "name"))
    faults.extend(repeated(unit_entries, "stem"))
    faults.extend(repeated(unit_entries, "name"))
    for entry in kind_entries:
        faults.extend(unknown_kinds(entry, entry.texts("children"), kinds))
        faults.extend(_code_faults(entry))
    faults.extend(_place_faults(unit_entries, kinds))
    if faults:
        raise DataFaults(faults)
    return UnitTree(kinds, units)


def repeated(given: Iterable[Entry], key: str) -> Iterable[Fault]:
    """A fault for every entry whose `key` another one before it has."""
    seen: set[str] = set()
    for entry in given:
        if entry.text(key) in seen:
            yield Fault(entry.place, _TWICE, {"found": entry.text(key)})
        seen.add(entry.text(key))


def unknown_kinds(entry: Entry, named: Iterable[str], kinds: Iterable[str]) -> Iterable[Fault]:
    """A fault for every kind of unit that an entry names and there is not."""
    known = list(kinds)
    for kind in named:
        if kind not in known:
            yield _fault(entry, _UNKNOWN_KIND, kind, known)


def _fault(entry: Entry, sentences: Pair, found: str, allowed: Iterable[str], **more: str) -> Fault:
    return Fault(entry.place, sentences, {"found": found, "allowed": tuple(allowed), **more})


def _code_faults(entry: Entry) -> Iterable[Fault]:
    try:
        entry.text("unit_code").format(**_CODE_PARTS)
    except (KeyError, IndexError, ValueError):
        yield _fault(entry, _BAD_CODE, entry.text("unit_code"), [f"{{{part}}}" for part in _CODE_PARTS])


def _place_faults(given: Iterable[Entry], kinds: Mapping[str, UnitKind]) -> Iterable[Fault]:
    before: dict[str, str] = {}
    for entry in given:
        kind, parent = entry.text("kind"), entry.text("parent")
        yield from unknown_kinds(entry, [kind], kinds)
        if parent and parent not in before:
            yield _fault(entry, _UNKNOWN_PARENT, parent, before)
        elif parent and kind in kinds and before[parent] in kinds and kind not in kinds[before[parent]].children:
            yield _fault(entry, _WRONG_PARENT, kind, sorted(kinds[before[parent]].children), parent=parent)
        before[entry.text("stem")] = kind


def _kind(entry: Entry) -> UnitKind:
    texts = {key: entry.text(key) for key in _KIND_SHAPE}
    return UnitKind(**texts, children=frozenset(entry.texts("children")))


def _unit(entry: Entry) -> DefaultUnit:
    texts = {key: entry.text(key) for key in (*_UNIT_SHAPE, "parent", "duty", "duty_english")}
    return DefaultUnit(**texts, other_names=entry.texts("other_names"), in_plan=entry.flag("in_plan"), seat=entry.flag("seat"))
