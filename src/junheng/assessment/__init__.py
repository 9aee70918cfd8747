"""Measure → judge → disperse → conclude → explain: exact, plain Python, one county."""

from junheng.assessment.engine import assess
from junheng.assessment.results import (
    COUNTY,
    Assessment,
    CountyResult,
    DispersionResult,
    Finding,
    Input,
    SectionResult,
    Verdict,
)

__all__ = [
    "COUNTY",
    "Assessment",
    "CountyResult",
    "DispersionResult",
    "Finding",
    "Input",
    "SectionResult",
    "Verdict",
    "assess",
]
