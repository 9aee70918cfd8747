"""Timing whole processes: subject and peer turn about, so that a busy machine slows both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Sense = Literal["at_most", "at_least"]


@dataclass(frozen=True)
class Goal:
    """One row: `subject` against `peer`, both command lines.

    `at_most`: the subject may take `limit` times the peer's time. `at_least`: the peer must take `limit` times the subject's.
    Without a limit the row is for information.
    """

    name: str
    peer_name: str
    subject: Sequence[str]
    peer: Sequence[str]
    sense: Sense = "at_most"
    limit: float | None = None
    runs: int = 15


@dataclass(frozen=True)
class Measured:
    """Medians of whole processes, in seconds."""

    goal: Goal
    subject_seconds: float
    peer_seconds: float

    @property
    def ratio(self) -> float:
        if self.goal.sense == "at_least":
            return self.peer_seconds / self.subject_seconds
        return self.subject_seconds / self.peer_seconds

    @property
    def is_met(self) -> bool | None:
        if self.goal.limit is None:
            return None
        return self.ratio >= self.goal.limit if self.goal.sense == "at_least" else self.ratio <= self.goal.limit


def seconds_of(command: Sequence[str]) -> float:
    """Wall time of one process from start to end. Raises CalledProcessError where it fails."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONHASHSEED": "0"}
    started = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - started


def measure(goal: Goal) -> Measured:
    """Both commands `runs` times in turn, after one of each that warms caches and does not count."""
    seconds_of(goal.subject), seconds_of(goal.peer)
    pairs = [(seconds_of(goal.subject), seconds_of(goal.peer)) for _ in range(goal.runs)]
    return Measured(goal, statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs))


def python(code: str, *arguments: str) -> list[str]:
    """The command line of this same interpreter running `code`."""
    return [sys.executable, "-c", code, *arguments]
