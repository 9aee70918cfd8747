"""Problems of a package in the form that pages list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from junheng.county import Problem
from junheng.county.problems import Language


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem in the reader's language, for `parts/problems.html`."""

    severity: str
    place: str
    what: str
    why: str
    remedy: str
    anchor: str = ""


def placed_problems(problems: Iterable[Problem]) -> list[ListedProblem]:
    """Errors first, each with where, what, why and how to mend it."""
    language: Language = "en" if get_language() == "en" else "zh"
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    return [ListedProblem(problem.severity, problem.where.words(language), *problem.sentences(language)) for problem in ordered]
