"""The login log as a list: asked for by account, outcome and day."""

from __future__ import annotations

import datetime

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from junheng.web.asked import beginning
from junheng.web.people.actor import Actor
from junheng.web.people.fields import DayField
from junheng.web.people.models import SignIn
from junheng.web.scoping import Scope


class SignInFilter(forms.Form):
    """What the log is asked for."""

    name = forms.CharField(label=_("姓名或账号"), required=False, max_length=60)
    outcome = forms.ChoiceField(label=_("结果"), required=False, choices=[("", _("全部")), *SignIn.Outcome.choices])
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到"), required=False)


def sign_ins_within(scope: Scope, asked: dict[str, object]) -> QuerySet[SignIn]:
    """The lines of a scope that match, the newest first."""
    found: QuerySet[SignIn] = SignIn.objects.within(scope).select_related("user__home")
    if asked.get("name"):
        found = found.filter(Q(username__icontains=asked["name"]) | Q(user__name__icontains=asked["name"]))
    if asked.get("outcome"):
        found = found.filter(outcome=asked["outcome"])
    if isinstance(since := asked.get("since"), datetime.date):
        found = found.filter(at__gte=beginning(since))
    if isinstance(until := asked.get("until"), datetime.date):
        found = found.filter(at__lt=beginning(until, next_day=True))
    return found


def own_sign_ins(actor: Actor) -> QuerySet[SignIn]:
    """The actor's own lines: a stranger among them is noticed by nobody else as soon."""
    found: QuerySet[SignIn] = SignIn.objects.unscoped().filter(user=actor.user)
    return found
