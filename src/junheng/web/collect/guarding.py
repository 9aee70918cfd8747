"""Whether the guards of a step hold: each guard's question in one place, and all that fail said at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db.models import QuerySet

from junheng.web.collect.content import content_sha256
from junheng.web.collect.duties import duties_of
from junheng.web.collect.guards import GUARDS
from junheng.web.collect.models import CellReturn, Entry, Explanation, Revision, Signature, Submission
from junheng.web.collect.services_entries import COLLECTING
from junheng.web.collect.states import NotAllowed, Transition
from junheng.web.people.actor import Actor
from junheng.web.people.models import Post
from junheng.web.people.roles import default_roles

REPORTERS = ("reporter", "liaison")
# Explanation codes that no check finds.
EMPTY_TABLE = "empty_table"
RETURNED_CELL = "returned_cell"
Question = Callable[[], bool]


def require(step: Transition, questions: Mapping[str, Question]) -> None:
    """Raises NotAllowed with the sentence of every guard of `step` that does not hold. `questions` answers each of them."""
    failing = [GUARDS[guard] for guard in step.guards if not questions[guard]()]
    if not failing:
        return
    zh, en = "；".join(_numbered(failing, 0)), "; ".join(_numbered(failing, 1))
    raise NotAllowed(f"不能「{step.label.zh}」：{zh}。", f"'{step.label.en}' is not possible: {en}.")


def _numbered(sentences: list[tuple[str, str]], language: int) -> list[str]:
    if len(sentences) == 1:
        return [sentences[0][language]]
    return [f"（{number}）{pair[0]}" if language == 0 else f"({number}) {pair[1]}" for number, pair in enumerate(sentences, 1)]


def of_submission(submission: Submission, actor: Actor) -> Mapping[str, Question]:
    """The guards of a submission's steps. Its counts of problems must be those of its last save."""
    return {
        "round_collecting": lambda: submission.round.state == COLLECTING,
        "no_errors": lambda: submission.errors == 0,
        "experience_explained": lambda: submission.unexplained == 0,
        "empty_tables_confirmed": lambda: not unconfirmed_tables(submission),
        "returns_answered": lambda: not open_returns(submission).exclude(table="").exists(),
        "not_own_work": lambda: actor.is_system or not (actor.persons() & authors(submission)),
        "confirmation_received": lambda: not needs_signature(submission) or valid_signature(submission) is not None,
        "round_freezing": lambda: False,
    }


def unconfirmed_tables(submission: Submission, filled: Collection[str] | None = None) -> list[str]:
    """The tables of added rows that hold none and are not confirmed to be empty. `filled`: those that hold rows, where known."""
    if filled is None:
        filled = set(Entry.objects.unscoped().filter(submission=submission).order_by().values_list("table", flat=True).distinct())
    asked = [duty.table for duty in duties_of(submission.round, submission.unit) if not duty.is_given and duty.table not in filled]
    if not asked:
        return []
    confirmed = set(Explanation.objects.unscoped().filter(submission=submission, code=EMPTY_TABLE).values_list("table", flat=True))
    return [table for table in asked if table not in confirmed]


def open_returns(submission: Submission) -> QuerySet[CellReturn]:
    """What was sent back and is neither changed nor answered."""
    return CellReturn.objects.unscoped().filter(submission=submission, settled_at__isnull=True)


def authors(submission: Submission) -> frozenset[int]:
    """The accounts whose work it is: who saved, explained, signed, submitted or checked it, and for whom they stood in."""
    made: set[int | None] = {submission.saved_by_id, submission.submitted_by_id}
    for model in (Revision, Explanation, Signature):
        rows = model.objects.unscoped().filter(submission=submission)
        # Opening a round puts last year's values in: nobody's report.
        own = rows.exclude(source=Revision.Source.PREFILL) if model is Revision else rows
        made |= set(own.values_list("by", flat=True))
    stands_in = Post.objects.unscoped().filter(deputy_of__isnull=False)
    reporting = stands_in.filter(user__in=made - {None}, unit=submission.unit, role__in=(*REPORTERS, "principal"))
    checking = stands_in.filter(user=submission.checked_by_id, unit=submission.check_unit, role="checker")
    principals = (reporting | checking).values_list("deputy_of__user", flat=True)
    return frozenset(person for person in {*made, submission.checked_by_id, *principals} if person is not None)


def needs_signature(submission: Submission) -> bool:
    """Whether a head must sign it: only units of a kind that has one."""
    return submission.round.needs_signature and submission.unit.kind in default_roles()["principal"].held_at


def valid_signature(submission: Submission) -> Signature | None:
    """The latest signature for exactly the content that stands now."""
    signed = Signature.objects.unscoped().filter(submission=submission, content_sha256=content_sha256(submission))
    found: Signature | None = signed.select_related("by", "scan").order_by("-at").first()
    return found
