"""Entries of a TOML data file that a county may change: read strictly, with every fault found at once.

DataFaults      the file breaks its rules; `faults` lists every one, each in both languages
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tomli

from junheng.county.problems import Language
from junheng.county.sentences import Pair, pair

# Key → the type its value has; a list holds texts.
Shape = Mapping[str, type]

_TYPE_WORDS: Mapping[type, tuple[str, str]] = {
    str: ("非空文字", "a text that is not empty"),
    bool: ("true 或 false", "true or false"),
    list: ("非空的文字列表", "a list of texts that is not empty"),
}
_NOT_TOML = pair(
    ("不是合格的 TOML：{found}", "文件须能按 TOML 读取", "请按提示的行列改正"),
    ("It is no TOML: {found}", "The file must read as TOML", "Mend the line and column named"),
)
_UNKNOWN_SECTION = pair(
    ("不认识的部分「{found}」", "可用的有：{allowed}", "请改正名称，或删除这一部分"),
    ("Unknown section {found!r}", "Allowed: {allowed}", "Mend its name, or delete it"),
)
_NOT_ENTRIES = pair(
    ("「{found}」不是一组条目", "每一条须写成 [[{found}]]", "请把单方括号改为双方括号"),
    ("{found!r} is no list of entries", "Each begins with [[{found}]]", "Use double brackets"),
)
_UNKNOWN_KEY = pair(
    ("不认识的键「{found}」", "可用的有：{allowed}", "请改正键名，或删除这一行"),
    ("Unknown key {found!r}", "Allowed: {allowed}", "Mend the key, or delete the line"),
)
_MISSING_KEY = pair(
    ("缺少键「{found}」", "每一条都要写明：{allowed}", "请补上"),
    ("The key {found!r} is missing", "Every entry gives: {allowed}", "Add it"),
)
_WRONG_TYPE = pair(
    ("「{key}」的值是 {found}", "应为：{allowed}", "请改正"),
    ("{key!r} is {found}", "It must be {allowed_en}", "Mend it"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: the number of an entry within its section, counted from 1; 0 is the file itself."""

    file: str
    section: str = ""
    number: int = 0

    def words(self, language: Language = "zh") -> str:
        if not self.section:
            return self.file
        if not self.number:
            return f"{self.file} [[{self.section}]]"
        return (
            f"{self.file} 第{self.number}条 [[{self.section}]]" if language == "zh" else f"{self.file} [[{self.section}]] no. {self.number}"
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a data file: where, and the sentences that say what was found, what is allowed, and how to mend it.

    `values` fill the sentences; a tuple among them is listed as each language lists things.
    """

    place: Place
    pair: Pair
    values: Mapping[str, object] = field(default_factory=dict)

    def sentences(self, language: Language = "zh") -> tuple[str, str, str]:
        found, allowed, remedy = self.pair[language]
        values = {key: _listed(value, language) for key, value in self.values.items()}
        return found.format_map(values), allowed.format_map(values), remedy.format_map(values)

    def words(self, language: Language = "zh") -> str:
        """All of it in one line."""
        if language == "zh":
            return f"{self.place.words()}：{'；'.join(self.sentences())}。"
        return f"{self.place.words('en')}: {'. '.join(self.sentences('en'))}."


class DataFaults(Exception):
    """A data file breaks its rules; `faults` holds every one that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(f"{len(self.faults)} 处错误：\n" + "\n".join(f"- {fault.words()}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry with the values it gives; a key that may be left out and was is absent."""

    place: Place
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        return str(self.values.get(key, ""))

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self.values.get(key, ()))

    def flag(self, key: str) -> bool:
        return bool(self.values.get(key, False))


def parse_toml(text: str, file: str, sections: Sequence[str]) -> dict[str, Any]:
    """The sections of a TOML text. Raises DataFaults where it is no TOML, or holds sections of other names."""
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise DataFaults([Fault(Place(file), _NOT_TOML, {"found": error})]) from error
    unknown = [name for name in raw if name not in sections]
    if unknown:
        raise DataFaults(Fault(Place(file), _UNKNOWN_SECTION, {"found": name, "allowed": tuple(sections)}) for name in unknown)
    return raw


def entries(raw: Mapping[str, Any], file: str, section: str, required: Shape, optional: Shape, faults: list[Fault]) -> list[Entry]:
    """The entries of one section that have the right shape. What is wrong with the others is added to `faults`."""
    given = raw.get(section, [])
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        faults.append(Fault(Place(file, section), _NOT_ENTRIES, {"found": section}))
        return []
    found: list[Entry] = []
    for number, item in enumerate(given, start=1):
        entry = Entry(Place(file, section, number), item)
        wrong = list(_shape_faults(entry, required, {**required, **optional}))
        faults.extend(wrong)
        if not wrong:
            found.append(entry)
    return found


def _shape_faults(entry: Entry, required: Shape, allowed: Shape) -> Iterable[Fault]:
    for key, value in entry.values.items():
        if key not in allowed:
            yield Fault(entry.place, _UNKNOWN_KEY, {"found": key, "allowed": tuple(allowed)})
        elif not _has_type(value, allowed[key]):
            zh, en = _TYPE_WORDS[allowed[key]]
            yield Fault(entry.place, _WRONG_TYPE, {"key": key, "found": repr(value), "allowed": zh, "allowed_en": en})
    for key in required:
        if key not in entry.values:
            yield Fault(entry.place, _MISSING_KEY, {"found": key, "allowed": tuple(required)})


def _listed(value: object, language: Language) -> object:
    if not isinstance(value, tuple):
        return value
    if not value:
        return "（无）" if language == "zh" else "none"
    return ("、" if language == "zh" else ", ").join(map(str, value))


def _has_type(value: object, wanted: type) -> bool:
    if wanted is list:
        return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)
    return isinstance(value, wanted) and value != ""
