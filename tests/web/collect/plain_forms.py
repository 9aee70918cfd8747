"""A form as a browser without a script would send it: every field with the value that the page gives it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpResponse


class _Fields(HTMLParser):
    """Collects the fields of one form by the rules of HTML."""

    def __init__(self, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form, self.inside, self.is_template = form, False, False
        self.fields: dict[str, str] = {}
        self.select = ""
        self.area: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attributes}
        if tag == "form":
            self.inside = given.get("id") == self.form
        if not self.inside:
            return
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.fields[given["name"]] = given.get("value", "on").replace("\r", "").replace("\n", "")
        elif tag == "select":
            self.select = given["name"]
            self.fields[self.select] = ""
        elif tag == "option" and "selected" in given:
            self.fields[self.select] = given["value"]
        elif tag == "textarea":
            self.area = given["name"]
            self.fields[self.area] = ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area is not None:
            # The break right after the tag is no content; browsers send every other as CR LF.
            text = self.fields[self.area].removeprefix("\n").replace("\r\n", "\n").replace("\r", "\n")
            self.fields[self.area], self.area = text.replace("\n", "\r\n"), None


def fields_of(answer: HttpResponse, form: str = "grid") -> dict[str, str]:
    """What sending the form with that id would send, had nobody touched it."""
    found = _Fields(form)
    found.feed(answer.content.decode())
    found.close()
    return found.fields
