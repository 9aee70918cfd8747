"""The app `audit`."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "junheng.web.audit"
    label = "audit"
