"""Forms of accounts, posts and units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from junheng.county.codes import SCHOOL_KINDS
from junheng.web.people.fields import DayField, PersonField, RoleField, ScopedForm, UnitField, UsernameField, plain_text
from junheng.web.people.services_unit_changes import ADDABLE
from junheng.web.people.unit_kinds import default_units
from junheng.web.template_words import in_language


def _reason() -> forms.CharField:
    return forms.CharField(label=_("理由"), required=False, max_length=200)


class AccountForm(ScopedForm):
    """Who it is."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False, widget=plain_text())
    home = UnitField(label=_("所属单位"))


class PostForm(ScopedForm):
    """A post for a person."""

    role = RoleField()
    unit = UnitField(required=False, label=_("任职单位"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    starts_on = DayField(label=_("起"))
    ends_on = DayField(label=_("止"), required=False, help_text=_("最后一天；没有定的留空。"))


class NewAccountForm(AccountForm, PostForm):
    """A new person with a first post at the unit that keeps the account."""

    field_order = ("username", "name", "phone", "home", "role", "title", "starts_on", "ends_on")
    username = UsernameField()
    unit = None  # type: ignore[assignment]


class EndForm(ScopedForm):
    """The last day of a post."""

    last_day = DayField(label=_("最后一天"))
    reason = _reason()


class DeputyForm(ScopedForm):
    """Who stands in for a post, from when to when."""

    person = PersonField(label=_("代理人"))
    starts_on = DayField(label=_("起"))
    ends_on = DayField(label=_("止"), help_text=_("最后一天。"))
    reason = _reason()


class HandOverForm(ScopedForm):
    """To whom a post passes, and on which day."""

    person = PersonField(label=_("接任人"))
    day = DayField(label=_("接任日期"), help_text=_("原任职人到前一天为止；没有办完的事项随岗位转给接任人。"))
    reason = _reason()


class NewUnitForm(ScopedForm):
    """A unit to be added."""

    county = UnitField(label=_("所在县"))
    kind = forms.ChoiceField(label=_("类别"))
    name = forms.CharField(label=_("名称"), max_length=100)
    code = forms.CharField(
        label=_("代码"),
        max_length=40,
        required=False,
        widget=plain_text(),
        help_text=_("学校填 10 位标识码；部门、股室填英文字母的简称；乡镇、中心校留空，由系统编号。"),
    )
    school_kind = forms.ChoiceField(label=_("办学类型"), required=False, help_text=_("只有学校须选。"))
    township = UnitField(label=_("所在乡镇"), required=False, help_text=_("学校、中心校填。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = default_units().kinds
        self.fields["kind"].choices = [(kind, in_language(kinds[kind])) for kind in ADDABLE]  # type: ignore[attr-defined]
        self.fields["school_kind"].choices = [("", "—"), *((code, in_language(term)) for code, term in SCHOOL_KINDS.items())]  # type: ignore[attr-defined]


class UnitForm(ScopedForm):
    """The name of a unit."""

    name = forms.CharField(label=_("名称"), max_length=100)
    reason = _reason()


class RetireForm(ScopedForm):
    """The last day of a unit."""

    last_day = DayField(label=_("最后一天"), required=False, help_text=_("留空表示恢复启用。"))
    reason = _reason()
