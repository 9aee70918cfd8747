"""The first page: what I have to do, what I was told, and how the county stands."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render

from junheng.web.access import Request, allow
from junheng.web.people.actor import Actor
from junheng.web.people.notices import notices_of
from junheng.web.people.roles import FROZEN_WIDE
from junheng.web.results.reading import CountyLine, latest_of_counties
from junheng.web.tasks import number_of, tasks_of

# More are one click away.
NOTICES_SHOWN = 8
COUNTIES_SHOWN = 12


@allow()
def home(request: Request) -> HttpResponse:
    """The to-do list of the person who is signed in; below it their unread notices and the newest conclusions they may see."""
    tasks = tasks_of(request.actor)
    unread = list(notices_of(request.actor).filter(read_at=None)[: NOTICES_SHOWN + 1])
    shown = {
        "tasks": tasks,
        "number": number_of(tasks),
        "notices": unread[:NOTICES_SHOWN],
        "more_notices": len(unread) > NOTICES_SHOWN,
        "counties": conclusions(request.actor)[:COUNTIES_SHOWN],
    }
    return render(request, "home.html", shown)


@allow()
def todo_count(request: Request) -> HttpResponse:
    """How many things are to be done: the number beside the word in the top bar, empty where there are none."""
    return HttpResponse(number_of(tasks_of(request.actor)) or "")


def conclusions(actor: Actor) -> Sequence[CountyLine]:
    """The newest conclusion of each county whose whole results the actor sees."""
    return latest_of_counties(actor.scope) if actor.has(*FROZEN_WIDE) else []
