"""The matrix of owners as pages show it: one table's columns by kind of school, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.schema import FACTS, TABLE_BY_NAME
from junheng.web.collect.duties import owner_words
from junheng.web.collect.fields import COUNTY, OWNED_TABLES, Field, columns_of, kinds_of
from junheng.web.collect.ownership import Matrix
from junheng.web.collect.ownership_rules import Duty, checkers_of, owners_of
from junheng.web.people.unit_kinds import default_units

# What the fields of the form are called.
COLUMN, KIND, OWNER, CHECKER = "column", "kind", "owner", "checker"


@dataclass(frozen=True)
class OwnedLine:
    """One column, or one fact: its duty for each kind of school (of a fact, one)."""

    name: str
    heading: str
    duties: Sequence[Duty]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Owner and checker in words; once where they are the same for every kind."""
        named = [(owner_words(duty.owner), owner_words(duty.checker)) for duty in self.duties]
        return named[:1] if self.is_same else named

    @property
    def is_same(self) -> bool:
        return len(set(self.duties)) == 1


@dataclass(frozen=True)
class OwnedTable:
    """One table of the matrix."""

    table: str
    title: str
    kinds: Sequence[tuple[str, str]]
    lines: Sequence[OwnedLine]


def owned_table(matrix: Matrix, table: str) -> OwnedTable:
    """A table's lines. Raises KeyError for no such table."""
    spec = TABLE_BY_NAME[table]
    if spec is FACTS:
        facts = [OwnedLine(fact, name, [matrix.facts[fact]]) for fact, name in FACT_NAMES.items()]
        return OwnedTable(table, spec.sheet, [(COUNTY, _("全县"))], facts)
    kinds = kinds_of(OWNED_TABLES[table])
    lines = [
        OwnedLine(name, column.heading, [matrix.fields[table, name, kind] for kind in kinds]) for name, column in columns_of(spec).items()
    ]
    return OwnedTable(table, spec.sheet, [(kind, SCHOOL_KINDS.get(kind) or _("全县")) for kind in kinds], lines)


def choices() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Who may own and who may check, each with its words."""
    units = default_units()
    return {
        OWNER: [(code, owner_words(code)) for code in owners_of(units)],
        CHECKER: [(code, owner_words(code)) for code in checkers_of(units)],
    }


def chosen(table: str, columns: Sequence[str], kinds: Sequence[str]) -> tuple[list[Field], list[str]]:
    """The fields and facts that were ticked; of no kind means of every kind. Unknown names are left out."""
    if table == FACTS.name:
        return [], [fact for fact in columns if fact in FACT_NAMES]
    spec = OWNED_TABLES[table]
    wanted = [kind for kind in kinds_of(spec) if kind in kinds] or list(kinds_of(spec))
    return [(table, column, kind) for column in columns if column in columns_of(spec) for kind in wanted], []
