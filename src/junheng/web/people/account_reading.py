"""Reading a filled-in list of accounts: the people in it, or everything that is wrong with it, cell by cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from junheng.county.headings import header_row
from junheng.county.problems import Language, Problems, Where
from junheng.county.schema import TableSpec
from junheng.county.values import parse, raw_of
from junheng.county.workbook import Grid, column_letter, read_sheets, workbook_fault
from junheng.web.people.account_sheet import EXAMPLE_MARK, FIELDS, SHEET
from junheng.web.people.actor import Actor, NotAllowed
from junheng.web.people.keeping import require_keeper, require_role
from junheng.web.people.models import USERNAME, USERNAME_WORDS, Unit, User
from junheng.web.people.roles import default_roles, roles_at
from junheng.web.people.services_people import PersonEntry, PostEntry
from junheng.web.template_words import in_language, listed

SPEC = TableSpec("accounts", SHEET, FIELDS, ("username",))
MOST_ROWS = 3000
_CELL = re.compile(r"!([A-Z]+)(\d+)$")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault of the list, as the page's table of problems shows it."""

    place: str
    what: str
    why: str
    remedy: str
    severity: str = "error"
    anchor: str = ""


@dataclass
class _Line:
    """One row: its cells by field, and where they stand."""

    number: int
    cells: dict[str, object]
    places: Mapping[str, str]

    def text(self, name: str) -> str:
        return str(self.cells.get(name) or "").strip()

    def day(self, name: str) -> datetime.date | None:
        found = self.cells.get(name)
        return found if isinstance(found, datetime.date) else None


@dataclass
class AccountList:
    """What a list says: `people` where there are no `faults`, else nothing of it may be used."""

    people: list[PersonEntry] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)


def read_accounts(actor: Actor, content: bytes, name: str) -> AccountList:
    """The people of a workbook, or all its faults at once. Nothing is written."""
    found = AccountList()
    grid = _sheet(content, name, found)
    if grid is not None:
        lines = list(_lines(grid, found))
        if not lines and not found.faults:
            found.faults.append(SheetFault(SHEET, _("表里没有人员"), _("从第 3 行起，每行一个岗位"), _("请填写后再上传")))
        _Reader(actor, found).read(lines)
        found.faults.sort(key=_cell_of)
    return found


def _cell_of(fault: SheetFault) -> tuple[int, str]:
    """Where it stands in the sheet, so that the list is mended from the top; what concerns the whole sheet comes first."""
    cell = _CELL.search(fault.place)
    return (int(cell[2]), cell[1]) if cell else (0, "")


def _sheet(content: bytes, name: str, found: AccountList) -> Grid | None:
    problems = Problems()
    fault = workbook_fault(content)
    if fault:
        problems.error(fault, Where(name), detail="")
    grids = [] if fault else read_sheets(content, name, problems)
    language: Language = "en" if get_language() == "en" else "zh"
    found.faults.extend(SheetFault(problem.where.words(language), *problem.sentences(language)) for problem in problems.errors)
    if found.faults:
        return None
    grid = next((grid for grid in grids if grid.name == SHEET), None)
    if grid is None:
        found.faults.append(SheetFault(name, _("没有“账号”工作表"), _("须用本页下载的模板"), _("请下载模板，把内容贴进去再上传")))
    elif len(grid.rows) > MOST_ROWS:
        most = _("一次最多 %(most)d 行") % {"most": MOST_ROWS}
        found.faults.append(SheetFault(SHEET, _("行数太多"), most, _("请分几次导入")))
        return None
    return grid


def _lines(grid: Grid, found: AccountList) -> Iterable[_Line]:
    """The rows below the heading that hold anything, the example left out."""
    if not grid.rows:
        return
    top = header_row(SPEC, grid)
    headings = {str(cell).strip(" *＊"): position for position, cell in enumerate(grid.rows[top])}
    missing = [column.heading for column in FIELDS if column.required and column.heading not in headings]
    for heading in missing:
        found.faults.append(
            SheetFault(SHEET, _("没有“%(heading)s”这一列") % {"heading": heading}, _("列标题不能改动"), _("请用模板的列标题"))
        )
    if missing:
        return
    for number, row in enumerate(grid.rows[top + 1 :], top + 2):
        places = {
            column.name: f"{SHEET}!{column_letter(headings[column.heading])}{number}" for column in FIELDS if column.heading in headings
        }
        cells = {column.name: row[headings[column.heading]] for column in FIELDS if column.heading in headings}
        if all(cell in (None, "") for cell in cells.values()) or str(cells["username"]).startswith(EXAMPLE_MARK):
            continue
        yield _parsed(_Line(number, cells, places), found)


