"""What a request names, read without trust: numbers of rows, days, texts that a database can keep, the page it was sent from."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import chain
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

# The largest number of a row has nineteen digits.
DIGITS = 18
NUL = "\x00"
# Nothing here happened before or will after; calendars and time zones end not far beyond.
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(9000, 1, 1)


def row_number(text: str) -> int | None:
    """The number of a row, None for any text that is none: other scripts' digits, and more digits than a database holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def row_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among the texts."""
    return [number for text in texts if (number := row_number(text)) is not None]


def holds_nul(request: HttpRequest) -> bool:
    """Whether the request names or says anything with a null character, which is no text for PostgreSQL."""
    said = chain.from_iterable((name, *values) for form in (request.GET, request.POST) for name, values in form.lists())
    return any(NUL in text for text in chain([request.path], said))


def beginning(day: datetime.date, *, next_day: bool = False) -> datetime.datetime:
    """The first moment of an office's day, or of the day after it; absurd years are those at the end of time."""
    within = min(max(day, FIRST_DAY), LAST_DAY)
    return timezone.make_aware(datetime.datetime.combine(within + datetime.timedelta(days=int(next_day)), datetime.time()))


def page_before(request: HttpRequest) -> str | None:
    """The page of ours on which the form was sent; None where nothing was sent, or it came from elsewhere."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    if request.method == "GET" or not before or not ours:
        return None
    parts = urlsplit(before)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
