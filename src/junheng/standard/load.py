"""Finding and loading standards: the packs shipped here, or a folder; an overlay on its base; the readings chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from junheng.standard import forms
from junheng.standard.build import build
from junheng.standard.errors import ExerciseRefused, StandardFaults, UnknownReading, UnknownStandard
from junheng.standard.model import Standard
from junheng.standard.raw import Raw, merge, read_pack, set_at

PACKS = Path(__file__).parent / "packs"
DEFAULT_STANDARD = "cn-2017-6"
MAX_OVERLAYS = 5


def standard_ids() -> Sequence[str]:
    """The packs that are shipped, by name."""
    return sorted(entry.name for entry in PACKS.iterdir() if (entry / "pack.toml").is_file())


def load_standard(name: str = DEFAULT_STANDARD, readings: Mapping[str, str] | None = None, *, asked_for: bool = True) -> Standard:
    """The standard `name` (a shipped pack, or a folder with a pack.toml) under the readings chosen.

    Raises UnknownStandard, UnknownReading, StandardFaults, and ExerciseRefused for an exercise that was not
    asked for by name (`asked_for` False: only a package named it).
    """
    raw, faults = resolve(name)
    if raw.get("standing") == "exercise" and not asked_for:
        raise ExerciseRefused(f"标准 {name} 是练习用的，不具法律效力；确要使用请加 --standard {name}")
    chosen = _choose(raw, readings or {}, faults)
    standard = build(raw, chosen, faults)
    if faults:
        raise StandardFaults(name, faults)
    return standard


def folder_of(name: str) -> Path:
    """The folder of a pack. Raises UnknownStandard naming those that exist."""
    shipped = PACKS / name
    if name in standard_ids():
        return shipped
    folder = Path(name)
    if (folder / "pack.toml").is_file():
        return folder
    raise UnknownStandard(f"没有标准「{name}」；可用的有：{'、'.join(standard_ids())}，或一个含 pack.toml 的文件夹")


def resolve(name: str) -> tuple[Raw, list[str]]:
    """The pack with every overlay's base under it and its changes made, before readings; and its faults.

    Raises UnknownStandard, and StandardFaults where a file is no TOML.
    """
    return _resolve(name, MAX_OVERLAYS, None)


def _resolve(name: str, depth: int, beside: Path | None) -> tuple[Raw, list[str]]:
    faults: list[str] = []
    sibling = beside / name if beside else None
    folder = sibling if sibling and (sibling / "pack.toml").is_file() else folder_of(name)
    own = read_pack(folder, faults)
    if faults:
        # What cannot be read leaves gaps whose faults would hide the one that matters.
        raise StandardFaults(name, faults)
    base_name = own.get("based_on")
    if not base_name:
        if own.get("change"):
            faults.append("pack：没有 based_on 却有 [[change]]")
        return own, faults
    if depth == 0:
        raise UnknownStandard(f"标准「{name}」的 based_on 层数过多或循环引用")
    base, base_faults = _resolve(str(base_name), depth - 1, folder.parent)
    faults.extend(f"{base_name}/{fault}" for fault in base_faults)
    head: Raw = {key: own.pop(key) for key in ("id", "title", "standing", "note", "based_on") if key in own}
    changes = own.pop("change", [])
    for parameter in own.get("parameter", {}).values():
        parameter.setdefault("standing", head.get("standing", "local"))
    merge(base, own, name, faults)
    base.update({"note": "", **head})
    for change in changes:
        _make(base, change, str(head.get("standing", "local")), faults)
    base["change"] = changes
    return base, faults


def _make(pack: Raw, change: Mapping[str, object], standing: str, faults: list[str]) -> None:
    """Carry out one change of an overlay; a changed parameter then cites what the change cites."""
    path = str(change.get("path", ""))
    for key in sorted(set(change) - forms.CHANGE_KEYS):
        faults.append(f"change {path}：不认识的项 {key}")
    for key in ("path", "value", "why", "source", "clause"):
        if key not in change:
            faults.append(f"change {path}：缺少 {key}")
    wrong = set_at(pack, path, change.get("value"), may_add=False)
    if wrong:
        faults.append(f"change:{wrong}")
        return
    steps = path.split(".")
    if steps[0] == "parameter":
        cited = {key: change[key] for key in ("source", "clause", "quote") if key in change}
        pack["parameter"][steps[1]].update({"quote": "", **cited, "standing": standing})


def _choose(raw: Raw, readings: Mapping[str, str], faults: list[str]) -> dict[str, str]:
    """Set what the chosen readings set; the defaults set nothing."""
    known = raw.get("reading", {})
    for id, choice in readings.items():
        if id not in known:
            raise UnknownReading(f"没有口径「{id}」；可选的有：{'、'.join(known)}")
        if choice not in known[id].get("choice", {}):
            raise UnknownReading(f"口径「{id}」没有「{choice}」；可选的有：{'、'.join(known[id].get('choice', {}))}")
    chosen = {id: readings.get(id, str(table.get("default", ""))) for id, table in known.items()}
    for id, choice in chosen.items():
        for entry in known[id].get("choice", {}).get(choice, {}).get("sets", ()):
            wrong = set_at(raw, str(entry.get("path", "")), entry.get("value"))
            if wrong:
                faults.append(f"reading.{id}.{choice}:{wrong}")
    return chosen
