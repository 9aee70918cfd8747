"""`junheng standard`: list, show, lint and compare the packs of the law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from junheng.standard import Standard

app = typer.Typer(help="查看、核对评估标准包。", rich_markup_mode=None, no_args_is_help=True)

STANDINGS = {"law": "国家规定", "local": "地方规定", "exercise": "练习（不具效力）"}
Name = Annotated[str, typer.Argument(metavar="STANDARD", help="标准编号，或含 pack.toml 的文件夹")]


@app.command("list")
def list_standards() -> None:
    """列出随系统提供的标准包。"""
    from junheng.standard import load_standard, standard_ids

    for id in standard_ids():
        standard = load_standard(id)
        base = f"，以 {standard.based_on} 为基础" if standard.based_on else ""
        typer.echo(f"{id}\t{STANDINGS[standard.standing]}\t{standard.title}{base}")


@app.command()
def show(
    name: Name = "cn-2017-6",
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="只看这一天生效的值")] = None,
) -> None:
    """显示标准的指标、参数、口径、放宽和出处。"""
    from junheng.cli.calls import day_of
    from junheng.standard.describe import describe

    typer.echo(describe(_loaded(name), day_of(as_of)))


@app.command()
def lint(name: Name = "cn-2017-6") -> None:
    """核对标准包:每个参数有出处、单位、日期,所指的列都存在,每个口径都可选用。"""
    from junheng.assessment.lint import lint_standard
    from junheng.standard import UnknownStandard

    try:
        faults = lint_standard(name)
    except UnknownStandard as error:
        from junheng.cli.calls import refuse

        refuse(str(error))
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(f"{name}：{len(faults)} 处错误" if faults else f"{name}：通过")
    raise typer.Exit(2 if faults else 0)


@app.command()
def diff(first: Name, second: Name) -> None:
    """比较两个标准包:逐项列出增加、删去和改动。"""
    from junheng.cli.calls import refuse
    from junheng.standard import StandardError
    from junheng.standard.compare import differences

    try:
        lines = list(differences(first, second))
    except StandardError as error:
        refuse(str(error))
    for line in lines or ["没有差别"]:
        typer.echo(line)


def _loaded(name: str) -> Standard:
    from junheng.cli.calls import refuse
    from junheng.standard import StandardError, load_standard

    try:
        return load_standard(name)
    except StandardError as error:
        refuse(str(error))
