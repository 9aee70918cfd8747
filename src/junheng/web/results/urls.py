"""Addresses of `results`."""

from __future__ import annotations

from django.urls import path

from junheng.web.results import views

app_name = "results"
urlpatterns = [
    path("", views.county_list, name="county_list"),
    path("packages/<int:package>", views.county, name="county"),
    path("packages/<int:package>/sections", views.sections, name="sections"),
    path("packages/<int:package>/gaps", views.gaps, name="gaps"),
    path("packages/<int:package>/warnings", views.warnings, name="warnings"),
    path("packages/<int:package>/schools/<str:school>", views.school, name="school"),
    path("packages/<int:package>/files/<str:name>", views.download, name="download"),
    path("schools/<str:school>", views.own_school, name="own_school"),
]
