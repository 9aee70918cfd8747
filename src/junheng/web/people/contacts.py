"""Whom to call when one cannot sign in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from junheng.web.people.models import Post


@dataclass(frozen=True, slots=True)
class Phone:
    """An office with its telephone."""

    place: str
    number: str


def office_phones() -> list[Phone]:
    """The telephones of the programme office. Empty where the instance serves several counties: it is not said who asks from where."""
    held = Post.objects.unscoped().filter(Post.held_on(timezone.localdate()), role="office", user__is_active=True)
    posts = list(held.exclude(user__phone="").select_related("unit__county", "user"))
    if len({post.unit.county_id for post in posts if post.unit}) != 1:
        return []
    found = {Phone(f"{post.unit.county.name}{post.unit.name}", post.user.phone) for post in posts if post.unit and post.unit.county}
    return sorted(found, key=lambda phone: phone.number)
