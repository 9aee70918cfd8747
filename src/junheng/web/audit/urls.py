"""Addresses of `audit`."""

from __future__ import annotations

from django.urls import path

from junheng.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.search, name="search"),
    path("export", views.export, name="export"),
    path("<int:number>", views.one, name="one"),
]
