"""One cell's content → an exact value: the only place where numbers, dates and codes are parsed."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from junheng.county.codes import CODES, OPEN_CODES, code_of
from junheng.county.schema import Column

Number = int | Fraction
Value = str | int | Fraction | bool | datetime.date | None
Raw = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | None

# Excel keeps 15 significant digits; beyond them a double shows noise that nobody typed.
EXCEL_SIGNIFICANT_DIGITS = 15
# Sixteen digits before the point is no amount of any county; refusing keeps «1e999999» from filling the memory.
MAX_INTEGER_DIGITS = 15
MAX_NUMBER_LENGTH = 60
# Written out, a number of so many places can still be read again; «1e-300» would fill a page.
MAX_DECIMAL_PLACES = 40

# White space that people and programs leave around a value, the full-width space and the byte-order mark included.
BLANK = " \t\r\n\u3000\xa0\ufeff"
# What stands for a formula whose result the file does not hold; no cell of a file can hold a NUL.
UNCALCULATED = "\x00"

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,，]\d{3})+(\.\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})([T ]00:00(:00)?)?")
# As Chinese Excel writes a date into CSV, and as people do: the order of year, month and day leaves no doubt.
_COMMON_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日")
_EXCEL_ERRORS = frozenset({"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"})
_NO_TEXTS = _EXCEL_ERRORS | {UNCALCULATED}
_TRUE = frozenset({"true", "是", "1", "1.0", "yes"})
_FALSE = frozenset({"false", "否", "0", "0.0", "no"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, or the code of what is wrong with it (`fault`), or of what was silently mended (`note`)."""

    value: Value = None
    fault: str | None = None
    note: str | None = None


EMPTY = Parsed()


def raw_of(value: object) -> Raw:
    """A cell of an unknown kind (a list in Parquet or JSON) as text, so that it is named in a problem and not a crash."""
    return value if isinstance(value, str | int | float | bool | datetime.date | None) else str(value)


def parse(raw: Raw, column: Column, *, from_workbook: bool) -> Parsed:
    """The value of one cell under `column`. Empty and blank cells are None: not reported, never zero."""
    if raw is None:
        return EMPTY
    if isinstance(raw, str):
        raw = raw.strip(BLANK)
        if not raw:
            return EMPTY
        if raw in _EXCEL_ERRORS:
            return Parsed(fault="excel_error")
        if raw == UNCALCULATED:
            return Parsed(fault="formula_without_value")
    match column.kind:
        case "text":
            return _text(raw)
        case "school_code":
            return code_text(raw, digits=10)
        case "bool":
            return _bool(raw)
        case "date":
            return _date(raw)
        case "coded":
            return _coded(raw, column.vocabulary)
        case _:
            return _number(raw, column, from_workbook=from_workbook)


def plain_texts(cells: Sequence[object]) -> list[Value] | None:
    """The values of a text column in one pass, as `parse` would give them; None where a cell needs more than trimming."""
    texts = [cell.strip(BLANK) or None for cell in cells if type(cell) is str]
    if len(texts) != len(cells) or not _NO_TEXTS.isdisjoint(texts):
        return None
    return [*texts]


def _text(raw: Raw) -> Parsed:
    if isinstance(raw, str):
        return Parsed(raw)
    if isinstance(raw, bool):
        return Parsed("true" if raw else "false")
    if isinstance(raw, float):
        exact = decimal_of(raw)
        if exact is None:
            return Parsed(fault="not_text")
        # An identity number typed as a number has lost its last digits already.
        return Parsed(fault="digits_lost") if abs(exact) >= 10**MAX_INTEGER_DIGITS else Parsed(decimal_text(exact))
    return Parsed(canonical_text(raw))


def code_text(raw: Raw, digits: int) -> Parsed:
    """A code kept as text: `digits` decimal digits. An integral number is accepted with a note."""
    note = None
    if isinstance(raw, float) and raw.is_integer():
        raw, note = str(int(raw)), "code_as_number"
    elif isinstance(raw, int) and not isinstance(raw, bool):
        raw, note = str(raw), "code_as_number"
    if isinstance(raw, str):
        plain = unicodedata.normalize("NFKC", raw)
        if len(plain) == digits and plain.isascii() and plain.isdigit():
            return Parsed(plain, note=note)
    return Parsed(fault="not_a_code")


def _bool(raw: Raw) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(raw)
    word = str(raw).lower()
    if word in _TRUE:
        return Parsed(True)
    if word in _FALSE:
        return Parsed(False)
    return Parsed(fault="not_a_bool")


def _date(raw: Raw) -> Parsed:
    if isinstance(raw, datetime.datetime):
        return Parsed(raw.date()) if raw.time() == datetime.time() else Parsed(fault="not_a_date")
    if isinstance(raw, datetime.date):
        return Parsed(raw)
    if isinstance(raw, str):
        iso, common = _DATE.fullmatch(raw), _COMMON_DATE.fullmatch(raw)
        parts = iso.group(1, 2, 3) if iso else [part for part in common.group(1, 3, 4, 5, 6, 7) if part] if common else []
        try:
            if parts:
                year, month, day = map(int, parts)
                return Parsed(datetime.date(year, month, day), note=None if iso else "date_not_iso")
        except ValueError:
            return Parsed(fault="not_a_date")
    return Parsed(fault="not_a_date")


