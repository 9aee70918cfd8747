"""A small county in the database, with one person for every role, for the web's tests."""

from __future__ import annotations

from dataclasses import dataclass

from junheng.web.people.actor import SYSTEM, Actor, actor_of
from junheng.web.people.models import Unit, User
from junheng.web.people.services import give_post, make_account
from junheng.web.people.services_units import SchoolEntry, open_county
from junheng.web.people.unit_kinds import default_units

COUNTY_CODE = "990100"
PASSWORD = "chang3-me-please"  # noqa: S105 - of invented people in a database that lives for one test
SCHOOLS = (
    SchoolEntry("9901000001", "第一小学", "primary", "城关镇"),
    SchoolEntry("9901000002", "第二小学", "primary", "河东乡"),
    SchoolEntry("9901000003", "第一初级中学", "junior", "城关镇"),
)
# Who works where, by role: a school's code, or the stem of a default unit.
PLACES = {
    "reporter": "9901000001",
    "principal": "9901000001",
    "checker": "basic_education",
    "approver": "education_bureau",
    "liaison": "finance_bureau",
    "inspector": "inspection_office",
    "office": "office",
    "bureau_head": "education_bureau",
    "vice_county_head": "county_government",
    "county_head": "county_government",
    "leader": "leading_group",
    "reviewer": "city_authority",
}


@dataclass(frozen=True)
class County:
    """The county's unit and the people in it, by user name (the role, for the usual ones)."""

    unit: Unit
    code: str

    def place(self, at: str) -> Unit:
        """A unit by a school's code or a default unit's stem."""
        code = at if at.isdigit() else default_units().code_of(at, self.code)
        return Unit.objects.unscoped().get(code=code)

    def person(self, username: str, role: str, at: str) -> User:
        """A new person with a post, whose first password is changed already."""
        unit = self.place(at)
        user, _ = make_account(SYSTEM, username, username, home=unit, password=PASSWORD)
        give_post(SYSTEM, user, role, unit)
        User.objects.filter(pk=user.pk).update(must_change_password=False)
        user.refresh_from_db()
        return user

    def actor(self, username: str) -> Actor:
        return actor_of(User.objects.get(username=username))


def make_county(code: str = COUNTY_CODE, name: str = "样例县", schools: tuple[SchoolEntry, ...] = SCHOOLS) -> County:
    """A county without people."""
    return County(open_county(SYSTEM, code, name, schools), code)


def make_peopled_county() -> County:
    """The county with one person for every role, named after the role; `admin` keeps the whole instance."""
    county = make_county()
    for role, at in PLACES.items():
        county.person(role, role, at)
    admin, _ = make_account(SYSTEM, "admin", "admin", password=PASSWORD)
    give_post(SYSTEM, admin, "admin", None)
    User.objects.filter(pk=admin.pk).update(must_change_password=False)
    return county
