"""The accounts as a list: asked for by name, unit, role and state, each with its posts and what is wrong with it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junheng.web.people.locks import locked_until
from junheng.web.people.models import Post, User
from junheng.web.people.roles import default_roles
from junheng.web.scoping import Scope
from junheng.web.template_words import in_language

STATES = {
    "active": gettext_lazy("启用"),
    "disabled": gettext_lazy("停用"),
    "locked": gettext_lazy("锁定"),
    "no_post": gettext_lazy("没有岗位"),
    "first_password": gettext_lazy("未改初始密码"),
}


class AccountFilter(forms.Form):
    """What the list is asked for."""

    name = forms.CharField(label=gettext_lazy("姓名、账号或电话"), required=False, max_length=60)
    unit = forms.CharField(label=gettext_lazy("单位名称或代码"), required=False, max_length=100)
    role = forms.ChoiceField(label=gettext_lazy("岗位"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *STATES.items()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles = [(role.code, in_language(role)) for role in default_roles().values()]
        self.fields["role"].choices = [("", _("全部")), *roles]  # type: ignore[attr-defined]

    def words(self) -> str:
        """What was asked for, as an export says it."""
        asked = self.cleaned_data
        shown = {**asked, "role": dict(self.fields["role"].choices)[asked["role"]], "state": STATES.get(asked["state"], "")}  # type: ignore[attr-defined]
        return "；".join(f"{self.fields[name].label}：{shown[name]}" for name in asked if asked[name])


@dataclass(frozen=True)
class AccountLine:
    """An account with its posts of today and later, and its state as a light with words."""

    user: User
    posts: Sequence[Post]
    light: str
    words: str


def accounts_within(scope: Scope, asked: dict[str, str]) -> QuerySet[User]:
    """The accounts of a scope that match; unknown or empty conditions ask for nothing."""
    found = User.scoped.within(scope).select_related("home")
    if asked.get("name"):
        word = asked["name"]
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(phone__icontains=word))
    held = Post.objects.within(scope).filter(_unfinished())
    if asked.get("unit"):
        word = asked["unit"]
        at_unit = held.filter(Q(unit__name__icontains=word) | Q(unit__code=word)).values("user_id")
        found = found.filter(Q(home__name__icontains=word) | Q(home__code=word) | Q(pk__in=at_unit))
    if asked.get("role"):
        found = found.filter(pk__in=held.filter(role=asked["role"]).values("user_id"))
    return _in_state(found, asked.get("state", ""))


def without_post(scope: Scope) -> int:
    """How many accounts of the scope are a fault: they can sign in and hold no post."""
    return _in_state(User.scoped.within(scope), "no_post").count()


def lines_of(users: Iterable[User]) -> list[AccountLine]:
    """The list's lines: two queries for all of them."""
    shown = list(users)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.unscoped().filter(_unfinished(), user__in=shown).select_related("unit", "deputy_of__user"):
        posts[post.user_id].append(post)
    locks = locked_until([user.username for user in shown])
    return [AccountLine(user, posts[user.pk], *state_of(user, posts[user.pk], locks.get(user.username))) for user in shown]


def state_of(user: User, posts: Sequence[Post], locked: datetime.datetime | None) -> tuple[str, str]:
    """The light and the words of an account's state, the worst first."""
    if not user.is_active:
        return "grey", _("停用")
    if locked:
        return "red", _("锁定至%(time)s") % {"time": timezone.localtime(locked).strftime("%H:%M")}
    if not posts:
        return "amber", _("没有岗位")
    if user.must_change_password:
        return "blue", _("未改初始密码")
    return "green", _("启用")


def _unfinished() -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())


def _in_state(found: QuerySet[User], state: str) -> QuerySet[User]:
    match state:
        case "active":
            return found.filter(is_active=True)
        case "disabled":
            return found.filter(is_active=False)
        case "locked":
            return found.filter(username__in=list(locked_until()))
        case "no_post":
            # Of any county: a post elsewhere is a post.
            return found.filter(is_active=True).exclude(pk__in=Post.objects.unscoped().filter(_unfinished()).values("user_id"))
        case "first_password":
            return found.filter(is_active=True, must_change_password=True)
    return found
