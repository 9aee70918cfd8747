#!/usr/bin/env python3
"""Keeps the English of the pages: gathers what Python and the templates say, updates the catalogue, and compiles it.

Without options: update and compile. `--check`: change nothing, and fail where English is missing, doubtful, unused or unlike
its Chinese. `--missing`: list what has no English yet. GNU gettext is not needed.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalogue import LOCALE, Entry, Message, compile_below, read, write

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "junheng" / "web"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
# What marks a text for translation, and which arguments are words, plural and context.
CALLS = {
    "gettext": ("words",),
    "gettext_lazy": ("words",),
    "gettext_noop": ("words",),
    "_": ("words",),
    "ngettext": ("words", "plural"),
    "ngettext_lazy": ("words", "plural"),
    "pgettext": ("context", "words"),
    "pgettext_lazy": ("context", "words"),
    "npgettext": ("context", "words", "plural"),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(({LITERAL}(?:\s*,\s*{LITERAL})*)", re.S)
FILLED = re.compile(r"%\((\w+)\)([sd])|%([sd])|\{(\w*)\}")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# The name of a language is written in that language.
SAID_IN_CHINESE = {"中文"}


class Unreadable(Exception):
    """A text that is marked for translation and is put together while running, so that nobody can translate it."""


def in_python(path: Path) -> Iterator[Message]:
    """What a module says. Raises Unreadable."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    renamed = _renamed(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = renamed.get(name, name)
        if name not in CALLS:
            continue
        given = node.args[: len(CALLS[name])]
        texts = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if len(texts) < len(CALLS[name]):
            raise Unreadable(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}")
        yield Message(**dict(zip(CALLS[name], texts, strict=True)))


def _renamed(tree: ast.AST) -> dict[str, str]:
    """What a module calls each marker that it imports under another name: `gettext_lazy as lazy` marks as well as any."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"]
    return {alias.asname: alias.name for node in imports for alias in node.names if alias.asname}


def in_template(path: Path) -> Iterator[Message]:
    """What a template says."""
    from django.utils.translation.template import templatize

    for found in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        names = CALLS[found[1]]
        texts = [str(ast.literal_eval(text)) for text in re.findall(LITERAL, found[2], re.S)]
        yield Message(**dict(zip(names, texts, strict=False)))


def said() -> set[Message]:
    """Everything that the web says, in Chinese. Raises Unreadable with all texts that are put together while running."""
    found: set[Message] = set()
    faults: list[str] = []
    for path in sorted(WEB.rglob("*.py")):
        try:
            found |= set(in_python(path))
        except Unreadable as fault:
            faults.append(str(fault))
    for path in sorted(WEB.rglob("templates/**/*.html")):
        found |= set(in_template(path))
    if faults:
        raise Unreadable("\n".join(faults))
    return found


def updated(entries: Sequence[Entry], messages: set[Message]) -> list[Entry]:
    """The catalogue of the messages: what was translated stays so, what nobody says any more is marked, what is new is empty."""
    kept = [Entry(entry.message, entry.texts, entry.fuzzy, entry.message not in messages) for entry in entries if any(entry.texts)]
    new = messages - {entry.message for entry in kept}
    return kept + [Entry(message, [""] * (2 if message.plural else 1)) for message in new]


def faults(entries: Sequence[Entry], messages: set[Message]) -> list[str]:
    """What is wrong with the catalogue, a line each; empty where every message has sound English."""
    live = {entry.message: entry for entry in entries if not entry.obsolete}
    found = [f"没有收入 not in the catalogue: {message.words}" for message in sorted(messages - set(live))]
    found += [f"已不再使用 no longer used: {message.words}" for message in sorted(set(live) - messages)]
    for message in sorted(messages & set(live)):
        found += [f"{fault}: {message.words}" for fault in faults_of(live[message])]
    return found


def faults_of(entry: Entry) -> Iterator[str]:
    """What is wrong with one translation."""
    if not entry.texts or not all(entry.texts):
        yield "没有英文 no English"
        return
    if entry.fuzzy:
        yield "待核对 fuzzy"
    for text in entry.texts:
        wanted, given = filled(entry.message.words), filled(text)
        # «one unit» may leave out the number that «%(number)s units» needs.
        if given != wanted and not (entry.message.plural and text is entry.texts[0] and given < wanted):
            yield f"占位符不一致 other placeholders ({sorted(wanted)} / {sorted(given)})"
        if CHINESE.search(FILLED.sub("", text)) and entry.message.words not in SAID_IN_CHINESE:
            yield "英文里有中文 Chinese in the English"


def filled(text: str) -> set[str]:
    """The places in a text that are filled while running."""
    return {found[0] for found in FILLED.finditer(text.replace("%%", ""))}


def main() -> int:
    """0 all is well; 1 the check found something, or a text cannot be translated."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", action="store_true")
    options = parser.parse_args()
    entries = read(ENGLISH.read_text(encoding="utf-8")) if ENGLISH.exists() else []
    try:
        messages = said()
    except Unreadable as fault:
        sys.stderr.write(f"这些文字在运行时拼接，无法翻译 put together while running:\n{fault}\n")
        return 1
    if options.check or options.missing:
        found = faults(updated(entries, messages) if options.missing else entries, messages)
        sys.stdout.write("".join(f"{line}\n" for line in found))
        return 1 if found else 0
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(write(updated(entries, messages)), encoding="utf-8")
    compile_below(LOCALE)
    sys.stdout.write(f"{len(messages)} 条文字 messages -> {ENGLISH.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
