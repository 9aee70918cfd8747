"""A pack's TOML files as one nested mapping, and the one way to change it: set a value at a path."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

Raw = dict[str, Any]


def read_pack(folder: Path, faults: list[str]) -> Raw:
    """All `*.toml` of the folder and its `indicators/`, merged; a table given twice is a fault."""
    import tomli

    pack: Raw = {}
    for file in [*sorted(folder.glob("*.toml")), *sorted(folder.glob("indicators/*.toml"))]:
        try:
            content = tomli.loads(file.read_text(encoding="utf-8"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
            faults.append(f"{file.name}：不是合格的 TOML：{error}")
            continue
        merge(pack, content, file.name, faults)
    return pack


def merge(into: MutableMapping[str, Any], new: Mapping[str, Any], place: str, faults: list[str]) -> None:
    """Add what is new. A value that is there already is a fault: a change must be named as one."""
    for key, value in new.items():
        if key not in into:
            into[key] = value
        elif isinstance(value, dict) and isinstance(into[key], dict):
            merge(into[key], value, f"{place}:{key}", faults)
        elif isinstance(value, list) and isinstance(into[key], list) and key == "change":
            into[key] = [*into[key], *value]
        else:
            faults.append(f"{place}:{key} 已经定义过；要改动请写 [[change]]")


def set_at(pack: Raw, path: str, value: object, *, may_add: bool = True) -> str | None:
    """Set `value` at a dotted path. Returns what is wrong, or None. All but the last step must exist."""
    steps = path.split(".")
    place: Any = pack
    for step in steps[:-1]:
        if not isinstance(place, dict) or step not in place:
            return f"路径 {path} 在 {step} 处不存在"
        place = place[step]
    if not isinstance(place, dict) or (steps[-1] not in place and not may_add):
        return f"路径 {path} 不存在"
    place[steps[-1]] = copy.deepcopy(value)
    return None


def leaves(tree: object, path: str = "") -> dict[str, object]:
    """Every value of a nested mapping under its dotted path; lists are values."""
    if isinstance(tree, dict):
        found: dict[str, object] = {}
        for key, value in tree.items():
            found.update(leaves(value, f"{path}.{key}" if path else str(key)))
        return found
    return {path: tree}
