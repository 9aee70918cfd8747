"""Any set of rules gives every field exactly one owner, or has every gap and every overlap named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from junheng.county.codes import SCHOOL_KINDS
from junheng.web.collect import ownership_faults as says
from junheng.web.collect.fields import OWNED_TABLES, Field, all_fields, columns_of, kinds_of
from junheng.web.collect.ownership import default_text, expand, parse_matrix
from junheng.web.toml_entries import DataFaults, Fault

SHIPPED: Mapping[str, list[dict[str, Any]]] = tomli.loads(default_text())
# The tables of given rows, so that a column may change hands without its table falling apart.
PARTED = {"schools", "sections"}


def literal_rules() -> list[dict[str, Any]]:
    """The shipped rules with their patterns written out, so that the reckoning below needs no pattern matching."""
    return [
        {
            **rule,
            "columns": [name for name in columns_of(OWNED_TABLES[rule["table"]]) if any(fnmatchcase(name, p) for p in rule["columns"])],
        }
        for rule in SHIPPED["rule"]
    ]


@st.composite
def rule_sets(draw: st.DrawFn) -> list[dict[str, Any]]:
    rules = literal_rules()
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(rules) - 1))
        rule = dict(rules[at])
        match draw(st.sampled_from(["drop", "lose", "add", "kinds"])):
            case "drop":
                del rules[at]
            case "lose" if len(rule["columns"]) > 1:
                rules[at] = {**rule, "columns": rule["columns"][1:]}
            case "kinds" if len(kinds_of(OWNED_TABLES[rule["table"]])) > 1:
                rules[at] = {**rule, "kinds": draw(st.lists(st.sampled_from(list(SCHOOL_KINDS)), min_size=1, unique=True))}
            case _:
                table = draw(st.sampled_from(sorted(OWNED_TABLES)))
                columns = draw(st.lists(st.sampled_from(list(columns_of(OWNED_TABLES[table]))), min_size=1, max_size=3, unique=True))
                extra = {"table": table, "columns": columns, "owner": "division:student_aid", "checker": "office"}
                if table in PARTED and draw(st.booleans()):
                    extra["kinds"] = draw(st.lists(st.sampled_from(list(SCHOOL_KINDS)), min_size=1, unique=True))
                rules.insert(draw(st.integers(0, len(rules))), extra)
    return draw(st.permutations(rules))


def as_toml(rules: list[dict[str, Any]]) -> str:
    sections = {**SHIPPED, "rule": rules}
    entries = [(name, entry) for name, given_entries in sections.items() for entry in given_entries]
    # A JSON text or list of texts is one in TOML as well.
    return "\n".join(f"[[{name}]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in entry.items()) for name, entry in entries)


def claims_on(rules: list[dict[str, Any]]) -> tuple[dict[Field, list[str]], dict[Field, list[str]]]:
    """The owners that general rules and rules for kinds give to each field, reckoned field by field."""
    general: dict[Field, list[str]] = defaultdict(list)
    special: dict[Field, list[str]] = defaultdict(list)
    for field in all_fields():
        table, column, kind = field
        for rule in rules:
            if rule["table"] == table and column in rule["columns"]:
                if "kinds" not in rule:
                    general[field].append(rule["owner"])
                elif kind in rule["kinds"]:
                    special[field].append(rule["owner"])
    return general, special


def fields_named(faults: list[Fault], sentences: object) -> set[Field]:
    return {
        (str(fault.values["table"]), str(fault.values["column"]), "" if kind == "the county" else kind)
        for fault in faults
        if fault.pair is sentences
        for kind in fault.values["kinds_en"]  # type: ignore[attr-defined]
    }


def outcome(text: str) -> tuple[dict[Field, str], list[Fault]]:
    """The owners, or all faults."""
    try:
        return expand(parse_matrix(text)), []
    except DataFaults as refusal:
        return {}, refusal.faults


@given(rules=rule_sets())
@settings(max_examples=120, deadline=None)
def test_any_rules_expand_to_one_owner_a_field_or_name_every_gap_and_overlap(rules: list[dict[str, Any]]) -> None:
    general, special = claims_on(rules)
    gaps = {field for field in all_fields() if not general[field] and not special[field]}
    overlaps = {field for field in all_fields() if len(general[field]) > 1 or len(special[field]) > 1}
    owners, faults = outcome(as_toml(rules))
    assert fields_named(faults, says.GAP) == gaps
    assert fields_named(faults, says.OVERLAP) == overlaps
    if faults:
        assert gaps or overlaps or {fault.pair is says.MIXED for fault in faults} == {True}
    else:
        assert owners == {field: (special[field] or general[field])[0] for field in all_fields()}


@given(rules=st.permutations(literal_rules()))
@settings(max_examples=25, deadline=None)
def test_the_order_of_rules_does_not_matter(rules: list[dict[str, Any]]) -> None:
    assert expand(parse_matrix(as_toml(rules))) == expand(parse_matrix(default_text()))
