"""Fields of the forms about people and units: what is typed is looked up within the scope of whoever types it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junheng.web.people.models import USERNAME, USERNAME_WORDS, Unit, User
from junheng.web.people.roles import default_roles
from junheng.web.scoping import Scope
from junheng.web.template_words import in_language

UNIT_LIST = "known-units"
PEOPLE_LIST = "known-people"


class UsernameField(forms.CharField):
    """A new account's name."""

    default_validators = [RegexValidator(rf"^{USERNAME.pattern}\Z", USERNAME_WORDS)]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("账号"), "max_length": 60, "help_text": USERNAME_WORDS, "widget": plain_text(), **kwargs})


class UnitField(forms.CharField):
    """A unit by its code, or by its name where only one unit is called so."""

    scope = Scope()

    def __init__(self, **kwargs: Any) -> None:
        hint = gettext_lazy("填代码，或从列表中选；名称没有重复的，也可以填名称。")
        super().__init__(**{"label": gettext_lazy("单位"), "max_length": 100, "help_text": hint, "widget": plain_text(UNIT_LIST), **kwargs})

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        seen = Unit.objects.within(self.scope)
        found = list(seen.filter(code=text)) or list(seen.filter(name=text)[:2])
        if len(found) == 1:
            unit: Unit = found[0]
            return unit
        if found:
            raise ValidationError(_("叫“%(text)s”的单位不止一个，请填代码。") % {"text": text})
        raise ValidationError(_("没有代码或名称是“%(text)s”的单位，请从列表中选。") % {"text": text})


class PersonField(forms.CharField):
    """A person by the account's name."""

    scope = Scope()

    def __init__(self, **kwargs: Any) -> None:
        hint = gettext_lazy("填账号，或从列表中选。")
        super().__init__(
            **{"label": gettext_lazy("人员"), "max_length": 60, "help_text": hint, "widget": plain_text(PEOPLE_LIST), **kwargs}
        )

    def clean(self, value: Any) -> User | None:
        text = super().clean(value)
        if not text:
            return None
        found: User | None = User.scoped.within(self.scope).filter(username=text).first()
        if found is None:
            raise ValidationError(_("没有“%(text)s”这个账号，请从列表中选。") % {"text": text})
        return found


class DayField(forms.DateField):
    """A day, chosen from the browser's calendar."""

    default_error_messages = {"invalid": gettext_lazy("日期看不懂，请按 2026-09-01 的样式填。")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs})


class RoleField(forms.ChoiceField):
    """One of the roles."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("岗位"), "choices": self.offered, **kwargs})

    @staticmethod
    def offered() -> list[tuple[str, str]]:
        return [("", "—"), *((role.code, in_language(role)) for role in default_roles().values())]


class ScopedForm(forms.Form):
    """A form whose units and people are those of a scope. `id_prefix` keeps several forms of one page apart."""

    def __init__(self, data: Any, scope: Scope, *, id_prefix: str = "id", initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"{id_prefix}_%s")
        for field in self.fields.values():
            if isinstance(field, UnitField | PersonField):
                field.scope = scope


def plain_text(list_name: str = "") -> forms.TextInput:
    """An input that the browser neither corrects nor fills from memory; `list_name` offers what may be typed."""
    attributes = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    return forms.TextInput(attrs={**attributes, "list": list_name} if list_name else attributes)
