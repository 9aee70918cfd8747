"""What the review page of a submission shows: changes, problems, returns, signatures, and the steps open to the reader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from junheng.web.collect.checking import FoundProblem, Oddity, anchor_of, problems_of
from junheng.web.collect.content import content_sha256, short
from junheng.web.collect.differences import Change, changes_from_last_year, changes_since, place_words, shown_text
from junheng.web.collect.forms import SubmittedForm, submitted_form
from junheng.web.collect.guarding import EMPTY_TABLE, REPORTERS, RETURNED_CELL, needs_signature, unconfirmed_tables
from junheng.web.collect.lights import WITH_UNIT, Standing, standing
from junheng.web.collect.machines import SUBMISSION
from junheng.web.collect.models import CellReturn, Explanation, Signature, Submission
from junheng.web.collect.services_review import roles_at
from junheng.web.collect.services_signature import SIGNABLE
from junheng.web.collect.sheets import Sheet, sheets_of
from junheng.web.collect.states import Term, Transition, choices
from junheng.web.people.actor import Actor

# Filling in has a page of its own, and locking happens to the whole round.
_NOT_HERE = ("save", "lock")
PATH = ("saved", "submitted", "checked", "approved", "locked")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way of a submission: `standing` is «done», «now» or «next»."""

    standing: str
    words: Term
    note: str = ""


@dataclass(frozen=True)
class Alike:
    """Oddities of one code: the first of them says what the rule is."""

    code: str
    problems: Sequence[FoundProblem]

    @property
    def marked(self) -> list[tuple[str, FoundProblem]]:
        """Each with the word by which a form names it."""
        return [(mark(one.oddity), one) for one in self.problems]

    @property
    def unexplained(self) -> int:
        return sum(not one.is_explained for one in self.problems)


@dataclass(frozen=True)
class ShownReturn:
    """One reason for which something was sent back, with what the unit answered."""

    row: CellReturn
    answers: Sequence[Explanation]
    place: str
    value: str
    anchor: str


