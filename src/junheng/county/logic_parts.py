"""Parts that cannot be larger than their whole: one table of rules over sections, schools, survey, quotas and facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from junheng.county.checks_basis import Register, found
from junheng.county.fact_names import FACT_NAMES
from junheng.county.package import Row, Table
from junheng.county.problems import Problem, Where
from junheng.county.values import Number


@dataclass(frozen=True, slots=True)
class PartRule:
    """The sum of `parts` is at most the sum of `wholes` (equal to it where `equal`); `code` names the sentence.

    Parts that were not reported are left out of their sum, which is then still a lower bound; every whole must be reported.
    """

    code: str
    parts: tuple[str, ...]
    wholes: tuple[str, ...]
    equal: bool = False


_DEGREES = ("doctor_teachers", "master_teachers", "bachelor_teachers", "associate_teachers")

TABLE_RULES: Mapping[str, tuple[PartRule, ...]] = {
    "sections": (
        PartRule("teachers_exceed_staff", ("teachers",), ("staff",)),
        PartRule("above_degree_exceed_teachers", ("above_degree_teachers",), ("teachers",)),
        PartRule("degrees_exceed_teachers", _DEGREES, ("teachers",)),
        PartRule("certified_exceed_teachers", ("certified_teachers",), ("teachers",)),
        PartRule("backbone_exceed_teachers", ("backbone_teachers",), ("teachers",)),
        PartRule("sports_arts_exceed_teachers", ("sports_arts_teachers",), ("teachers",)),
        PartRule("entrants_exceed_pupils", ("entrants",), ("pupils",)),
        PartRule("zoned_entrants_exceed_entrants", ("zoned_entrants",), ("entrants",)),
        PartRule("zoned_pupils_exceed_pupils", ("zoned_pupils",), ("pupils",)),
        PartRule("migrant_pupils_exceed_pupils", ("migrant_pupils",), ("pupils",)),
        PartRule("left_behind_pupils_exceed_pupils", ("left_behind_pupils",), ("pupils",)),
        PartRule("graduating_pupils_exceed_pupils", ("graduating_pupils",), ("pupils",)),
    ),
    "schools": (
        PartRule("indoor_exceed_teaching_area", ("indoor_sports_area_m2",), ("teaching_area_m2",)),
        PartRule("teaching_exceed_building_area", ("teaching_area_m2",), ("building_area_m2",)),
        PartRule("unsafe_exceed_building_area", ("unsafe_area_m2",), ("building_area_m2",)),
        PartRule("computers_expired_exceed_computers", ("computers_expired",), ("computers",)),
        PartRule("filled_exceed_authorised", ("filled_posts",), ("authorised_posts",)),
        PartRule("training_exceed_operating_budget", ("training_budget_yuan",), ("operating_budget_yuan",)),
        PartRule("training_exceed_operating_spent", ("training_spent_yuan",), ("operating_spent_yuan",)),
        PartRule("ground_exceed_site_area", ("sports_ground_area_m2",), ("site_area_m2",)),
    ),
    "campuses": (PartRule("indoor_exceed_teaching_area", ("indoor_sports_area_m2",), ("teaching_area_m2",)),),
    "survey": (
        PartRule("valid_exceed_issued", ("valid",), ("issued",)),
        PartRule("satisfied_exceed_valid", ("satisfied",), ("valid",)),
        PartRule("satisfied_exceed_issued", ("satisfied",), ("issued",)),
    ),
    "senior_quota": (
        PartRule("filled_exceed_allotted", ("filled",), ("allotted",)),
        PartRule("filled_exceed_graduates", ("filled",), ("graduates",)),
    ),
}

# That two ways of reporting one amount agree is looked at with the standard, which says what adds up to what.
FACT_RULES: tuple[PartRule, ...] = (
    PartRule("trained_exceed_required", ("teachers_with_360_hours",), ("teachers_required_to_train",)),
    PartRule("rotated_exceed_eligible", ("rotated_teachers",), ("rotation_eligible_teachers",)),
    PartRule("rotated_backbone_exceed_rotated", ("rotated_backbone_teachers",), ("rotated_teachers",)),
    PartRule("allotted_exceed_places", ("elite_senior_allotted_places",), ("elite_senior_places",)),
    PartRule("rural_allotted_exceed_allotted", ("elite_senior_rural_allotted_places",), ("elite_senior_allotted_places",)),
    PartRule("migrants_placed_exceed_eligible", ("migrant_children_placed",), ("migrant_children_eligible",)),
    PartRule("migrants_placed_exceed_eligible", ("migrant_in_public", "migrant_in_purchased"), ("migrant_children_eligible",)),
    PartRule("left_exceed_entered", ("transfers_out", "deaths"), ("entrants_at_start", "transfers_in")),
    PartRule("graduates_exceed_cohort", ("graduates", "transfers_out", "deaths"), ("entrants_at_start", "transfers_in")),
    PartRule("disabled_enrolled_exceed_age", ("disabled_enrolled",), ("disabled_school_age",)),
    PartRule("three_type_enrolled_exceed_age", ("three_type_disabled_enrolled",), ("three_type_disabled_school_age",)),
    PartRule("three_type_age_exceed_age", ("three_type_disabled_school_age",), ("disabled_school_age",)),
    PartRule("three_type_enrolled_exceed_enrolled", ("three_type_disabled_enrolled",), ("disabled_enrolled",)),
    PartRule(
        "disabled_parts_disagree",
        ("disabled_in_special_school", "disabled_in_regular", "disabled_home_taught"),
        ("disabled_enrolled",),
        equal=True,
    ),
    PartRule("rural_population_exceed_population", ("rural_population",), ("resident_population",)),
    PartRule("remitted_exceed_collected", ("surcharge_remitted_yuan",), ("surcharge_collected_yuan",)),
    PartRule("surcharge_spent_exceed_remitted", ("surcharge_spent_on_education_yuan",), ("surcharge_remitted_yuan",)),
    PartRule("to_compulsory_exceed_transfer", ("transfer_to_compulsory_yuan",), ("transfer_total_yuan",)),
    PartRule("new_rural_exceed_new_funds", ("new_funds_rural_yuan",), ("new_funds_yuan",)),
)
# A stricter rule that is broken says all that its weaker one would.
IMPLIED: Mapping[str, tuple[str, ...]] = {
    "satisfied_exceed_issued": ("satisfied_exceed_valid", "valid_exceed_issued"),
    "three_type_enrolled_exceed_enrolled": ("three_type_enrolled_exceed_age",),
    "graduates_exceed_cohort": ("left_exceed_entered",),
    "migrants_placed_exceed_eligible": ("migrants_placed_exceed_eligible",),
}

Lookup = Callable[[str], Number | None]


def check_parts(register: Register) -> Iterator[Problem]:
    """Every part above its whole, named at the part's cell."""
    for name, rules in TABLE_RULES.items():
        table = register.package.table(name)
        useful = tuple(rule for rule in rules if _can_break(rule, table))
        headings = {column.name: column.heading for column in table.spec.columns}
        for row in table:
            # A section of 0 pupils does not exist (contract §2): what is left of it in the row counts nowhere.
            if name == "sections" and row.number("pupils") == 0:
                continue
            for rule, part, whole in _broken(useful, row.number):
                named = next(column for column in rule.parts if row.number(column))
                yield _problem(rule, row.where(named), part, whole, headings)
    yield from _check_facts(register)


