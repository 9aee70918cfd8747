"""Verdicts and states for pages: the report's words, translated, with the light that goes with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from junheng.assessment.results import Verdict
from junheng.report.summary import State

# The same words as in the report, written out so that they are found for translation; a test holds them equal.
VERDICTS: Mapping[Verdict, object] = {
    Verdict.MET: _("达标"),
    Verdict.NOT_MET: _("未达标"),
    Verdict.UNKNOWN: _("无法判定"),
    Verdict.NOT_APPLICABLE: _("不适用"),
}
COUNTY_VERDICTS: Mapping[Verdict, object] = {
    Verdict.MET: _("达到优质均衡标准"),
    Verdict.NOT_MET: _("未达到优质均衡标准"),
    Verdict.UNKNOWN: _("数据不全，无法判定"),
    Verdict.NOT_APPLICABLE: _("不适用"),
}
STATES: Mapping[State, object] = {
    State.MET: VERDICTS[Verdict.MET],
    State.ABOVE_FLOOR: _("未达标，不低于底线"),
    State.BELOW_FLOOR: _("低于底线"),
    State.UNKNOWN: VERDICTS[Verdict.UNKNOWN],
    State.NOT_APPLICABLE: VERDICTS[Verdict.NOT_APPLICABLE],
}
TIERS: Mapping[str, object] = {"gap": _("差距"), "local": _("地方目标"), "commitment": _("承诺")}
LIGHTS: Mapping[str, str] = {
    "met": "green",
    "not_met": "red",
    "unknown": "grey",
    "not_applicable": "grey",
    "above_floor": "amber",
    "below_floor": "red",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A verdict or state: its light and its words."""

    light: str
    words: object


def mark_of(verdict: Verdict) -> Mark:
    return Mark(LIGHTS[verdict.value], VERDICTS[verdict])


def county_mark(verdict: Verdict) -> Mark:
    """The conclusion about a whole county."""
    return Mark(LIGHTS[verdict.value], COUNTY_VERDICTS[verdict])


def state_mark(state: State) -> Mark:
    return Mark(LIGHTS[state.value], STATES[state])
