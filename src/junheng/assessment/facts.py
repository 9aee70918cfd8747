"""County facts of the right period: the package's own year, the last whole fiscal year, the cohort that has left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from junheng.assessment.amounts import Amount, signed_terms, total
from junheng.assessment.context import Context
from junheng.assessment.results import Input
from junheng.county import Row
from junheng.county.codes import code_of

_YEAR = re.compile(r"(FY|SY|)(\d{4})(?:年|学年|年度)?", re.IGNORECASE)
_COHORT = re.compile(r"(\d{4})\s*[-–—~至]\s*(\d{4})(?:届|级)?")


@dataclass(frozen=True, slots=True)
class Picked:
    """The row taken for a fact and its period ("" = the package's year); no row where none is of the right period."""

    row: Row | None
    period: str = ""
    reason: str | None = None


def _preferred_periods(context: Context, kind: str) -> Sequence[str]:
    """Period codes in order of preference; whatever is not listed is out of date."""
    year, school_year = context.data_day.year, context.package.manifest.school_year
    this_year, last_year = [f"SY{school_year}", f"SY{school_year - 1}"], f"FY{year - 1}"
    match kind:
        case "last_fiscal_year":
            return ["", last_year, *this_year]
        case "cohort":
            return ["", f"cohort{year}", f"cohort{year - 1}", *this_year, f"FY{year}", last_year]
        case "funding_year":
            return ["", last_year, f"FY{year}", *this_year]
        case _:
            return ["", *this_year, f"FY{year}", last_year]


def _period_code(text: str, kind: str) -> str:
    plain = text.strip()
    if not plain:
        return ""
    if (match := _COHORT.fullmatch(plain)) and (kind == "cohort" or int(match[2]) - int(match[1]) != 1):
        return f"cohort{match[2]}"
    if match := _COHORT.fullmatch(plain):
        return f"SY{match[1]}"
    if match := _YEAR.fullmatch(plain):
        prefix = match[1].upper() or ("FY" if kind in ("last_fiscal_year", "funding_year") else "SY")
        return f"{prefix}{match[2]}"
    return plain


def consecutive_periods(context: Context, kind: str) -> tuple[str, str]:
    """The codes of the latest whole period of a kind and of the one before it."""
    year, school_year = context.data_day.year, context.package.manifest.school_year
    match kind:
        case "last_fiscal_year":
            return f"FY{year - 1}", f"FY{year - 2}"
        case "cohort":
            return f"cohort{year}", f"cohort{year - 1}"
        case _:
            return f"SY{school_year}", f"SY{school_year - 1}"


def rows_by_period(context: Context, fact: str, *, level: str | None = None, locality: str | None = None, period: str) -> Mapping[str, Row]:
    """The rows of a fact for a level and locality ("" subject where None) by the code of their period."""
    found: dict[str, Row] = {}
    for row in context.rows_of_fact(fact):
        subject = row.text("subject")
        wanted = code_of("locality").get(subject.lower()) == locality if locality else not subject
        if wanted and row.text("level") == (level or ""):
            found.setdefault(_period_code(row.text("period"), period), row)
    return found


def pick(context: Context, fact: str, *, level: str | None = None, locality: str | None = None, period: str) -> Picked:
    """The row of a fact for a level and locality ("" subject where None), of the most fitting period."""
    candidates = rows_by_period(context, fact, level=level, locality=locality, period=period)
    for code in _preferred_periods(context, period):
        if code in candidates:
            return Picked(candidates[code], code)
    return Picked(None, "", "period_out_of_date" if candidates else "not_reported")


def fact_amount(context: Context, terms: Sequence[str], role: str, *, level: str | None, period: str) -> tuple[Amount, set[str]]:
    """Σ of signed facts, and the explicit periods they speak of."""
    parts: list[tuple[int, Amount]] = []
    periods: set[str] = set()
    for sign, _, fact in signed_terms(terms):
        found = pick(context, fact, level=level, period=period)
        if found.row is None:
            parts.append((sign, Amount(None, (), f"{found.reason}:{fact}")))
            continue
        value = found.row.number("value")
        if found.period:
            periods.add(found.period)
        parts.append((sign, Amount(value, (Input(role, found.row, "value"),), None if value is not None else f"not_reported:{fact}")))
    return total(parts), periods


def fact_alternatives(
    context: Context, alternatives: Sequence[Sequence[str]], role: str, *, level: str | None, period: str
) -> tuple[Amount, set[str]]:
    """The first alternative that is fully reported, else the first one's gap."""
    tried = [fact_amount(context, terms, role, level=level, period=period) for terms in alternatives]
    return next((found for found in tried if found[0].value is not None), tried[0])


def norm_amount(context: Context, parameter: object, level: str) -> Amount:
    """A norm by level: the pack's dated values where it has any, else the county's reported fact."""
    definition = context.standard.parameters[str(parameter)]
    if definition.values:
        return Amount(definition.at(context.as_of, level))
    amount, _ = fact_amount(context, [f"facts.{definition.fact}"], "norm", level=level, period="funding_year")
    return amount
