"""The county's own tables: facts, monitoring, survey, subject teachers and senior places."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from junheng.county.sample.plans import County
from junheng.county.sample.recipe import Settings, profile
from junheng.county.sample.sections import Record, Section

BUREAU = "县教育体育局"
# The profile's money is that of this school year; other years follow by its yearly growth.
PROFILE_SCHOOL_YEAR = 2025
LOCALITY_TERMS = ("城区", "镇区", "乡村")


def fact_rows(county: County, sections: Sequence[Section]) -> Iterator[Record]:
    """Every fact of the dictionary, the counts from the sections that are open and compulsory."""
    yield from _norms()
    yield from _special(sections)
    yield from _teachers(county, sections)
    yield from _children(sections)
    for level, settings in profile()["facts"]["retention"].items():
        yield from _retention(county, sections, level, settings)
    yield from _senior_places(county, sections)
    yield from _fiscal(county)


def _fact(name: str, value: int | Fraction, **more: str) -> Record:
    row: Record = {"fact": name, "value": value, "source": BUREAU}
    return row | more


def _norms() -> Iterator[Record]:
    norms = profile()["funds"]["norm_yuan"]
    for level in ("primary", "junior"):
        yield _fact("operating_norm_yuan", norms[level], level=level, unit="元", source="县财政局")
        for locality in LOCALITY_TERMS:
            yield _fact("operating_quota_yuan", norms[level], level=level, subject=locality, unit="元", source="县财政局")


def _special(sections: Sequence[Section]) -> Iterator[Record]:
    norm = profile()["funds"]["norm_yuan"]["special"]
    in_special = sum(section.pupils for section in sections if section.plan.model.kind == "special")
    in_regular = math.ceil(sum(section.pupils for section in compulsory(sections)) / 240)
    yield _fact("special_school_pupils", in_special, unit="人")
    yield _fact("special_school_operating_funds_yuan", in_special * norm, unit="元", source="县财政局")
    yield _fact("inclusive_pupils", in_regular, unit="人")
    yield _fact("inclusive_operating_funds_yuan", in_regular * norm, unit="元", source="县财政局")
    yield from _disabled(in_special, in_regular)


def _disabled(in_special: int, in_regular: int) -> Iterator[Record]:
    """The share enrolled is exact: those taught at home are as many as make the numbers come out whole."""
    share = Fraction(profile()["facts"]["disabled_enrolled_share"])
    least = in_special + in_regular + 1
    enrolled = math.ceil(Fraction(least, share.numerator)) * share.numerator
    school_age = enrolled // share.numerator * share.denominator
    yield _fact("disabled_school_age", school_age, unit="人", source="县残联")
    yield _fact("disabled_enrolled", enrolled, unit="人")
    yield _fact("disabled_in_special_school", in_special, unit="人")
    yield _fact("disabled_in_regular", in_regular, unit="人")
    yield _fact("disabled_home_taught", enrolled - in_special - in_regular, unit="人")
    yield _fact("three_type_disabled_school_age", school_age * 3 // 5, unit="人", source="县残联")
    yield _fact("three_type_disabled_enrolled", enrolled * 3 // 5, unit="人")


def _teachers(county: County, sections: Sequence[Section]) -> Iterator[Record]:
    settings = profile()["facts"]
    last_year = f"FY{county.school_year - 1}"
    for fact in ("teacher_average_pay_yuan", "civil_servant_average_pay_yuan"):
        yield _fact(fact, grown(settings[fact], settings["yearly_growth"], county), period=last_year, unit="元", source="县人社局")
    teachers = sum(section.count("teachers") for section in sections if is_of_county(section))
    yield _fact("teachers_required_to_train", teachers, unit="人")
    yield _fact("teachers_with_360_hours", teachers, unit="人")
    rotation = rotation_of(teachers)
    yield _fact("rotation_eligible_teachers", rotation[0], unit="人")
    yield _fact("rotated_teachers", rotation[1], unit="人")
    yield _fact("rotated_backbone_teachers", rotation[2], unit="人")


def rotation_of(teachers: int) -> tuple[int, int, int]:
    """Eligible, rotated and backbone rotated teachers; both shares come out exactly as the profile has them."""
    settings = profile()["facts"]
    rotated_share, backbone_share = Fraction(settings["rotated_share"]), Fraction(settings["rotated_backbone_share"])
    step = rotated_share.denominator * backbone_share.denominator
    eligible = math.floor(teachers * Fraction(settings["rotation_eligible_share"])) // step * step
    rotated = int(eligible * rotated_share)
    return eligible, rotated, int(rotated * backbone_share)


def is_of_county(section: Section) -> bool:
    """Whether the county's own counts of teachers and children hold the section: open, compulsory, not of a vocational school."""
    return section.is_compulsory and section.plan.model.kind != "vocational" and "closed_on" not in section.plan.model.school


def compulsory(sections: Sequence[Section]) -> list[Section]:
    """Primary and junior sections of ordinary schools."""
    return [section for section in sections if section.is_compulsory and section.plan.model.kind not in ("special", "vocational")]


def _children(sections: Sequence[Section]) -> Iterator[Record]:
    placed = {"public": 0, "private": 0}
    for section in filter(is_of_county, sections):
        placed[section.plan.model.sponsor] += section.count("migrant_pupils")
    both = sum(placed.values())
    eligible = math.floor(both / Fraction(profile()["facts"]["migrant_placed_share"]))
    yield _fact("migrant_children_eligible", eligible, unit="人")
    yield _fact("migrant_in_public", placed["public"], unit="人")
    yield _fact("migrant_in_purchased", placed["private"], unit="人")
    yield _fact("migrant_children_placed", both, unit="人")


