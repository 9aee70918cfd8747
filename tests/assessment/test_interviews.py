"""Interviews decide nothing; a share below the standard is worth a warning, and a gap in them is no reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest

import junheng
from junheng.assessment import Verdict
from perfect import perfect_county


@pytest.mark.parametrize(("satisfied", "valid", "warned"), [(84, 100, True), (85, 100, False), (86, 100, False), (None, None, False)])
def test_interviews_below_the_standard_are_a_warning_and_change_no_verdict(
    satisfied: int | None, valid: int | None, warned: bool, tmp_path: Path
) -> None:
    county = perfect_county()
    row = {"conducted_by": "province", "instrument": "interview", "group": "parent", "valid": valid, "satisfied": satisfied}
    county.rows("survey").append(row)  # type: ignore[arg-type]
    assessment = junheng.assess(county.write(tmp_path / "county"))
    assert ("interviews_below_threshold" in [problem.code for problem in assessment.problems]) is warned
    assert assessment.whole("S1").verdict is Verdict.MET
