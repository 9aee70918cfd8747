"""A matrix of owners written as the text that it is read from, and changed field by field."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from junheng.web.collect.fields import OWNED_TABLES, Field, columns_of, kinds_of
from junheng.web.collect.ownership import ASKS, Matrix
from junheng.web.collect.ownership_rules import Duty

HEAD = "# Who reports what in this county; the shipped matrix explains each entry.\n"


def matrix_text(matrix: Matrix) -> str:
    """The matrix as text: reading it gives the same matrix."""
    parts = [HEAD]
    for ask in ASKS:
        if tables := [table for table, how in matrix.asks.items() if how == ask]:
            parts.append(_entry("table", ask=ask, tables=tables))
    parts.extend(_entry("lead", owner=owner, checker=checker) for owner, checker in matrix.leads.items())
    for table in OWNED_TABLES:
        parts.extend(_rules(matrix, table))
    for duty, facts in _grouped((duty, fact) for fact, duty in matrix.facts.items()).items():
        parts.append(_entry("fact", facts=facts, owner=duty.owner, checker=duty.checker))
    return "\n".join(parts)


def with_duty(matrix: Matrix, duty: Duty, fields: Iterable[Field], facts: Iterable[str] = ()) -> Matrix:
    """The matrix with another duty for some fields and facts. It may be one that reading refuses: read its text to know."""
    return replace(matrix, fields={**matrix.fields, **dict.fromkeys(fields, duty)}, facts={**matrix.facts, **dict.fromkeys(facts, duty)})


def _rules(matrix: Matrix, table: str) -> Iterator[str]:
    """What holds for most kinds of school as a rule without kinds, the rest as rules that name theirs."""
    spec = OWNED_TABLES[table]
    kinds = kinds_of(spec)
    usual: dict[str, Duty] = {}
    for column in columns_of(spec):
        counted = Counter(matrix.fields[table, column, kind] for kind in kinds)
        usual[column] = counted.most_common(1)[0][0]
    for duty, columns in _grouped((duty, column) for column, duty in usual.items()).items():
        yield _entry("rule", table=table, columns=columns, owner=duty.owner, checker=duty.checker)
    others: dict[tuple[Duty, tuple[str, ...]], list[str]] = defaultdict(list)
    for column in columns_of(spec):
        by_duty = _grouped((matrix.fields[table, column, kind], kind) for kind in kinds)
        for duty, of in by_duty.items():
            if duty != usual[column]:
                others[duty, tuple(of)].append(column)
    for (duty, of), columns in others.items():
        yield _entry("rule", table=table, columns=columns, kinds=list(of), owner=duty.owner, checker=duty.checker)


def _grouped(pairs: Iterable[tuple[Duty, str]]) -> Mapping[Duty, Sequence[str]]:
    found: dict[Duty, list[str]] = {}
    for duty, name in pairs:
        found.setdefault(duty, []).append(name)
    return found


def _entry(section: str, **values: str | Sequence[str]) -> str:
    # Texts and lists of texts are written the same in JSON and in TOML.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join([f"[[{section}]]", *lines, ""])
