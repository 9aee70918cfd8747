"""The reference of the web application as Markdown: posts, reporting assignments, states, addresses, actions of the audit trail.

Django is set up on an empty folder: the pages say what the program says of itself, and nothing of an instance.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import catalogue
import tomli
from standard_pages import table

from junheng.county.codes import SCHOOL_KINDS
from junheng.county.fact_names import FACT_NAMES
from junheng.county.schema import TABLE_BY_NAME
from junheng.web.collect.fields import COUNTY, OWNED_TABLES, columns_of, kinds_of
from junheng.web.collect.guards import GUARDS
from junheng.web.collect.machines import MACHINES
from junheng.web.collect.ownership import Matrix, default_matrix, unit_name
from junheng.web.collect.ownership_rules import Duty
from junheng.web.collect.states import Machine, Transition
from junheng.web.people.roles import VIEWS, default_roles
from junheng.web.people.unit_kinds import default_units

ROOT = Path(__file__).resolve().parent.parent
ACCESS = ROOT / "tests" / "web" / "access" / "matrix.toml"
CATALOGUE = ROOT / "src" / "junheng" / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
ASKS = {"asked": "每轮都要", "optional": "有就报", "left_out": "不报"}
METHODS = {"GET": "看", "POST": "办理", "both": "看、办理"}
EVERYBODY, PUBLIC = "登录的人", "不用登录"


def web_pages(generated: str) -> dict[str, str]:
    """Every page by its name below docs/reference."""
    with tempfile.TemporaryDirectory(prefix="junheng-docs-") as folder:
        _set_up(folder)
        return {
            "roles.md": _page("岗位 Posts", generated, *_roles()),
            "owners.md": _page("谁报什么 Who reports what", generated, *_owners(default_matrix())),
            "states.md": _page("状态 States", generated, *_states()),
            "pages.md": _page("网页和岗位 Pages and posts", generated, *_pages()),
            "audit-actions.md": _page("操作日志的动作 Actions of the audit trail", generated, *_actions()),
        }


def _set_up(folder: str) -> None:
    os.environ["JUNHENG_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "junheng.web.settings"
    os.environ.pop("DATABASE_URL", None)
    # Only here: Django is not imported before the folder is named.
    import django

    django.setup()


def _page(title: str, generated: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", generated, *parts]) + "\n"


def _roles() -> Iterator[str]:
    yield (
        "看到的只由岗位和任职单位决定：每一页、每次导出、每个文件、接口的每个回答都是这个范围。一个人可以有几个岗位。哪些网页能打开，见[网页和岗位](pages.md)；"
        "怎样设岗位，见[管理账号](../howto/keep-accounts.md)。"
    )
    kinds, menu = default_units().kinds, _menu()
    roles = default_roles().values()
    held = {role.code: [kind for kind in kinds.values() if kind.code in role.held_at] for role in roles}
    rows = [
        [role.name, f"`{role.code}`", "、".join(kind.name for kind in held[role.code]), VIEWS[role.view][0], role.may, menu(role.code)]
        for role in roles
    ]
    yield table(["岗位", "代码", "设在", "看到", "可以做", "菜单"], rows)
    english = [
        [role.english, f"`{role.code}`", ", ".join(kind.english for kind in held[role.code]), VIEWS[role.view][1], role.may_english]
        for role in roles
    ]
    yield table(["Post", "Code", "Held at", "Sees", "May"], english)


def _menu() -> Any:
    """A function from a role to the words of the menu that it opens."""
    from junheng.web.navigation import MENU

    access = _access()
    return lambda role: "、".join(str(item.words) for item in MENU if not access[item.view] or role in access[item.view])


def _owners(matrix: Matrix) -> Iterator[str]:
    yield (
        "随软件带的填报分工：每一项数据一个填报单位、一个初审单位。县里可以在开始采集以前改成自己的，见[组织一轮采集](../howto/organise-a-round.md)。"
        "没有中心校的教学点，由创建办初审。表和列的含义见[县数据包](package.md)。"
    )
    yield "## 按单位 By unit"
    rows = [[_both(owner), _reported(matrix, owner), _takes_in(matrix, owner)] for owner in matrix.owners()]
    yield table(["填报单位", "报什么", "整份交给谁初审"], rows)
    for name, spec in TABLE_BY_NAME.items():
        yield f"## {spec.sheet} `{name}`\n\n{ASKS[matrix.asks[name]]}。"
        duties = _facts_by_duty(matrix) if name == "facts" else _columns_by_duty(matrix, name)
        yield table(["项目", "学校类型", "填报", "初审"], list(duties))


def _both(code: str) -> str:
    chinese, english = unit_name(code)
    return f"{chinese} {english}"


def _reported(matrix: Matrix, owner: str) -> str:
    tables = [spec.sheet for name, spec in OWNED_TABLES.items() if any(matrix.columns(name, kind, owner) for kind in kinds_of(spec))]
    facts = matrix.facts_of(owner)
    return "、".join([*tables, *([f"县级数据 {len(facts)} 项"] if facts else [])])


def _takes_in(matrix: Matrix, owner: str) -> str:
    kinds = list(SCHOOL_KINDS) if owner == "school" else [COUNTY]
    found: dict[str, list[str]] = {}
    for kind in kinds:
        found.setdefault(matrix.lead_checker(owner, kind), []).append(SCHOOL_KINDS.get(kind, ""))
    usual = max(found, key=lambda checker: len(found[checker]))
    others = [f"{'、'.join(of)}：{unit_name(checker)[0]}" for checker, of in found.items() if checker != usual]
    return "；".join([unit_name(usual)[0], *others])


def _columns_by_duty(matrix: Matrix, name: str) -> Iterator[list[str]]:
    """The columns that are reported alike, by kind of school where the kinds differ."""
    kinds = kinds_of(OWNED_TABLES[name])
    alike: dict[tuple[Duty, ...], list[str]] = {}
    for column, spec in columns_of(OWNED_TABLES[name]).items():
        alike.setdefault(tuple(matrix.duty(name, column, kind) for kind in kinds), []).append(spec.heading)
    for duties, headings in alike.items():
        usual = max(set(duties), key=duties.count)
        for duty in dict.fromkeys((usual, *duties)):
            of = [SCHOOL_KINDS.get(kind, "全县") for kind, its in zip(kinds, duties, strict=True) if its == duty]
            where = "" if len(set(duties)) == 1 else "其他" if duty == usual else "、".join(of)
            yield ["、".join(headings), where, unit_name(duty.owner)[0], unit_name(duty.checker)[0]]


def _facts_by_duty(matrix: Matrix) -> Iterator[list[str]]:
    alike: dict[Duty, list[str]] = {}
    for fact, duty in matrix.facts.items():
        alike.setdefault(duty, []).append(FACT_NAMES[fact])
    for duty, names in alike.items():
        yield ["、".join(names), "", unit_name(duty.owner)[0], unit_name(duty.checker)[0]]


def _states() -> Iterator[str]:
    yield "不在表里的步骤不存在，谁也不能走。“由谁”是岗位；条件不满足时，页面一次说出全部原因。"
    for machine in MACHINES.values():
        yield f"## {machine.term.zh} {machine.term.en}"
        yield " · ".join(f"{term.zh} `{state}` {term.en}" for state, term in machine.states.items())
        yield table(["操作", "从", "到", "由谁", "理由", "不满足时说"], [_step(machine, step) for step in machine.transitions])


def _step(machine: Machine, step: Transition) -> list[str]:
    return [
        f"{step.label.zh} `{step.name}`",
        "、".join(machine.states[state].zh for state in step.sources),
        machine.states[step.target].zh,
        "、".join(default_roles()[role].name for role in step.roles),
        "必填" if step.needs_reason else "",
        # What is wrong, without how to mend it.
        "；".join(GUARDS[guard][0].partition("；")[0] for guard in step.guards),
    ]


def _pages() -> Iterator[str]:
    yield "每个地址能由哪些岗位打开。打开以后看到什么，由[岗位](roles.md)的范围决定：范围以外的，与不存在一样回答 404。"
    access, methods = _access(), {page["view"]: page.get("method", "GET") for page in _declared()["page"]}
    public = {page["view"] for page in _declared()["page"] if page.get("public")}
    rows = [
        [f"`/{address}`", METHODS[methods[view]], PUBLIC if view in public else _names(access[view]), description]
        for view, address, description in _addresses()
        if view in methods
    ]
    yield table(["地址", "用来", "谁能打开", "What it does"], rows)


def _declared() -> dict[str, Any]:
    return tomli.loads(ACCESS.read_text(encoding="utf-8"))


def _access() -> Mapping[str, frozenset[str]]:
    """Who may open each view: roles, none for everybody. A test compares it with what the views declare."""
    declared = _declared()
    groups = declared["groups"]
    return {
        page["view"]: frozenset(role for named in page.get("roles", ()) for role in groups.get(named, [named])) for page in declared["page"]
    }


def _names(roles: frozenset[str]) -> str:
    return "、".join(role.name for role in default_roles().values() if role.code in roles) or EVERYBODY


def _addresses() -> Iterator[tuple[str, str, str]]:
    """View, address and the first line of what the view says of itself, in the order of the addresses."""
    from django.urls import get_resolver

    yield from _below(get_resolver().url_patterns, "", "")


def _below(patterns: Sequence[Any], address: str, namespace: str) -> Iterator[tuple[str, str, str]]:
    for pattern in patterns:
        here = f"{address}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from _below(pattern.url_patterns, here, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            said = (pattern.callback.__doc__ or "").strip().split("\n")[0]
            yield f"{namespace}{pattern.name}", here, said if pattern.callback.__module__.startswith("junheng") else ""


def _actions() -> Iterator[str]:
    from junheng.web.audit.words import ACTIONS

    english = {entry.message.words: entry.texts[0] for entry in catalogue.read(CATALOGUE.read_text(encoding="utf-8")) if entry.texts}
    yield "每次写入一条，与写入在同一个事务里；接口和导出里用代码。怎样查，见[用接口取数据](../howto/use-the-api.md)。"
    yield table(["代码", "动作", "Action"], [[f"`{code}`", str(words), english.get(str(words), "")] for code, words in ACTIONS.items()])
