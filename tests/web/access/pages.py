"""Every address of the application, and the line of the matrix that says who may open it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from junheng.web.access import Rule, rule_of

# The role's own, handed to its unit for the first check, of another unit of the county, of another county.
POSITIONS = ("own", "handed", "near", "far")
MATRIX = Path(__file__).with_name("matrix.toml")
API = "api"
KEYS = {"view", "public", "roles", "method", "objects", "fill", "query", "answer", "writes"}


@dataclass(frozen=True)
class Address:
    """A named URL, the names of what it asks for, and the rule that its view declares."""

    view: str
    route: str
    arguments: tuple[str, ...]
    rule: Rule | None

    @property
    def is_api(self) -> bool:
        return self.view.startswith(f"{API}:")


@dataclass(frozen=True)
class Line:
    """What the matrix says of one view.

    `roles`: who may open it, nobody named: everybody who is signed in. `method`: GET, POST, or both. `objects`: which kind of object
    an argument names, where its name does not say it. `fill`: fixed arguments. `answer`: the status where it opens. `writes`: a GET that
    writes, which needs a reason beside it.
    """

    view: str
    public: bool = False
    roles: frozenset[str] = frozenset()
    method: str = "GET"
    objects: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    answer: int = 200
    writes: bool = False

    def kinds(self, address: Address) -> dict[str, str]:
        """Argument → the kind of object that it names; fixed ones left out."""
        return {name: self.objects.get(name, name.removesuffix("_id")) for name in address.arguments if name not in self.fill}

    def address(self, values: Mapping[str, Any]) -> str:
        return reverse(self.view, kwargs={**self.fill, **values}) + (f"?{self.query}" if self.query else "")


def addresses() -> dict[str, Address]:
    """All views of the URLconf by name."""
    found = list(_walk(get_resolver(), "", ""))
    return {address.view: address for address in found}


def _walk(resolver: URLResolver, space: str, route: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, path)
        elif isinstance(entry, URLPattern):
            # A view without a name cannot stand in the matrix: its route does, so that its absence is told.
            yield Address(space + (entry.name or path), path, tuple(entry.pattern.converters), rule_of(entry.callback))


@dataclass(frozen=True)
class Sights:
    """By kind of object and width of view, which of own, handed, near and far are seen."""

    seen: Mapping[str, Mapping[str, Sequence[str]]]
    of_county: frozenset[str]

    def tried(self, kinds: Iterable[str], width: str) -> list[tuple[str, bool]]:
        """The positions to try for an address that names such kinds, each with whether the thing there is seen."""
        asked = set(kinds)
        left_out = set() if width == "checked" else {"handed"}
        if asked <= self.of_county:
            left_out |= {"near", "handed"}
        if not asked:
            return [("own", True)]
        return [(position, all(position in self.seen[kind][width] for kind in asked)) for position in POSITIONS if position not in left_out]


def matrix() -> tuple[dict[str, Line], Sights]:
    """The lines by view, and what is seen of what they name."""
    raw = tomllib.loads(MATRIX.read_text(encoding="utf-8"))
    groups = {name: frozenset(roles) for name, roles in raw["groups"].items()}
    lines = {}
    for entry in raw["page"]:
        assert set(entry) <= KEYS, f"{entry['view']}: {sorted(set(entry) - KEYS)}"
        assert entry["view"] not in lines, f"{entry['view']} stands in the matrix twice"
        named = entry.pop("roles", [])
        roles = frozenset(role for name in named for role in groups.get(name, frozenset({name})))
        lines[entry["view"]] = Line(roles=roles, **entry)
    return lines, Sights(raw["sight"], frozenset(raw["kinds"]["of_county"]))


def wanted_line(address: Address) -> str:
    """The line to add for a view that has none."""
    roles = sorted(address.rule.roles) if address.rule else []
    declared = "public = true" if address.rule and address.rule.public else f"roles = {roles}".replace("'", '"')
    return f'\n[[page]]                       # {address.route}\nview = "{address.view}"\n{declared}\nmethod = "GET"  # or "POST", "both"\n'
