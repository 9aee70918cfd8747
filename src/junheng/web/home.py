"""The first page: what I have to do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from junheng.web.access import Request, allow
from junheng.web.tasks import number_of, tasks_of


@allow()
def home(request: Request) -> HttpResponse:
    """The to-do list of the person who is signed in."""
    tasks = tasks_of(request.actor)
    return render(request, "home.html", {"tasks": tasks, "number": number_of(tasks)})


@allow()
def todo_count(request: Request) -> HttpResponse:
    """How many things are to be done: the number beside the word in the top bar, empty where there are none."""
    return HttpResponse(number_of(tasks_of(request.actor)) or "")
