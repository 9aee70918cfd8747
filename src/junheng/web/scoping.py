"""Rows are read within a scope: what a person may see is decided at one place, and forgetting it is an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

# An empty condition would vanish beside another one: «everything or what I check» would show only what I check.
EVERY_ROW = Q(pk__isnull=False)


class Unscoped(RuntimeError):
    """A query was begun without saying whose view it is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may see today: ids of units, by how wide the post looks.

    `everything`: the whole instance. `counties`: all working data of these counties. `units`: these units' own data, and what is
    handed to them for a first check. `frozen_counties`: only what these counties have frozen (reviewers of a city or province).
    """

    everything: bool = False
    counties: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    frozen_counties: frozenset[int] = frozenset()

    def of_units(self, path: str) -> Q:
        """Rows whose unit, reached by `path` ("" for units themselves), lies in the scope."""
        if self.everything:
            return EVERY_ROW
        prefix = f"{path}__" if path else ""
        return Q(**{f"{prefix}county_id__in": self.counties}) | Q(**{f"{prefix}id__in": self.units})

    def of_counties(self, path: str, *, frozen: bool = False) -> Q:
        """Rows of whole counties, reached by `path`; with `frozen` those that a reviewer sees too."""
        if self.everything:
            return EVERY_ROW
        seen = self.counties | self.frozen_counties if frozen else self.counties
        return Q(**{f"{path}_id__in": seen})

    @property
    def is_empty(self) -> bool:
        """Whether it shows nothing at all: an account without a post, which is a fault to be listed."""
        return not (self.everything or self.counties or self.units or self.frozen_counties)


EVERYTHING = Scope(everything=True)


class ScopedManager(models.Manager[Any]):
    """A manager that refuses to begin a query before it knows the scope."""

    def get_queryset(self) -> Any:
        raise Unscoped(f"{self.model.__name__}: say .within(scope), or .unscoped() in a service")

    def within(self, scope: Scope) -> models.QuerySet[Any]:
        """The rows that the scope shows."""
        return self.unscoped().filter(self.model.visible_to(scope))

    def unscoped(self) -> models.QuerySet[Any]:
        """All rows: for services, which check the actor's right on the object itself, and for jobs. Never in a view."""
        return models.QuerySet(self.model, using=self._db)


class ScopedModel(models.Model):
    """A model that says, in `visible_to`, which of its rows a scope shows."""

    objects: ClassVar[ScopedManager] = ScopedManager()
    # Django's own walks (deletion, foreign keys forwards) start from an object that was already found within a scope.
    every: ClassVar[models.Manager[Any]] = models.Manager()  # type: ignore[no-redef]

    class Meta:
        abstract = True
        base_manager_name = "every"
        default_manager_name = "objects"

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        """Which rows the scope shows, as a condition. A model that does not say shows none."""
        return Q(pk__in=())
