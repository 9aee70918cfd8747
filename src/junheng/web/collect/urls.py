"""Addresses of `collect`."""

from __future__ import annotations

from django.urls import path

from junheng.web.collect import urls_form, views

app_name = "collect"
urlpatterns = [path("", views.rounds, name="rounds"), *urls_form.urlpatterns]
