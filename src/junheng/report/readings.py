"""The readings (口径) that an assessment took, in words."""

from __future__ import annotations

from junheng.report.summary import Summary


def reading_words(summary: Summary, taken: str) -> str:
    """`id=choice` → the choice's label; text that names no reading of the standard is shown as it is."""
    name, _, choice = taken.partition("=")
    reading = summary.assessment.standard.readings.get(name.strip())
    return reading.choices[choice].label if reading and choice in reading.choices else taken


def readings_taken(summary: Summary, reading: str | None) -> str:
    """A finding's readings (`id=choice; id=choice`) as the labels of the choices."""
    return "；".join(reading_words(summary, taken) for taken in (reading or "").split("; ") if taken)
