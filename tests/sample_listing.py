"""The sample county's placed values and planted faults, as the documentation lists them."""

from __future__ import annotations

from junheng.county.sample import EdgeCase, PlantedFault, edge_cases
from junheng.county.sample.recipe import cast

NOT_JUDGED = "不判定"


def school_codes(county_code: str = "990100") -> dict[str, str]:
    """The cast's keys and the codes that its members have in a county that holds them all."""
    return {member.key: f"{county_code}{serial:04d}" for serial, member in enumerate(cast(), 1)}


def edge_line(edge: EdgeCase) -> str:
    """One row of the table of edge values."""
    code = school_codes().get(edge.school, "全县")
    indicator = " ".join(part for part in (edge.indicator, edge.part, edge.level) if part)
    key = f"`{edge.school}`" if edge.school else "—"
    value, verdict = edge.value or "(空)", edge.verdict or NOT_JUDGED
    return f"| {code} | {key} | {indicator} | `{edge.table}.{edge.column}` | {value} | {verdict} | {edge.note} |"


def edge_lines() -> list[str]:
    """Every row of the table of edge values."""
    return [edge_line(edge) for edge in edge_cases()]


def fault_line(fault: PlantedFault) -> str:
    """One row of the table of planted faults."""
    place = f"`{fault.table}` 第 {fault.row} 行 `{fault.column}`"
    return f"| `{fault.key}` | {fault.what} | {place} | {fault.typed} | `{fault.found_by}` | {fault.severity} |"
