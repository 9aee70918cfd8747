"""Whatever bytes arrive: always a package or none, with problems; never a traceback, never a value that nobody typed."""

from __future__ import annotations

import datetime
import io
import math
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from junheng.county import read_package, try_read
from junheng.county.schema import SCHOOLS, Column
from junheng.county.values import canonical_text, decimal_of, decimal_text, parse
from junheng.county.write import write_package
from raw_packages import SCHOOL, school_rows, workbook, write_files

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=400, deadline=None)


@cache
def sound(form: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        package = read_package(write_files(Path(folder) / "source"))
        write_package(package, Path(folder) / form)
        return (Path(folder) / form).read_bytes()


def survives(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        package, problems = try_read(path)
        assert package is not None or problems.errors
        for problem in problems.found:
            for language in ("zh", "en"):
                assert all(problem.sentences(language))


@pytest.mark.parametrize("name", ["p.xlsx", "p.zip"])
@FEW
@given(content=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06"]))
def test_random_bytes_are_refused_with_a_reason(name: str, content: bytes, start: bytes) -> None:
    survives(start + content, name)


@pytest.mark.parametrize("name", ["p.xlsx", "p.zip"])
@FEW
@given(flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=6), cut=st.integers(0, 200))
def test_flipped_and_missing_bytes_are_read_or_refused(name: str, flips: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(sound(name))
    for at, bits in flips:
        content[at % len(content)] ^= bits
    survives(bytes(content[: len(content) - cut]), name)


@FEW
@given(st.binary(max_size=200))
@example("学校标识码,办学类型\n".encode("gb18030") + b"\x81")
def test_any_bytes_as_a_csv_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        package, problems = try_read(write_files(Path(folder), {"schools.csv": content}))
        assert package is None or problems.errors or len(package.schools) == 0


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.dates(min_value=datetime.date(1900, 3, 1)),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8),
    st.sampled_from(["是", "否", "小学", "初中", "6,200", "12%", "#N/A", "=1+1", SCHOOL, "示例:", "１２", "Ⅲ", "1e5", "0.1"]),
)
HEADINGS = [*(column.heading for column in SCHOOLS.columns), "备注", "", "教学仪器设备值(万元)", "占地面积(亩)"]


@FEW
@given(st.lists(st.tuples(st.sampled_from(HEADINGS), st.lists(CELLS, min_size=2, max_size=2)), max_size=5))
def test_any_cells_under_any_headings_are_read_or_named(columns: list[tuple[str, Sequence[object]]]) -> None:
    book = workbook({"学校": school_rows(*columns)})
    buffer = io.BytesIO()
    book.save(buffer)
    survives(buffer.getvalue(), "p.xlsx")


NUMBERS = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(10**20), 10**20) | st.text("0123456789.,-+eE ", max_size=12)


@MANY
@given(NUMBERS, st.sampled_from(["count", "amount", "number", "share", "year"]))
def test_a_number_is_exactly_what_was_typed_or_refused(typed: float | int | str, kind: str) -> None:
    column = Column("x", "x", kind)  # type: ignore[arg-type]
    parsed = parse(typed, column, from_workbook=False)
    if parsed.fault or parsed.value is None:
        assert parsed.value is None
        assert parsed.fault or not str(typed).strip()
    elif isinstance(typed, float):
        assert isinstance(parsed.value, int | Fraction)
        assert math.isclose(float(parsed.value), typed, rel_tol=1e-14)
        assert f"{float(parsed.value):.15g}" == f"{typed + 0:.15g}"
    else:
        assert parsed.value == Fraction(str(typed).strip())


@MANY
@given(st.decimals(-(10**12), 10**12, places=6, allow_nan=False).map(Fraction))
def test_the_decimal_of_a_number_reads_back_as_the_number(number: Fraction) -> None:
    assert Fraction(decimal_text(number)) == number


@MANY
@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 12))
def test_a_double_gives_back_every_decimal_of_fifteen_digits(digits: int, places: int) -> None:
    number = Fraction(digits, 10**places)
    assert decimal_of(float(number)) == number


@MANY
@given(CELLS)
def test_canonical_text_is_stable(cell: object) -> None:
    text = canonical_text(cell)
    assert canonical_text(text) == text
    assert text != ""
