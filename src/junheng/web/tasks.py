"""What a person has to do: each app names its tasks, the first page shows them together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junheng.web.people.actor import Actor

# The most pressing first. A light is a colour, a shape and words: see parts/light.html.
LIGHTS = ("red", "amber", "blue", "green", "grey")


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list: how pressing (one of LIGHTS), what, and where it is done.

    `due_on` is the last day for it; `count` how many things it stands for (submissions, cells), None where it is one thing.
    """

    light: str
    words: str
    link: str
    due_on: datetime.date | None = None
    count: int | None = None

    @property
    def light_words(self) -> str:
        """What the colour means."""
        return {"red": _("紧急"), "amber": _("尽快"), "blue": _("待办"), "green": _("正常")}.get(self.light, _("提示"))

    @property
    def due_words(self) -> str:
        """How long until the last day, or how long since."""
        return due_words(self.due_on, timezone.localdate()) if self.due_on else ""


def due_words(due_on: datetime.date, today: datetime.date) -> str:
    """今天到期, 还有 3 天, 逾期 3 天."""
    days = (due_on - today).days
    if days == 0:
        return _("今天到期")
    if days > 0:
        return ngettext("还有 %(days)d 天", "还有 %(days)d 天", days) % {"days": days}
    return ngettext("逾期 %(days)d 天", "逾期 %(days)d 天", -days) % {"days": -days}


def tasks_of(actor: Actor) -> Sequence[Task]:
    """Everything the actor has to do, the most pressing first, then by the last day for it."""
    found = [task for path in settings.TODO_PROVIDERS for task in _provider(path)(actor)]
    return sorted(found, key=lambda task: (LIGHTS.index(task.light), task.due_on or datetime.date.max))


def number_of(tasks: Sequence[Task]) -> int:
    """How many things the tasks stand for."""
    return sum(1 if task.count is None else task.count for task in tasks)


def _provider(path: str) -> Callable[[Actor], Sequence[Task]]:
    found: Callable[[Actor], Sequence[Task]] = import_string(path)
    return found
