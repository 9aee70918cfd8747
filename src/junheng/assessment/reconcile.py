"""Joining package and standard: two ways of reporting one amount must agree; a pack's columns must exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from junheng.assessment.amounts import Amount, section_amount, signed_terms
from junheng.assessment.context import Context
from junheng.assessment.facts import fact_amount
from junheng.county import Problems
from junheng.county.fact_names import FACT_NAMES
from junheng.county.schema import TABLE_BY_NAME
from junheng.standard import Indicator, Standard


def reconcile(context: Context, problems: Problems) -> None:
    """An amount reported in two ways that disagree is an error naming both."""
    for indicator in context.standard.indicators.values():
        for spec in (indicator.spec, *indicator.parts.values()):
            numerator = spec.get("numerator")
            if isinstance(numerator, str) or not numerator:
                continue
            form = str(spec.get("form", indicator.form))
            if form == "section_ratio" and not spec.get("shared_premises"):
                _reconcile_sections(context, indicator, numerator, problems)
            elif form == "fact_ratio":
                _reconcile_facts(context, spec, numerator, problems)


def _reconcile_sections(context: Context, indicator: Indicator, numerator: object, problems: Problems) -> None:
    for school in context.open_schools():
        for section in school.compulsory:
            alternatives = numerator.get(section.level, ()) if isinstance(numerator, Mapping) else numerator
            amounts = [
                section_amount(context, section, [terms], shared_premises=False) for terms in cast("Sequence[Sequence[str]]", alternatives)
            ]
            _compare(amounts, problems)


def _reconcile_facts(context: Context, spec: Mapping[str, object], numerator: object, problems: Problems) -> None:
    level, period = cast("str | None", spec.get("level")), str(spec["period"])
    alternatives = cast("Sequence[Sequence[str]]", numerator)
    if len(alternatives) > 1:
        _compare([fact_amount(context, terms, "numerator", level=level, period=period)[0] for terms in alternatives], problems)


def _compare(amounts: Sequence[Amount], problems: Problems) -> None:
    known = [amount for amount in amounts if amount.value is not None and amount.inputs]
    for other in known[1:]:
        if other.value != known[0].value:
            problems.error(
                "two_ways_disagree",
                other.inputs[0].where,
                first=known[0].value,
                first_where="、".join(str(used.where) for used in known[0].inputs),
                second=other.value,
                first_places=tuple(used.where for used in known[0].inputs),
            )


def column_faults(standard: Standard) -> Iterator[str]:
    """Columns and facts that a pack names and the county package does not have."""
    for indicator in standard.indicators.values():
        for spec in (indicator.spec, *indicator.parts.values()):
            yield from _faults_of_spec(indicator.code, spec)
    for relaxation in standard.relaxations.values():
        yield from _faults_of_spec(relaxation.id, relaxation.spec)


def _faults_of_spec(place: str, spec: Mapping[str, object]) -> Iterator[str]:
    for term in _terms(list(spec.values())):
        for _, table, column in signed_terms([term]):
            if table == "facts":
                if column not in FACT_NAMES:
                    yield f"{place}：县级数据没有项目 {column}"
            elif table not in TABLE_BY_NAME or not TABLE_BY_NAME[table].has(column):
                yield f"{place}：数据包没有列 {table}.{column}"
    for key in ("quota", "fact_numerator", "fact_denominator", "also_fact_numerator", "also_fact_denominator"):
        if key in spec and spec[key] not in FACT_NAMES:
            yield f"{place}：县级数据没有项目 {spec[key]}"


def _terms(values: Sequence[object]) -> Iterator[str]:
    """Every `table.column` in a nested spec."""
    for value in values:
        if isinstance(value, str):
            table = value.lstrip("-").partition(".")[0]
            if "." in value and (table in TABLE_BY_NAME):
                yield value
        elif isinstance(value, Mapping):
            yield from _terms(list(value.values()))
        elif isinstance(value, list | tuple):
            yield from _terms(value)
