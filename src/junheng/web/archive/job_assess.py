"""The kind of job that assesses a frozen package.

`package` is the id of a frozen package; `standard`, `as_of` (ISO) and `readings` may be given as for `junheng assess`.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from junheng.web.archive.models import FrozenPackage
from junheng.web.archive.services import assess_frozen
from junheng.web.jobs.kinds import Kind
from junheng.web.jobs.running import Running


def assess(running: Running) -> dict[str, object]:
    """Assess a frozen package and keep what was found. Doing it twice finds the same."""
    package = FrozenPackage.objects.unscoped().get(pk=running.arguments["package"])
    running.progress(10, gettext_noop("正在测算全部指标"))
    as_of = running.arguments.get("as_of")
    stored = assess_frozen(
        package,
        standard=running.arguments.get("standard"),
        as_of=datetime.date.fromisoformat(as_of) if as_of else None,
        readings=running.arguments.get("readings"),
        actor=running.actor,
    )
    return {"assessment": stored.pk, "package": package.pk, "verdict": stored.verdict}


def assessed_page(result: Any) -> str:
    """Where the results of an assessed package are shown."""
    return reverse("results:county", args=[result["package"]])


ASSESS = Kind(_("测算评估结果"), assess, assessed_page)
