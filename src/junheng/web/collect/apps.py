"""The app `collect`."""

from __future__ import annotations

from django.apps import AppConfig


class CollectConfig(AppConfig):
    name = "junheng.web.collect"
    label = "collect"

    def ready(self) -> None:
        from junheng.web.audit.words import STATES
        from junheng.web.collect.machines import MACHINES

        STATES.update({machine.name: machine.states for machine in MACHINES.values()})
