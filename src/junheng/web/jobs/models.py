"""Work that takes longer than a page: one row a job, with progress, a heartbeat and a wish to stop."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from junheng.web.people.models import Unit, User
from junheng.web.scoping import Scope, ScopedModel


class Job(ScopedModel):
    """One piece of work. `kind` names the function in `jobs.kinds`; the worker beats `heartbeat_at` while it runs."""

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    kind = models.CharField(max_length=40)
    county = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, db_index=True)
    percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The row of the queue that will run it, or runs it now.
    task_id = models.CharField(max_length=36, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        ordering = ("-created_at",)
        indexes: ClassVar = [models.Index(fields=["county", "-created_at"])]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_counties("county")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class Worker(models.Model):
    """A worker process that is, or was, alive: what `/healthz` asks."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)
