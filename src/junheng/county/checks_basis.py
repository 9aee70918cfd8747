"""What every check stands on: a package's schools and sections by key, and problems made in one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from junheng.county.codes import ATTACHED_LEVELS
from junheng.county.logic_messages import LOGIC_MESSAGES
from junheng.county.package import CountyPackage, Row, Table, is_open
from junheng.county.problems import Problem, Severity, Where
from junheng.county.values import Number, decimal_text, is_terminating

# A message names this many rows; beyond them a person filters the sheet anyway.
NAMED_ROWS = 8


@dataclass(frozen=True)
class Register:
    """The package's schools and sections by key; of a repeated key the first row, the repetition is a problem of its own.

    `unreadable` are the places where reading found an error.
    """

    package: CountyPackage
    schools: Mapping[str, Row]
    sections: tuple[Row, ...]
    sections_of: Mapping[str, tuple[Row, ...]]
    unreadable: frozenset[Where]

    @classmethod
    def of(cls, package: CountyPackage, reading: Iterable[Problem] = ()) -> Register:
        schools: dict[str, Row] = {}
        for row in package.schools:
            if code := row.text("school_code"):
                schools.setdefault(code, row)
        sections = tuple(package.sections)
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in sections:
            grouped[row.text("school_code")].append(row)
        unreadable = frozenset(problem.where for problem in reading if problem.severity == "error")
        return cls(package, schools, sections, {code: tuple(rows) for code, rows in grouped.items()}, unreadable)

    def is_empty(self, row: Row, column: str) -> bool:
        """Whether nothing was reported; a cell whose content could not be read is a problem of its own."""
        return row[column] is None and not (self.unreadable and row.where(column) in self.unreadable)

    def is_open(self, code: str) -> bool:
        """Whether the school works on the package's day; one that is not in `schools` is taken to."""
        school = self.schools.get(code)
        return school is None or is_open(school, self.package.manifest.as_of)

    def pupils_of(self, code: str) -> Number | None:
        """Pupils of all sections but the attached ones; None where a number is not reported or there is no section."""
        sections = [row for row in self.sections_of.get(code, ()) if row.text("level") not in ATTACHED_LEVELS]
        numbers = [row.number("pupils") for row in sections]
        return sum(number for number in numbers if number is not None) if numbers and None not in numbers else None

    def peopled_schools(self) -> list[tuple[Row, Number]]:
        """Open schools that have pupils, with their number."""
        found = ((row, self.pupils_of(code)) for code, row in self.schools.items() if self.is_open(code))
        return [(row, pupils) for row, pupils in found if pupils]

    def peopled_sections(self) -> list[tuple[Row, Number]]:
        """Sections with pupils at open schools, attached ones left out."""
        counted = (row for row in self.sections if row.text("level") not in ATTACHED_LEVELS and self.is_open(row.text("school_code")))
        return [(row, pupils) for row in counted if (pupils := row.number("pupils"))]


def found(code: str, where: Where, **values: object) -> Problem:
    """A problem of a check. A logic check is an error, an experience check a warning: its sentences' home decides."""
    severity: Severity = "error" if code in LOGIC_MESSAGES else "warning"
    return Problem(severity, code, where, {name: _shown(value) for name, value in values.items()})


def _shown(value: object) -> object:
    if not isinstance(value, Fraction):
        return value
    return decimal_text(value) if is_terminating(value) else about(value)


def about(number: Number | float) -> str:
    """A computed number for reading: two places, more where it is below 1."""
    value = float(number)
    text = f"{value:.2f}" if abs(value) >= 1 else f"{value:.6f}"
    return text.rstrip("0").rstrip(".")


def whole_column(table: Table, column: str) -> Where:
    """The place of a problem that concerns a column as a whole."""
    heading = table.headings.get(column) or table.spec.column(column).heading
    return Where(table.file, table.sheet, None, heading, None)


def line_list(rows: list[Row]) -> str:
    """The row numbers that a spreadsheet shows, the first few of many."""
    lines = sorted(row.table.lines[row.index] for row in rows)
    named = ", ".join(str(line) for line in lines[:NAMED_ROWS])
    return f"{named} …" if len(lines) > NAMED_ROWS else named
