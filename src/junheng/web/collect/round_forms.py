"""The forms of a round: what it is, and who reports a field."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from junheng.county.schema import TABLES
from junheng.standard import DEFAULT_STANDARD, standard_ids
from junheng.web.archive.models import FrozenPackage
from junheng.web.collect.models import Round
from junheng.web.collect.ownership import Matrix
from junheng.web.collect.services_rounds import RoundPlan
from junheng.web.people.fields import DayField
from junheng.web.people.models import Unit

# A round usually begins with the school year; so many days are given for each step.
USUAL_DAYS = (30, 40, 46)
USUAL_DAY = (9, 15)


class RoundForm(forms.Form):
    """A round as the office plans it. `plan()` is what was filled in."""

    title = forms.CharField(label=_("名称"), max_length=100)
    school_year = forms.IntegerField(
        label=_("学年"), min_value=2000, max_value=2100, help_text=_("填开始的年份：2026 表示 2026—2027 学年。")
    )
    as_of = DayField(label=_("数据时点"), help_text=_("各项数据以这一天为准，须在本学年内。"))
    standard = forms.ChoiceField(label=_("评估标准"))
    submit_by = DayField(label=_("填报截止"))
    check_by = DayField(label=_("初审截止"))
    approve_by = DayField(label=_("审核截止"))
    tables = forms.MultipleChoiceField(
        label=_("填报表"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("一张都不选时，按填报分工中的设定。")
    )
    previous: Any = forms.ModelChoiceField(
        label=_("上年数据"),
        required=False,
        queryset=None,
        empty_label=_("不预填"),
        help_text=_("用来预填和比较；通常是上一学年最新的版本。"),
    )
    needs_signature = forms.BooleanField(label=_("学校数据须校长签字"), required=False, initial=True)

    def __init__(self, data: Any, packages: QuerySet[FrozenPackage], **options: Any) -> None:
        super().__init__(data, **options)
        fields: dict[str, Any] = self.fields
        fields["standard"].choices = [(name, name) for name in standard_ids()]
        fields["tables"].choices = [(table.name, table.sheet) for table in TABLES]
        fields["previous"].queryset = packages
        fields["previous"].label_from_instance = package_words

    def plan(self) -> RoundPlan:
        """What was filled in. Only of a valid form."""
        given = {**self.cleaned_data, "tables": tuple(self.cleaned_data["tables"])}
        return RoundPlan(**given)


def package_words(package: FrozenPackage) -> str:
    """«2025学年 第2版»."""
    return f"{package.school_year}—{package.school_year + 1} · v{package.version} · {package.file_name}"


def usual_plan(county: Unit, today: datetime.date, matrix: Matrix, previous: FrozenPackage | None) -> dict[str, Any]:
    """What a new round begins with: the school year that is under way, last year's package, and a month to report."""
    year = today.year if (today.month, today.day) >= (9, 1) else today.year - 1
    submit, check, approve = (today + datetime.timedelta(days) for days in USUAL_DAYS)
    return {
        "title": said("%(county)s%(year)d学年数据采集") % {"county": county.name, "year": year},
        "school_year": year,
        "as_of": datetime.date(year, *USUAL_DAY),
        "standard": previous.standard if previous else DEFAULT_STANDARD,
        "submit_by": submit,
        "check_by": check,
        "approve_by": approve,
        "tables": list(matrix.tables("asked", "optional")),
        "previous": previous,
        "needs_signature": True,
    }


def plan_of(round: Round) -> dict[str, Any]:
    """A round as the form shows it."""
    names = ("title", "school_year", "as_of", "standard", "submit_by", "check_by", "approve_by", "tables", "previous", "needs_signature")
    return {name: getattr(round, name) for name in names}
