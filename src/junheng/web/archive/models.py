"""What was frozen: packages that never change, their assessments, their signatures, and the files that prove them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from junheng.web.people.models import Unit, User
from junheng.web.scoping import Scope, ScopedModel


class FrozenPackage(ScopedModel):
    """One version of a county's data of one school year. Its bytes lie in the instance's `packages`, named by their own hash."""

    class Origin(models.TextChoices):
        ROUND = "round", _("采集轮次")
        LOAD = "load", _("导入")
        SUPPLEMENT = "supplement", _("滚动补报")

    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    county_name = models.CharField(max_length=100)
    school_year = models.PositiveSmallIntegerField(_("学年"))
    version = models.PositiveIntegerField(_("版本"))
    origin = models.CharField(_("来源"), max_length=12, choices=Origin)
    # The package's own fingerprint (contract §1); of a workbook it equals `file_sha256`.
    sha256 = models.CharField(max_length=64)
    # As it was handed over: the reader names it in what it finds.
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    as_of = models.DateField(_("数据时点"))
    standard = models.CharField(max_length=60)
    schools = models.PositiveIntegerField(default=0)
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    round = models.ForeignKey("collect.Round", models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("说明"), blank=True)
    is_application = models.BooleanField(_("用于申报"), default=False)

    class Meta(ScopedModel.Meta):
        ordering = ("-school_year", "-version")
        constraints: ClassVar = [models.UniqueConstraint(fields=["county", "school_year", "version"], name="one_package_a_version")]

    @property
    def file_stem(self) -> str:
        """What files of this version are called: whose, which year, which version."""
        return f"{self.county.code}-{self.school_year}-v{self.version}"

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_counties("county", frozen=True)


class StoredAssessment(ScopedModel):
    """What the assessment of a frozen package said: `results.json`, compressed."""

    package = models.ForeignKey(FrozenPackage, models.PROTECT, related_name="+")
    standard = models.CharField(max_length=60)
    as_of = models.DateField()
    readings = models.JSONField(default=dict)
    verdict = models.CharField(max_length=16)
    results_gz = models.BinaryField()
    engine_version = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering = ("-made_at",)

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_counties("package__county", frozen=True)


class SignOff(ScopedModel):
    """One signature of an application's chain 创建办 → 局长 → 分管副县长 → 县长, given in that order.

    A refusal ends the chain: another freeze is needed then.
    """

    package = models.ForeignKey(FrozenPackage, models.PROTECT, related_name="+")
    step = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    refused = models.BooleanField(default=False)
    remark = models.TextField(_("意见"), blank=True)

    class Meta(ScopedModel.Meta):
        ordering = ("position",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["package", "step"], name="one_signature_a_step")]

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_counties("package__county", frozen=True)


class Evidence(ScopedModel):
    """A file that proves something: a signed confirmation sheet, an uploaded workbook, a document. Kept once, by its hash."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    purpose = models.CharField(max_length=30)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta(ScopedModel.Meta):
        ordering = ("-uploaded_at",)

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        return scope.of_units("unit")
