"""From verdict to indicator, section, column, sheet, row, cell and clause: a look-up in what the assessment kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from junheng.assessment.results import COUNTY, Assessment, DispersionResult, Finding, Input, SectionResult, as_json_number
from junheng.assessment.words import VERDICT_WORDS, exclusion_text, reason_text
from junheng.county.codes import LEVELS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.values import Number, Value, decimal_text, is_terminating
from junheng.standard import Citation, Indicator

MAX_LISTED_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an explanation: what it is, what it says, and what it rests on."""

    kind: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
    children: tuple[Node, ...] = ()

    def as_dict(self) -> dict[str, object]:
        return {"kind": self.kind, "text": self.text, **self.facts, "children": [child.as_dict() for child in self.children]}


class NothingToExplain(LookupError):
    """The indicator, school or level is not part of the assessment."""


def explain(assessment: Assessment, indicator: str, school: str | None = None, level: str | None = None) -> Node:
    """The tree from the county's verdict down to cells and clauses. Raises NothingToExplain naming what exists."""
    code, is_dispersion = (indicator.removesuffix(".cv"), True) if indicator.endswith(".cv") else (indicator, False)
    known = assessment.standard.indicators
    if code not in known:
        raise NothingToExplain(f"没有指标「{indicator}」；可选的有：{'、'.join(known)}，以及 A1.cv 这样的校际差异系数")
    if school and school not in {row.text("school_code") for row in assessment.package.schools}:
        raise NothingToExplain(f"数据包中没有学校「{school}」；请使用 10 位学校标识码")
    if is_dispersion:
        below = tuple(
            _dispersion(assessment, known[code], test)
            for test in assessment.dispersion
            if test.indicator == code and level in (None, test.level)
        )
    else:
        below = tuple(_indicator(assessment, known[code], school, level))
    if not below:
        raise NothingToExplain(f"指标「{indicator}」没有关于{school or '全县'}{LEVELS.get(level or '', '')}的结论")
    county = assessment.county
    return Node(
        "county",
        f"全县结论：{VERDICT_WORDS[county.verdict]}",
        {"verdict": county.verdict.value, "reasons": list(county.reasons)},
        (*below, *_law(assessment, known[code])),
    )


CERTAINTIES = {"quoted": "原文", "copied": "公开转载", "secondary": "从业者整理", "unverified": "未核实"}
ROLES = {
    "numerator": "分子",
    "denominator": "分母",
    "weight": "分摊权重",
    "relaxation": "放宽计入",
    "norm": "定额",
    "quota": "执行定额",
    "scope": "范围",
    "parent": "主校",
    "judged": "评定",
    "examined": "核查",
    "monitored": "监测",
    "later": "本期",
    "earlier": "上期",
    "compared": "对照",
}


def _indicator(assessment: Assessment, indicator: Indicator, school: str | None, level: str | None) -> Iterator[Node]:
    findings = [
        finding
        for finding in assessment.findings_of(indicator.code)
        if level in (None, finding.level) and (school is None or finding.subject == school)
    ]
    sections = {(section.school_code, section.level): section for section in assessment.sections}
    for finding in findings:
        section = sections.get((finding.subject, finding.level or "")) if finding.floor is not None else None
        node = _finding(assessment, finding)
        yield _section(assessment, section, node) if section else node
    if not findings and school:
        for section in assessment.sections:
            if section.school_code == school and section.excluded_by and level in (None, section.level):
                yield _section(assessment, section, None)


def _section(assessment: Assessment, section: SectionResult, finding: Node | None) -> Node:
    name = _school_name(assessment, section.school_code)
    facts = section.as_dict()
    if section.excluded_by:
        return Node("section", f"{name} {LEVELS[section.level]}：不计入，{exclusion_text(assessment, section.excluded_by)}", facts)
    text = f"{name} {LEVELS[section.level]}：{VERDICT_WORDS[section.verdict]}（{section.met} 项达标，{section.above_floor} 项不低于底线）"
    return Node("section", text, facts, (finding,) if finding else ())


def _finding(assessment: Assessment, finding: Finding) -> Node:
    indicator = assessment.standard.indicators[finding.indicator]
    subject = "全县" if finding.subject == COUNTY else _school_name(assessment, finding.subject)
    part = indicator.parts.get(finding.part or "", {}).get("title", finding.part)
    what = " ".join(str(word) for word in (finding.indicator, indicator.title, part, subject, LEVELS.get(finding.level or "")) if word)
    text = f"{what}：{VERDICT_WORDS[finding.verdict]}"
    if finding.value is not None:
        text += f"，实际值 {show(finding.value)}"
    if finding.threshold is not None:
        text += f"，标准 {show(finding.threshold)}"
    if finding.floor is not None:
        text += f"，底线 {show(finding.floor)}"
    return Node("finding", text, finding.as_dict(), tuple(_steps(assessment, finding)))


