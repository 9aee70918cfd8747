"""What commands share: read, assess, check, and end with exit status 2 and every problem where that fails."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

import typer

from junheng.cli import present
from junheng.county import PackageError, Problem, Problems, try_read
from junheng.county.problems import Language

if TYPE_CHECKING:
    from junheng.assessment import Assessment
    from junheng.assessment.explain import Node

BAD_INPUT = 2
DERIVED_FAULTS = frozenset({"count_disagrees", "rosters_disagree", "rows_without_section"})


def refuse(message: str) -> NoReturn:
    """Say what is wrong with the call and end with status 2."""
    typer.echo(message, err=True)
    raise typer.Exit(BAD_INPUT)


def language(lang: str) -> Language:
    """The language asked for, or exit status 2."""
    if lang not in ("zh", "en"):
        refuse(f"--lang 只能是 zh 或 en，现为「{lang}」")
    return cast("Language", lang)


def readings_of(options: Sequence[str] | None) -> dict[str, str]:
    """`ID=CHOICE` options as a mapping, or exit status 2."""
    readings: dict[str, str] = {}
    for option in options or ():
        id, sign, choice = option.partition("=")
        if not sign or not id or not choice:
            refuse(f"--reading 的写法是 ID=CHOICE，现为「{option}」；junheng standard show 可查全部口径")
        readings[id] = choice
    return readings


def day_of(text: str | None) -> datetime.date | None:
    """The day written as YYYY-MM-DD, None where none is given, or exit status 2."""
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        refuse(f"--as-of 应为 YYYY-MM-DD，现为「{text}」")


def assessed(package: Path, standard: str | None, as_of: str | None, readings: Sequence[str] | None, *, as_json: bool) -> Assessment:
    """The assessment, or every problem printed and exit status 2."""
    from junheng.assessment import assess
    from junheng.standard import NoValueInForce, StandardError

    try:
        return assess(package, standard=standard, as_of=day_of(as_of), readings=readings_of(readings))
    except PackageError as error:
        present.problems(error.problems, "zh", as_json=as_json, to_stderr=not as_json)
        raise typer.Exit(BAD_INPUT) from None
    except (StandardError, NoValueInForce) as error:
        refuse(str(error.args[0]))


def explained(assessment: Assessment, indicator: str, school: str | None, level: str | None) -> Node:
    """The explanation of an indicator; a school or level that the assessment does not have ends with exit status 2."""
    from junheng.assessment.explain import NothingToExplain, explain
    from junheng.county.codes import code_of

    if level is not None and level not in code_of("level"):
        refuse(f"没有学段「{level}」；可选 primary（小学）、junior（初中）")
    try:
        return explain(assessment, indicator, school, code_of("level")[level] if level else None)
    except NothingToExplain as error:
        refuse(str(error.args[0]))


def checked(package: Path, previous: Path | None) -> list[Problem]:
    """Every problem of a package: of reading, of logic, of experience, and against its standard."""
    from junheng.assessment.engine import check

    before = None
    problems = Problems()
    if previous is not None:
        before, earlier = try_read(previous)
        if before is None:
            problems.found.extend(earlier.errors)
    return [*check(package, before), *problems.found]


def converted(package: Path, to: Path, file_format: str) -> None:
    """Write the package in another form, or end with every problem that stands against it and exit status 2."""
    from junheng.county.write import write_package

    if file_format not in ("csv", "parquet"):
        refuse(f"--format 只能是 csv 或 parquet，现为「{file_format}」")
    found, problems = try_read(package)
    # Counts that disagree stop an assessment; another form of the same package keeps them as they are.
    unreadable = [problem for problem in problems.errors if problem.code not in DERIVED_FAULTS]
    if found is None or unreadable:
        present.problems(problems.found, "zh", to_stderr=True)
        raise typer.Exit(BAD_INPUT)
    try:
        write_package(found, to, file_format="parquet" if file_format == "parquet" else "csv")
    except ValueError as error:
        refuse(str(error))
    except ImportError:
        refuse("写 Parquet 需要附加组件：pip install 'junheng[many]'")
