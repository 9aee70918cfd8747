"""The instance's commands as a person types them: what they print, their exit status, and what a broken archive looks like."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import junheng
from junheng.county.sample import write_sample
from web.archive.loaded import written
from web.instance.processes import Instance


@pytest.fixture
def loaded(instance: Instance, tmp_path: Path) -> Instance:
    assert instance.run("load", written("zip", tmp_path)).returncode == 0
    return instance


def the_file(instance: Instance) -> Path:
    (path,) = (instance.folder / "packages").iterdir()
    return path


def test_load_says_what_it_froze_and_what_came_of_it(instance: Instance, tmp_path: Path) -> None:
    path = written("folder", tmp_path)
    done = instance.run("load", path)
    assert done.returncode == 0
    assert junheng.read_package(path).sha256 in done.stdout
    assert "第 1 版" in done.stdout
    assert "结论：" in done.stdout
    again = instance.run("load", path)
    assert (again.returncode, "没有新增版本" in again.stdout) == (0, True)


def test_load_lists_every_error_and_leaves_nothing(instance: Instance, tmp_path: Path) -> None:
    planted = write_sample(tmp_path / "faults", schools=60, seed=7, faults=True)
    done = instance.run("load", tmp_path / "faults")
    assert (done.returncode, done.stdout) == (2, "")
    checked = instance.run("check", tmp_path / "faults")
    assert done.stderr == checked.stdout
    assert len([fault for fault in planted if fault.severity == "error"]) <= done.stderr.count("[错误]")
    assert not (instance.folder / "packages").exists()
    assert instance.run("user", "list").stdout == "共 0 个账号\n"


def test_an_account_is_made_listed_and_reset(loaded: Instance) -> None:
    password = loaded.last_line("user", "add", "wang", "--role", "approver", "--name", "王老师")
    assert len(password) >= 10
    listed = loaded.run("user", "list").stdout
    assert "wang\t王老师\t审核员＠教体局\t未改初始密码" in listed
    assert json.loads(loaded.run("user", "list", "--json").stdout)[0]["username"] == "wang"
    assert loaded.last_line("user", "reset", "wang") != password


WRONG_CALLS = [
    (("user", "add", "li", "--role", "king"), "没有岗位“king”；可用的有：reporter"),
    (("user", "add", "li", "--role", "reporter"), "请用 --unit 写明"),
    (("user", "add", "li", "--role", "office", "--unit", "123"), "没有代码为“123”的单位"),
    (("user", "add", "li", "--role", "approver", "--unit", "990100-office"), "不能设在“创建办”"),
    (("user", "add", "taken", "--role", "admin"), "已经存在"),
    (("user", "reset", "nobody"), "没有账号“nobody”"),
    (("token", "nobody"), "没有账号“nobody”"),
    (("load", "nowhere.zip"), "找不到这个文件"),
]


def test_a_wrong_call_ends_with_status_2_and_words(loaded: Instance) -> None:
    loaded.last_line("user", "add", "taken", "--role", "admin")
    for words, expected in WRONG_CALLS:
        done = loaded.run(*words)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert expected in done.stderr
        assert "Traceback" not in done.stderr


def test_the_unit_may_be_left_out_or_be_the_county_where_only_one_is_meant(loaded: Instance) -> None:
    for role, unit in [("admin", ""), ("approver", ""), ("office", "990100"), ("liaison", "990100-tax_bureau"), ("leader", "990100")]:
        assert loaded.last_line("user", "add", f"li-{role}", "--role", role, *(("--unit", unit) if unit else ()))


def test_an_archive_that_is_whole_is_verified(loaded: Instance) -> None:
    done = loaded.run("verify")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "全部完好")


def test_a_frozen_package_that_was_changed_is_named(loaded: Instance) -> None:
    path = the_file(loaded)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    done = loaded.run("verify")
    assert done.returncode == 1
    assert path.name in done.stdout
    assert "第1版" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_frozen_package_that_is_gone_is_named(loaded: Instance) -> None:
    path = the_file(loaded)
    path.unlink()
    done = loaded.run("verify")
    assert (done.returncode, path.name in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_auditevent SET reason = 'x' WHERE number = 2", "第 2 条"),
        ("DELETE FROM audit_auditevent WHERE number = 3", "第 3 条"),
        ("UPDATE archive_storedassessment SET verdict = 'met'", "verdict 应为"),
        ("UPDATE archive_frozenpackage SET sha256 = file_sha256", "sha256 应为"),
    ],
)
def test_what_was_changed_in_the_database_is_named(loaded: Instance, statement: str, words: str) -> None:
    if loaded.database_url:
        import psycopg

        with psycopg.connect(loaded.database_url) as database:
            database.execute(statement)
    else:
        with sqlite3.connect(loaded.folder / "junheng.sqlite3") as file:
            file.execute(statement)
        file.close()
    done = loaded.run("verify")
    assert done.returncode == 1
    assert words in done.stdout


def test_a_database_that_cannot_be_reached_is_told_in_words(tmp_path: Path) -> None:
    unreachable = Instance(tmp_path / "data", "postgres://nobody@127.0.0.1:1/nothing")
    done = unreachable.run("user", "list")
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_web_extra_the_commands_say_what_to_install(tmp_path: Path) -> None:
    script = "import sys; sys.modules['django'] = None; sys.argv = ['junheng', 'token', 'x']; from junheng.cli.main import run; run()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "junheng[web]" in done.stderr