def _retention(county: County, sections: Sequence[Section], level: str, settings: Settings) -> Iterator[Record]:
    cohort = f"{county.school_year - settings['years']}-{county.school_year}"
    graduates = sum(section.count("graduating_pupils") for section in compulsory(sections) if section.level == level)
    transfers_in, transfers_out = round(graduates * settings["transfers_in_share"]), round(graduates * settings["transfers_out_share"])
    stayed = graduates - transfers_in + transfers_out
    counts = {
        "graduates": graduates,
        "entrants_at_start": math.ceil(stayed / Fraction(settings["share"])) + settings["deaths"],
        "transfers_in": transfers_in,
        "transfers_out": transfers_out,
        "deaths": settings["deaths"],
        "suspended": 3,
        "held_back": 0,
        "skipped": 0,
        "returned": 2,
    }
    for name, count in counts.items():
        yield _fact(name, count, level=level, period=cohort, unit="人")


def _senior_places(county: County, sections: Sequence[Section]) -> Iterator[Record]:
    rows = list(quota_rows(county, sections))
    allotted = sum(_whole(row["allotted"]) for row in rows)
    rural_codes = {section.plan.code for section in sections if section.plan.model.locality == "rural"}
    rural = sum(_whole(row["allotted"]) for row in rows if row["junior_school_code"] in rural_codes)
    share = Fraction(profile()["facts"]["senior_allotted_share"])
    yield _fact("elite_senior_places", math.floor(allotted / share), unit="人")
    yield _fact("elite_senior_allotted_places", allotted, unit="人")
    yield _fact("elite_senior_rural_allotted_places", rural, unit="人")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _fiscal(county: County) -> Iterator[Record]:
    populations = profile()["county"]["populations"]
    yield _fact("resident_population", populations["resident"], unit="人", source="县统计局")
    yield _fact("rural_population", populations["rural"], unit="人", source="县统计局")
    yield _fact("townships", len(profile()["county"]["townships"]), unit="个", source="县民政局")
    yield _fact("villages", populations["villages"], unit="个", source="县民政局")
    settings = profile()["facts"]
    before, last = f"FY{county.school_year - 2}", f"FY{county.school_year - 1}"
    for entry in settings["fiscal"]:
        value = grown(entry["value"], settings["yearly_growth"], county)
        yield _fact(entry["fact"], value, period=last, unit="元", source=entry["source"])
    for entry in settings["growth"]:
        level = {"level": entry["level"]} if "level" in entry else {}
        for period, years in ((before, 0), (last, 1)):
            value = grown(entry["first"], entry["rate"], county, years)
            yield _fact(entry["fact"], value, period=period, unit="元", source="县财政局", **level)


def grown(value: int, rate: str, county: County, years: int = 0) -> int:
    """A sum of the profile's year, `years` later, as it is in the county's own school year; exact until rounded to yuan."""
    return round(value * (1 + Fraction(rate)) ** (county.school_year - PROFILE_SCHOOL_YEAR + years))


def monitoring_rows(county: County) -> Iterator[Record]:
    """Two rounds of the same subjects: only the latest counts."""
    for cycle in profile()["monitoring"]:
        year = county.school_year - cycle["years_ago"]
        for row in cycle["rows"]:
            yield {
                "year": year,
                "subject": row["subject"],
                "grade": row["grade"],
                "attainment_level": row["level"],
                "between_school_rate": Fraction(row["rate"]),
                "source": f"国家义务教育质量监测{year}年度报告（虚构）",
            }


def survey_rows() -> Iterator[Record]:
    """The province's questionnaires decide; the county's own and the interviews stand beside them."""
    for conducted_by, instrument, group, locality, issued, valid, satisfied in profile()["survey"]["rows"]:
        yield {
            "conducted_by": conducted_by,
            "instrument": instrument,
            "group": group,
            "locality": locality or None,
            "issued": issued,
            "valid": valid,
            "satisfied": satisfied,
        }


def quota_rows(county: County, sections: Sequence[Section]) -> Iterator[Record]:
    """The elite senior school's places for each junior school, a little more for the rural ones."""
    for section in compulsory(sections):
        graduates = section.count("graduating_pupils")
        if section.level != "junior" or not graduates:
            continue
        allotted = math.ceil(graduates * (0.26 if section.plan.model.locality == "rural" else 0.22))
        yield {
            "senior_school": f"{county.name}县第一中学",
            "junior_school_code": section.plan.code,
            "allotted": allotted,
            "filled": allotted - allotted // 9,
            "graduates": graduates,
        }


def subject_rows(sections: Sequence[Section]) -> Iterator[Record]:
    """Teachers by main subject; they add up to the section's teachers."""
    for section in sections:
        for subject, count in subject_counts(section).items():
            yield {"school_code": section.plan.code, "level": section.level, "subject": subject, "teachers": count, "needed": max(count, 1)}


def subject_counts(section: Section) -> dict[str, int]:
    """Teachers of a primary or junior section by main subject; empty for other levels."""
    settings = profile()["subjects"]
    if not section.is_compulsory or not section.count("teachers"):
        return {}
    arts = section.count("sports_arts_teachers")
    return _shared(arts, settings["sports_arts"]) | _shared(section.count("teachers") - arts, settings[section.level])


def _shared(teachers: int, shares: Sequence[tuple[str, float]]) -> dict[str, int]:
    """Rounded shares; what is left over teaches the first subject."""
    # sum() of floats rounds otherwise from Python 3.12 on; fsum is the same on every version.
    whole = math.fsum(share for _, share in shares)
    counts = {subject: math.floor(teachers * share / whole) for subject, share in shares}
    counts[shares[0][0]] += teachers - sum(counts.values())
    return counts
