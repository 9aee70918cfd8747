"""The county as an assessment sees it: which schools are open, which sections exist, who counts where."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from junheng.county import CountyPackage, Row
from junheng.county.package import is_open
from junheng.county.values import Number, sum_or_none
from junheng.standard import Citation, Standard

COMPULSORY_LEVELS = ("primary", "junior")
WEIGHED_LEVELS = ("primary", "junior", "senior")
TEACHING_POINT = "teaching_point"


@dataclass(slots=True)
class Section:
    """一校一学段 that exists: it has pupils, or their number is not reported (`pupils` None)."""

    school: School
    level: str
    row: Row
    own_pupils: Number | None
    merged: list[Section] = field(default_factory=list)

    @property
    def pupils(self) -> Number | None:
        """Pupils, those of merged teaching points included; None where not reported."""
        return sum_or_none([self.own_pupils, *(point.own_pupils for point in self.merged)])


@dataclass(slots=True)
class School:
    """One school, its sections by level, and its parent where it is a teaching point of one."""

    row: Row
    code: str
    kind: str
    is_open: bool
    sections: dict[str, Section] = field(default_factory=dict)

    @property
    def is_teaching_point(self) -> bool:
        return self.kind == TEACHING_POINT

    @property
    def compulsory(self) -> list[Section]:
        """Its primary and junior sections, in that order."""
        return [self.sections[level] for level in COMPULSORY_LEVELS if level in self.sections]

    @property
    def compulsory_pupils(self) -> Number | None:
        """Primary and junior pupils together; None where one is not reported."""
        return sum_or_none(section.own_pupils for section in self.compulsory)


class Context:
    """One package under one standard as of one day of the law; the look-ups every form needs."""

    def __init__(self, package: CountyPackage, standard: Standard, as_of: datetime.date) -> None:
        self.package = package
        self.standard = standard
        self.as_of = as_of
        self.data_day = package.manifest.as_of
        self.schools: dict[str, School] = {}
        self._rows: dict[str, Mapping[str, Sequence[Row]]] = {}
        self._parameters: dict[tuple[str, str | None], Number] = {}
        self._readings: dict[str, str | None] = {}
        self._clauses: dict[str, str] = {}
        self._floors: dict[Number, Number] = {}
        printing = cast("Mapping[str, str]", standard.conclusion.spec["printing"])
        # Decimal places of the forms: of values, percentages and dispersion coefficients.
        self.places = {kind: int(standard.parameter(name, as_of)) for kind, name in printing.items()}
        self._facts: Mapping[str, Sequence[Row]] | None = None
        self._judgements: Mapping[tuple[str, str], Sequence[Row]] | None = None
        self._read_schools()
        if standard.conclusion.spec["small_teaching_points"] == "merged":
            self._merge_small_points()

    def _read_schools(self) -> None:
        for row in self.package.schools:
            code = row.text("school_code")
            self.schools[code] = School(row, code, row.text("kind"), is_open(row, self.data_day))
        for row in self.package.sections:
            school = self.schools.get(row.text("school_code"))
            pupils = row.number("pupils")
            if school is not None and pupils != 0:
                level = row.text("level")
                school.sections[level] = Section(school, level, row, pupils)
        self.schools = dict(sorted(self.schools.items()))

    def _merge_small_points(self) -> None:
        for school in self.open_schools():
            parent = self.parent_of(school)
            if parent is None or not self.is_small_point(school) or "primary" not in parent.sections:
                continue
            for section in school.compulsory:
                parent.sections["primary"].merged.append(section)

    def open_schools(self) -> Iterator[School]:
        return (school for school in self.schools.values() if school.is_open)

    def parent_of(self, school: School) -> School | None:
        """The open centre school of a teaching point, or None."""
        parent = self.schools.get(school.row.text("parent_code"))
        return parent if parent is not None and parent.is_open and parent is not school else None

    def parameter(self, name: object, level: str | None = None) -> Number:
        """A parameter of the law on the day. Raises NoValueInForce."""
        key = (str(name), level)
        if key not in self._parameters:
            self._parameters[key] = self.standard.parameter(key[0], self.as_of, level)
        return self._parameters[key]

    def floor_of(self, indicator: str, threshold: Number) -> Number | None:
        """What the school rule asks of an indicator at least; None for one that is not of that rule."""
        conclusion = self.standard.conclusion
        if indicator not in conclusion.section_indicators:
            return None
        if threshold not in self._floors:
            self._floors[threshold] = threshold * self.parameter(conclusion.floor_share)
        return self._floors[threshold]

    def clause_of(self, indicator: str) -> str:
        """The clause of an indicator, with its document."""
        if indicator not in self._clauses:
            self._clauses[indicator] = self.clause(self.standard.indicators[indicator].citation)
        return self._clauses[indicator]

    def reading_of(self, indicator: str) -> str | None:
        """The readings taken that bear on an indicator."""
        if indicator not in self._readings:
            self._readings[indicator] = self.standard.reading_of(indicator)
        return self._readings[indicator]

    def is_small_point(self, school: School) -> bool:
        """A teaching point below the number of pupils from which it counts; not known is not small."""
        if not school.is_teaching_point:
            return False
        pupils = school.compulsory_pupils
        limit = self.parameter(self.standard.conclusion.spec["small_teaching_point_pupils"])
        return pupils is not None and pupils < limit

    def excluded_by(self, school: School) -> str | None:
        """Why no section of the school is measured for resources, as the contract names it."""
        if not school.is_open:
            return "not_open"
        if school.kind == "special":
            return "special_school"
        if school.kind == "vocational":
            return "vocational_school"
        return "teaching_point_under_50" if self.is_small_point(school) else None

    def in_scope(self, school: School, scope: Mapping[str, object]) -> bool:
        """Whether an open school counts by kind and size; sponsor, locality and boarding are the form's matter.

        A school whose kind is not reported may belong anywhere: it counts everywhere and is known nowhere.
        """
        if not school.kind:
            return True
        only = cast("Sequence[str]", scope.get("only_kinds", ()))
        without = cast("Sequence[str]", scope.get("without_kinds", ()))
        if (only and school.kind not in only) or school.kind in without:
            return False
        return not (scope.get("teaching_points") == "from_minimum" and self.is_small_point(school))

    def schools_in(self, scope: Mapping[str, object]) -> Iterator[School]:
        return (school for school in self.open_schools() if self.in_scope(school, scope))

    def rows_of(self, table: str, school: str) -> Sequence[Row]:
        """The rows of a table that belong to a school."""
        if table not in self._rows:
            groups: dict[str, list[Row]] = defaultdict(list)
            for row in self.package.table(table):
                groups[row.text("school_code")].append(row)
            self._rows[table] = groups
        return self._rows[table].get(school, ())

    def rows_of_fact(self, fact: str) -> Sequence[Row]:
        """The rows of `facts` under one name."""
        if self._facts is None:
            groups: dict[str, list[Row]] = defaultdict(list)
            for row in self.package.table("facts"):
                groups[row.text("fact")].append(row)
            self._facts = groups
        return self._facts.get(fact, ())

    def judgements_of(self, item: str, school: str) -> Sequence[Row]:
        """The judgements of an item about a school; "" for the county itself."""
        if self._judgements is None:
            groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
            for row in self.package.table("judgements"):
                groups[row.text("indicator").upper(), row.text("school_code")].append(row)
            self._judgements = groups
        return self._judgements.get((item.upper(), school), ())

    def clause(self, citation: Citation) -> str:
        source = self.standard.sources.get(citation.source)
        name = (source.document_number or source.title) if source else ""
        return f"{name} {citation.clause}".strip()
