"""The closed set of forms: what an indicator, a part or a relaxation of each form must and may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """`needs` must be given, `may` can be; `parameters` are the keys among them that name a parameter."""

    needs: frozenset[str]
    may: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


def _form(needs: str, may: str = "", parameters: str = "", facts: str = "") -> Form:
    return Form(frozenset(needs.split()), frozenset(may.split()), frozenset(parameters.split()), frozenset(facts.split()))


INDICATOR_FORMS: Mapping[str, Form] = {
    # A whole made of parts, each of a form of its own.
    "parts": _form("part"),
    # Σ terms ÷ a section's column × per.
    "section_ratio": _form("numerator denominator per compare threshold scope", "shared_premises", "threshold"),
    # One column ÷ another, summed over the county's sections of a level.
    "level_ratio": _form("numerator denominator compare threshold scope", "may_be_empty", "threshold"),
    # One column of a school ÷ another, school by school.
    "school_ratio": _form(
        "numerator denominator compare threshold scope",
        "fact_numerator fact_denominator also_fact_numerator also_fact_denominator inherits_without_funds",
        "threshold",
        "fact_numerator fact_denominator also_fact_numerator also_fact_denominator",
    ),
    # Σ facts ÷ Σ facts.
    "fact_ratio": _form(
        "numerator denominator compare threshold period", "level empty_only_if_empty may_be_empty at_most_one", "threshold"
    ),
    # A fact ÷ itself one period before − 1, against a number, or against the growth of another fact plus a number.
    "growth": _form("growth_of compare threshold period", "faster_than", "threshold"),
    "quota_parity": _form("quota norm", "item", "norm", "quota"),
    "rooms_for_classes": _form("room_kinds classes_per_room minimum_area scope needs", "", "classes_per_room minimum_area"),
    "pupils_limit": _form("compare threshold scope", "threshold_of_kinds", "threshold"),
    "largest_class": _form("compare threshold scope", "", "threshold"),
    "funding_base": _form(
        "compare threshold scope funds base_pupils small_below norm",
        "inherits_without_funds aggregate",
        "threshold small_below norm",
    ),
    "judged": _form("item", "grain scope"),
    "monitoring": _form("compare threshold attainment", "", "threshold attainment"),
    "survey_share": _form("compare threshold instruments", "", "threshold"),
    "veto": _form("counted", "with"),
}

RELAXATION_FORMS: Mapping[str, Form] = {
    "extra_terms": _form(
        "terms", "pupils_from pupils_below localities kinds_anywhere flag valid_until at_most", "pupils_from pupils_below"
    ),
    "lower_room_area": _form("needs_plan music art", "flag localities largest_class_below", "music art largest_class_below"),
    "higher_limit": _form("needs_plan limit", "flag migrant_share_above limit_of_kinds", "limit migrant_share_above"),
}

INDICATOR_KEYS = frozenset("stem title title_en dimension form unit source clause quote who_counts formula lead evidence part".split())
PART_KEYS = frozenset({"title", "form"})
RELAXATION_KEYS = frozenset("title indicator source clause quote from until form".split())
PARAMETER_KEYS = frozenset("title unit source clause quote values fact standing".split())
SOURCE_KEYS = frozenset("title document_number issuer issued found_at certainty note".split())
READING_KEYS = frozenset("question affects default choice".split())
CHOICE_KEYS = frozenset("label why source sets".split())
CHANGE_KEYS = frozenset("path value why source clause quote".split())
PACK_KEYS = frozenset("id title standing note based_on conclusion parameter indicator source reading relaxation change".split())
CONCLUSION_KEYS = frozenset(
    "levels section_indicators met_at_least floor_share dispersion_indicators dispersion_limit county_needs dispersion_weights"
    " dispersion_judged compare_on small_teaching_points small_teaching_point_pupils premises_weights printing clause quote source".split()
)
CONCLUSION_CHOICES: Mapping[str, tuple[str, ...]] = {
    "dispersion_weights": ("pupils", "none"),
    "dispersion_judged": ("each", "composite"),
    "compare_on": ("exact", "printed"),
    "small_teaching_points": ("left_out", "merged"),
}
COMPARES = ("at_least", "at_most", "more_than", "less_than")
STANDINGS = ("law", "local", "exercise")
CERTAINTIES = ("quoted", "copied", "secondary", "unverified")
DIMENSIONS = ("resource", "guarantee", "quality", "approval", "admission", "veto", "local")
# What a county sets itself beyond the standard: measured and listed, and no part of the conclusion.
LOCAL_DIMENSION = "local"
PERIODS = ("school_year", "last_fiscal_year", "cohort")
