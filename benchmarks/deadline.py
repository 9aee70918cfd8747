"""The deadline hour: everybody reports at once. `python -m benchmarks.deadline` measures it on SQLite and on PostgreSQL.

500 schools make 20,000 page views, 5,000 saves and 1,000 uploads in their hour; here it is compressed to five minutes, with the
clients on the same machine. Afterwards the instance is asked whether it kept everything that it had acknowledged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from benchmarks.deadline_client import Said, run

ROOT = Path(__file__).resolve().parent.parent
JUNHENG = str(Path(sys.executable).with_name("junheng"))
P95_LIMIT_SECONDS = 1.0
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of a running instance, as `junheng serve` starts it."""
    port = free_port()
    process = subprocess.Popen([JUNHENG, "serve", "--port", str(port)], env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(START_SECONDS * 5):
            time.sleep(0.2)
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own server
                    break
            except OSError:
                continue
        yield address
    finally:
        process.terminate()
        process.wait(30)


def deadline_hour(database: str, options: argparse.Namespace) -> dict[str, Any]:
    """One run on one database: its figures and what the instance kept."""
    sys.path.insert(0, str(ROOT / "tests"))
    from postgres import running_postgres

    server = running_postgres() if database == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory() as name, server as url:
        folder = Path(name)
        environment = {**os.environ, "JUNHENG_DATA": str(folder / "data"), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        setup = [sys.executable, "-m", "benchmarks.deadline_setup"]
        began = time.perf_counter()
        subprocess.run([*setup, "prepare", str(options.schools), str(folder)], env=environment, cwd=ROOT, check=True)
        prepared = time.perf_counter() - began
        clients = json.loads((folder / "clients.json").read_text(encoding="utf-8"))
        totals = {kind: getattr(options, f"{kind}s") for kind in ("view", "save", "upload")}
        with served(environment) as address:
            said = asyncio.run(run(clients, address, options.minutes * 60, totals))
        (folder / "said.json").write_text(json.dumps({"last_saved": said.last_saved}), encoding="utf-8")
        done = subprocess.run([*setup, "account", str(folder / "said.json")], env=environment, cwd=ROOT, check=True, capture_output=True)
    return figures(database, said, json.loads(done.stdout), prepared)


def figures(database: str, said: Said, kept: dict[str, Any], prepared: float) -> dict[str, Any]:
    """Medians and 95th percentiles by kind, faults, and what was lost."""
    times = {}
    for kind, seconds in said.seconds.items():
        if len(seconds) > 1:
            times[kind] = {
                "requests": len(seconds),
                "p50_ms": round(statistics.median(seconds) * 1000),
                "p95_ms": round(statistics.quantiles(seconds, n=20)[-1] * 1000),
                "max_ms": round(max(seconds) * 1000),
            }
    everything = [second for seconds in said.seconds.values() for second in seconds]
    lost = len(kept["lost"]) + max(0, said.saved - kept["saves_kept"]) + max(0, said.taken - kept["uploads_kept"])
    return {
        "database": database,
        "prepared_s": round(prepared, 1),
        "requests": len(everything),
        "p95_ms": round(statistics.quantiles(everything, n=20)[-1] * 1000),
        "by_kind": times,
        "faults": len(said.faults),
        "first_faults": said.faults[:5],
        "saves": said.saved,
        "uploads": said.taken,
        "lost": lost,
        **kept,
    }


def main() -> int:
    """0 where nothing was lost, nothing failed and the 95th percentile is within its limit on every database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deadline", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    for name, value in (("schools", 500), ("views", 20_000), ("saves", 5_000), ("uploads", 1_000)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    met = True
    for database in options.database or ("sqlite", "postgresql"):
        found = deadline_hour(database, options)
        print(json.dumps(found, ensure_ascii=False, indent=1), flush=True)
        met = met and not found["faults"] and not found["lost"] and not found["broken_link"] and found["p95_ms"] <= P95_LIMIT_SECONDS * 1000
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
