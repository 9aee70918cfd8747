"""Every component of the pages on one page: what they are looked at and tested by."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junheng.web.access import Request, allow
from junheng.web.listed_problems import ListedProblem
from junheng.web.tasks import LIGHTS, Task


class SampleForm(forms.Form):
    """A form with a field of each look."""

    title = forms.CharField(label=gettext_lazy("名称"), help_text=gettext_lazy("不超过 40 个字。"))
    until = forms.DateField(label=gettext_lazy("截止日期"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=gettext_lazy("理由"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


@allow()
def styleguide(request: Request) -> HttpResponse:
    """The components, filled with invented contents."""
    for level in (messages.SUCCESS, messages.INFO, messages.WARNING, messages.ERROR):
        messages.add_message(request, level, _("这是一条提示：说清发生了什么、接着做什么。"))
    today = timezone.localdate()
    shown = {
        "lights": LIGHTS,
        "tasks": [
            Task(light, _("初审：第一小学等单位已提交"), "/", today + datetime.timedelta(3 * at - 3), at) for at, light in enumerate(LIGHTS)
        ],
        "problems": [
            ListedProblem(
                "error", "学校!K12「教学仪器设备值」", _("填的是「8,3」"), _("应为数字，单位万元"), _("请改成 8.3"), "sample-cell"
            ),
            ListedProblem("warning", "学生!H9", _("比上年多 60%"), _("一般不超过 30%"), _("请核实；属实的请填写说明")),
        ],
        "page": Paginator(range(120), 50).page(2),
        "form": SampleForm(),
        "wrong": SampleForm({"title": "", "until": ""}, auto_id="wrong_%s"),
        "steps": _steps(),
        "rows": range(1, 31),
    }
    return render(request, "styleguide.html", shown)


def _steps() -> list[dict[str, str]]:
    return [
        {"words": _("填报"), "standing": "done", "note": "09-03"},
        {"words": _("提交"), "standing": "done", "note": "09-05"},
        {"words": _("初审"), "standing": "now", "note": _("基教股")},
        {"words": _("审核"), "standing": "ahead"},
        {"words": _("锁定"), "standing": "ahead"},
    ]
