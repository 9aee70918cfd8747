"""Problems of a package or a file in the form in which pages list them: `parts/problems.html`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from junheng.county import Problem
from junheng.web.language import reader_language


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem in the reader's language. `anchor` is the id of its cell where the page shows that."""

    severity: str
    place: str
    what: str
    why: str
    remedy: str
    anchor: str = ""


def listed_problem(problem: Problem, whose: str = "") -> ListedProblem:
    """Where, what, why and how to mend it; with the name of the unit that has to mend it before the place."""
    language = reader_language()
    place = " ".join(word for word in (whose, problem.where.words(language)) if word)
    return ListedProblem(problem.severity, place, *problem.sentences(language))


def listed_problems(problems: Iterable[Problem]) -> list[ListedProblem]:
    """All of them, errors first."""
    return [listed_problem(problem) for problem in sorted(problems, key=lambda problem: problem.severity != "error")]
