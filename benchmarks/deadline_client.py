"""The people of the deadline hour: each signs in, looks at pages, saves cells of the form and sends workbooks, as a browser would."""

from __future__ import annotations

import asyncio
import html
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.deadline_setup import PASSWORD

COLUMN = "left_behind_pupils"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r"<(?:input|select)\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')
SELECTED = re.compile(r'<select\b[^>]*name="([^"]+)"[^>]*>.*?</select>', re.S)
TAGS = re.compile(r"<[^>]+>|\s+")
CHOSEN = re.compile(r'<option value="([^"]*)" selected')


@dataclass
class Said:
    """What the server answered: seconds by kind of request, faults, and each school's last acknowledged value."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"view": [], "save": [], "upload": [], "login": []})
    faults: list[str] = field(default_factory=list)
    saved: int = 0
    taken: int = 0
    last_saved: dict[str, tuple[str, str]] = field(default_factory=dict)


class Person:
    """One school's reporter with a session of their own."""

    def __init__(self, who: dict[str, Any], base: str, said: Said, connector: aiohttp.BaseConnector) -> None:
        self.who = who
        self.base = base
        self.said = said
        jar = aiohttp.CookieJar(unsafe=True)
        self.session = aiohttp.ClientSession(connector=connector, connector_owner=False, cookie_jar=jar)
        self.form = f"/rounds/submissions/{who['submission']}/form/sections"
        self.pages = ("/", "/rounds/", f"/rounds/submissions/{who['submission']}", self.form)
        self.page = ""

    async def ask(self, kind: str, method: str, path: str, **more: Any) -> str:
        """One request, timed; every answer but 200, 302 and 303 is a fault."""
        began = time.perf_counter()
        try:
            async with self.session.request(method, self.base + path, allow_redirects=False, **more) as answer:
                text = await answer.text()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            self.said.faults.append(f"{kind} {path}: {error!r}")
            return ""
        self.said.seconds[kind].append(time.perf_counter() - began)
        if status not in (200, 302, 303):
            self.said.faults.append(f"{kind} {path}: {status} {TAGS.sub(' ', text)[:200]}")
            return ""
        return text if status == 200 else "redirected"

    async def sign_in(self) -> None:
        page = await self.ask("login", "GET", "/people/login")
        data = {"csrfmiddlewaretoken": _token(page), "username": self.who["username"], "password": PASSWORD}
        await self.ask("login", "POST", "/people/login", data=data)

    async def view(self) -> None:
        await self.ask("view", "GET", random.choice(self.pages))

    async def save(self) -> None:
        """Change one cell of the form as the page shows it, and look at what became of it: a save and two views."""
        page = await self.ask("view", "GET", self.form)
        fields = _fields(page)
        name = next((name for name in fields if name.endswith(f"-{COLUMN}")), None)
        if name is None:
            self.said.faults.append(f"save {self.form}: no field {COLUMN}")
            return
        value = str((int(fields[name] or 0) + 1) % 5)
        answer = await self.ask("save", "POST", self.form, data={**fields, name: value, "act": "save"})
        if answer == "redirected":
            self.said.saved += 1
            self.said.last_saved[str(self.who["submission"])] = (COLUMN, value)
        elif answer:
            self.said.faults.append(f"save {self.form}: shown again instead of saved")

    async def upload(self) -> None:
        """Send the school's workbook, with the page's token."""
        page = await self.ask("view", "GET", f"/rounds/submissions/{self.who['submission']}")
        data = aiohttp.FormData({"csrfmiddlewaretoken": _token(page)})
        content = await asyncio.to_thread(Path(self.who["workbook"]).read_bytes)
        data.add_field("file", content, filename="form.xlsx")
        if await self.ask("upload", "POST", f"/rounds/submissions/{self.who['submission']}/upload", data=data):
            self.said.taken += 1


def _token(page: str) -> str:
    found = CSRF.search(page)
    return found[1] if found else ""


def _fields(page: str) -> dict[str, str]:
    """What a browser would send of a page's last form: its inputs and chosen options."""
    fields: dict[str, str] = {}
    for tag in FIELD.findall(page):
        attributes = {name: html.unescape(text) for name, text in ATTRIBUTE.findall(tag)}
        kind = attributes.get("type", "text")
        if "name" in attributes and kind in ("text", "hidden", "number") and tag.startswith("<input"):
            fields[attributes["name"]] = attributes.get("value", "")
    for select in SELECTED.finditer(page):
        chosen = CHOSEN.search(select[0])
        fields[select[1]] = chosen[1] if chosen else ""
    return fields


async def run(clients: Sequence[dict[str, Any]], base: str, seconds: float, totals: dict[str, int]) -> Said:
    """Everybody works through the hour: `totals` says how often all together view, save and upload; the moments are drawn at random."""
    said = Said()
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30)
    draw = random.Random(7)
    async with connector:
        people = [Person(who, base, said, connector) for who in clients]
        await asyncio.gather(*(_work(person, seconds, _share(totals, number, len(people)), draw) for number, person in enumerate(people)))
        for person in people:
            await person.session.close()
    return said


def _share(totals: dict[str, int], number: int, people: int) -> dict[str, int]:
    """One person's part, so that all parts together are exactly what was asked for."""
    return {kind: total * (number + 1) // people - total * number // people for kind, total in totals.items()}


async def _work(person: Person, seconds: float, each: dict[str, int], draw: random.Random) -> None:
    # A save looks at the page before, an upload too: those views are part of the person's views.
    views = max(0, each["view"] - each["save"] - each["upload"])
    acts = [person.view] * views + [person.save] * each["save"] + [person.upload] * each["upload"]
    draw.shuffle(acts)
    sign_in_at = draw.uniform(0, seconds * 0.2)
    moments = sorted(draw.uniform(sign_in_at + 1, seconds) for _ in acts)
    began = time.perf_counter()
    await asyncio.sleep(sign_in_at)
    await person.sign_in()
    for act, moment in zip(acts, moments, strict=True):
        await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
        await act()
