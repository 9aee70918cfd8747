"""Linting a pack against everything it must fit: itself, every choice of its readings, and the county package."""

from __future__ import annotations

from junheng.assessment.engine import FORMS
from junheng.assessment.reconcile import column_faults
from junheng.standard import StandardError, StandardFaults, load_standard
from junheng.standard.load import resolve


def lint_standard(name: str) -> list[str]:
    """Every fault of a pack, in words. Raises UnknownStandard."""
    try:
        raw, faults = resolve(name)
        standard = load_standard(name)
    except StandardFaults as error:
        return error.faults
    faults = [*faults, *column_faults(standard)]
    for id, reading in raw.get("reading", {}).items():
        for choice in reading.get("choice", {}):
            try:
                faults.extend(column_faults(load_standard(name, {id: choice})))
            except StandardError as error:
                faults.append(f"口径 {id}={choice}:{error}")
    for indicator in standard.indicators.values():
        for form in {str(spec.get("form", indicator.form)) for spec in (indicator.spec, *indicator.parts.values())}:
            if form not in FORMS and form != "parts":
                faults.append(f"indicator.{indicator.code}：没有实现的形式 {form}")
    return list(dict.fromkeys(faults))