def mark(oddity: Oddity) -> str:
    """The word by which a form names an oddity."""
    return hashlib.sha256(json.dumps(oddity).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Review:
    """Everything about one submission that a page of its review asks, read once each."""

    submission: Submission
    actor: Actor

    @cached_property
    def roles(self) -> set[str]:
        return roles_at(self.actor, self.submission)

    @property
    def state(self) -> Term:
        return SUBMISSION.states[self.submission.state]

    @property
    def standing(self) -> Standing:
        return standing(self.submission, timezone.localdate())

    @cached_property
    def steps(self) -> list[Transition]:
        """What the reader may do now."""
        return [step for step in choices(SUBMISSION, self.submission.state, self.roles) if step.name not in _NOT_HERE]

    @property
    def step_names(self) -> list[str]:
        return [step.name for step in self.steps]

    @property
    def path(self) -> list[Step]:
        """The way from saving to locking, and where the submission stands on it."""
        here = {"blank": -1, "returned": 0}.get(self.submission.state)
        here = PATH.index(self.submission.state) if here is None else here
        return [
            Step("done" if place < here else "now" if place == here else "next", SUBMISSION.states[state])
            for place, state in enumerate(PATH)
        ]

    @property
    def is_with_unit(self) -> bool:
        """Whether the reader reports for the unit and may still change and explain."""
        return self.submission.state in WITH_UNIT and bool(self.roles & set(REPORTERS))

    @cached_property
    def submitted(self) -> SubmittedForm:
        return submitted_form(self.submission)

    @cached_property
    def problems(self) -> list[FoundProblem]:
        return problems_of(self.submission)

    @property
    def errors(self) -> list[FoundProblem]:
        return [one for one in self.problems if one.severity == "error"]

    @cached_property
    def warnings(self) -> list[Alike]:
        """The oddities by code, those without an explanation first."""
        found = sorted((one for one in self.problems if one.severity == "warning"), key=lambda one: one.code)
        alike = [Alike(code, sorted(same, key=lambda one: one.is_explained)) for code, same in groupby(found, lambda one: one.code)]
        return sorted(alike, key=lambda one: not one.unexplained)

    @cached_property
    def returns(self) -> list[CellReturn]:
        """What was ever sent back, the latest first."""
        return list(CellReturn.objects.unscoped().filter(submission=self.submission).select_related("by"))

    @property
    def shown_returns(self) -> list[ShownReturn]:
        """Every return with its place in words and its answers."""
        return [self._shown(one) for one in self.returns]

    def _shown(self, one: CellReturn) -> ShownReturn:
        if not one.table:
            return ShownReturn(one, (), "", "", "")
        place = (one.table, one.key, one.column)
        answers = [said for said in self.answers if (said.table, said.key, said.column) == place and said.found == one.reason]
        label = next((row.label for sheet in self.sheets for row in sheet.rows if (sheet.table, row.key) == place[:2]), one.key)
        words = place_words(one.table, label, one.column)
        return ShownReturn(one, answers, words, shown_text(one.table, one.column, one.value or None), anchor_of(*place))

    @property
    def explained(self) -> list[FoundProblem]:
        """The oddities that were explained, as the confirmation sheet lists them."""
        return [one for one in self.problems if one.is_explained]

    @property
    def open_returns(self) -> list[CellReturn]:
        return [one for one in self.returns if one.settled_at is None]

    @cached_property
    def answers(self) -> list[Explanation]:
        """What the unit said to cells that were sent back, and the tables it confirmed to be empty."""
        said = Explanation.objects.unscoped().filter(submission=self.submission, code__in=(RETURNED_CELL, EMPTY_TABLE))
        return list(said.select_related("by"))

    @cached_property
    def unconfirmed(self) -> list[str]:
        return unconfirmed_tables(self.submission, self.submitted.entries.keys())

    @property
    def confirmed_empty(self) -> list[str]:
        return [one.table for one in self.answers if one.code == EMPTY_TABLE]

    @property
    def since(self) -> int | None:
        """The revision from which changes are counted: the one last approved, else the one last reviewed."""
        approved = self.submission.approved_revision
        return self.submission.reviewed_revision if approved is None else approved

    @cached_property
    def changes(self) -> list[Change]:
        """What changed since somebody last reviewed it; nothing before the first review."""
        return [] if self.since is None else changes_since(self.submission, self.since)

    @cached_property
    def from_last_year(self) -> list[Change]:
        return changes_from_last_year(entry for entries in self.submitted.entries.values() for entry in entries)

    @cached_property
    def sheets(self) -> list[Sheet]:
        return sheets_of(self.submitted, changes=self.changes, returns=self.open_returns, problems=self.problems)

    @cached_property
    def content(self) -> str:
        return content_sha256(self.submission)

    @property
    def content_short(self) -> str:
        return short(self.content)

    @cached_property
    def signatures(self) -> list[Signature]:
        """Every signature given, the latest first."""
        return list(Signature.objects.unscoped().filter(submission=self.submission).select_related("by", "scan").order_by("-at"))

    @property
    def signature(self) -> Signature | None:
        """The one that stands for the present content."""
        return next((one for one in self.signatures if one.content_sha256 == self.content), None)

    @property
    def void_signatures(self) -> list[tuple[Signature, int]]:
        """Those given for another content, with the number of cells that changed since."""
        return [(one, len(changes_since(self.submission, one.revision))) for one in self.signatures if one.content_sha256 != self.content]

    @property
    def needs_signature(self) -> bool:
        return needs_signature(self.submission)

    @property
    def is_signable(self) -> bool:
        """Whether a sheet printed now is the one to sign."""
        return self.submission.state in SIGNABLE

    @property
    def may_sign(self) -> bool:
        return self.is_signable and "principal" in self.roles and self.signature is None

    @property
    def may_attach(self) -> bool:
        return self.is_signable and bool(self.roles & {*REPORTERS, "principal"})
