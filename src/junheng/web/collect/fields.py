"""The fields that need an owner: each column that is no key, for each kind of school that its rows may concern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.schema import FACTS, TABLES, Column, TableSpec

# Stands for the kind of school where a row concerns the county as a whole.
COUNTY = ""
# (table, column, kind of school or COUNTY)
Field = tuple[str, str, str]
# Tables whose rows are given: each of their columns may have an owner of its own. Rows of all others are added whole.
ROWS_GIVEN = ("schools", "sections", "facts")
# The facts' table is owned by fact and not by column.
OWNED_TABLES: Mapping[str, TableSpec] = {table.name: table for table in TABLES if table is not FACTS}


@cache
def columns_of(table: TableSpec) -> Mapping[str, Column]:
    """The columns that have an owner, by name: all but those that tell the rows apart."""
    return {column.name: column for column in table.columns if column.name not in table.key}


@cache
def kinds_of(table: TableSpec) -> Sequence[str]:
    """The kinds of school that a row may concern, COUNTY where it may concern none."""
    of_school = next((column for column in table.columns if column.kind == "school_code"), None)
    if of_school is None:
        return (COUNTY,)
    return tuple(SCHOOL_KINDS) if of_school.required else (*SCHOOL_KINDS, COUNTY)


def is_by_school(table: TableSpec) -> bool:
    return len(kinds_of(table)) > 1


@cache
def all_fields() -> Sequence[Field]:
    """Every field there is."""
    return tuple((table.name, column, kind) for table in OWNED_TABLES.values() for column in columns_of(table) for kind in kinds_of(table))
