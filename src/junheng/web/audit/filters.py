"""The questions that the page of the trail can be asked, and the events that answer them."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from junheng.web.asked import beginning
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.words import ACTIONS
from junheng.web.scoping import Scope


class SearchForm(forms.Form):
    """The row of filters above the trail. Days are those of the office, both ends included."""

    who = forms.CharField(label=_("操作人"), required=False, max_length=60)
    unit = forms.CharField(label=_("单位"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("操作"), required=False)
    subject = forms.CharField(label=_("对象"), required=False, max_length=120)
    text = forms.CharField(label=_("内容"), required=False, max_length=100)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    request = forms.CharField(label=_("请求"), required=False, max_length=40)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("全部")), *ACTIONS.items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            raise forms.ValidationError(_("起始日期晚于截止日期；请改正其中一个。"))
        return given


def events_within(scope: Scope, asked: dict[str, Any]) -> QuerySet[AuditEvent]:
    """The events that the scope shows and that answer what was asked (`SearchForm.cleaned_data`), newest first."""
    events = AuditEvent.objects.within(scope).select_related("unit")
    if asked.get("who"):
        events = events.filter(Q(actor_name__icontains=asked["who"]) | Q(actor__username__icontains=asked["who"]))
    if asked.get("unit"):
        events = events.filter(Q(unit__code=asked["unit"]) | Q(unit__name__icontains=asked["unit"]))
    for name in ("action", "request"):
        if asked.get(name):
            events = events.filter(**{name: asked[name]})
    if asked.get("subject"):
        events = events.filter(subject__startswith=asked["subject"])
    if asked.get("since"):
        events = events.filter(at__gte=beginning(asked["since"]))
    if asked.get("until"):
        events = events.filter(at__lt=beginning(asked["until"], next_day=True))
    if asked.get("text"):
        events = _with_text(events, asked["text"])
    return events.order_by("-number")


def _with_text(events: QuerySet[AuditEvent], text: str) -> QuerySet[AuditEvent]:
    """Events whose reason, subject or values hold the text. One database keeps Chinese in JSON as escapes, the other as it is."""
    events = events.annotate(before_text=Cast("before", TextField()), after_text=Cast("after", TextField()))
    wanted = Q(reason__icontains=text) | Q(subject__icontains=text)
    for written in {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}:
        wanted |= Q(before_text__contains=written) | Q(after_text__contains=written)
    return events.filter(wanted)
