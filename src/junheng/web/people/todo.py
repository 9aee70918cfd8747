"""What whoever keeps accounts has to do about them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from junheng.web.people.account_list import without_post
from junheng.web.people.actor import Actor
from junheng.web.people.keeping import KEEPERS
from junheng.web.tasks import Task


def tasks_of(actor: Actor) -> list[Task]:
    """Accounts that can sign in and hold no post: somebody has left, or was forgotten."""
    if not actor.has(*KEEPERS):
        return []
    number = without_post(actor.scope)
    link = f"{reverse('people:accounts')}?state=no_post"
    return [Task("amber", _("没有岗位的账号：请设岗位，或停用"), link, count=number)] if number else []
