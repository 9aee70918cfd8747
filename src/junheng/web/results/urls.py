"""Addresses of `results`."""

from __future__ import annotations

from django.urls import path

from junheng.web.results import views

app_name = "results"
urlpatterns = [path("", views.county_list, name="county_list")]
