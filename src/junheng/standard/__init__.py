"""The law as data: packs of TOML, loaded to a Standard of cited, dated parameters, indicators and readings."""

from junheng.standard.errors import ExerciseRefused, StandardError, StandardFaults, UnknownReading, UnknownStandard
from junheng.standard.load import DEFAULT_STANDARD, load_standard, standard_ids
from junheng.standard.model import (
    Choice,
    Citation,
    Conclusion,
    Indicator,
    NoValueInForce,
    Parameter,
    Reading,
    Relaxation,
    Source,
    Standard,
)

__all__ = [
    "DEFAULT_STANDARD",
    "Choice",
    "Citation",
    "Conclusion",
    "ExerciseRefused",
    "Indicator",
    "NoValueInForce",
    "Parameter",
    "Reading",
    "Relaxation",
    "Source",
    "Standard",
    "StandardError",
    "StandardFaults",
    "UnknownReading",
    "UnknownStandard",
    "load_standard",
    "standard_ids",
]
