"""The app `collect`."""

from __future__ import annotations

from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "junheng.web.collect"
    label = "collect"
