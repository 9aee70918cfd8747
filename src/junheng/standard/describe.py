"""A standard in words: what it measures, its dated values, its readings and its sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction

from junheng.standard.model import ALL_LEVELS, DatedValue, Parameter, Standard

# The package has the same words; the law knows nothing of it.
LEVELS = {"primary": "小学", "junior": "初中", "senior": "高中", ALL_LEVELS: ""}


def describe(standard: Standard, day: datetime.date | None = None) -> str:
    """The whole standard as text; with `day`, only the values in force then."""
    return "\n".join([*_head(standard), *_indicators(standard), *_parameters(standard, day), *_readings(standard), *_relaxations(standard)])


def _head(standard: Standard) -> Iterator[str]:
    yield f"{standard.id}  {standard.title}"
    if standard.based_on:
        yield f"以 {standard.based_on} 为基础"
    if standard.note:
        yield standard.note


def _indicators(standard: Standard) -> Iterator[str]:
    yield "\n指标"
    for indicator in standard.indicators.values():
        yield f"  {indicator.code:<4}{indicator.title}"
        yield f"      “{indicator.citation.quote}”"
        if indicator.who_counts:
            yield f"      计入：{indicator.who_counts}"
        if indicator.formula:
            yield f"      算法：{indicator.formula}"


def _parameters(standard: Standard, day: datetime.date | None) -> Iterator[str]:
    yield "\n参数"
    for parameter in standard.parameters.values():
        values = [dated for dated in parameter.values if day is None or dated.is_in_force(day)]
        shown = ";".join(value_words(dated) for dated in values) or (f"由县级数据 {parameter.fact} 提供" if parameter.fact else "未生效")
        yield f"  {parameter.title}({parameter.unit}):{shown}  〔{cited(standard, parameter)}〕"


def value_words(dated: DatedValue) -> str:
    """«小学 4.2、初中 5.3(自 2017-04-01)»."""

    def text(number: int | Fraction) -> str:
        return str(number) if isinstance(number, int) else f"{float(number):g}"

    numbers = "、".join(f"{LEVELS.get(level, level)} {text(number)}".strip() for level, number in dated.values.items())
    until = f"至 {dated.end}" if dated.end else ""
    return f"{numbers}（自 {dated.start}{until}）"


def cited(standard: Standard, parameter: Parameter) -> str:
    """«教督〔2017〕6号 A4»."""
    source = standard.sources[parameter.citation.source]
    return f"{source.document_number or source.title} {parameter.citation.clause}"


def _readings(standard: Standard) -> Iterator[str]:
    yield "\n口径（--reading ID=CHOICE）"
    for reading in standard.readings.values():
        yield f"  {reading.id}  {reading.question}（影响 {'、'.join(reading.affects)}）"
        for choice in reading.choices.values():
            mark = "●" if choice.id == standard.chosen[reading.id] else "○"
            yield f"    {mark} {choice.id}:{choice.label}。{choice.why}"


def _relaxations(standard: Standard) -> Iterator[str]:
    yield "\n过渡性放宽"
    for relaxation in standard.relaxations.values():
        until = f"至 {relaxation.end}" if relaxation.end else "未定结束日期"
        yield f"  {relaxation.id}({relaxation.indicator})  {relaxation.title}：自 {relaxation.start} {until}"
