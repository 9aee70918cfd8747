"""Which schools the county has: codes, names, places and numbers of pupils."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from junheng.county.sample.recipe import Model, cast, profile, wheel

MOST_SCHOOLS = 9999
# The school code is the county's six digits and four of a serial number.
SERIAL_DIGITS = 4
# How much an ordinary school grows or shrinks from one school year to the next.
YEARLY_DRIFT = 0.03
# The cast holds 第一小学 to 第五小学; only the two schools meant to share a name do.
LAST_NUMBER_OF_THE_CAST = 5
COORDINATE_PLACES = 100_000
TOWNSHIP_RADIUS_DEGREES = 0.24
SCHOOL_RADIUS_DEGREES = 0.03


@dataclass(frozen=True)
class County:
    """The county being invented. `school_year` 2025 is 2025–2026."""

    code: str
    name: str
    school_year: int
    seed: int

    def random(self, purpose: str) -> Random:
        """A generator of its own for each purpose, so that one more draw here changes nothing elsewhere."""
        return Random(f"{self.code}/{self.seed}/{purpose}")

    @property
    def words(self) -> Mapping[str, object]:
        """What stands for the names and years that cells of the cast leave open."""
        return {"county": self.name, "year": self.school_year, "last": self.school_year - 1, "next": self.school_year + 1}


@dataclass(frozen=True)
class SchoolPlan:
    """One school before its figures are drawn. `capacity` is the pupils it was built for, `pupils` those of the year."""

    model: Model
    code: str
    name: str
    township: str
    parent_code: str | None
    pupils: Mapping[str, int]
    capacity: Mapping[str, int]
    longitude: Fraction
    latitude: Fraction
    random: Random


def plan_schools(county: County, schools: int) -> list[SchoolPlan]:
    """Exactly `schools` plans: the cast first, then ordinary schools. Raises ValueError outside 1 to 9999."""
    if not 1 <= schools <= MOST_SCHOOLS:
        raise ValueError(f"学校数应为 1 到 {MOST_SCHOOLS}，而不是 {schools} / schools must be 1 to {MOST_SCHOOLS}")
    place = county.random("places")
    codes = {member.key: _code(county, serial) for serial, member in enumerate(cast(), 1)}
    centres: dict[str, str] = {}
    names = _names(county)
    plans: list[SchoolPlan] = []
    for serial, model in enumerate(_models(schools), 1):
        number = place.randrange(1, len(_townships())) if model.township is None else model.township
        township = _townships()[number]
        parent = None
        if model.kind == "teaching_point":
            parent = codes[model.parent] if model.parent else centres.get(township, _code(county, 1))
        plans.append(_plan(county, model, serial, number, parent, names))
        if model.kind == "primary" and model.sponsor == "public":
            centres.setdefault(township, _code(county, serial))
    return plans


def _models(schools: int) -> Iterator[Model]:
    placed = cast()[:schools]
    yield from placed
    spokes = wheel()
    for turn in range(schools - len(placed)):
        yield spokes[turn % len(spokes)]


def _townships() -> list[str]:
    names: list[str] = profile()["county"]["townships"]
    return names


def _code(county: County, serial: int) -> str:
    return f"{county.code}{serial:0{SERIAL_DIGITS}d}"


@dataclass
class _Names:
    """Names not yet given: villages in a shuffled order, and the next number of each kind of numbered school."""

    county: County
    villages: list[str]
    numbers: dict[str, int]


def _names(county: County) -> _Names:
    villages = list(profile()["county"]["villages"])
    county.random("villages").shuffle(villages)
    return _Names(county, villages, {})


def _name(names: _Names, model: Model, township: str, serial: int) -> str:
    turn, position = divmod(serial, len(names.villages))
    village = names.villages[position] + ("" if turn == 0 else _chinese(turn))
    number = names.numbers.get(model.name, LAST_NUMBER_OF_THE_CAST)
    if "{number}" in model.name:
        number += 1
        names.numbers[model.name] = number
    return model.name.format(**names.county.words, township=township, village=village, number=_chinese(number))


def _chinese(number: int) -> str:
    """6 → 六, 12 → 十二, 23 → 二十三; from one hundred on, digit by digit."""
    digits = "〇一二三四五六七八九"
    if number >= 100:
        return "".join(digits[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{digits[tens]}十")
    return head + (digits[ones] if ones else "")


def _plan(county: County, model: Model, serial: int, township: int, parent: str | None, names: _Names) -> SchoolPlan:
    random = county.random(f"school/{serial}")
    capacity = {level: _drawn(random, wanted) for level, wanted in model.pupils.items()} | dict(model.planned)
    drift = 1 + county.random(f"{county.school_year}/{serial}").uniform(-YEARLY_DRIFT, YEARLY_DRIFT)
    pupils = {level: wanted if isinstance(wanted, int) else round(capacity[level] * drift) for level, wanted in model.pupils.items()}
    longitude, latitude = _position(random, township)
    name = _name(names, model, _townships()[township], serial)
    return SchoolPlan(model, _code(county, serial), name, _townships()[township], parent, pupils, capacity, longitude, latitude, random)


def _drawn(random: Random, wanted: int | list[int]) -> int:
    return wanted if isinstance(wanted, int) else random.randint(wanted[0], wanted[1])


def _position(random: Random, township: int) -> tuple[Fraction, Fraction]:
    """The county seat in the middle, the other townships on a ring round it."""
    angle = 2 * math.pi * township / max(len(_townships()) - 1, 1)
    radius = TOWNSHIP_RADIUS_DEGREES if township else 0.0
    longitude, latitude = profile()["county"]["centre"]
    longitude += radius * math.cos(angle) + random.uniform(-SCHOOL_RADIUS_DEGREES, SCHOOL_RADIUS_DEGREES)
    latitude += radius * math.sin(angle) + random.uniform(-SCHOOL_RADIUS_DEGREES, SCHOOL_RADIUS_DEGREES)
    return Fraction(round(longitude * COORDINATE_PLACES), COORDINATE_PLACES), Fraction(
        round(latitude * COORDINATE_PLACES), COORDINATE_PLACES
    )