def _parsed(line: _Line, found: AccountList) -> _Line:
    for column in FIELDS:
        value = parse(raw_of(line.cells.get(column.name)), column, from_workbook=True)
        line.cells[column.name] = value.value
        if value.fault:
            shown = _("按 2026-09-01 的样式填") if column.kind == "date" else _("只能填文字")
            what = _("“%(heading)s”看不懂") % {"heading": column.heading}
            found.faults.append(SheetFault(line.places[column.name], what, shown, _("请改正这个单元格")))
    return line


class _Reader:
    """Turns lines into people, noting every fault with its cell."""

    def __init__(self, actor: Actor, found: AccountList) -> None:
        self.actor = actor
        self.found = found
        self.roles = {name: role for role in default_roles().values() for name in (role.code, role.name, role.english.lower())}

    def read(self, lines: Sequence[_Line]) -> None:
        self.units = {unit.code: unit for unit in Unit.objects.within(self.actor.scope).select_related("county")}
        names = {line.text("username").lower() for line in lines}
        self.taken = {name.lower() for name in User.objects.values_list("username", flat=True)} & names
        people: dict[str, PersonEntry] = {}
        for line in lines:
            self._person(line, people)
        self.found.people = [] if self.found.faults else list(people.values())

    def _person(self, line: _Line, people: dict[str, PersonEntry]) -> None:
        key = line.text("username").lower()
        before = people.get(key)
        if before is None:
            self._username(line)
        unit, post = self._unit(line), self._post(line)
        name = line.text("name") or (before.name if before else "")
        if not name:
            self._fault(line, "name", _("没有填姓名"), _("必须填写"), _("请填姓名"))
        if before is None:
            people[key] = PersonEntry(line.text("username"), name, line.text("phone"), unit, (post,) if post else ())
            return
        if before.name != name:
            found = _("同一账号前面的姓名是“%(name)s”") % {"name": before.name}
            self._fault(line, "name", found, _("一个账号只有一个姓名"), _("请改成相同的姓名，或另用一个账号"))
        if post:
            self._repeated(line, post, before.posts)
            people[key] = PersonEntry(before.username, before.name, before.phone or line.text("phone"), before.home, (*before.posts, post))

    def _username(self, line: _Line) -> None:
        text = line.text("username")
        if not USERNAME.fullmatch(text):
            self._fault(line, "username", _("账号“%(text)s”不能用") % {"text": text}, str(USERNAME_WORDS), _("请改正账号"))
        elif text.lower() in self.taken:
            remedy = _("另取一个账号；若是同一个人，请在人员页面给他增加岗位")
            self._fault(line, "username", _("账号“%(text)s”已经存在") % {"text": text}, _("账号不能重复，大小写不区分"), remedy)

    def _unit(self, line: _Line) -> Unit | None:
        text = line.text("unit")
        unit = self.units.get(text)
        if unit is None:
            what = _("没有代码是“%(text)s”的单位") % {"text": text} if text else _("没有填单位代码")
            self._fault(line, "unit", what, _("代码见“单位一览”"), _("请填单位代码，不填名称"))
            return None
        try:
            require_keeper(self.actor, unit)
        except NotAllowed as refusal:
            self._fault(line, "unit", str(refusal), _("只能填您维护的单位"), _("请改正单位代码"))
        return unit

    def _post(self, line: _Line) -> PostEntry | None:
        unit, role = self.units.get(line.text("unit")), self.roles.get(line.text("role").lower())
        starts_on, ends_on = line.day("starts_on"), line.day("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self._fault(line, "ends_on", _("止期早于起期"), _("止是任职的最后一天"), _("请改正起止日期"))
        offered = roles_at(unit.kind) if unit else list(default_roles().values())
        names = listed(in_language(choice) for choice in offered) or "—"
        if role is None:
            what = _("没有“%(text)s”这个岗位") % {"text": line.text("role")} if line.text("role") else _("没有填岗位")
            self._fault(line, "role", what, _("可以填：%(names)s") % {"names": names}, _("请从下拉框选"))
            return None
        if unit is None:
            return None
        try:
            require_role(self.actor, role.code, unit)
        except NotAllowed as refusal:
            self._fault(line, "role", str(refusal), _("这个单位可以设：%(names)s") % {"names": names}, _("请改正岗位或单位代码"))
        return PostEntry(role.code, unit, line.text("title"), starts_on, ends_on)

    def _repeated(self, line: _Line, post: PostEntry, before: Iterable[PostEntry]) -> None:
        if any((post.role, post.unit) == (other.role, other.unit) for other in before):
            self._fault(line, "role", _("这个人的这个岗位填了两次"), _("一个岗位填一行"), _("请删除其中一行"))

    def _fault(self, line: _Line, column: str, what: str, why: str, remedy: str) -> None:
        self.found.faults.append(SheetFault(line.places[column], what, why, remedy))
