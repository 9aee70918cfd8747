"""Single units: added, renamed, and closed on a day. None is ever deleted, and no code is given twice."""

from __future__ import annotations

import datetime
import re

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from junheng.county.codes import SCHOOL_KINDS
from junheng.web.audit.services import record
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.keeping import require_keeper
from junheng.web.people.models import Post, Unit
from junheng.web.people.services_units import COUNTY, SCHOOL, TOWNSHIP
from junheng.web.people.unit_kinds import default_units

CENTRE_SCHOOL = "centre_school"
# What may be added to a county: the rest of the tree comes with it.
ADDABLE = (SCHOOL, CENTRE_SCHOOL, TOWNSHIP, "department", "division")
# Kinds whose units are numbered; the others bring a code or a word of their own.
NUMBERED = (TOWNSHIP, CENTRE_SCHOOL)
_SCHOOL_CODE = re.compile(r"[0-9]{10}")
_STEM = re.compile(r"[a-z][a-z0-9_]{1,39}")


@transaction.atomic
def add_unit(
    actor: Actor, county: Unit, kind: str, name: str, *, code: str = "", school_kind: str = "", township: Unit | None = None
) -> Unit:
    """A new unit of the county. `code` is a school's ten digits, or an English word for a department. Raises NotAllowed."""
    require_keeper(actor, county)
    # Two who add a township at once would number it alike.
    Unit.objects.unscoped().select_for_update().get(pk=county.pk)
    if county.kind != COUNTY:
        raise NotAllowed(_("“%(name)s”不是县。") % {"name": county.name})
    _require_place(county, kind, school_kind, township)
    full = _code(county, kind, code)
    if Unit.objects.unscoped().filter(code=full).exists():
        raise NotAllowed(_("代码“%(code)s”已经用过；停用单位的代码也不能再用。") % {"code": full})
    unit = Unit(
        code=full,
        name=name,
        kind=kind,
        parent=_parent(county, kind),
        county=county,
        township=township,
        school_kind=school_kind if kind == SCHOOL else "",
        valid_from=timezone.localdate(),
    )
    unit.save()
    after = {"name": name, "kind": kind, "school_kind": unit.school_kind, "township": township and township.code}
    record(actor, "unit.add", f"unit:{full}", unit=unit, after=after)
    return unit


@transaction.atomic
def rename_unit(actor: Actor, unit_id: int, name: str, reason: str = "") -> Unit:
    """Another name under the same code. What was frozen under the old one keeps it. Raises NotAllowed."""
    unit = _locked(actor, unit_id)
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    record(actor, "unit.rename", f"unit:{unit.code}", unit=unit, before={"name": before}, after={"name": name}, reason=reason)
    return unit


@transaction.atomic
def retire_unit(actor: Actor, unit_id: int, last_day: datetime.date | None, reason: str = "") -> Unit:
    """The unit's last day; the posts at it end then too. None opens it again, without posts. Raises NotAllowed."""
    unit = _locked(actor, unit_id)
    today = timezone.localdate()
    if last_day is not None:
        if any(post.unit_id == unit.pk for post in actor.posts):
            raise NotAllowed(_("您在“%(name)s”任职，停用它须由别人办理。") % {"name": unit.name})
        if unit.valid_from is not None and last_day < unit.valid_from:
            raise NotAllowed(_("停用日期早于启用日期%(day)s。") % {"day": unit.valid_from.isoformat()})
        below = Unit.objects.unscoped().filter(Q(valid_until=None) | Q(valid_until__gt=last_day))
        if below.filter(Q(parent=unit) | Q(township=unit)).exclude(pk=unit.pk).exists():
            raise NotAllowed(_("“%(name)s”下面还有在用的单位，请先停用它们。") % {"name": unit.name})
        # Who held a post yesterday held it, whenever the closing is entered.
        end = max(last_day, today - datetime.timedelta(days=1))
        Post.objects.unscoped().filter(Q(ends_on=None) | Q(ends_on__gt=end), unit=unit).update(ends_on=end)
    before, unit.valid_until = unit.valid_until, last_day
    unit.save(update_fields=["valid_until"])
    dates = {"before": {"until": before and before.isoformat()}, "after": {"until": last_day and last_day.isoformat()}}
    record(actor, "unit.retire" if last_day else "unit.reopen", f"unit:{unit.code}", unit=unit, reason=reason, **dates)
    return unit


def _locked(actor: Actor, unit_id: int) -> Unit:
    unit: Unit = Unit.objects.unscoped().select_for_update().get(pk=unit_id)
    require_keeper(actor, unit)
    return unit


def _require_place(county: Unit, kind: str, school_kind: str, township: Unit | None) -> None:
    """Raises NotAllowed where the unit's place or kind of school does not fit."""
    if kind not in ADDABLE:
        raise NotAllowed(_("这种单位不能增加。"))
    if kind == SCHOOL and school_kind not in SCHOOL_KINDS:
        raise NotAllowed(_("请选学校的办学类型。"))
    if kind == CENTRE_SCHOOL and township is None:
        raise NotAllowed(_("请填中心校所在的乡镇。"))
    if township is not None and (township.kind != TOWNSHIP or township.county_id != county.pk):
        raise NotAllowed(_("“%(name)s”不是本县的乡镇。") % {"name": township.name})


def _code(county: Unit, kind: str, given: str) -> str:
    pattern = default_units().kinds[kind]
    if kind in NUMBERED:
        return pattern.code_for(county=county.code, number=Unit.objects.unscoped().filter(county=county, kind=kind).count() + 1)
    if kind == SCHOOL:
        if not _SCHOOL_CODE.fullmatch(given):
            raise NotAllowed(_("学校标识码是 10 位数字。"))
        return given
    if not _STEM.fullmatch(given):
        raise NotAllowed(_("代码用小写英文字母的简称，例如 water_bureau。"))
    return pattern.code_for(county=county.code, stem=given)


def _parent(county: Unit, kind: str) -> Unit:
    """Where it hangs in the tree: under the county where it may, else under the bureau."""
    if kind in default_units().kinds[county.kind].children:
        return county
    bureau: Unit = Unit.objects.unscoped().get(county=county, kind="education_bureau")
    return bureau
