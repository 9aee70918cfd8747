"""The addresses of every page. Each app keeps its own below a word of its own."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from junheng.web.access import public
from junheng.web.api.urls import api
from junheng.web.health import healthz
from junheng.web.home import home, todo_count
from junheng.web.styleguide import styleguide

urlpatterns = [
    path("", home, name="home"),
    path("todo/count", todo_count, name="todo_count"),
    path("styleguide", styleguide, name="styleguide"),
    path("healthz", healthz, name="healthz"),
    path("language", public(set_language), name="set_language"),
    path("people/", include("junheng.web.people.urls")),
    path("rounds/", include("junheng.web.collect.urls")),
    path("packages/", include("junheng.web.archive.urls")),
    path("results/", include("junheng.web.results.urls")),
    path("jobs/", include("junheng.web.jobs.urls")),
    path("audit/", include("junheng.web.audit.urls")),
    path("api/v1/", api.urls),
]
