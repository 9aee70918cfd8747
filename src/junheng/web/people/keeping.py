"""Who keeps which accounts and units: the administrator all of them, the office those of its county, nobody their own posts."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.roles import default_roles

KEEPERS = ("admin", "office")


def instance_roles() -> frozenset[str]:
    """The roles that reach over the whole instance."""
    return frozenset(role.code for role in default_roles().values() if role.view == "instance")


def require_keeper(actor: Actor, unit: Unit | None) -> None:
    """Raises NotAllowed unless the actor keeps the accounts of the unit (None: of the whole instance)."""
    if actor.has("admin") or (unit is not None and actor.holds("office", unit)):
        return
    raise NotAllowed(_("只有管理员和创建办可以维护账号。"))


def keeps_account(actor: Actor, user: User) -> bool:
    """Whether the actor may change this account. The office only where everything that the account may do lies in its county.

    Whoever may set a password may act with it: an office that reset an administrator's would be one.
    """
    if actor.has("admin"):
        return True
    if user.home is None or not actor.holds("office", user.home):
        return False
    return all(
        post.unit is not None and post.role not in instance_roles() and actor.holds("office", post.unit) for post in live_posts(user)
    )


def require_account(actor: Actor, user: User) -> None:
    """Raises NotAllowed unless the actor may change this account."""
    if not keeps_account(actor, user):
        raise NotAllowed(_("您不能维护“%(name)s”的账号：管理员和其他县人员的账号由管理员维护。") % {"name": user.name})


def require_other(actor: Actor, user: User, words: str) -> None:
    """Raises NotAllowed, in these words, where the account is the actor's own or of somebody they stand in for."""
    if user.pk in actor.persons():
        raise NotAllowed(words)


def require_role(actor: Actor, role: str, unit: Unit | None) -> None:
    """Raises NotAllowed where the role is not held at such a unit, or is not the actor's to give."""
    known = default_roles().get(role)
    if known is None or (unit is None and known.view != "instance") or (unit is not None and unit.kind not in known.held_at):
        raise NotAllowed(_("岗位“%(role)s”不能设在“%(unit)s”。") % {"role": known.name if known else role, "unit": unit or "—"})
    if role in instance_roles() and not actor.has("admin"):
        raise NotAllowed(_("只有管理员可以设管理员。"))
    if unit is not None and unit.valid_until is not None and unit.valid_until < timezone.localdate():
        raise NotAllowed(_("“%(unit)s”已于%(day)s停用，不能再设岗位。") % {"unit": unit, "day": unit.valid_until.isoformat()})


def require_an_admin_left(user: User) -> None:
    """Raises NotAllowed where the account is the last one that keeps the whole instance."""
    today = timezone.localdate()
    held = Post.objects.unscoped().filter(Post.held_on(today), role__in=instance_roles(), deputy_of=None, user__is_active=True)
    lasting = held.filter(ends_on=None)
    if lasting.filter(user=user).exists() and not lasting.exclude(user=user).exists():
        raise NotAllowed(_("这是最后一个管理员，请先设另一个管理员。"))


def live_posts(user: User) -> list[Post]:
    """The posts that the person holds today or will hold."""
    unfinished = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
    return list(Post.objects.unscoped().filter(unfinished, user=user).select_related("unit", "user", "deputy_of__user"))
