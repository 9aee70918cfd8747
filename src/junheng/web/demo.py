"""The demonstration: an invented county and one account for every role, for looking around and never for work."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from junheng.county.sample import write_sample
from junheng.web.audit.models import AuditEvent
from junheng.web.audit.services import record
from junheng.web.collect.ownership import default_matrix, unit_stem
from junheng.web.collect.services_load import Loaded, load_package
from junheng.web.collect.services_rounds import RoundPlan, make_round, open_round
from junheng.web.commands import COMMAND_LINE
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.roles import default_roles
from junheng.web.people.services import give_post, make_account
from junheng.web.people.services_units import SCHOOL
from junheng.web.people.unit_kinds import default_units

# Known to everybody who reads this: the demonstration answers on this machine only.
PASSWORD = "junheng-demo-2025"  # noqa: S105
FILLED = "demo.fill"
# Until schools hand in, until the first check is done, until the office has approved.
DAYS_LEFT = (14, 21, 28)
# Where each role sits: the stem of a default unit, the school, whoever checks it first, or no unit at all.
THE_SCHOOL = "the school"
ITS_CHECKER = "its checker"
NOWHERE = ""
PLACES = {
    "reporter": THE_SCHOOL,
    "principal": THE_SCHOOL,
    "checker": ITS_CHECKER,
    "approver": "education_bureau",
    "liaison": "finance_bureau",
    "inspector": "inspection_office",
    "office": "office",
    "bureau_head": "education_bureau",
    "vice_county_head": "county_government",
    "county_head": "county_government",
    "leader": "leading_group",
    "admin": NOWHERE,
    "reviewer": "city_authority",
}


def fill(schools: int, seed: int) -> Iterator[str]:
    """Fill an empty instance, and say what was done and who may sign in; one that holds anything else is left as it is."""
    if not Unit.objects.unscoped().exists() and not User.objects.exists():
        with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
            path = Path(folder) / "示例县.zip"
            write_sample(path, schools=schools, seed=seed)
            loaded = _filled(path)
        package = loaded.package
        yield f"已装入虚构的示例县：{package.county_name}，{package.schools} 所学校；上一学年的数据已冻结并评估，新学年的采集已开始"
    elif not AuditEvent.objects.unscoped().filter(action=FILLED).exists():
        yield "这里已有别的数据，没有装入示例县；要看演示，请用 JUNHENG_DATA 指向一个新的文件夹"
        return
    yield "※ 仅供演示：数据全是虚构的，下列账号人人可用（账号、密码、岗位、单位）"
    yield from _accounts()


@transaction.atomic
def _filled(path: Path) -> Loaded:
    loaded = load_package(COMMAND_LINE, path)
    county = loaded.package.county
    for role, place in PLACES.items():
        unit = _unit(county, place)
        user, _ = make_account(COMMAND_LINE, role, default_roles()[role].name, home=unit, password=PASSWORD)
        give_post(COMMAND_LINE, user, role, unit)
    # Whoever looks around is not to be stopped by a form; every other account changes its first password.
    User.objects.filter(username__in=PLACES).update(must_change_password=False)
    _open_next_year(loaded)
    record(COMMAND_LINE, FILLED, f"county:{county.code}", unit=county, after={"accounts": list(PLACES)})
    return loaded


def _open_next_year(loaded: Loaded) -> None:
    """Something to do: the collection of the school year after the loaded one, with days left until its ends."""
    package, today = loaded.package, timezone.localdate()
    year = package.school_year + 1
    submit_by, check_by, approve_by = (today + datetime.timedelta(days=days) for days in DAYS_LEFT)
    plan = RoundPlan(
        title=f"{year}–{year + 1} 学年数据采集",
        school_year=year,
        as_of=package.as_of.replace(year=package.as_of.year + 1),
        standard=package.standard,
        submit_by=submit_by,
        check_by=check_by,
        approve_by=approve_by,
        previous=package,
    )
    open_round(COMMAND_LINE, make_round(COMMAND_LINE, package.county, plan).pk)


def _unit(county: Unit, place: str) -> Unit | None:
    if place == NOWHERE:
        return None
    school: Unit = Unit.objects.unscoped().filter(county=county, kind=SCHOOL).order_by("code")[0]
    if place == THE_SCHOOL:
        return school
    stem = unit_stem(default_matrix().lead_checker("school", school.school_kind)) or "basic_education" if place == ITS_CHECKER else place
    found: Unit = Unit.objects.unscoped().get(code=default_units().code_of(stem, county.code))
    return found


def _accounts() -> Iterator[str]:
    posts = Post.objects.unscoped().filter(user__username__in=PLACES).select_related("user", "unit")
    rows = {
        post.role: f"  {post.user.username:<16}  {PASSWORD}  {default_roles()[post.role].name}，{post.unit or '整个系统'}" for post in posts
    }
    yield from (rows[role] for role in PLACES if role in rows)
