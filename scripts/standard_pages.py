"""The reference of a standard as Markdown, written from its pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from junheng.standard import Citation, Parameter, Reading, Standard, load_standard
from junheng.standard.compare import differences
from junheng.standard.describe import value_words

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
    """One standard whole; an overlay shows what it changes, and links its base for the rest."""
    parts = [f"# {standard.title}", generated, f"`{standard.id}` · {STANDINGS[standard.standing]}。{standard.note}"]
    if standard.based_on:
        changes = "\n".join(differences(standard.based_on, standard.id))
        parts.append(f"以 [{standard.based_on}]({standard.based_on}.md) 为基础，改动如下，其余不变：\n\n```\n{changes}\n```")
    else:
        parts.extend(_indicators(standard))
        parts.append(
            "## 参数\n\n" + table(["参数", "代码", "值", "单位", "出处与原文"], [_parameter(p) for p in standard.parameters.values()])
        )
        parts.append("## 过渡性放宽\n\n" + table(["放宽", "指标", "自", "至", "出处与原文"], list(_relaxations(standard))))
        parts.append("## 口径\n\n● 为默认取法。换一种：`--reading 口径=取法`。")
        parts.extend(_reading(reading) for reading in standard.readings.values())
    # An overlay's page lists its own sources; those of its base stand there.
    parts.append("## 出处\n\n" + table(["代码", "文件", "文号", "发文", "所见", "把握", "说明"], list(_sources(standard))))
    return "\n\n".join(parts) + "\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "&#124;").replace("\n", " ") for cell in line) + " |" for line in lines)


def _cited(citation: Citation) -> str:
    quote = f"：“{citation.quote}”" if citation.quote else ""
    return f"`{citation.source}` {citation.clause}{quote}"


def _indicators(standard: Standard) -> Iterator[str]:
    yield "## 指标"
    for indicator in standard.indicators.values():
        lines = [f"- 出处：{_cited(indicator.citation)}", f"- 算法：{indicator.formula}", f"- 计入：{indicator.who_counts}"]
        names = [name for name, reading in standard.readings.items() if indicator.code in reading.affects]
        lines += [f"- 口径：{'、'.join(f'`{name}`' for name in names)}"] if names else []
        lines += [f"- 佐证：{'、'.join(indicator.evidence)}"] if indicator.evidence else []
        lines += [f"- 牵头：{indicator.lead}"] if indicator.lead else []
        yield f"### {indicator.code} {indicator.title}\n\n{indicator.title_en} · `{indicator.stem}`\n\n" + "\n".join(lines)


def _parameter(parameter: Parameter) -> list[str]:
    values = "；".join(value_words(dated) for dated in parameter.values) or f"由县级数据 `{parameter.fact}` 提供"
    return [parameter.title, f"`{parameter.name}`", values, parameter.unit, _cited(parameter.citation)]


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
    of_base = load_standard(standard.based_on).sources if standard.based_on else {}
    for source in standard.sources.values():
        if source.id in of_base:
            continue
        issued = " ".join(part for part in (source.issuer, source.issued) if part)
        yield [f"`{source.id}`", source.title, source.document_number, issued, source.found_at, CERTAINTIES[source.certainty], source.note]
