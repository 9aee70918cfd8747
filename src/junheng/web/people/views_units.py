"""The units: their tree, one of them, and adding, renaming and closing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from junheng.web.access import Request, allow
from junheng.web.people.choices import known_units
from junheng.web.people.forms import NewUnitForm, RetireForm, UnitForm
from junheng.web.people.keeping import KEEPERS
from junheng.web.people.models import Post, Unit
from junheng.web.people.services_unit_changes import add_unit, rename_unit, retire_unit
from junheng.web.people.unit_kinds import default_units
from junheng.web.people.unit_tree import unit_lines
from junheng.web.template_words import in_language


class UnitFilter(forms.Form):
    """What the tree is asked for."""

    word = forms.CharField(label=gettext_lazy("名称或代码"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, in_language(kind)) for code, kind in default_units().kinds.items()]
        self.fields["kind"].choices = [("", _("全部")), *kinds]  # type: ignore[attr-defined]


@allow(*KEEPERS)
@require_safe
def units(request: Request) -> HttpResponse:
    """The tree of units with who works where."""
    asked = UnitFilter(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    return render(request, "people/units.html", {"form": asked, "lines": unit_lines(request.actor.scope, **wanted)})


@allow(*KEEPERS)
def new_unit(request: Request) -> HttpResponse:
    """The form for a new unit."""
    counties = Unit.objects.within(request.actor.scope).filter(kind="county_government").values_list("code", flat=True)[:2]
    initial = {"county": counties[0]} if len(counties) == 1 else {}
    form = NewUnitForm(request.POST or None, request.actor.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        added = add_unit(request.actor, **form.cleaned_data)
        messages.success(request, _("已增加“%(name)s”，代码%(code)s。") % {"name": added.name, "code": added.code})
        return redirect("people:unit", added.pk)
    shown = {"form": form, "units": known_units(request.actor.scope)}
    return render(request, "people/new_unit.html", shown, status=422 if form.errors else 200)


@allow(*KEEPERS)
@require_safe
def unit(request: Request, unit: int) -> HttpResponse:
    """One unit, the people in it now and before."""
    return _unit_page(request, _found(request, unit))


@allow(*KEEPERS)
@require_POST
def rename(request: Request, unit: int) -> HttpResponse:
    """Another name."""
    found = _found(request, unit)
    form = UnitForm(request.POST, request.actor.scope, id_prefix="name")
    if not form.is_valid():
        return _unit_page(request, found, name_form=form)
    renamed = rename_unit(request.actor, found.pk, **form.cleaned_data)
    messages.success(request, _("已改名为“%(name)s”。") % {"name": renamed.name})
    return redirect("people:unit", unit)


@allow(*KEEPERS)
@require_POST
def retire(request: Request, unit: int) -> HttpResponse:
    """The unit's last day, or its opening again."""
    found = _found(request, unit)
    form = RetireForm(request.POST, request.actor.scope, id_prefix="retire")
    if not form.is_valid():
        return _unit_page(request, found, retire_form=form)
    changed = retire_unit(request.actor, found.pk, **form.cleaned_data)
    words = _("“%(name)s”的停用日期已经保存，岗位同时结束。") if changed.valid_until else _("“%(name)s”已恢复启用。")
    messages.success(request, words % {"name": changed.name})
    return redirect("people:unit", unit)


def _found(request: Request, unit: int) -> Unit:
    found: Unit = get_object_or_404(Unit.objects.within(request.actor.scope).select_related("parent", "county", "township"), pk=unit)
    return found


def _unit_page(request: Request, found: Unit, **forms: Any) -> HttpResponse:
    scope, today = request.actor.scope, timezone.localdate()
    posts = list(Post.objects.within(scope).filter(unit=found).select_related("user", "deputy_of__user").order_by("-starts_on"))
    live = [post for post in posts if post.ends_on is None or post.ends_on >= today]
    shown = {
        "unit_shown": found,
        "live": live,
        "past": [post for post in posts if post not in live],
        "name_form": UnitForm(None, scope, id_prefix="name", initial={"name": found.name}),
        "retire_form": RetireForm(None, scope, id_prefix="retire", initial={"last_day": found.valid_until}),
        **forms,
    }
    return render(request, "people/unit.html", shown, status=422 if forms else 200)
