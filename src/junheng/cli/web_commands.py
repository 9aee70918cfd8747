"""The commands of the server and its data. The web part is loaded by name inside them: it is an extra, and slow to load."""

from __future__ import annotations

import gc
import json as json_text
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

WEB_MISSING = "这条命令需要附加组件：pip install 'junheng[web]'"

users = typer.Typer(help="账号：新建、列出、重置密码。", rich_markup_mode=None, no_args_is_help=True)
Username = Annotated[str, typer.Argument(metavar="USER", help="账号")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="端口；0 表示任取一个空闲端口")]


@contextmanager
def _instance(part: str = "commands") -> Iterator[Any]:
    """A part of the web over an instance that is made and migrated; its refusals end the command with status 2."""
    from junheng.cli.calls import refuse

    try:
        import_module("junheng.web.starting").prepare()
        found = import_module(f"junheng.web.{part}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("junheng"):
            raise
        refuse(WEB_MISSING)
    except import_module("junheng.web.instance").Refused as error:
        refuse(str(error))
    try:
        yield found
    except import_module("junheng.web.instance").Refused as error:
        refuse(str(error))


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(demo)
    app.command()(serve)
    app.command()(load)
    app.add_typer(users, name="user")
    app.command()(token)
    app.command()(verify)


def demo(
    port: Port = 8000,
    schools: Annotated[int, typer.Option("--schools", min=1, help="示例县的学校数（含教学点）")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="随机种子")] = 7,
) -> None:
    """装入虚构的示例县和每个岗位一个账号,打开网页。仅供演示。"""
    with _instance("demo") as web:
        for line in web.fill(schools, seed):
            typer.echo(line)
    serve(port)


def serve(
    port: Port = 8000,
    host: Annotated[str, typer.Option("--host", help="地址；要让其他电脑访问，写本机的地址")] = "127.0.0.1",
) -> None:
    """启动网页和后台任务,直到按 Ctrl-C。"""
    # The command line keeps its garbage, since it is short; this one is not.
    gc.enable()
    with _instance("server") as web:
        status = web.serve(host, port, lambda address: typer.echo(f"均衡已启动：{address}　按 Ctrl-C 结束"))
    raise typer.Exit(status)


def load(package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="数据包：文件夹、.zip 或 .xlsx")]) -> None:
    """导入一个县的数据包:校验、冻结、评估;有错误时全部列出,什么都不写入。"""
    from junheng.assessment.results import Verdict
    from junheng.assessment.words import VERDICT_WORDS
    from junheng.cli import present
    from junheng.cli.calls import BAD_INPUT
    from junheng.county import PackageError

    with _instance() as web:
        try:
            loaded = web.load(package)
        except PackageError as error:
            present.problems(error.problems, "zh", to_stderr=True)
            raise typer.Exit(BAD_INPUT) from None
    frozen = loaded.package
    done = "已导入" if loaded.is_new else "内容与最新版本相同，没有新增版本"
    typer.echo(
        f"{done} {frozen.county_name} {frozen.county.code}  {frozen.school_year}–{frozen.school_year + 1} 学年  第 {frozen.version} 版"
    )
    typer.echo(f"指纹 {frozen.sha256}")
    typer.echo(f"结论：{VERDICT_WORDS[Verdict(loaded.assessment.verdict)]}")


@users.command("add")
def add_user(
    user: Username,
    role: Annotated[str, typer.Option("--role", help="岗位代码；admin 管理整个系统")],
    unit: Annotated[str | None, typer.Option("--unit", metavar="CODE", help="单位代码；只有一个单位可设时可以不写")] = None,
    name: Annotated[str, typer.Option("--name", help="姓名")] = "",
) -> None:
    """新建账号,最后一行是初始密码;首次登录须修改。"""
    with _instance() as web:
        made = web.add_user(user, role, unit, name)
    place = f"{made.unit.name} {made.unit.code}" if made.unit else "整个系统"
    typer.echo(f"已建账号 {made.username}（{made.name}）：{made.role.name}，{place}")
    typer.echo("初始密码（只显示这一次，首次登录须修改）：")
    typer.echo(made.password)


@users.command("list")
def list_users(json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False) -> None:
    """列出全部账号。"""
    with _instance() as web:
        found = list(web.users())
    if json:
        keys = ("username", "name", "posts", "state")
        typer.echo(json_text.dumps([dict(zip(keys, row, strict=True)) for row in found], ensure_ascii=False, indent=1))
        return
    for row in found:
        typer.echo("\t".join(row))
    typer.echo(f"共 {len(found)} 个账号")


@users.command("reset")
def reset_user(user: Username) -> None:
    """重置密码,最后一行是新的初始密码。"""
    with _instance() as web:
        password = web.reset_user(user)
    typer.echo(f"已重置 {user} 的密码，原来的登录已全部退出。新的初始密码（只显示这一次）：")
    typer.echo(password)


def token(user: Username) -> None:
    """发放接口令牌,最后一行就是令牌,立即可用。"""
    with _instance() as web:
        made = web.token(user)
    typer.echo("接口令牌（只显示这一次，用法：Authorization: Bearer 令牌）：")
    typer.echo(made)


def verify() -> None:
    """核对审计日志、冻结的数据包和佐证材料;完好时退出码为 0,有问题为 1。"""
    sound = True
    with _instance("verifying") as web:
        for part in web.verify():
            typer.echo(f"{'✗' if part.faults else '✓'} {part.title}：{part.looked_at}")
            for fault in part.faults:
                typer.echo(f"    {fault}")
            sound = sound and not part.faults
    typer.echo("全部完好" if sound else "有改动或缺失，请保留现场并与备份比对")
    raise typer.Exit(0 if sound else 1)
