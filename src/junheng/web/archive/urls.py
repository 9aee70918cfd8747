"""Addresses of `archive`."""

from __future__ import annotations

from django.urls import path

from junheng.web.archive import views

app_name = "archive"
urlpatterns = [path("", views.packages, name="packages")]
