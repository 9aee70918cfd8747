"""Messages in the application to the people of a unit, and who it is that acts."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from junheng.web.collect.models import Submission
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Notice, Post, Unit, User
from junheng.web.people.services_notices import notify

REPORTING = ("reporter", "liaison", "principal")


def people_at(units: Iterable[Unit], roles: Iterable[str]) -> dict[int, list[User]]:
    """Unit's id → the accounts in use that hold one of the roles there today, each once; units without any are left out."""
    posts = Post.objects.unscoped().filter(Post.held_on(timezone.localdate()), unit__in=list(units), role__in=tuple(roles))
    found: dict[int, dict[int, User]] = {}
    for post in posts.filter(user__is_active=True).select_related("user").order_by("user__username"):
        found.setdefault(post.unit_id, {})[post.user_id] = post.user
    return {unit: list(people.values()) for unit, people in found.items()}


def person(actor: Actor) -> User:
    """Who acts. Raises NotAllowed for the system: some steps are a person's own word."""
    if actor.user is None:
        raise NotAllowed(_("这一步必须由本人办理。"))
    return actor.user


def tell(submission: Submission, roles: Iterable[str], words: object, **values: object) -> list[Notice]:
    """A notice to everybody who holds one of the roles at the submission's unit; `words` a lazy translation with names for `values`.

    It is written in the instance's own language: the reader may use another than whoever causes it.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = str(words) % values if values else str(words)
    return notify(people_at([submission.unit], roles).get(submission.unit_id, []), text, link_to(submission))


def link_to(submission: Submission) -> str:
    """The page on which a submission's problems, returns and steps stand."""
    return reverse("collect:review", args=[submission.pk])
