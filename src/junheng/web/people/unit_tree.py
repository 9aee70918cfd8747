"""The units of a scope in the order of their tree, each with its depth and the people in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from junheng.web.people.models import Post, Unit
from junheng.web.people.unit_kinds import default_units
from junheng.web.scoping import Scope


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: how deep it stands, and who holds a post there today."""

    unit: Unit
    depth: int
    posts: Sequence[Post]

    @property
    def steps(self) -> range:
        """A template indents by walking it."""
        return range(self.depth - 1)


def unit_lines(scope: Scope, kind: str = "", word: str = "") -> list[UnitLine]:
    """The units of the scope, parents before children; two queries. With `kind` or `word` only those that match."""
    units = list(Unit.objects.within(scope).select_related("township"))
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in (
        Post.objects.within(scope)
        .filter(Post.held_on(timezone.localdate()), user__is_active=True)
        .select_related("user", "deputy_of__user")
    ):
        if post.unit_id is not None:
            posts[post.unit_id].append(post)
    lines = [UnitLine(unit, depth, posts[unit.pk]) for unit, depth in _in_order(units)]
    return [line for line in lines if (not kind or line.unit.kind == kind) and (word in line.unit.name or word == line.unit.code)]


def _in_order(units: Sequence[Unit]) -> Iterator[tuple[Unit, int]]:
    order = {kind: place for place, kind in enumerate(default_units().kinds)}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    known = {unit.pk for unit in units}
    for unit in sorted(units, key=lambda unit: (order[unit.kind], unit.code)):
        # What hangs under a unit that the scope does not show stands at the top.
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    # The county comes first among those at the top, each county with its own reviewing authorities behind it.
    top = sorted(below[None], key=lambda unit: (unit.code[:6], order[unit.kind], unit.code))
    stack = [(unit, 0) for unit in reversed(top)]
    while stack:
        unit, depth = stack.pop()
        yield unit, depth
        stack.extend((child, depth + 1) for child in reversed(below[unit.pk]))
