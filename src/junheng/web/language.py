"""The language of a request: the one that was chosen, else Chinese.

Office browsers say that they prefer English far more often than their users do, so what they say is not asked.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from junheng.county.problems import Language


class ChosenLanguage:
    """Answers in the language of the cookie that `set_language` leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def reader_language() -> Language:
    """The language in which the reader of this moment is told something: `zh` unless they chose English."""
    return "en" if translation.get_language() == "en" else "zh"
