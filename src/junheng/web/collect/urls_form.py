"""Addresses of the web form."""

from __future__ import annotations

from django.urls import path

from junheng.web.collect import views_form

_FORM = "submissions/<int:submission_id>/form"
urlpatterns = [
    path(_FORM, views_form.form_start, name="form_start"),
    path(f"{_FORM}/<str:table>", views_form.form_table, name="form"),
    path(f"{_FORM}/<str:table>/draft", views_form.draft_kept, name="draft_keep"),
    path(f"{_FORM}/<str:table>/draft/discard", views_form.draft_discarded, name="draft_discard"),
]
