"""The tool that keeps the English of the pages: nothing said is missed, nothing translated is lost, every fault is named."""

from __future__ import annotations

import gettext
import importlib
import io
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from('\n\t"\\'), min_size=1, max_size=12)


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("catalogue")


@pytest.fixture
def messages(catalogue: ModuleType) -> ModuleType:
    return importlib.import_module("messages")


@given(words=WORDS, plural=WORDS, context=WORDS, one=WORDS, many=WORDS, fuzzy=st.booleans(), obsolete=st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_catalogue_that_was_written_is_read_the_same(
    catalogue: ModuleType, words: str, plural: str, context: str, one: str, many: str, fuzzy: bool, obsolete: bool
) -> None:
    entries = [
        catalogue.Entry(catalogue.Message(words), [one], fuzzy, obsolete),
        catalogue.Entry(catalogue.Message(words, plural, context), [one, many], fuzzy, obsolete),
    ]
    read = catalogue.read(catalogue.write(entries))
    assert sorted(read, key=lambda entry: entry.message) == sorted(entries, key=lambda entry: entry.message)


def test_pages_read_the_compiled_catalogue_as_it_was_translated(catalogue: ModuleType) -> None:
    entries = [
        catalogue.Entry(catalogue.Message("保存"), ["Save"]),
        catalogue.Entry(catalogue.Message("共 %(n)s 条", "共 %(n)s 条"), ["%(n)s entry", "%(n)s entries"]),
        catalogue.Entry(catalogue.Message("月", context="日历"), ["Month"]),
        catalogue.Entry(catalogue.Message("待核对"), ["Doubtful"], fuzzy=True),
        catalogue.Entry(catalogue.Message("旧"), ["Old"], obsolete=True),
        catalogue.Entry(catalogue.Message("未译"), [""]),
    ]
    found = gettext.GNUTranslations(io.BytesIO(catalogue.compiled(entries)))  # type: ignore[arg-type]
    assert found.gettext("保存") == "Save"
    assert [found.ngettext("共 %(n)s 条", "共 %(n)s 条", n) for n in (1, 2)] == ["%(n)s entry", "%(n)s entries"]
    assert found.pgettext("日历", "月") == "Month"
    assert [found.gettext(words) for words in ("待核对", "旧", "未译")] == ["待核对", "旧", "未译"]


def test_a_translation_survives_while_nobody_says_its_words_and_serves_again(messages: ModuleType) -> None:
    saved = messages.Message("保存")
    gone = messages.updated([messages.Entry(saved, ["Save"])], set())
    assert [entry.obsolete for entry in gone] == [True]
    assert messages.updated(gone, {saved}) == [messages.Entry(saved, ["Save"])]


@pytest.mark.parametrize(
    ("words", "plural", "texts", "fault"),
    [
        ("保存", "", [""], "no English"),
        ("共 %(n)s 条", "", ["%(m)s entries"], "placeholders"),
        ("第 {row} 行", "", ["row"], "placeholders"),
        ("共 %(n)s 条", "共 %(n)s 条", ["entry", "entries"], "placeholders"),
        ("保存", "", ["保存 Save"], "Chinese"),
        ("保存", "", ["Save。"], "Chinese"),
    ],
)
def test_every_fault_of_a_translation_is_named(messages: ModuleType, words: str, plural: str, texts: list[str], fault: str) -> None:
    message = messages.Message(words, plural)
    found = messages.faults([messages.Entry(message, texts)], {message})
    assert len(found) == 1
    assert fault in found[0]


def test_a_sound_translation_has_no_fault_and_one_thing_needs_no_number(messages: ModuleType) -> None:
    message = messages.Message("共 %(n)s 条", "共 %(n)s 条")
    assert messages.faults([messages.Entry(message, ["one entry", "%(n)s entries"])], {message}) == []


def test_unused_and_doubtful_and_unknown_words_are_faults(messages: ModuleType) -> None:
    doubtful = messages.Message("待核对")
    found = messages.faults(
        [messages.Entry(doubtful, ["Doubtful"], fuzzy=True), messages.Entry(messages.Message("旧"), ["Old"])],
        {doubtful, messages.Message("新")},
    )
    assert [fault.rpartition(": ")[2] for fault in found] == ["新", "旧", "待核对"]


def test_what_templates_say_is_gathered_with_its_plural_and_its_places(messages: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "{% load i18n %}{% translate '保存' %}{% trans \"退出\" as x %}"
        "{% blocktranslate trimmed with name=unit.name %}\n  您好，\n  {{ name }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=rows|length %}{{ n }} 行{% plural %}共 {{ n }} 行{% endblocktranslate %}",
        encoding="utf-8",
    )
    said = {(found.words, found.plural) for found in messages.in_template(page)}
    assert said == {("保存", ""), ("退出", ""), ("您好， %(name)s", ""), ("%(n)s 行", "共 %(n)s 行")}


def test_words_put_together_while_running_are_refused(messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    module = tmp_path / "module.py"
    module.write_text('_(f"第 {row} 行")\n', encoding="utf-8")
    with pytest.raises(messages.Unreadable, match=r"module.py:1"):
        list(messages.in_python(module))


def test_a_marker_under_another_name_is_gathered(messages: ModuleType, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('from django.utils.translation import gettext_lazy as later\nlater("保存")\n', encoding="utf-8")
    assert [found.words for found in messages.in_python(module)] == ["保存"]
