"""The app `people`."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "junheng.web.people"
    label = "people"

    def ready(self) -> None:
        from junheng.web.people.services_signins import listen

        listen()
