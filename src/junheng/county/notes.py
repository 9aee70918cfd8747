"""口径: what each table, column and fact counts, read from notes.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import tomli

OF_THE_TABLE = "_"


@dataclass(frozen=True, slots=True)
class Notes:
    """`tables`: a table's name → its columns' notes, its own under "_". `needed`: a table → columns an indicator reads."""

    tables: Mapping[str, Mapping[str, str]]
    needed: Mapping[str, Sequence[str]]
    examples: Mapping[str, Mapping[str, str | int | float]]
    facts: Mapping[str, str]
    facts_by_level: Sequence[str]

    def table(self, name: str) -> str:
        return self.tables[name][OF_THE_TABLE]

    def column(self, table: str, column: str) -> str:
        return self.tables[table][column]

    def is_needed(self, table: str, column: str) -> bool:
        return column in self.needed.get(table, ())


@cache
def notes() -> Notes:
    """All notes; read once."""
    found = tomli.loads(resources.files("junheng.county").joinpath("notes.toml").read_text("utf-8"))
    return Notes(found["table"], found["needed"], found["example"], found["fact"], found["facts_by_level"])
