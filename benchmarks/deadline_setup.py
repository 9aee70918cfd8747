"""The instance of the deadline hour: a county of many schools with a round open, one reporter a school, and their filled workbooks.

Run as a process of its own: it sets Django up on the instance that the environment names, and writes what the clients need as JSON.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

# Of invented people in an instance that lives for one measurement.
PASSWORD = "deadline-hour-2025"  # noqa: S105
SEED = 7


def prepare(schools: int, folder: Path) -> None:
    """Fill the instance, and write `folder/clients.json` and one workbook a school."""
    from junheng.county.sample import write_sample
    from junheng.web.collect.services_load import load_package
    from junheng.web.collect.services_rounds import RoundPlan, make_round, open_round
    from junheng.web.people.actor import SYSTEM

    with tempfile.TemporaryDirectory() as made:
        package = Path(made) / "county.zip"
        write_sample(package, schools=schools, seed=SEED)
        loaded = load_package(SYSTEM, package).package
    year = loaded.school_year + 1
    due = [datetime.date(year, 10, day) for day in (20, 25, 30)]
    plan = RoundPlan("截止日压力测试", year, datetime.date(year, 9, 30), loaded.standard, *due, previous=loaded)
    opened = open_round(SYSTEM, make_round(SYSTEM, loaded.county, plan).pk)
    (folder / "clients.json").write_text(json.dumps(_clients(opened, folder)), encoding="utf-8")


def _clients(opened: Any, folder: Path) -> list[dict[str, object]]:
    """One reporter for every school that hands something in, with the workbook that the school would send."""
    from django.contrib.auth.hashers import make_password

    from junheng.county.form_write import form_bytes
    from junheng.web.collect.forms import submitted_form
    from junheng.web.collect.models import Submission
    from junheng.web.people.actor import SYSTEM
    from junheng.web.people.models import User
    from junheng.web.people.services import give_post, make_account

    hashed = make_password(PASSWORD)
    found = Submission.objects.unscoped().filter(round=opened, unit__kind="school").select_related("round__county", "unit", "check_unit")
    clients: list[dict[str, object]] = []
    for submission in found:
        username = f"r{submission.unit.code}"
        user, _ = make_account(SYSTEM, username, submission.unit.name, home=submission.unit)
        give_post(SYSTEM, user, "reporter", submission.unit)
        User.objects.filter(pk=user.pk).update(password=hashed, must_change_password=False)
        workbook = folder / f"{submission.unit.code}.xlsx"
        workbook.write_bytes(form_bytes(submitted_form(submission).form))
        clients.append({"username": username, "submission": submission.pk, "round": opened.pk, "workbook": str(workbook)})
    return clients


def account(said: dict[str, Any]) -> dict[str, object]:
    """What the instance holds afterwards, against what its clients were told: nothing may be lost."""
    from junheng.web.audit.models import AuditEvent
    from junheng.web.audit.verify import first_broken_link
    from junheng.web.collect.models import Entry, Revision, Upload

    lost = []
    for submission, (column, value) in said["last_saved"].items():
        rows = Entry.objects.unscoped().filter(submission_id=int(submission), table="sections").order_by("position")
        stands = [entry.values.get(column) for entry in rows]
        if value not in stands:
            lost.append({"submission": submission, "said": value, "stands": stands})
    form_revisions = Revision.objects.unscoped().filter(source=Revision.Source.FORM).count()
    return {
        "lost": lost,
        "saves_kept": form_revisions,
        "uploads_kept": Upload.objects.unscoped().count(),
        "audit_events": AuditEvent.objects.unscoped().count(),
        "broken_link": str(first_broken_link() or ""),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "junheng.web.settings")
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        from junheng.web.starting import prepare as migrate

        migrate()
        prepare(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(json.dumps(account(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))), ensure_ascii=False))


if __name__ == "__main__":
    main()
