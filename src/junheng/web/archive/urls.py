"""Addresses of `archive`."""

from __future__ import annotations

from django.urls import path

from junheng.web.archive import views

app_name = "archive"
urlpatterns = [
    path("", views.packages, name="packages"),
    path("<int:package>", views.package, name="package"),
    path("<int:package>/sign", views.sign, name="sign"),
    path("<int:package>/zip", views.as_zip, name="zip"),
    path("<int:package>/original", views.original, name="original"),
    path("evidence/<int:evidence>", views.evidence, name="evidence"),
]
