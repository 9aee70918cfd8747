"""Two counties full of everything that an address can name, and one person for every role in the first."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from junheng.county.sample import sample_county
from junheng.county.write import write_package
from junheng.web.collect.models import Round
from junheng.web.collect.services_load import load_package
from junheng.web.collect.services_rounds import make_round, open_round
from junheng.web.people.actor import SYSTEM
from junheng.web.people.models import Unit, User
from junheng.web.people.roles import default_roles
from web.collect.rounds import plan
from web.county import PLACES, County

OWN_COUNTY, FAR_COUNTY = "990100", "990200"
SCHOOLS = 6


@dataclass(frozen=True)
class World:
    """`people` by role; `near` is another school of the same county, `far` one of the other county."""

    county: County
    far_county: County
    rounds: dict[str, Round]
    people: dict[str, User]
    near: Unit
    far: Unit

    def width(self, role: str) -> str:
        """How far the role sees, by roles.toml."""
        return default_roles()[role].view

    def unit_of(self, role: str) -> Unit:
        """Where the role's person works; the instance's administrator has a home only."""
        home = self.people[role].home
        assert home is not None
        return home


def make_world() -> World:
    """Both counties loaded, assessed, and with an open round of the next year."""
    county, far = _loaded(OWN_COUNTY, seed=3), _loaded(FAR_COUNTY, seed=4)
    rounds = {at.code: open_round(SYSTEM, make_round(SYSTEM, at.unit, plan()).pk) for at in (county, far)}
    first, second, *_others = _schools(county)
    places = {role: first.code if at.isdigit() else at for role, at in PLACES.items()}
    people = {role: county.person(role, role, at) for role, at in places.items()}
    people["admin"] = county.person("admin", "admin", "office")
    return World(county, far, rounds, people, second, _schools(far)[0])


def _loaded(code: str, seed: int) -> County:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{code}.zip"
        write_package(sample_county(schools=SCHOOLS, seed=seed, county_code=code), path)
        return County(load_package(SYSTEM, path).package.county, code)


def _schools(county: County) -> list[Unit]:
    return list(Unit.objects.unscoped().filter(county=county.unit, kind="school").exclude(school_kind="teaching_point").order_by("code"))
