"""The fingerprint of what a unit hands in: what a signature stands for."""

from __future__ import annotations

import hashlib
import json

from junheng.web.collect.models import Entry, Explanation, Submission

SHORT = 12


def content_sha256(submission: Submission) -> str:
    """The hash over every value and every explanation of a submission as it stands. The same content has the same hash."""
    rows = Entry.objects.unscoped().filter(submission=submission).order_by("table", "position", "key")
    said = Explanation.objects.unscoped().filter(submission=submission).order_by("at", "pk")
    content = {
        "round": submission.round.code,
        "unit": submission.unit.code,
        "rows": [[row.table, row.key, {column: text for column, text in row.values.items() if text is not None}] for row in rows],
        "explanations": [[one.code, one.table, one.key, one.column, one.found, one.text] for one in said],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def short(sha256: str) -> str:
    """The part of a hash that people compare on paper: «1a2b-3c4d-5e6f»."""
    return "-".join(sha256[start : start + 4] for start in range(0, SHORT, 4))
