"""What differs between two packs, value by value."""

from __future__ import annotations

from collections.abc import Iterator

from junheng.standard.load import resolve
from junheng.standard.raw import leaves

_HEAD = ("id", "title", "note", "based_on", "change")


def differences(first: str, second: str) -> Iterator[str]:
    """`+ path = value`, `- path = value` and `~ path: old → new`, sorted by path.

    Raises StandardError where a pack is unknown or cannot be read.
    """
    old, new = (
        {path: value for path, value in leaves(resolve(name)[0]).items() if path.partition(".")[0] not in _HEAD} for name in (first, second)
    )
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield f"- {path} = {old[path]}"
        elif path not in old:
            yield f"+ {path} = {new[path]}"
        elif old[path] != new[path]:
            yield f"~ {path}: {old[path]} → {new[path]}"
