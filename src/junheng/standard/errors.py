"""What can be wrong with a standard.

StandardError
├── StandardFaults      the pack itself is faulty; all faults are listed
├── UnknownStandard     no pack of that name or folder
├── UnknownReading      no such reading, or no such choice of it
└── ExerciseRefused     an exercise pack was not asked for by name
"""

from __future__ import annotations

from collections.abc import Sequence


class StandardError(Exception):
    """A standard cannot be used; the message says which and what to do."""


class StandardFaults(StandardError):
    """The pack breaks its rules. `faults` lists every one, each with its place in the pack."""

    def __init__(self, pack: str, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(f"标准包 {pack} 有 {len(self.faults)} 处错误：\n" + "\n".join(f"- {fault}" for fault in self.faults))


class UnknownStandard(StandardError):
    """No pack of that name is installed, and no folder holds one."""


class UnknownReading(StandardError):
    """The standard has no such reading, or the reading no such choice."""


class ExerciseRefused(StandardError):
    """An exercise pack is used only when it is asked for by name."""
