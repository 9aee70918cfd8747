"""Accounts and posts: made, changed, handed over and ended here."""

from __future__ import annotations

import datetime
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.roles import default_roles

# Letters and digits that nobody confuses on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
FIRST_LENGTH = 14


def first_password() -> str:
    """A password to be changed at the first sign-in."""
    return "".join(secrets.choice(LETTERS) for _letter in range(FIRST_LENGTH))


@transaction.atomic
def make_account(
    actor: Actor, username: str, name: str, *, home: Unit | None = None, password: str | None = None, phone: str = ""
) -> tuple[User, str]:
    """A new account and its first password. Raises NotAllowed where the name is taken or the actor keeps no accounts there."""
    _may_keep(actor, home)
    if User.objects.filter(username=username).exists():
        raise NotAllowed(_("账号“%(name)s”已经存在。") % {"name": username})
    password = password or first_password()
    user = User(username=username, name=name or username, phone=phone, home=home)
    user.set_password(password)
    user.save()
    record(actor, "account.make", f"user:{username}", unit=home, after={"name": user.name, "home": home and home.code})
    return user, password


@transaction.atomic
def give_post(
    actor: Actor,
    user: User,
    role: str,
    unit: Unit | None,
    *,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    title: str = "",
    deputy_of: Post | None = None,
) -> Post:
    """Give a person a post from a day on (today where none is named). Raises NotAllowed where the role is not held at such a unit."""
    _may_keep(actor, unit)
    known = default_roles().get(role)
    if known is None or (unit is None and known.view != "instance") or (unit is not None and unit.kind not in known.held_at):
        raise NotAllowed(_("岗位“%(role)s”不能设在“%(unit)s”。") % {"role": known.name if known else role, "unit": unit or "—"})
    post = Post(
        user=user, role=role, unit=unit, starts_on=starts_on or timezone.localdate(), ends_on=ends_on, title=title, deputy_of=deputy_of
    )
    post.save()
    after = {"role": role, "unit": unit and unit.code, "from": post.starts_on.isoformat(), "until": ends_on and ends_on.isoformat()}
    record(actor, "post.give", f"user:{user.username}", unit=unit, after=after)
    return post


def _may_keep(actor: Actor, unit: Unit | None) -> None:
    """The administrator keeps all accounts, the office those of its county."""
    if actor.has("admin") or (unit is not None and actor.holds("office", unit)):
        return
    raise NotAllowed(_("只有管理员和创建办可以维护账号。"))
