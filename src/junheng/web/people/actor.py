"""Who is acting: a person with the posts of today, what they may see, and for which units they hold which role."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from junheng.web.people.models import Post, Unit, User
from junheng.web.people.roles import default_roles
from junheng.web.scoping import EVERYTHING, Scope


class NotAllowed(Exception):
    """The actor may not do this; the message says why, in the user's language."""


@dataclass(frozen=True)
class Held:
    """A post held today, `for_user_id` whoever a deputy stands in for. An administrator of the instance has no unit."""

    role: str
    unit_id: int | None
    unit_code: str
    county_id: int | None
    for_user_id: int | None = None
    for_user_name: str = ""
    unit_name: str = ""
    county_name: str = ""

    @property
    def words(self) -> str:
        """`checker@990100-personnel`, and for whom a deputy stands in: what the audit trail says."""
        return f"{self.role}@{self.unit_code}" + (f"（代{self.for_user_name}）" if self.for_user_id else "")


@dataclass(frozen=True)
class Actor:
    """A person in one request, or the system itself (`user` None) in commands and jobs."""

    user: User | None
    posts: tuple[Held, ...] = ()
    request_id: str = ""
    address: str = ""
    scope: Scope = field(default_factory=Scope)

    @property
    def is_system(self) -> bool:
        return self.user is None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.posts)

    def has(self, *roles: str) -> bool:
        """Whether any post of today is of these roles. The system may do everything."""
        return self.is_system or not self.roles.isdisjoint(roles)

    def holds(self, role: str, unit: Unit) -> bool:
        """Whether the role is held at the unit, at its county, or over the whole instance."""
        if self.is_system:
            return True
        return any(post.role == role and self._covers(post, unit) for post in self.posts)

    def holds_any(self, roles: tuple[str, ...], unit: Unit) -> bool:
        return any(self.holds(role, unit) for role in roles)

    def persons(self) -> frozenset[int]:
        """The accounts that this person acts as: their own, and those for whom they deputise."""
        own = {self.user.pk} if self.user else set()
        return frozenset(own | {post.for_user_id for post in self.posts if post.for_user_id})

    @staticmethod
    def _covers(post: Held, unit: Unit) -> bool:
        width = default_roles()[post.role].view
        if width == "instance":
            return True
        if width == "county":
            return post.county_id == unit.county_id
        return post.unit_id == unit.pk


SYSTEM = Actor(None, scope=EVERYTHING)


def actor_of(user: User, *, day: datetime.date | None = None, request_id: str = "", address: str = "") -> Actor:
    """The person with the posts held on `day` (today where none is given)."""
    held = Post.objects.unscoped().filter(Post.held_on(day or timezone.localdate()), user=user).select_related("unit__county", "deputy_of")
    posts = tuple(
        Held(
            post.role,
            post.unit_id,
            post.unit.code if post.unit else "",
            post.unit.county_id if post.unit else None,
            post.deputy_of.user_id if post.deputy_of else None,
            str(post.deputy_of.user) if post.deputy_of else "",
            post.unit.name if post.unit else "",
            post.unit.county.name if post.unit and post.unit.county else "",
        )
        for post in held
    )
    return Actor(user, posts, request_id, address, scope_of(posts))


def scope_of(posts: tuple[Held, ...]) -> Scope:
    """What the posts together may see."""
    views = [(default_roles()[post.role].view, post) for post in posts]

    def counties(view: str) -> frozenset[int]:
        return frozenset(post.county_id for found, post in views if found == view and post.county_id is not None)

    units = frozenset(post.unit_id for view, post in views if view in ("unit", "checked") and post.unit_id is not None)
    return Scope(any(view == "instance" for view, _ in views), counties("county"), units, counties("frozen"))
