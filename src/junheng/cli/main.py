"""The command line: parse, one call, print. Heavy imports stay inside the commands, so that `--help` is quick."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from junheng.cli import standards, web_commands

app = typer.Typer(
    help="均衡 Junheng：义务教育优质均衡发展的测算、解释与台账。",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
app.add_typer(standards.app, name="standard")

PackagePath = Annotated[Path, typer.Argument(metavar="PACKAGE", help="数据包：文件夹、.zip 或 .xlsx")]
ReadingOptions = Annotated[list[str] | None, typer.Option("--reading", metavar="ID=CHOICE", help="选用某一口径，可重复")]
StandardOption = Annotated[str | None, typer.Option("--standard", help="评估标准，优先于数据包所写；可为标准包文件夹")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="按哪一天的规定评估")]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]


@app.command()
def assess(
    package: PackagePath,
    standard: StandardOption = None,
    as_of: AsOfOption = None,
    reading: ReadingOptions = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="写出报告、台账和七项表的文件夹")] = None,
    json: JsonOption = False,
) -> None:
    """评估一个县的数据包,给出结论;加 --out 写出全部材料。"""
    from junheng.cli import present
    from junheng.cli.calls import assessed

    assessment = assessed(package, standard, as_of, reading, as_json=json)
    written = []
    if out is not None:
        from junheng.report import write_report

        written = write_report(assessment, out)
    present.assessment(assessment, written, as_json=json)


@app.command()
def explain(
    package: PackagePath,
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="指标代码，如 A4、B3；校际差异系数写 A4.cv")],
    school: Annotated[str | None, typer.Argument(metavar="[SCHOOL]", help="10 位学校标识码")] = None,
    level: Annotated[str | None, typer.Option("--level", help="学段 primary 小学 / junior 初中")] = None,
    standard: StandardOption = None,
    as_of: AsOfOption = None,
    reading: ReadingOptions = None,
    json: JsonOption = False,
) -> None:
    """解释一个结论:从全县结论到表、行、单元格和条款。"""
    from junheng.cli import present
    from junheng.cli.calls import assessed, explained

    assessment = assessed(package, standard, as_of, reading, as_json=json)
    present.explanation(explained(assessment, indicator, school, level), as_json=json)


@app.command()
def check(
    package: PackagePath,
    previous: Annotated[Path | None, typer.Option("--previous", metavar="PACKAGE", help="上一年的数据包，用来发现突变")] = None,
    marked: Annotated[Path | None, typer.Option("--marked", metavar="FILE", help="把标出错误的工作簿写到这里")] = None,
    lang: Annotated[str, typer.Option("--lang", help="zh 或 en")] = "zh",
    json: JsonOption = False,
) -> None:
    """校验数据包:逻辑错误必须改正,经验性提示可以说明。没有错误时退出码为 0,有错误为 2。"""
    from junheng.cli import present
    from junheng.cli.calls import BAD_INPUT, checked, language

    problems = checked(package, previous)
    if marked is not None and package.exists():
        from junheng.county.marked import write_marked

        write_marked(package, problems, marked)
    present.problems(problems, language(lang), as_json=json)
    raise typer.Exit(BAD_INPUT if any(problem.severity == "error" for problem in problems) else 0)


@app.command()
def template(out: Annotated[Path, typer.Option("--out", metavar="FILE", help="模板文件名")] = Path("填报模板.xlsx")) -> None:
    """生成填报模板(Excel 工作簿)。"""
    from junheng.county.template import write_template

    write_template(out)
    typer.echo(f"已写出 {out}")


@app.command()
def convert(
    package: PackagePath,
    to: Annotated[Path, typer.Option("--to", metavar="DIR|ZIP|XLSX", help="目标：文件夹、.zip 或 .xlsx")],
    file_format: Annotated[str, typer.Option("--format", help="文件夹或 .zip 中的格式：csv 或 parquet")] = "csv",
) -> None:
    """把数据包换成另一种形式,内容不变。"""
    from junheng.cli.calls import converted

    converted(package, to, file_format)
    typer.echo(f"已写出 {to}")


@app.command()
def sample(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="目标：文件夹、.zip 或 .xlsx")],
    schools: Annotated[int, typer.Option("--schools", min=1, help="学校数（含教学点）")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="随机种子，相同种子生成相同的县")] = 7,
    faults: Annotated[bool, typer.Option("--faults", help="埋入文档所列的十二处错误")] = False,
) -> None:
    """生成一个虚构的样例县。"""
    from junheng.cli.calls import refuse
    from junheng.county.sample import write_sample

    try:
        planted = write_sample(out, schools=schools, seed=seed, faults=faults)
    except ValueError as error:
        refuse(str(error))
    typer.echo(f"已写出虚构的样例县 {out}")
    for fault in planted:
        typer.echo(f"  埋入：{fault.table} 第 {fault.row} 行 {fault.column}：{fault.what}")


web_commands.register(app)


def run() -> None:
    """The console entry: UTF-8 whatever the console's locale, and no traceback for a closed pipe or a place not writable."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # One short command: what it makes lives until its end, and looking for cycles is time lost.
    gc.disable()
    try:
        app()
    except SystemExit as ended:
        _leave(ended.code)
    except OSError as error:
        typer.echo(f"无法读写「{error.filename}」：{error.strerror}" if error.filename else str(error), err=True)
        _leave(2)


def _leave(code: str | int | None) -> NoReturn:
    """End at once with everything written: taking a county apart object by object is a tenth of a short command."""
    if isinstance(code, str):
        typer.echo(code, err=True)
    status = code if isinstance(code, int) else int(code is not None)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Whoever was reading has gone (`| head`); nobody is left to be told.
        status = status or 1
    os._exit(status)
