"""What becomes of a post: it ends, somebody stands in for its holder, or it is handed over."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.web.audit.services import record
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.keeping import instance_roles, require_account, require_an_admin_left, require_keeper, require_other, require_role
from junheng.web.people.models import Post, User
from junheng.web.people.services import post_facts, require_order

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def end_post(actor: Actor, post_id: int, last_day: datetime.date, reason: str = "") -> Post:
    """Let a post end; who stands in for it stands in no longer either. Raises NotAllowed.

    To end it earlier than yesterday would change what was; one that has not begun ends before its first day.
    """
    post = _locked(actor, post_id)
    before = post_facts(post)
    earliest = max(post.starts_on - ONE_DAY, timezone.localdate() - ONE_DAY)
    if last_day < earliest or not _is_live(post):
        raise NotAllowed(_("岗位最早在%(day)s结束：以前的任职记录不能改。") % {"day": earliest.isoformat()})
    if post.ends_on is not None and last_day > post.ends_on:
        raise NotAllowed(_("岗位原定到%(day)s，要延长请另设岗位。") % {"day": post.ends_on.isoformat()})
    _finish(post, last_day)
    record(actor, "post.end", f"user:{post.user.username}", unit=post.unit, before=before, after=post_facts(post), reason=reason)
    return post


@transaction.atomic
def name_deputy(actor: Actor, post_id: int, deputy: User, starts_on: datetime.date, ends_on: datetime.date, reason: str = "") -> Post:
    """Let another person stand in (代理) for a post from a day until a day: they see and do what that post may. Raises NotAllowed."""
    post = _locked(actor, post_id)
    _require_taker(actor, post, deputy)
    require_order(starts_on, ends_on)
    if starts_on < timezone.localdate():
        raise NotAllowed(_("代理不能从今天以前开始。"))
    if post.deputy_of_id is not None:
        raise NotAllowed(_("代理的岗位不能再由别人代理。"))
    if starts_on < post.starts_on or (post.ends_on is not None and ends_on > post.ends_on):
        raise NotAllowed(_("代理时间须在原岗位的任职时间之内。"))
    if any(other.overlaps(starts_on, ends_on) for other in Post.objects.unscoped().filter(deputy_of=post, user=deputy)):
        raise NotAllowed(_("“%(name)s”在这段时间已经代理这个岗位。") % {"name": deputy.name})
    standing = Post(user=deputy, role=post.role, unit=post.unit, title=post.title, starts_on=starts_on, ends_on=ends_on, deputy_of=post)
    standing.save()
    record(actor, "post.deputy", f"user:{deputy.username}", unit=post.unit, after=post_facts(standing), reason=reason)
    return standing


@transaction.atomic
def hand_over(actor: Actor, post_id: int, to: User, day: datetime.date, reason: str = "") -> Post:
    """The post passes (交接) to another person on a day: the old holder's ends the day before. What is open hangs on the post and follows.

    Returns the new holder's post. Raises NotAllowed.
    """
    post = _locked(actor, post_id)
    _require_taker(actor, post, to)
    if post.deputy_of_id is not None:
        raise NotAllowed(_("代理的岗位不能交接，请先结束代理。"))
    if day < timezone.localdate() or day <= post.starts_on or (post.ends_on is not None and day > post.ends_on):
        raise NotAllowed(_("交接日期须不早于今天，并在任职期间之内。"))
    holding = Post.objects.unscoped().filter(user=to, role=post.role, unit=post.unit, deputy_of=None)
    if any(other.overlaps(day, post.ends_on) for other in holding):
        raise NotAllowed(_("“%(name)s”在这段时间已经有这个岗位。") % {"name": to.name})
    before, ends_on = post_facts(post), post.ends_on
    taken = Post(user=to, role=post.role, unit=post.unit, title=post.title, starts_on=day, ends_on=ends_on)
    taken.save()
    _finish(post, day - ONE_DAY)
    after = {"old": post_facts(post), "new": post_facts(taken)}
    record(actor, "post.hand_over", f"user:{post.user.username}", unit=post.unit, before=before, after=after, reason=reason)
    return taken


def _locked(actor: Actor, post_id: int) -> Post:
    related = "user__home", "unit", "deputy_of__user"
    post: Post = Post.objects.unscoped().select_for_update(of=("self",)).select_related(*related).get(pk=post_id)
    require_keeper(actor, post.unit)
    require_account(actor, post.user)
    require_other(actor, post.user, _("不能变更自己的岗位。"))
    return post


def _require_taker(actor: Actor, post: Post, taker: User) -> None:
    """Raises NotAllowed where the person may not take the post, for good or for a time."""
    require_account(actor, taker)
    require_other(actor, taker, _("不能变更自己的岗位。"))
    require_role(actor, post.role, post.unit)
    if not _is_live(post):
        raise NotAllowed(_("这个岗位已经结束。"))
    if taker.pk == post.user_id:
        raise NotAllowed(_("“%(name)s”就是这个岗位的任职人，请另选一人。") % {"name": taker.name})
    if not taker.is_active:
        raise NotAllowed(_("“%(name)s”的账号已停用。") % {"name": taker.name})


def _is_live(post: Post) -> bool:
    return post.ends_on is None or post.ends_on >= timezone.localdate()


def _finish(post: Post, last_day: datetime.date) -> None:
    if post.role in instance_roles() and post.deputy_of_id is None:
        require_an_admin_left(post.user)
    post.ends_on = last_day
    post.save(update_fields=["ends_on"])
    # Nobody stands in for a post that is no longer held.
    Post.objects.unscoped().filter(Q(ends_on=None) | Q(ends_on__gt=last_day), deputy_of=post).update(ends_on=last_day)
