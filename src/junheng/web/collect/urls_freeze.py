"""Addresses of freezing a round and of supplements to what was frozen."""

from __future__ import annotations

from django.urls import path

from junheng.web.collect import views_freeze, views_supplement

_SUPPLEMENT = "supplements/<int:supplement>"
urlpatterns = [
    path("<int:round_id>/freeze", views_freeze.freeze, name="freeze"),
    path("<int:round_id>/freeze/now", views_freeze.freeze_now, name="freeze_now"),
    path("supplements", views_supplement.supplements, name="supplements"),
    path("supplements/new/<int:unit>", views_supplement.propose, name="propose"),
    path(_SUPPLEMENT, views_supplement.supplement, name="supplement"),
    path(f"{_SUPPLEMENT}/evidence", views_supplement.supplement_evidence, name="supplement_evidence"),
    path(f"{_SUPPLEMENT}/<slug:name>", views_supplement.supplement_step, name="supplement_step"),
]
