"""What the command line asks of the instance. `starting.prepare` comes first.

Every function acts as the system, under the name of the command line; a refusal is raised as Refused, in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from junheng.web.api.services import make_token
from junheng.web.collect.services_load import Loaded, load_package
from junheng.web.instance import Refused
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.models import Post, Unit, User
from junheng.web.people.roles import Role, default_roles
from junheng.web.people.services import give_post, make_account, reset_password
from junheng.web.people.services_units import COUNTY
from junheng.web.people.unit_kinds import default_units
from junheng.web.scoping import EVERYTHING

COMMAND_LINE = Actor(None, request_id="命令行", scope=EVERYTHING)
# Views that do not depend on which unit of the county the post is held at.
WIDE = ("instance", "county")
# So many are named where one of them is to be chosen.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A new account with its first password."""

    username: str
    name: str
    role: Role
    unit: Unit | None
    password: str


def load(path: Path) -> Loaded:
    """Load a package. Raises PackageError with every problem, and Refused."""
    try:
        return load_package(COMMAND_LINE, path)
    except NotAllowed as error:
        raise Refused(str(error)) from error


def add_user(username: str, role: str, unit_code: str | None, name: str) -> Made:
    """An account with one post. The unit may be left out where only one can be meant. Raises Refused."""
    known = default_roles().get(role)
    if known is None:
        allowed = "、".join(f"{code}（{found.name}）" for code, found in default_roles().items())
        raise Refused(f"没有岗位“{role}”；可用的有：{allowed}")
    if not username.strip() or any(letter.isspace() for letter in username):
        raise Refused("账号不能为空，也不能含空格")
    unit = _unit_for(known, unit_code)
    return _made(username, known, unit, name)


def _made(username: str, role: Role, unit: Unit | None, name: str) -> Made:
    from django.db import transaction

    try:
        with transaction.atomic():
            user, password = make_account(COMMAND_LINE, username, name, home=unit)
            give_post(COMMAND_LINE, user, role.code, unit)
    except NotAllowed as error:
        raise Refused(str(error)) from error
    return Made(username, user.name, role, unit, password)


def _unit_for(role: Role, code: str | None) -> Unit | None:
    """The unit named by its code, by its county's code, or by none, where only one can be meant."""
    if code is None and role.view == "instance":
        return None
    candidates = Unit.objects.unscoped().filter(kind__in=role.held_at).order_by("code")
    if code is not None:
        exact = candidates.filter(code=code).first()
        if exact is not None:
            return exact
        named = Unit.objects.unscoped().filter(code=code).first()
        if named is None:
            raise Refused(f"没有代码为“{code}”的单位；{_choices(role, candidates)}")
        if named.kind != COUNTY:
            raise Refused(f"岗位“{role.name}”不能设在“{named.name}”；{_choices(role, candidates)}")
        candidates = candidates.filter(county=named)
    found = list(candidates[: NAMED + 1])
    if role.view in WIDE and len({unit.county_id for unit in found}) == 1:
        # Such a post sees the same wherever in the county it is held; the county's own code is the shortest.
        return found[0]
    if len(found) != 1:
        raise Refused(f"岗位“{role.name}”设在哪个单位，请用 --unit 写明；{_choices(role, found)}")
    return found[0]


def _choices(role: Role, units: Iterable[Unit]) -> str:
    found = list(islice(units, NAMED + 1))
    kinds = "、".join(sorted(default_units().kinds[kind].name for kind in role.held_at))
    if not found:
        return f"该岗位设在{kinds}，目前没有这样的单位，请先用 junheng load 导入数据包"
    listed = "、".join(f"{unit.code}（{unit.name}）" for unit in found[:NAMED])
    return f"该岗位设在{kinds}：{listed}{'……' if len(found) > NAMED else ''}"


def users() -> Iterator[tuple[str, str, str, str]]:
    """User name, name, posts of all days with their units, and state, for every account."""
    posts: dict[int, list[str]] = {}
    for post in Post.objects.unscoped().select_related("unit"):
        place = post.unit.name if post.unit else "整个系统"
        posts.setdefault(post.user_id, []).append(f"{default_roles()[post.role].name}＠{place}")
    for user in User.objects.all():
        state = "停用" if not user.is_active else "未改初始密码" if user.must_change_password else "启用"
        yield user.username, user.name, "、".join(posts.get(user.pk, ["（无岗位）"])), state


def reset_user(username: str) -> str:
    """A new first password. Raises Refused."""
    try:
        _, password = reset_password(COMMAND_LINE, _user(username).pk)
    except NotAllowed as error:
        raise Refused(str(error)) from error
    return password


def token(username: str) -> str:
    """A new API token of the person. Raises Refused."""
    try:
        return make_token(COMMAND_LINE, _user(username))
    except NotAllowed as error:
        raise Refused(str(error)) from error


def _user(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise Refused(f"没有账号“{username}”；junheng user list 可查全部账号")
    return found
