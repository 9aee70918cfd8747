"""The audit trail: one row for every write, each chained to the one before it by its hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from junheng.web.people.models import Unit, User
from junheng.web.scoping import Scope, ScopedModel


class AuditEvent(ScopedModel):
    """Who did what to which object, before and after, why, in which request. Rows are added and never changed."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人"))
    actor_name = models.CharField(_("操作人"), max_length=60)
    actor_posts = models.CharField(_("岗位"), max_length=300, blank=True)
    # The unit whose data it concerns: who may see that unit may see the event.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    action = models.CharField(_("操作"), max_length=60, db_index=True)
    subject = models.CharField(_("对象"), max_length=120, db_index=True)
    before = models.JSONField(_("原值"), null=True)
    after = models.JSONField(_("新值"), null=True)
    reason = models.TextField(_("理由"), blank=True)
    request = models.CharField(_("请求"), max_length=40, blank=True)
    address = models.CharField(_("地址"), max_length=45, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(ScopedModel.Meta):
        ordering = ("-number",)
        indexes: ClassVar = [models.Index(fields=["unit", "-number"]), models.Index(fields=["actor", "-number"])]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("unit")


class ChainHead(models.Model):
    """The last link: one row, locked while the next event is added, so that the chain never forks."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
