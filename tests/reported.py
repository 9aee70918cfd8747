"""Assessments for the tests of reports, and a reader that turns a written page back into tables."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser

from junheng import Assessment, CountyPackage, assess
from junheng.county.sample import sample_county
from junheng.county.values import Value

# A day on which the relaxations of 2019 were in force.
RELAXED_DAY = datetime.date(2021, 9, 1)


@cache
def sample() -> CountyPackage:
    return sample_county(60, 7)


@cache
def sample_assessment(as_of: datetime.date | None = None) -> Assessment:
    return assess(sample(), as_of=as_of)


def changed(package: CountyPackage, table: str, column: str, where: dict[str, str], value: Value) -> CountyPackage:
    """A copy of the package with one column's cells set in the rows that match."""
    rows = [row for row in package.table(table) if all(row.text(name) == wanted for name, wanted in where.items())]
    return with_cells(package, table, column, {row.index: value for row in rows})


def with_cells(package: CountyPackage, table: str, column: str, values: Mapping[int, Value]) -> CountyPackage:
    """A copy of the package with one column's cells set by the number of their row."""
    old = package.table(table)
    cells = list(old.columns.get(column) or [None] * len(old))
    for index, value in values.items():
        cells[index] = value
    return package.with_tables(**{table: replace(old, columns={**old.columns, column: cells})})


@dataclass
class PageTable:
    """A table of a page as text: its caption, its headings and its rows of cells."""

    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class PageReader(HTMLParser):
    """Reads tables, policy, references and plain text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[PageTable] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.items: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "col"):
            self._open.append(tag)
        if tag == "li":
            self.items.append("")
        elif tag == "table":
            self.tables.append(PageTable())
        elif tag == "tr" and "tbody" in self._open:
            self.tables[-1].rows.append([])
        elif tag == "td":
            self.tables[-1].rows[-1].append("")
        elif tag == "th":
            self.tables[-1].heads.append("")
        elif tag == "br" and "td" in self._open:
            self.tables[-1].rows[-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self._open or "style" in self._open:
            return
        self.words.append(data)
        if "li" in self._open:
            self.items[-1] += data
        elif "td" in self._open:
            self.tables[-1].rows[-1][-1] += data
        elif "th" in self._open:
            self.tables[-1].heads[-1] += data
        elif "caption" in self._open:
            self.tables[-1].caption += data

    @property
    def text(self) -> str:
        return "".join(self.words)

    def table(self, caption: str) -> PageTable:
        """The one table whose caption starts with these words."""
        (found,) = [table for table in self.tables if table.caption.startswith(caption)]
        return found
