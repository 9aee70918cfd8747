"""A county's units as its package names them: the default tree, townships and schools; nothing is ever deleted."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor
from junheng.web.people.models import Unit
from junheng.web.people.unit_kinds import UnitTree, default_units

COUNTY = "county_government"
TOWNSHIP = "township"
SCHOOL = "school"


@dataclass(frozen=True)
class SchoolEntry:
    """A school as a package or an office names it."""

    code: str
    name: str
    kind: str
    township: str = ""
    opened_on: datetime.date | None = None


def county_unit(code: str) -> Unit | None:
    """The unit of a county, by its six digits."""
    found: Unit | None = Unit.objects.unscoped().filter(kind=COUNTY, code=code).first()
    return found


@transaction.atomic
def open_county(actor: Actor, code: str, name: str, schools: Iterable[SchoolEntry] = ()) -> Unit:
    """The county with its default units, townships and schools; what exists already stays, under its own name.

    A school that appears under a new name or township is renamed and moved; one that is missing stays as it is.
    """
    tree = default_units()
    county = county_unit(code) or _new_county(actor, code, name)
    made = _missing_default_units(tree, county)
    townships = _townships(county, {school.township for school in schools if school.township})
    changes = _place_schools(county, townships, list(schools))
    if made or changes:
        record(actor, "county.units", f"county:{code}", unit=county, after={"units": made, "schools": changes})
    return county


def _new_county(actor: Actor, code: str, name: str) -> Unit:
    county = Unit(code=code, name=name, kind=COUNTY)
    county.save()
    county.county = county
    county.save()
    record(actor, "county.open", f"county:{code}", unit=county, after={"name": name})
    return county


def _missing_default_units(tree: UnitTree, county: Unit) -> list[str]:
    known = {unit.code: unit for unit in Unit.objects.unscoped().filter(county=county)}
    made = []
    for default in tree.units.values():
        code = tree.code_of(default.stem, county.code)
        if code in known:
            continue
        # Whoever stands at the top of its own (a reviewing authority) still belongs to the county that it looks at.
        parent = known[tree.code_of(default.parent, county.code)] if default.parent else None
        known[code] = Unit(code=code, name=default.name, kind=default.kind, parent=parent, county=county)
        known[code].save()
        made.append(code)
    return made


def _townships(county: Unit, names: set[str]) -> dict[str, Unit]:
    known = {unit.name: unit for unit in Unit.objects.unscoped().filter(county=county, kind=TOWNSHIP)}
    kind = default_units().kinds[TOWNSHIP]
    for name in sorted(names - known.keys()):
        code = kind.code_for(county=county.code, number=len(known) + 1)
        known[name] = Unit(code=code, name=name, kind=TOWNSHIP, parent=county, county=county)
        known[name].save()
    return known


def _place_schools(county: Unit, townships: dict[str, Unit], schools: list[SchoolEntry]) -> list[dict[str, str]]:
    bureau = Unit.objects.unscoped().get(code=default_units().code_of("education_bureau", county.code))
    known = {unit.code: unit for unit in Unit.objects.unscoped().filter(code__in=[school.code for school in schools])}
    changes = []
    for school in schools:
        unit = known.get(school.code) or Unit(code=school.code, kind=SCHOOL, parent=bureau)
        wanted = (school.name or unit.name or school.code, school.kind, townships.get(school.township), county)
        if unit.pk and wanted == (unit.name, unit.school_kind, unit.township, unit.county):
            continue
        changes.append({"code": school.code, "before": unit.name if unit.pk else "", "after": wanted[0]})
        unit.name, unit.school_kind, unit.township, unit.county = wanted
        unit.valid_from = unit.valid_from or school.opened_on
        unit.save()
    return changes
