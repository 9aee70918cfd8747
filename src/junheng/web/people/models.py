"""People, the units that they work in, and the posts that join the two for a time."""

from __future__ import annotations

import datetime
import re
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from junheng.web.people.roles import Role, default_roles
from junheng.web.people.unit_kinds import UnitKind, default_units
from junheng.web.scoping import Scope, ScopedManager, ScopedModel


class Unit(ScopedModel):
    """A county, a township, a school, a division of the bureau, a department … `kind` is one of `units.toml`.

    `code` is never used again for another unit. `county` and `township` are the ones it lies in (a county lies in itself).
    """

    code = models.CharField(_("代码"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类别"), max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上级单位"))
    county = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在县"))
    township = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所在乡镇"))
    # Only of schools: a code of `county.codes.SCHOOL_KINDS`.
    school_kind = models.CharField(_("办学类型"), max_length=30, blank=True)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta(ScopedModel.Meta):
        ordering = ("code",)
        indexes: ClassVar = [models.Index(fields=["county", "kind"]), models.Index(fields=["township"])]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_term(self) -> UnitKind:
        """What kind of unit it is, with its words in both languages."""
        return default_units().kinds[self.kind]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        seen = scope.of_units("")
        return seen if scope.everything else seen | Q(id__in=scope.frozen_counties)


# What an account may be called: a name that is said on the telephone and typed on any keyboard.
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,59}")
USERNAME_WORDS = _("2 至 60 位字母、数字、点、横线或下划线，以字母或数字开头。")


class Users(BaseUserManager["User"]):
    """Accounts by name: what signing in needs. Pages use `User.scoped`."""


class User(AbstractBaseUser):
    """An account. Made by the office, never by oneself; what it may do follows from its posts of today."""

    username = models.CharField(_("账号"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Where the account is kept: the unit whose office may change it.
    home = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("所属单位"))

    objects = Users()
    scoped: ClassVar[ScopedManager] = ScopedManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("home")


class Post(ScopedModel):
    """A role that a person holds at a unit from a day to a day. `deputy_of` is the post that it stands in for."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    # Empty only for an administrator of the whole instance.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("岗位"), max_length=30)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    starts_on = models.DateField(_("起"))
    # The last day on which it is held; empty while no end is known.
    ends_on = models.DateField(_("止"), null=True, blank=True)
    deputy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代理"))

    class Meta(ScopedModel.Meta):
        ordering = ("unit", "role", "starts_on")
        indexes: ClassVar = [models.Index(fields=["user", "starts_on"]), models.Index(fields=["unit", "role"])]

    @property
    def term(self) -> Role:
        """The role, with its words in both languages."""
        return default_roles()[self.role]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("unit")

    @classmethod
    def held_on(cls, day: datetime.date) -> Q:
        """The posts that are held on a day."""
        return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def overlaps(self, first: datetime.date, last: datetime.date | None) -> bool:
        """Whether it is held on any day from `first` to `last` (without end where None)."""
        if self.ends_on is not None and self.ends_on < max(first, self.starts_on):
            return False
        return last is None or self.starts_on <= last


class Notice(ScopedModel):
    """A message to one person in the application: a return, a reminder, a task. Reading it is recorded."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        ordering = ("-at",)
        indexes: ClassVar = [models.Index(fields=["user", "read_at"])]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("user__home")


class Token(models.Model):
    """A key to the API that acts for one person. Only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)


class SignIn(ScopedModel):
    """One line of the login log: an attempt under a name, what came of it, and from where. Never changed."""

    class Outcome(models.TextChoices):
        OPENED = "opened", _("登录成功")
        WRONG = "wrong", _("账号或密码不对")
        DISABLED = "disabled", _("账号已停用")
        LOCKED = "locked", _("账号已锁定")
        LEFT = "left", _("退出")
        IDLE = "idle", _("长时间未操作，自动退出")

    # Empty where there is no account of that name: only whoever keeps the whole instance sees such lines.
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    username = models.CharField(_("账号"), max_length=255)
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    address = models.CharField(_("地址"), max_length=45, blank=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)

    class Meta(ScopedModel.Meta):
        ordering = ("-at", "-id")
        indexes: ClassVar = [models.Index(fields=["user", "-at"])]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("user__home")
