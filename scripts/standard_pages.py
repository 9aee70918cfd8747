"""The reference of a standard as Markdown, written from its pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from junheng.standard import Citation, Parameter, Reading, Standard, load_standard
from junheng.standard.compare import differences
from junheng.standard.describe import value_words
from junheng.standard.forms import LOCAL_DIMENSION
from junheng.standard.model import DatedValue

STANDINGS = {"law": "国家规定", "local": "地方规定", "exercise": "练习，不具效力"}
CERTAINTIES = {
    "quoted": "见过正式文本",
    "copied": "公开转载件引用",
    "secondary": "从业者整理",
    "unverified": "未核实",
}


def index_page(standards: Sequence[Standard], generated: str) -> str:
    rows = [[f"[{law.id}]({law.id}.md)", law.title, STANDINGS[law.standing], law.based_on or "–"] for law in standards]
    return "\n\n".join(["# 标准 Standards", generated, table(["编号", "名称", "性质", "基础"], rows)]) + "\n"


def standard_page(standard: Standard, generated: str) -> str:
    """One standard whole; an overlay shows what it changes and what it adds, and links its base for the rest."""
    parts = [f"# {standard.title}", generated, f"`{standard.id}` · {STANDINGS[standard.standing]}。{standard.note}"]
    if standard.based_on:
        base = load_standard(standard.based_on)
        changes = "\n".join(line for line in differences(standard.based_on, standard.id) if not _is_new_entry(line, base))
        parts.append(f"以 [{standard.based_on}]({standard.based_on}.md) 为基础，改动如下，其余不变：\n\n```\n{changes}\n```")
        standard = _without(standard, base)
    parts.extend(_entries(standard))
    parts.append("## 出处\n\n" + table(["代码", "文件", "文号", "发文", "所见", "把握", "说明"], list(_sources(standard))))
    return "\n\n".join(parts) + "\n"


def _entries(standard: Standard) -> Iterator[str]:
    if standard.indicators:
        yield from _indicators(standard)
    if standard.parameters:
        yield "## 参数\n\n" + table(["参数", "代码", "值", "单位", "出处与原文"], [_parameter(p) for p in standard.parameters.values()])
    if standard.relaxations:
        yield "## 过渡性放宽\n\n" + table(["放宽", "指标", "自", "至", "出处与原文"], list(_relaxations(standard)))
    if standard.readings:
        yield "## 口径\n\n● 为默认取法。换一种：`--reading 口径=取法`。"
        yield from (_reading(reading) for reading in standard.readings.values())


# Kinds of entries that an overlay may add, as the packs name them and as a Standard holds them.
KINDS = {"indicator": "indicators", "parameter": "parameters", "reading": "readings", "relaxation": "relaxations", "source": "sources"}


def _without(standard: Standard, base: Standard) -> Standard:
    """The entries that the overlay adds, and of its base's sources only those that these entries cite."""
    own = {
        kind: {name: entry for name, entry in getattr(standard, kind).items() if name not in getattr(base, kind)} for kind in KINDS.values()
    }
    cited = {entry.citation.source for kind in ("indicators", "parameters", "relaxations") for entry in own[kind].values()}
    own["sources"] = {name: source for name, source in standard.sources.items() if name in own["sources"] or name in cited}
    return replace(standard, **own)


def _is_new_entry(line: str, base: Standard) -> bool:
    """Whether a line of the differences tells of an entry that the page shows whole."""
    kind, _, rest = line.removeprefix("+ ").partition(".")
    name = rest.partition(".")[0]
    return line.startswith("+ ") and kind in KINDS and name not in getattr(base, KINDS[kind])


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "&#124;").replace("\n", " ") for cell in line) + " |" for line in lines)


def _cited(citation: Citation) -> str:
    quote = f"：“{citation.quote}”" if citation.quote else ""
    return f"`{citation.source}` {citation.clause}{quote}"


def _indicators(standard: Standard) -> Iterator[str]:
    yield "## 指标"
    for indicator in standard.indicators.values():
        lines = ["- 地方目标，不影响法定结论"] if indicator.dimension == LOCAL_DIMENSION else []
        lines += [f"- 出处：{_cited(indicator.citation)}", f"- 算法：{indicator.formula}", f"- 计入：{indicator.who_counts}"]
        names = [name for name, reading in standard.readings.items() if indicator.code in reading.affects]
        lines += [f"- 口径：{'、'.join(f'`{name}`' for name in names)}"] if names else []
        lines += [f"- 佐证：{'、'.join(indicator.evidence)}"] if indicator.evidence else []
        lines += [f"- 牵头：{indicator.lead}"] if indicator.lead else []
        yield f"### {indicator.code} {indicator.title}\n\n{indicator.title_en} · `{indicator.stem}`\n\n" + "\n".join(lines)


def _parameter(parameter: Parameter) -> list[str]:
    values = "；".join(_dated(dated) for dated in parameter.values) or f"由县级数据 `{parameter.fact}` 提供"
    return [parameter.title, f"`{parameter.name}`", values, parameter.unit, _cited(parameter.citation)]


def _dated(dated: DatedValue) -> str:
    """The value with its days, and what has to be said of how it was read."""
    return f"{value_words(dated)}〔{dated.note}〕" if dated.note else value_words(dated)


def _relaxations(standard: Standard) -> Iterator[list[str]]:
    for relaxation in standard.relaxations.values():
        end = relaxation.end.isoformat() if relaxation.end else "–"
        yield [relaxation.title, relaxation.indicator, relaxation.start.isoformat(), end, _cited(relaxation.citation)]


def _reading(reading: Reading) -> str:
    rows = [
        [f"{'●' if choice.id == reading.default else '○'} `{choice.id}`", choice.label, choice.why, f"`{choice.source}`"]
        for choice in reading.choices.values()
    ]
    affects = "、".join(reading.affects)
    return f"### `{reading.id}`\n\n{reading.question}？（影响 {affects}）\n\n" + table(["取法", "意思", "依据", "出处"], rows)


def _sources(standard: Standard) -> Iterator[list[str]]:
    for source in standard.sources.values():
        issued = " ".join(part for part in (source.issuer, source.issued) if part)
        yield [f"`{source.id}`", source.title, source.document_number, issued, source.found_at, CERTAINTIES[source.certainty], source.note]
