"""`junheng serve` and `junheng demo` as real processes: they answer, outlive a dead worker, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import sys

import pytest

from junheng.web.people.roles import default_roles
from web.instance.processes import WAIT_SECONDS, Instance, is_alive, wait_until

EVERYWHERE = "0.0.0.0"  # noqa: S104 - refused before it is bound


def test_the_server_is_well_survives_a_killed_worker_and_ends_with_both(instance: Instance) -> None:
    with instance.served() as server:
        wait_until(lambda: server.status("healthz") == 200, "web, database and worker")
        (worker,), (web,) = server.children("worker"), server.children("web")
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: server.children("worker") not in ([], [worker]), "another worker")
        wait_until(lambda: server.status("healthz") == 200, "the new worker's first beat")
        (second,) = server.children("worker")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=WAIT_SECONDS) == 0
        assert not any(is_alive(pid) for pid in (web, worker, second))
        assert server.status("healthz") == 0


def test_control_c_ends_the_server_in_order(instance: Instance) -> None:
    with instance.served() as server:
        wait_until(lambda: server.status("healthz") == 200, "web, database and worker")
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=WAIT_SECONDS) == 0


def test_the_death_of_the_web_ends_the_server(instance: Instance) -> None:
    with instance.served() as server:
        wait_until(lambda: server.status("healthz") == 200, "web, database and worker")
        (worker,), (web,) = server.children("worker"), server.children("web")
        os.kill(web, signal.SIGKILL)
        assert server.process.wait(timeout=WAIT_SECONDS) == 1
        assert not is_alive(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed parent")
def test_a_killed_parent_leaves_no_orphans(instance: Instance) -> None:
    with instance.served() as server:
        wait_until(lambda: server.status("healthz") == 200, "web, database and worker")
        children = [*server.children("worker"), *server.children("web")]
        server.process.kill()
        wait_until(lambda: not any(is_alive(pid) for pid in children), "the end of the children")


def test_a_port_in_use_is_told_in_words(instance: Instance) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = instance.run("serve", "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"端口 {port} 已被占用" in done.stderr


def test_serving_everybody_asks_for_the_names_that_are_answered_to(instance: Instance) -> None:
    done = instance.run("serve", "--host", EVERYWHERE, "--port", "0")
    assert done.returncode == 2
    assert "JUNHENG_HOSTS" in done.stderr


def test_the_demonstration_loads_a_county_and_names_an_account_for_every_role(instance: Instance) -> None:
    with instance.served("demo", "--schools", 12) as server:
        wait_until(lambda: server.status("healthz") == 200, "web, database and worker")
        shown = {line.split()[0] for line in server.said if line.startswith("  ")}
        assert shown == set(default_roles())
        assert any("仅供演示" in line for line in server.said)
        token = instance.last_line("token", "leader")
        assert server.status("api/v1/counties/990100/assessment", token) == 200
        assert server.status("api/v1/counties/990100/package") == 401


def test_the_demonstration_leaves_an_instance_with_data_alone(instance: Instance) -> None:
    instance.last_line("user", "add", "somebody", "--role", "admin")
    with instance.served("demo") as server:
        assert any("没有装入示例县" in line for line in server.said)
    assert instance.run("user", "list").stdout.splitlines()[-1] == "共 1 个账号"