def _coded(raw: Raw, vocabulary: str) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(fault="not_a_coded_value")
    if isinstance(raw, float):
        # A number under an open vocabulary is a text as in any column of texts, and may have lost its last digits.
        plain = _text(raw)
        if plain.fault:
            return plain if vocabulary in OPEN_CODES else Parsed(fault="not_a_coded_value")
        raw = str(plain.value)
    word = str(raw)
    code = code_of(vocabulary).get(word.lower())
    if code is not None:
        return Parsed(code)
    return Parsed(word) if vocabulary in OPEN_CODES else Parsed(fault="not_a_coded_value")


def _number(raw: Raw, column: Column, *, from_workbook: bool) -> Parsed:
    note = None
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return Parsed(fault="not_a_number")
    if isinstance(raw, str):
        plain = unicodedata.normalize("NFKC", raw)
        if from_workbook or plain != raw:
            note = "number_as_text"
        if len(plain) > MAX_NUMBER_LENGTH or not _NUMBER.fullmatch(plain):
            return Parsed(fault="grouped_number" if _GROUPED.fullmatch(raw) else "not_a_number")
        number: Number = _plain(Fraction(plain))
        if from_workbook and not fits_a_double(number):
            note = None  # Text is the only way to keep all its digits in a spreadsheet.
    else:
        exact = decimal_of(raw)
        if exact is None:
            return Parsed(fault="not_a_number")
        number = exact
    if 10**MAX_DECIMAL_PLACES % number.denominator:
        return Parsed(fault="too_many_places")
    fault = number_fault(number, column)
    return Parsed(fault=fault) if fault else Parsed(number, note=note)


def number_fault(number: Number, column: Column) -> str | None:
    """What the column's type forbids: negatives, fractions of a person, shares above 1, absurd sizes."""
    if abs(number) >= 10**MAX_INTEGER_DIGITS:
        return "absurd_number"
    if column.kind == "number":
        return None
    if number < 0:
        return "negative_number"
    if column.kind in ("count", "year") and not isinstance(number, int):
        return "not_whole"
    if column.kind == "share" and number > 1:
        return "share_above_one"
    if column.kind == "year" and not 1990 <= number <= 2100:
        return "not_a_year"
    return None


def decimal_of(raw: float) -> Number | None:
    """A spreadsheet's double as the decimal that was typed, at 15 significant digits; None for NaN and infinity."""
    if isinstance(raw, int):
        return raw
    if not math.isfinite(raw):
        return None
    if raw.is_integer() and abs(raw) < 10**MAX_INTEGER_DIGITS:
        return int(raw)
    return _plain(Fraction(f"{raw:.{EXCEL_SIGNIFICANT_DIGITS}g}"))


def _plain(number: Fraction) -> Number:
    return number.numerator if number.denominator == 1 else number


def sum_or_none(numbers: Iterable[Number | None]) -> Number | None:
    """The sum; None as soon as one is not reported, for a part is no whole."""
    total: Number = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def is_terminating(number: Number) -> bool:
    """Whether a decimal with finitely many places writes the number exactly."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal_text(number: Number) -> str:
    """The shortest exact decimal. Raises ValueError where none exists (1/3)."""
    if isinstance(number, int) or number.denominator == 1:
        return str(number.numerator)
    if not is_terminating(number):
        raise ValueError(f"{number} has no finite decimal")
    places = 0
    scaled = number
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def fits_a_double(number: Number) -> bool:
    """Whether a spreadsheet's double, read at 15 significant digits, gives back exactly this number."""
    return abs(number) < 10**MAX_INTEGER_DIGITS and decimal_of(float(number)) == number


def canonical_text(cell: object) -> str | None:
    """Any cell as text that every form of a package can hold; None where nothing is written in it."""
    if cell is None or cell == UNCALCULATED:
        return None
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | Fraction):
        return decimal_text(cell)
    if isinstance(cell, float):
        exact = decimal_of(cell)
        return str(cell) if exact is None else decimal_text(exact)
    if isinstance(cell, datetime.datetime):
        return (cell.date() if cell.time() == datetime.time() else cell).isoformat()
    return str(cell)


def allowed(column: Column) -> str:
    """What a cell of this column may hold, in words for the person who mends it."""
    match column.kind:
        case "school_code":
            return "10 位数字"
        case "count":
            return f"0 或正整数{f'（{column.unit}）' if column.unit else ''}"
        case "amount":
            return f"0 或正数{f'（{column.unit}）' if column.unit else ''}"
        case "share":
            return "0 到 1 之间的小数，例如 0.15"
        case "year":
            return "四位年份，例如 2025"
        case "bool":
            return "是 或 否"
        case "date":
            return "日期，例如 2025-09-01"
        case "coded":
            return "、".join(CODES[column.vocabulary].values())
        case "number":
            return "数字"
        case _:
            return "文字"