def _steps(assessment: Assessment, finding: Finding) -> Iterator[Node]:
    if finding.reason:
        yield Node("reason", f"原因：{reason_text(finding.reason)}")
    if finding.inherited_from:
        yield Node("inherited", f"沿用主校 {finding.inherited_from} {_school_name(assessment, finding.inherited_from)} 的结论")
    if finding.relaxation:
        relaxation = assessment.standard.relaxations[finding.relaxation]
        until = f"，至 {finding.relaxation_until}" if finding.relaxation_until else ""
        yield Node("relaxation", f"依据放宽：{relaxation.title}{until}")
    if finding.numerator is not None and finding.denominator is not None:
        yield Node("formula", f"分子 {show(finding.numerator)} ÷ 分母 {show(finding.denominator)}")
    for step in finding.steps:
        yield Node("step", step)
    seen: set[tuple[str, int, str]] = set()
    for used in finding.inputs:
        # One cell can serve twice (the pupils of a split section); the reader needs it once.
        key = (used.table, used.row.index, used.column)
        if key not in seen:
            seen.add(key)
            yield _input(used)


def _input(used: Input) -> Node:
    where = used.where
    counted = f"（由「{used.derived}」逐行统计）" if used.derived else ""
    spec = used.row.table.spec
    fact = used.row.text("fact") if spec.name == "facts" else ""
    name = f"{spec.sheet}.{FACT_NAMES.get(fact) or spec.column(used.column).heading}"
    text = f"{ROLES[used.role]} {name} = {_shown(used.value)} ← {where}{counted}"
    facts = {
        "role": used.role,
        "table": used.table,
        "column": used.column,
        "value": as_json_number(used.value) if isinstance(used.value, int | Fraction) else _shown(used.value),
        "where": where.as_dict(),
        "derived_from": used.derived,
    }
    return Node("cell", text, facts)


def _dispersion(assessment: Assessment, indicator: Indicator, test: DispersionResult) -> Node:
    """The test and each section's part of the variance; the parts add up to it."""
    findings = [finding for finding in assessment.findings_of(indicator.code) if finding.level == test.level]
    children = [Node("reason", f"原因：{reason_text(test.reason)}")] if test.reason else []
    if test.mean is not None and test.variance is not None:
        mean = f"{'加权均值' if _is_weighted(assessment) else '均值'} {show(test.mean)}"
        children.append(Node("formula", f"{mean}，标准差 {test.sd:.6f}，差异系数 = 标准差 ÷ 均值 = {test.cv:.6f}"))
        children.extend(_contributions(assessment, findings, test))
    text = f"{indicator.code} {indicator.title} 校际差异系数 {LEVELS[test.level]}：{VERDICT_WORDS[test.verdict]}"
    text += f"，差异系数 {test.cv:.3f}" if test.cv is not None else ""
    return Node("dispersion", f"{text}，上限 {show(test.limit)}", test.as_dict(), tuple(children))


def _is_weighted(assessment: Assessment) -> bool:
    return assessment.standard.conclusion.spec["dispersion_weights"] == "pupils"


def _contributions(assessment: Assessment, findings: Sequence[Finding], test: DispersionResult) -> Iterator[Node]:
    weighted = _is_weighted(assessment)
    weights = [Fraction(finding.denominator or 0) if weighted else Fraction(1) for finding in findings]
    whole = sum(weights)
    for finding, weight in zip(findings, weights, strict=True):
        value, mean = finding.value, test.mean
        if value is None or mean is None or not test.variance:
            continue
        part = weight / whole * (value - mean) ** 2
        share = part / test.variance
        name = _school_name(assessment, finding.subject)
        text = f"{name}：值 {show(value)}，权重 {show(weight / whole)}，占方差 {float(share):.1%}"
        yield Node("contribution", text, {"school_code": finding.subject, "variance_part": float(part), "share": float(share)}, ())


def _law(assessment: Assessment, indicator: Indicator) -> Iterator[Node]:
    standard = assessment.standard
    citation = indicator.citation
    if indicator.code in standard.local_targets:
        yield Node("local_target", "地方目标：县里自定，不影响法定结论")
    yield Node("clause", f"依据：{_cited(assessment, citation)}")
    if indicator.who_counts:
        yield Node("scope", f"计入范围：{indicator.who_counts}")
    if indicator.formula:
        yield Node("formula", f"算法：{indicator.formula}")
    for reading in standard.readings.values():
        if indicator.code in reading.affects:
            choice = reading.choices[standard.chosen[reading.id]]
            yield Node("reading", f"口径 {reading.id}={choice.id}:{reading.question}→{choice.label}。{choice.why}")


def _cited(assessment: Assessment, citation: Citation) -> str:
    source = assessment.standard.sources[citation.source]
    words = f"“{citation.quote}”" if citation.quote else ""
    return f"{source.title} {source.document_number} {citation.clause} {words}（出处：{CERTAINTIES[source.certainty]}）"


def _school_name(assessment: Assessment, code: str) -> str:
    for row in assessment.package.schools:
        if row.text("school_code") == code:
            return f"{row.text('school_name')}（{code}）"
    return code


def show(number: Number) -> str:
    """The exact decimal where it is short, else the nearest one of six places."""
    if is_terminating(number) and len(text := decimal_text(number)) <= MAX_LISTED_DECIMALS + 6:
        return text
    return f"{float(number):.{MAX_LISTED_DECIMALS}f}"


def _shown(value: Value) -> str:
    if value is None:
        return "未填报"
    if isinstance(value, bool):
        return "是" if value else "否"
    return show(value) if isinstance(value, int | Fraction) else str(value)
