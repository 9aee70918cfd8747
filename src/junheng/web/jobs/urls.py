"""Addresses of `jobs`."""

from __future__ import annotations

from django.urls import path

from junheng.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<int:pk>", views.one, name="one"),
    path("<int:pk>/cancel", views.stop, name="cancel"),
]
