"""Law cases as data: one TOML a stem, each case a sentence of law with the changes to a perfect county and what must be found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from casework import CODES, County, Results, assess_county, code_of
from perfect import perfect_county

HERE = Path(__file__).parent
CASE_KEYS = {"name", "of", "bare", "schools", "set", "drop", "add", "standard", "as_of", "readings", "expect", "values", "fields", "lists"}
TRIPLE_KEYS = {"name", "of", "path", "values", "verdicts", "bare", "schools", "set", "drop", "add", "standard", "as_of", "readings"}
# What all cases of a file share: the standard that they are about, and rows of facts that every one of them starts from.
FILE_KEYS = {"standard", "given", "case", "triple"}
POSITIONS = ("差一点", "恰好在界上", "略多一点")
SCHOOL_COLUMNS = ("school_code", "parent_code", "junior_school_code")


def build(case: Mapping[str, Any]) -> County:
    """The perfect county (or, if `bare`, an empty one) with the case's schools, rows and changes."""
    county = County() if case.get("bare") else perfect_county()
    for school in case.get("schools", ()):
        columns = dict(school)
        name, kind, pupils = columns.pop("name"), columns.pop("kind"), columns.pop("pupils")
        county.add_school(name, kind, pupils, **columns)
    for fact in case.get("given", ()):
        county.rows("facts").append({"level": "", "subject": "", **fact})
    for path in case.get("drop", ()):
        county.drop(path)
    for table, rows in case.get("add", {}).items():
        for row in rows:
            county.rows(table).append({key: code_of(value) if key in SCHOOL_COLUMNS and value else value for key, value in row.items()})
    for path, value in case.get("set", {}).items():
        county.change(path, value)
    return county


def written_cases() -> Iterator[Any]:
    for file in sorted(HERE.glob("*.toml")):
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        assert set(document) <= FILE_KEYS, file.name
        shared = {key: document[key] for key in ("standard", "given") if key in document}
        for case in document.get("case", ()):
            assert set(case) <= CASE_KEYS, (file.name, case["name"], set(case) - CASE_KEYS)
            yield pytest.param({**shared, **case}, id=f"{file.stem}::{case['name']}")
        for triple in document.get("triple", ()):
            assert set(triple) <= TRIPLE_KEYS, (file.name, triple["name"], set(triple) - TRIPLE_KEYS)
            yield from _spread(file.stem, triple, shared)


def _spread(stem: str, triple: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[Any]:
    """A triple is three cases: just below, equal and just above the limit."""
    for position, value, verdict in zip(POSITIONS, triple["values"], triple["verdicts"], strict=True):
        case = {**shared, **{key: triple[key] for key in CASE_KEYS & set(triple) - {"values"}}}
        case["set"] = {**triple.get("set", {}), triple["path"]: value}
        case["expect"] = {triple["of"]: verdict}
        yield pytest.param(case, id=f"{stem}::{triple['name']}({position}:{value})")


@pytest.mark.parametrize("case", list(written_cases()))
def test_the_law_case_is_judged_as_it_says(case: Mapping[str, Any], tmp_path: Path) -> None:
    options = {key: case.get(key) for key in ("standard", "as_of", "readings")}
    results = assess_county(build(case), tmp_path / "county", **options)
    expected = case["expect"]
    assert {key: _settled(results.verdict(key), wanted) for key, wanted in expected.items()} == expected
    for key, text in case.get("values", {}).items():
        check_value(results, key, text)
    for key, fields in case.get("fields", {}).items():
        found = results.find(key)
        assert found is not None, key
        assert {name: found[name] for name in fields} == {name: _plain(value) for name, value in fields.items()}, key
    for key, held in case.get("lists", {}).items():
        check_lists(results, key, held)


def check_value(results: Results, key: str, text: str) -> None:
    """`text` is the exact number, e.g. 21/5; «null» where nothing can be computed. Dispersion rows are asked for their cv."""
    found = results.find(key)
    assert found is not None, key
    value = found["cv"] if key.split()[0].endswith(".cv") else found["value"]
    if text == "null":
        assert value is None, key
    else:
        assert value == pytest.approx(float(Fraction(text)), rel=1e-12, abs=1e-12), key


def check_lists(results: Results, key: str, held: Mapping[str, Any]) -> None:
    """A field is a list that must hold (or, after «not_», must not hold) the codes named."""
    found = results.find(key)
    assert found is not None, key
    for name, codes in held.items():
        if name.startswith("not_"):
            assert not set(codes) & set(found[name.removeprefix("not_")]), (key, name)
        else:
            assert set(codes) <= set(found[name]), (key, name)


def _settled(verdict: str, wanted: str) -> str:
    """«absent|not_applicable» leaves open what the contract leaves open: whether a row that does not count is listed."""
    return wanted if verdict in wanted.split("|") else verdict


def _plain(value: Any) -> Any:
    """TOML has no null: «null» stands for it, and a school's handy name for its code."""
    if value == "null":
        return None
    return CODES.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("standard", ["cn-2017-6", "pingluo-2019-7"])
def test_every_stem_of_a_standard_has_its_cases(standard: str) -> None:
    from junheng.standard import load_standard

    stems = {indicator.stem for indicator in load_standard(standard).indicators.values()}
    written = {file.stem for file in HERE.glob("*.toml")}
    assert stems - written == set()
