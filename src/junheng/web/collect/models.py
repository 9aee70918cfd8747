"""A round of reporting: what each unit hands in, cell by cell, and everything that is said about it until it is frozen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from junheng.web.archive.models import Evidence, FrozenPackage
from junheng.web.people.models import Notice, Unit, User
from junheng.web.scoping import EVERY_ROW, Scope, ScopedModel


class Round(ScopedModel):
    """One county's reporting for one school year. Its `matrix` is the county's own copy of who reports what."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=100)
    school_year = models.PositiveSmallIntegerField(_("学年"))
    as_of = models.DateField(_("数据时点"))
    standard = models.CharField(_("评估标准"), max_length=60)
    state = models.CharField(_("状态"), max_length=10, default="draft")
    tables = models.JSONField(_("填报表"), default=list)
    matrix = models.TextField(_("填报分工"))
    submit_by = models.DateField(_("填报截止"))
    check_by = models.DateField(_("初审截止"))
    approve_by = models.DateField(_("审核截止"))
    needs_signature = models.BooleanField(_("须校长签字"), default=True)
    previous = models.ForeignKey(FrozenPackage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上年数据"))
    package = models.ForeignKey(FrozenPackage, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering = ("-school_year", "-created_at")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        """Whoever sees the county, and whoever has something to hand in or to check in it."""
        if scope.everything:
            return EVERY_ROW
        concerned = Submission.every.filter(scope.of_units("unit") | Q(check_unit__in=scope.units)).values("round_id")
        return scope.of_counties("county") | Q(id__in=concerned)


class Submission(ScopedModel):
    """What one unit hands in during a round. `revision` counts its saves; the state machine is `states.SUBMISSION`.

    The counts are kept beside it so that a board of 500 schools is one query.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    check_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("状态"), max_length=10, default="blank")
    revision = models.PositiveIntegerField(default=0)
    due_on = models.DateField(_("截止"))
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_revision = models.PositiveIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # The revision last approved stays when the approval is withdrawn: what changed since is counted from it.
    approved_revision = models.PositiveIntegerField(null=True)
    # The revision that a reviewer last let pass or sent back: the next one sees what changed since.
    reviewed_revision = models.PositiveIntegerField(null=True)
    first_submitted_at = models.DateTimeField(null=True)
    returns = models.PositiveIntegerField(default=0)
    # The highest number that an added row was ever given: numbers of deleted rows are not used again.
    rows_made = models.PositiveIntegerField(default=0)
    cells_expected = models.PositiveIntegerField(default=0)
    cells_filled = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    unexplained = models.PositiveIntegerField(default=0)

    class Meta(ScopedModel.Meta):
        ordering = ("unit__code",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit"], name="one_submission_a_unit")]
        indexes: ClassVar = [models.Index(fields=["round", "state"]), models.Index(fields=["check_unit", "state"])]

    def __str__(self) -> str:
        return f"{self.unit} · {self.round}"

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("unit") | Q(check_unit__in=scope.units)


class OfSubmission(ScopedModel):
    """Anything that belongs to a submission is seen by whoever sees the submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("submission__unit") | Q(submission__check_unit__in=scope.units)


class Entry(OfSubmission):
    """One row of one table as it stands: stored texts by column. `position` keeps the order of the sheet.

    A row that was given is known by its key (`county.form.row_key`), one that the unit added by its own number («#7»), whatever
    becomes of its cells. `last_year` holds what was reported a year ago.
    """

    table = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    last_year = models.JSONField(default=dict)

    class Meta(OfSubmission.Meta):
        ordering = ("table", "position")
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "table", "key"], name="one_entry_a_key")]


class CheckResult(OfSubmission):
    """What the checks said of one revision, kept so that a page need not check again."""

    revision = models.PositiveIntegerField()
    problems = models.JSONField(default=list)

    class Meta(OfSubmission.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission"], name="one_check_a_submission")]


class Revision(OfSubmission):
    """One save: who, when, from where, and every cell that it changed (`table, key, column, before, after, cell`)."""

    class Source(models.TextChoices):
        PREFILL = "prefill", _("上年数据预填")
        WORKBOOK = "workbook", _("工作簿")
        FORM = "form", _("网页填报")
        SUPPLEMENT = "supplement", _("滚动补报")

    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=12, choices=Source)
    file = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    changes = models.JSONField(default=list)

    class Meta(OfSubmission.Meta):
        ordering = ("-number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "number"], name="one_revision_a_number")]


class Upload(OfSubmission):
    """A workbook that was sent in, taken or refused, kept as it came so that it can be handed back marked."""

    file = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Schools (or, of a unit without any, the unit itself) whose rows were taken and refused.
    taken = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    cells_changed = models.PositiveIntegerField(default=0)
    # The submission's revision afterwards: the same file sent again before the next save is the same upload.
    revision = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    # Not kept: whether this is the answer to the same file sent once more.
    is_repeat = False

    class Meta(OfSubmission.Meta):
        ordering = ("-at",)


class Signature(OfSubmission):
    """The principal's word for one revision: given in the application, or as a scan of the signed and sealed sheet."""

    revision = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    scan = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")


class CellReturn(OfSubmission):
    """Why one cell, or (with no table) the whole submission, was sent back. Settled when changed or answered, never deleted."""

    table = models.CharField(max_length=30, blank=True)
    key = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    reason = models.TextField(_("退回理由"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta(OfSubmission.Meta):
        ordering = ("-at",)


class Explanation(OfSubmission):
    """What a unit says about an oddity that the checks found. It stands for the value that it was given for.

    Two codes are no check's: `empty_table` (nothing to report in a table) and `returned_cell` (the answer to a reviewer).
    """

    code = models.CharField(max_length=60)
    table = models.CharField(max_length=30, blank=True)
    key = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=60, blank=True)
    # What was found: another value asks for another explanation.
    found = models.TextField()
    text = models.TextField(_("说明"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(OfSubmission.Meta):
        ordering = ("-at",)


class Draft(OfSubmission):
    """What one person has typed in one table and not yet saved: it survives a reload and a power cut. `rows`: `typed.TypedRow`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    table = models.CharField(max_length=30)
    base_revision = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta(OfSubmission.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "user", "table"], name="one_draft_a_person_and_table")]


class Reminder(OfSubmission):
    """One reminder sent (催报): to whom, when, by whom, in which words."""

    to = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    # Says whether it was read; empty where the unit has nobody with an account.
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(OfSubmission.Meta):
        ordering = ("-at",)


class Conflict(ScopedModel):
    """Two sources say different things about one number: a task that shows both and ends with a decision.

    The second is another unit of the round, or a file from outside it (`source`). Both places hold `table, key, column`.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    first_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first_place = models.JSONField()
    first_value = models.TextField()
    second_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    second_place = models.JSONField()
    second_value = models.TextField()
    source = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="open")
    decision = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering = ("state", "-found_at")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "fingerprint"], condition=Q(state="open"), name="one_open_conflict_a_finding")
        ]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("first_unit") | scope.of_units("second_unit")


class Supplement(ScopedModel):
    """A change of single cells after freezing (滚动补报), with evidence; applied, it makes a new frozen version."""

    package = models.ForeignKey(FrozenPackage, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    check_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="proposed")
    # Rows of {table, key, column, before, after}, in stored texts.
    cells = models.JSONField()
    reason = models.TextField(_("理由"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    result = models.ForeignKey(FrozenPackage, models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        ordering = ("-proposed_at",)

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("unit") | Q(check_unit__in=scope.units)
