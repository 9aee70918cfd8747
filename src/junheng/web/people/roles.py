"""The posts a person may hold at a unit, and how far a holder sees, read from roles.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from junheng.county.sentences import pair
from junheng.web.people.unit_kinds import default_units, repeated, unknown_kinds
from junheng.web.toml_entries import DataFaults, Fault, entries, parse_toml

FILE = "roles.toml"
# From one's own unit outwards; «frozen» sees the whole county, but only frozen versions.
VIEWS: Mapping[str, tuple[str, str]] = {
    "unit": ("本单位", "the unit"),
    "checked": ("本单位和所初审的单位", "the unit and those it checks"),
    "county": ("全县", "the county"),
    "instance": ("整个系统", "the whole instance"),
    "frozen": ("全县已冻结的数据", "frozen data of the county"),
}
_SHAPE = {"code": str, "name": str, "english": str, "held_at": list, "may": str, "may_english": str, "view": str}
_UNKNOWN_VIEW = pair(
    ("没有「{found}」这种查看范围", "查看范围有：{allowed}", "请改用其中一种"),
    ("There is no width of view {found!r}", "They are: {allowed}", "Use one of them"),
)


@dataclass(frozen=True, slots=True)
class Role:
    """A post. `held_at`: kinds of unit; `view`: one of VIEWS; `may`: one sentence of what a holder may do."""

    code: str
    name: str
    english: str
    held_at: frozenset[str]
    may: str
    may_english: str
    view: str


@cache
def default_roles() -> Mapping[str, Role]:
    """The roles shipped with Junheng, by code."""
    return parse_roles(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def roles_at(kind: str) -> Sequence[Role]:
    """The roles that may be held at a kind of unit."""
    return [role for role in default_roles().values() if kind in role.held_at]


def roles_seeing(*views: str) -> tuple[str, ...]:
    """The codes of the roles that see as far as one of VIEWS."""
    return tuple(role.code for role in default_roles().values() if role.view in views)


def parse_roles(text: str) -> Mapping[str, Role]:
    """The roles of a file like roles.toml. Raises DataFaults with all that is wrong."""
    faults: list[Fault] = []
    given = entries(parse_toml(text, FILE, ("role",)), FILE, "role", _SHAPE, {}, faults)
    faults.extend(repeated(given, "code"))
    faults.extend(repeated(given, "name"))
    for entry in given:
        faults.extend(unknown_kinds(entry, entry.texts("held_at"), default_units().kinds))
        if entry.text("view") not in VIEWS:
            faults.append(Fault(entry.place, _UNKNOWN_VIEW, {"found": entry.text("view"), "allowed": tuple(VIEWS)}))
    if faults:
        raise DataFaults(faults)
    texts = [key for key, kind in _SHAPE.items() if kind is str]
    return {
        entry.text("code"): Role(**{key: entry.text(key) for key in texts}, held_at=frozenset(entry.texts("held_at"))) for entry in given
    }


# Who sees a county whole, and who sees all that it has frozen.
COUNTY_WIDE = roles_seeing("county", "instance")
FROZEN_WIDE = roles_seeing("county", "instance", "frozen")
