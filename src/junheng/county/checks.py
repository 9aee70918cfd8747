"""The checks of a package that was read: contradictions (逻辑校验, errors) and oddities (经验校验, warnings), all at once.

They know no law: nothing here says whether a county meets a standard, only whether its data can be believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from junheng.county.checks_basis import Register
from junheng.county.experience_amounts import check_amounts
from junheng.county.experience_gaps import check_gaps
from junheng.county.experience_patterns import check_patterns
from junheng.county.experience_previous import check_previous
from junheng.county.logic_keys import check_keys
from junheng.county.logic_parts import check_parts
from junheng.county.logic_structure import check_structure
from junheng.county.package import CountyPackage
from junheng.county.problems import Problem

CHECKS: tuple[Callable[[Register], Iterator[Problem]], ...] = (
    check_keys,
    check_structure,
    check_parts,
    check_amounts,
    check_gaps,
    check_patterns,
)


def check_package(package: CountyPackage, previous: CountyPackage | None = None, reading: Iterable[Problem] = ()) -> list[Problem]:
    """Every problem of the package itself, errors first.

    `previous` is an earlier year's package of the same county; of any other, the comparison is refused by an error.
    `reading` are the problems that `try_read` found: they are not repeated, and a cell that it could not read is not called empty.
    """
    register = Register.of(package, reading)
    problems = [problem for check in CHECKS for problem in check(register)]
    if previous is not None:
        problems.extend(check_previous(register, previous))
    return sorted(problems, key=lambda problem: problem.severity != "error")
