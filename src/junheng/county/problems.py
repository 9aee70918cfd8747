"""A problem found in a county's data: where, what, why and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from junheng.county.messages import MESSAGES

Severity = Literal["error", "warning"]
Language = Literal["zh", "en"]
SEVERITY_WORDS: Mapping[Language, Mapping[Severity, str]] = {
    "zh": {"error": "错误", "warning": "提示"},
    "en": {"error": "error", "warning": "warning"},
}


@dataclass(frozen=True, slots=True)
class Where:
    """A place a person can find: file, sheet, row as numbered by a spreadsheet, column heading, cell."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        return {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column, "cell": self.cell}

    def words(self, language: Language = "zh") -> str:
        """«学校!K12「教学仪器设备值」»: where a person finds it."""
        place = self.sheet or self.file or ""
        if self.cell:
            place = f"{place}!{self.cell}" if place else self.cell
        elif self.row is not None:
            place = f"{place} 第{self.row}行" if language == "zh" else f"{place} row {self.row}"
        if not self.column:
            return place
        return f"{place}「{self.column}」" if language == "zh" else f"{place} ({self.column})"

    def __str__(self) -> str:
        return self.words()


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `code` names the rule broken; `values` fill the sentences of `messages.MESSAGES`."""

    severity: Severity
    code: str
    where: Where = field(default_factory=Where)
    values: Mapping[str, object] = field(default_factory=dict)

    def sentences(self, language: Language = "zh") -> tuple[str, str, str]:
        """What was found, why it matters (what is allowed), and how to mend it."""
        what, why, remedy = MESSAGES[self.code][language]
        return what.format_map(self.values), why.format_map(self.values), remedy.format_map(self.values)

    def as_dict(self, language: Language = "zh") -> dict[str, object]:
        what, why, remedy = self.sentences(language)
        return {
            "severity": self.severity,
            "code": self.code,
            "where": self.where.as_dict(),
            "what": what,
            "why": why,
            "remedy": remedy,
        }


class Problems:
    """Collects problems, so that a person sees all of them at once."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self.found: list[Problem] = list(found)

    def error(self, code: str, where: Where | None = None, **values: object) -> None:
        self.found.append(Problem("error", code, where or Where(), values))

    def warning(self, code: str, where: Where | None = None, **values: object) -> None:
        self.found.append(Problem("warning", code, where or Where(), values))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.found if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.found if problem.severity == "warning"]


class PackageError(Exception):
    """The package cannot be read, or has errors that stop the assessment; `problems` holds all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        lines = [f"{problem.where}:{problem.sentences()[0]}" for problem in errors[:20]]
        super().__init__(f"{len(errors)} 处错误\n" + "\n".join(lines))
