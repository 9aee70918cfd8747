"""What the invented county is made from: the profile of ordinary schools and the cast of placed ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import tomli

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """One value placed exactly at a limit, or just off it.

    `school` is the key of a member of the cast, "" for a figure of the county. `value` is the cell as typed ("" for a
    row that is absent on purpose), for the county what the indicator comes to; `verdict` is what the standard
    `cn-2017-6` says about it, "" where the indicator does not judge this school or section.
    """

    school: str
    indicator: str
    table: str
    column: str
    value: str
    verdict: str
    note: str
    level: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of school to make: one member of the cast, or one spoke of the wheel of ordinary schools.

    `pupils` maps a level to a number, or to a range [low, high]; `school`, `sections`, `rooms` and `campuses` set cells.
    """

    name: str
    kind: str
    locality: str
    pupils: Mapping[str, Any]
    key: str = ""
    sponsor: str = "public"
    boarding: bool = False
    township: int | None = None
    parent: str = ""
    grades: int | None = None
    multigrade: bool = False
    without_funds: bool = False
    class_limit: Mapping[str, int] = field(default_factory=dict)
    largest: Mapping[str, int] = field(default_factory=dict)
    planned: Mapping[str, int] = field(default_factory=dict)
    school: Settings = field(default_factory=dict)
    sections: Mapping[str, Settings] = field(default_factory=dict)
    rooms: Sequence[Sequence[Any]] | None = None
    campuses: Sequence[Settings] = ()
    unjudged: Sequence[str] = ()
    edges: Sequence[Settings] = ()


@cache
def profile() -> Settings:
    """The ranges and names of ordinary schools."""
    return _load("profile.toml")


@cache
def cast() -> tuple[Model, ...]:
    """The schools that are placed on purpose, in the order in which a small county gets them."""
    return tuple(Model(**entry) for entry in _placed()["cast"])


@cache
def _placed() -> Settings:
    return _load("cast.toml")


@cache
def wheel() -> tuple[Model, ...]:
    """The ordinary schools in the order in which they are drawn, again and again."""
    settings = profile()["wheel"]
    return tuple(Model(**settings[spoke]) for spoke in settings["turn"])


def edge_cases() -> tuple[EdgeCase, ...]:
    """Every value placed at a limit: the cast's, then the county's."""
    of_schools = [EdgeCase(member.key, **edge) for member in cast() for edge in member.edges]
    return (*of_schools, *(EdgeCase("", **edge) for edge in _placed()["county_edge"]))


def _load(name: str) -> dict[str, Any]:
    return tomli.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