def _check_facts(register: Register) -> Iterator[Problem]:
    """Facts are compared within one level, subject and period."""
    groups: dict[tuple[str, str, str], dict[str, Row]] = defaultdict(dict)
    for row in register.package.table("facts"):
        groups[row.text("level"), row.text("subject"), row.text("period")].setdefault(row.text("fact"), row)
    for facts in groups.values():

        def value_of(fact: str, facts: Mapping[str, Row] = facts) -> Number | None:
            return facts[fact].number("value") if fact in facts else None

        for rule, part, whole in _broken(FACT_RULES, value_of):
            named = next(fact for fact in (*rule.parts, *rule.wholes) if value_of(fact))
            yield _problem(rule, facts[named].where("value"), part, whole, FACT_NAMES)


def _can_break(rule: PartRule, table: Table) -> bool:
    given = table.columns
    return all(column in given for column in rule.wholes) and any(column in given for column in rule.parts)


def _broken(rules: tuple[PartRule, ...], lookup: Lookup) -> Iterator[tuple[PartRule, Number, Number]]:
    named: set[str] = set()
    for rule in rules:
        wholes = [lookup(name) for name in rule.wholes]
        parts = [lookup(name) for name in rule.parts]
        reported = [part for part in parts if part is not None]
        if not reported or None in wholes or named.intersection(IMPLIED.get(rule.code, ())):
            continue
        part, whole = sum(reported), sum(number for number in wholes if number is not None)
        if part > whole or (rule.equal and None not in parts and part != whole):
            named.add(rule.code)
            yield rule, part, whole


def _problem(rule: PartRule, where: Where, part: Number, whole: Number, headings: Mapping[str, str]) -> Problem:
    return found(
        rule.code,
        where,
        part="+".join(headings[name] for name in rule.parts),
        part_name=" + ".join(rule.parts),
        part_value=part,
        whole="+".join(headings[name] for name in rule.wholes),
        whole_name=" + ".join(rule.wholes),
        whole_value=whole,
    )
