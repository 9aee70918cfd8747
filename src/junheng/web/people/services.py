"""Accounts: made, changed, stopped, and their passwords; and the posts that people are given."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.keeping import require_account, require_an_admin_left, require_keeper, require_other, require_role
from junheng.web.people.models import USERNAME, USERNAME_WORDS, Post, Token, Unit, User

# Letters and digits that nobody confuses on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
FIRST_LENGTH = 14


def first_password() -> str:
    """A password to be changed at the first sign-in."""
    return "".join(secrets.choice(LETTERS) for _letter in range(FIRST_LENGTH))


@transaction.atomic
def make_account(
    actor: Actor, username: str, name: str, *, home: Unit | None = None, password: str | None = None, phone: str = "", hashed: str = ""
) -> tuple[User, str]:
    """A new account and its first password (`hashed` where the caller has hashed it before the transaction began).

    Raises NotAllowed where the name is taken or the actor keeps no accounts there.
    """
    require_keeper(actor, home)
    if not USERNAME.fullmatch(username):
        raise NotAllowed(_("账号“%(name)s”不能用：%(rule)s") % {"name": username, "rule": USERNAME_WORDS})
    if User.objects.filter(username__iexact=username).exists():
        raise NotAllowed(_("账号“%(name)s”已经存在。") % {"name": username})
    password = password or first_password()
    user = User(username=username, name=name or username, phone=phone, home=home, password=hashed or make_password(password))
    user.save()
    record(actor, "account.make", f"user:{username}", unit=home, after={"name": user.name, "phone": phone, "home": home and home.code})
    return user, password


@transaction.atomic
def change_account(actor: Actor, user_id: int, *, name: str, phone: str, home: Unit | None) -> User:
    """Another name, telephone or home unit. Raises NotAllowed."""
    user = locked(actor, user_id)
    require_keeper(actor, home)
    before = _facts(user)
    user.name, user.phone, user.home = name, phone, home
    user.save(update_fields=["name", "phone", "home"])
    if _facts(user) != before:
        record(actor, "account.change", f"user:{user.username}", unit=home, before=before, after=_facts(user))
    return user


@transaction.atomic
def set_active(actor: Actor, user_id: int, active: bool) -> User:
    """Stop an account, or let it sign in again. A stopped one is out at its next click. Raises NotAllowed."""
    user = locked(actor, user_id)
    if not active:
        require_other(actor, user, _("不能停用自己的账号。"))
        require_an_admin_left(user)
    before, user.is_active = user.is_active, active
    user.save(update_fields=["is_active"])
    action = "account.enable" if active else "account.disable"
    record(actor, action, f"user:{user.username}", unit=user.home, before={"active": before}, after={"active": active})
    return user


@transaction.atomic
def reset_password(actor: Actor, user_id: int) -> tuple[User, str]:
    """A new first password; whoever was signed in is out, tokens are ended, a lock is lifted. Raises NotAllowed."""
    user = locked(actor, user_id)
    require_other(actor, user, _("自己的密码请在“修改密码”页面修改。"))
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    reset(username=user.username)
    ended = Token.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())
    record(actor, "account.reset_password", f"user:{user.username}", unit=user.home, before={"tokens": ended})
    return user, password


@transaction.atomic
def unlock(actor: Actor, user_id: int) -> User:
    """Lift the lock that wrong passwords have put on an account. Raises NotAllowed."""
    user = locked(actor, user_id)
    forgotten = reset(username=user.username)
    record(actor, "account.unlock", f"user:{user.username}", unit=user.home, before={"attempts": forgotten})
    return user


@transaction.atomic
def change_password(actor: Actor, old: str, new: str) -> User:
    """The actor's own new password. Raises ValidationError, by the fields `old` and `new`, with all that is wrong."""
    if actor.user is None:
        raise NotAllowed(_("系统没有密码。"))
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    faults: dict[str, list[Any]] = {"old": [] if user.check_password(old) else [_("原密码不对。")], "new": []}
    if user.check_password(new):
        faults["new"].append(_("新密码不能与原密码相同。"))
    try:
        validate_password(new, user)
    except ValidationError as weak:
        faults["new"].extend(weak.error_list)
    if any(faults.values()):
        raise ValidationError({field: found for field, found in faults.items() if found})
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(actor, "account.change_password", f"user:{user.username}", unit=user.home)
    return user


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
) -> Post:
    """Give a person a post from a day on (today where none is named) until a day, the last on which it is held. Raises NotAllowed."""
    require_keeper(actor, unit)
    require_account(actor, user)
    require_other(actor, user, _("不能变更自己的岗位。"))
    require_role(actor, role, unit)
    starts_on = starts_on or timezone.localdate()
    require_order(starts_on, ends_on)
    if any(post.overlaps(starts_on, ends_on) for post in Post.objects.unscoped().filter(user=user, role=role, unit=unit, deputy_of=None)):
        raise NotAllowed(_("“%(name)s”在这段时间已经有这个岗位。") % {"name": user.name})
    post = Post(user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, title=title)
    post.save()
    record(actor, "post.give", f"user:{user.username}", unit=unit, after=post_facts(post))
    return post


def require_order(starts_on: datetime.date, ends_on: datetime.date | None) -> None:
    """Raises NotAllowed where a post would end before it begins."""
    if ends_on is not None and ends_on < starts_on:
        raise NotAllowed(_("止期%(end)s早于起期%(start)s。") % {"end": ends_on.isoformat(), "start": starts_on.isoformat()})


def locked(actor: Actor, user_id: int) -> User:
    """The account, locked until the transaction ends, which the actor may change. Raises NotAllowed."""
    # Only the account's own row: PostgreSQL refuses to lock what an outer join may leave empty.
    user = User.objects.select_for_update(of=("self",)).select_related("home").get(pk=user_id)
    require_account(actor, user)
    return user


def post_facts(post: Post) -> dict[str, object]:
    """What the audit trail says of a post."""
    return {
        "user": post.user.username,
        "role": post.role,
        "unit": post.unit and post.unit.code,
        "title": post.title,
        "from": post.starts_on.isoformat(),
        "until": post.ends_on and post.ends_on.isoformat(),
        "deputy_of": post.deputy_of and post.deputy_of.user.username,
    }


def _facts(user: User) -> dict[str, object]:
    return {"name": user.name, "phone": user.phone, "home": user.home and user.home.code}
