"""Printing: a summary that fits a terminal, a tree, a list of problems; or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from junheng.assessment.results import Verdict
from junheng.assessment.words import VERDICT_WORDS
from junheng.county import Problem
from junheng.county.codes import LEVELS
from junheng.county.problems import SEVERITY_WORDS, Language

if TYPE_CHECKING:
    from junheng.assessment import Assessment
    from junheng.assessment.explain import Node

MARKS = {Verdict.MET: "✓", Verdict.NOT_MET: "✗", Verdict.UNKNOWN: "?", Verdict.NOT_APPLICABLE: "—"}
CODES_ON_A_LINE = 9


def assessment(found: Assessment, written: Sequence[Path], *, as_json: bool) -> None:
    """The county's verdict, what passes and fails by dimension, and the files written."""
    if as_json:
        typer.echo(json.dumps(found.results(), ensure_ascii=False, indent=1))
        return
    for line in _summary(found):
        typer.echo(line)
    for path in written:
        typer.echo(f"已写出 {path}")


def _summary(found: Assessment) -> list[str]:
    manifest = found.package.manifest
    lines = [
        f"{manifest.county_name} {manifest.county_code}  {manifest.school_year}–{manifest.school_year + 1} 学年",
        f"数据时点 {manifest.as_of}",
        f"标准 {found.standard.id} {found.standard.title}，按 {found.as_of} 的规定",
    ]
    if found.standard.standing == "exercise":
        lines.append("※ 这是练习标准，不具任何效力。")
    if manifest.is_invented:
        lines.append("※ 虚构样例，不是任何真实的县。")
    lines.append(f"结论：{MARKS[found.county.verdict]} {VERDICT_WORDS[found.county.verdict]}")
    counted = [section for section in found.sections if section.excluded_by is None]
    by_verdict = {verdict: sum(1 for section in counted if section.verdict is verdict) for verdict in Verdict}
    lines.append(
        f"学段 {len(counted)} 个：达标 {by_verdict[Verdict.MET]}、未达标 {by_verdict[Verdict.NOT_MET]}、"
        f"无法判定 {by_verdict[Verdict.UNKNOWN]}；不计入 {len(found.sections) - len(counted)} 个"
    )
    tests = [(f"{test.code}（{LEVELS[test.level]}）", test.verdict) for test in found.dispersion]
    met = sum(1 for _, verdict in tests if verdict is Verdict.MET)
    lines.append(
        f"校际差异系数 {len(tests)} 项：达标 {met}"
        + _named("；未达标 ", tests, Verdict.NOT_MET)
        + _named("；无法判定 ", tests, Verdict.UNKNOWN)
    )
    lines.extend(_wholes(found))
    lines.extend(_warnings(found))
    return lines


def _named(before: str, verdicts: Sequence[tuple[str, Verdict]], wanted: Verdict) -> str:
    codes = [code for code, verdict in verdicts if verdict is wanted]
    return before + " ".join(codes) if codes else ""


def _wholes(found: Assessment) -> list[str]:
    """The indicators that the conclusion needs, then on lines of their own the local targets, which it does not."""
    needed = [code for code in found.standard.conclusion.county_needs if code in found.standard.indicators]
    legend = "（✓达标 ✗未达标 ?无法判定 —不适用）"
    return [*_marked(found, f"各项指标{legend}", needed), *_marked(found, "地方目标（不影响法定结论）", found.standard.local_targets)]


def _marked(found: Assessment, title: str, codes: Sequence[str]) -> list[str]:
    marked = [f"{MARKS[found.whole(code).verdict]}{code}" for code in codes]
    rows = [marked[start : start + CODES_ON_A_LINE] for start in range(0, len(marked), CODES_ON_A_LINE)]
    return [title, *("  " + " ".join(f"{code:<5}" for code in row).rstrip() for row in rows)] if rows else []


def _warnings(found: Assessment) -> list[str]:
    if not found.problems:
        return []
    return [f"提示 {len(found.problems)} 条（用 junheng check 查看）"]


def explanation(node: Node, *, as_json: bool) -> None:
    """The tree from verdict to cell and clause, one step a line."""
    if as_json:
        typer.echo(json.dumps(node.as_dict(), ensure_ascii=False, indent=1))
        return
    _print_tree(node, "", "")


def _print_tree(node: Node, lead: str, rest: str) -> None:
    typer.echo(f"{lead}{node.text}")
    for number, child in enumerate(node.children):
        last = number == len(node.children) - 1
        _print_tree(child, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))


def problems(found: Sequence[Problem], language: Language, *, as_json: bool = False, to_stderr: bool = False) -> None:
    """Every problem with its place, what was found, what is allowed and how to mend it."""
    if as_json:
        typer.echo(json.dumps({"problems": [problem.as_dict(language) for problem in found]}, ensure_ascii=False, indent=1))
        return
    errors = [problem for problem in found if problem.severity == "error"]
    labels = SEVERITY_WORDS[language]
    for problem in sorted(found, key=lambda problem: problem.severity != "error"):
        what, why, remedy = problem.sentences(language)
        typer.echo(f"[{labels[problem.severity]}] {problem.where.words(language)}", err=to_stderr)
        typer.echo(f"    {what}", err=to_stderr)
        typer.echo(f"    {why}；{remedy}" if language == "zh" else f"    {why}. {remedy}.", err=to_stderr)
    total = (
        f"错误 {len(errors)} 处，提示 {len(found) - len(errors)} 条"
        if language == "zh"
        else f"{len(errors)} errors, {len(found) - len(errors)} warnings"
    )
    typer.echo(total, err=to_stderr)
