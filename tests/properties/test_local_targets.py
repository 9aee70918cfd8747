"""A county's own targets stand beside the standard: with them, everything that the standard says stays what it was."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import County, Results
from junheng.standard import load_standard
from random_counties import assessed, counties

MODEST = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
PACK = "pingluo-2019-7"
# Days before the plan, within its stages and after them.
DAYS = ("2018-03-01", "2018-09-30", "2019-06-30", "2019-12-31", "2021-09-01", "2025-09-30")
PLAN_FACTS = ("education_appropriation_yuan", "regular_revenue_yuan", "teacher_pay_total_yuan", "per_pupil_spending_yuan")


def said_by_the_standard(results: Results) -> dict[str, Any]:
    """All of the answer but the local targets' findings and the name of the standard."""
    targets = set(load_standard(PACK).local_targets)
    answer = results.answer
    findings = [finding for finding in answer["findings"] if finding["indicator"] not in targets]
    return {**{part: answer[part] for part in ("county", "sections", "dispersion", "composite", "problems")}, "findings": findings}


@MODEST
@given(counties(), st.sampled_from(DAYS), st.booleans())
def test_the_plan_changes_no_finding_of_the_standard_on_any_day(county: County, day: str, merged: bool) -> None:
    readings = {"small_teaching_points": "merged", "retention_formula": "adjust_entrants"} if merged else {}
    national = assessed(county, standard="cn-2017-6", as_of=day, readings=readings)
    local = assessed(county, standard=PACK, as_of=day, readings=readings)
    assert said_by_the_standard(local) == said_by_the_standard(national)
    assert {finding["indicator"] for finding in local.answer["findings"]} > {
        finding["indicator"] for finding in national.answer["findings"]
    }


@MODEST
@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)), min_size=4, max_size=4), st.integers(0, 7))
def test_a_missing_period_is_never_growth_and_growth_is_what_the_numbers_say(pairs: list[tuple[int, int]], lost: int) -> None:
    county = County()
    county.add_school("s1", "primary", {"primary": 300})
    for fact, (before, after) in zip(PLAN_FACTS, pairs, strict=True):
        for period, value in (("FY2023", before), ("FY2024", after)):
            county.rows("facts").append({"fact": fact, "level": "", "subject": "", "period": period, "value": value})
    full = assessed(county, standard=PACK)
    (fell, grew), (had, has) = pairs[0], pairs[1]
    # after ÷ before > revenue after ÷ revenue before, multiplied out.
    assert (full.verdict("M1 county - appropriation") == "met") is (grew * had > has * fell)
    assert (full.verdict("M1 county - teacher_pay") == "met") is (pairs[2][1] > pairs[2][0])
    county.rows("facts").pop(lost)
    part = {0: "appropriation", 1: "appropriation", 2: "teacher_pay", 3: "per_pupil_spending"}[lost // 2]
    assert assessed(county, standard=PACK).verdict(f"M1 county - {part}") == "unknown"


def test_the_days_of_the_property_lie_before_between_and_after_the_plans_own() -> None:
    starts = {
        dated.start for parameter in load_standard(PACK).parameters.values() if parameter.standing == "local" for dated in parameter.values
    }
    days = [datetime.date.fromisoformat(day) for day in DAYS]
    assert starts == {datetime.date(2018, 9, 30), datetime.date(2019, 1, 24), datetime.date(2019, 12, 31)}
    assert min(days) < min(starts) < max(starts) < max(days)
