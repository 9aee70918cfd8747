#!/usr/bin/env python3
"""A translation's catalogue: read and written as text (.po), and compiled to what the pages read (.mo), with Python alone.

The text is the part of GNU's format that Junheng uses: entries sorted by their Chinese words, without places in the source,
entries that no page uses any more kept behind `#~`. Run as a program it compiles the pages' catalogues.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "src" / "junheng" / "web" / "locale"
HEADER = (
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
OBSOLETE = "#~ "
MAGIC = 0x950412DE


@dataclass(frozen=True, order=True)
class Message:
    """What a page says: the Chinese words, the Chinese plural where they count something, and a context where one is needed."""

    words: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """What it is looked up by in a compiled catalogue."""
        found = f"{self.words}\0{self.plural}" if self.plural else self.words
        return f"{self.context}\x04{found}" if self.context else found


@dataclass
class Entry:
    """A message with its translation: one text, or two where it counts something."""

    message: Message
    texts: list[str] = field(default_factory=list)
    fuzzy: bool = False
    obsolete: bool = False


def read(text: str) -> list[Entry]:
    """The entries of a .po file, without its header. Raises ValueError naming a line that is none."""
    found: list[Entry] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        obsolete = bool(lines) and all(line.startswith("#~") for line in lines)
        plain = [line.removeprefix(OBSOLETE) if obsolete else line for line in lines]
        parts = _parts([line for line in plain if not line.startswith("#")])
        if parts.get("msgid"):
            message = Message(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))
            texts = [value for name, value in parts.items() if name.startswith("msgstr")]
            fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in plain)
            found.append(Entry(message, texts, fuzzy, obsolete))
    return found


def _parts(lines: Sequence[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    name = ""
    for line in lines:
        word, _, rest = line.partition(" ")
        if line.startswith('"'):
            rest = line
        elif word.partition("[")[0] in ("msgctxt", "msgid", "msgid_plural", "msgstr"):
            name = word
        else:
            raise ValueError(line)
        parts[name] = parts.get(name, "") + str(ast.literal_eval(rest))
    return parts


def write(entries: Iterable[Entry]) -> str:
    """The text of a .po file: live entries sorted, obsolete ones after them."""
    ordered = sorted(entries, key=lambda entry: (entry.obsolete, entry.message))
    head = ['msgid ""', 'msgstr ""', *(_quoted(line + "\n") for line in HEADER.splitlines())]
    return "\n\n".join(["\n".join(head), *map(_block, ordered)]) + "\n"


def _block(entry: Entry) -> str:
    message, lines = entry.message, ["#, fuzzy"] if entry.fuzzy else []
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.words)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{at}] {_quoted(text)}" for at, text in enumerate(entry.texts)]
    else:
        lines.append(f"msgstr {_quoted(entry.texts[0])}")
    return "\n".join(OBSOLETE + line if entry.obsolete else line for line in lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(entries: Iterable[Entry]) -> bytes:
    """The .mo file: what is translated for certain, sorted by key, as Python's gettext reads it."""
    pairs = {"": HEADER} | {
        entry.message.key: "\0".join(entry.texts)
        for entry in entries
        if entry.texts and all(entry.texts) and not entry.fuzzy and not entry.obsolete
    }
    raw = sorted((key.encode(), text.encode()) for key, text in pairs.items())
    start = 7 * 4
    offset = start + len(raw) * 16
    tables, data = b"", b""
    for column in (0, 1):
        for pair in raw:
            tables += struct.pack("<II", len(pair[column]), offset + len(data))
            data += pair[column] + b"\0"
    return struct.pack("<7I", MAGIC, 0, len(raw), start, start + len(raw) * 8, 0, start + len(raw) * 16) + tables + data


def compile_below(folder: Path) -> list[Path]:
    """Compiles every .po file below the folder, each beside its text; returns what was written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compiled(read(source.read_text(encoding="utf-8"))))
        written.append(target)
    return written


if __name__ == "__main__":
    compile_below(LOCALE)
