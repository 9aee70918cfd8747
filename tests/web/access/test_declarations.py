"""Read from the source: pages ask only within a scope, and only services write."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "src" / "junheng" / "web"
# What a page may not reach for: rows of everybody.
WITHOUT_SCOPE = {"unscoped", "every"}
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "set_password"}
# Words that dictionaries, hashes, sessions and forms have too are writes only where they stand on one of these.
MANAGERS = {"objects", "every", "scoped"}


# Each with its reason: nothing that somebody reported or decided is written here.
ALSO_WRITE = {
    "collect/checking.py": "figures derived from the rows, within the transaction of the service that changed them",
    "server.py": "which worker processes are alive",
    "demo.py": "accounts for a demonstration, whose passwords are printed",
}


def pages() -> list[Path]:
    """Modules that answer requests."""
    return sorted([*WEB.rglob("views*.py"), *(WEB / "api").rglob("*.py"), WEB / "home.py"])


def services() -> set[Path]:
    """Modules that may write."""
    return {*WEB.rglob("services*.py"), *(WEB / "jobs").rglob("*.py"), *(WEB / path for path in ALSO_WRITE)}


def others() -> list[Path]:
    return sorted(set(WEB.rglob("*.py")) - services())


def attributes(path: Path) -> Iterator[tuple[ast.Attribute, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node, f"{path.relative_to(WEB)}:{node.lineno}"


def is_model_write(call: ast.Call) -> bool:
    """`row.save()`, `Model.objects.….update(…)` and the like; not `some_dict.update(…)`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in WRITES:
        return False
    if function.attr in ("update", "delete", "create"):
        names = {node.attr for node in ast.walk(function.value) if isinstance(node, ast.Attribute)}
        return bool(names & (MANAGERS | WITHOUT_SCOPE | {"filter", "within", "exclude"})) or function.attr == "delete"
    return True


def test_no_page_asks_for_rows_of_everybody() -> None:
    found = [
        f"{where} .{node.attr}"
        for path in pages()
        for node, where in attributes(path)
        if node.attr in WITHOUT_SCOPE or (node.attr == "objects" and isinstance(node.value, ast.Name) and node.value.id == "User")
    ]
    # The API finds whose token it is before there is a scope.
    assert [line for line in found if not line.startswith("api/services.py")] == []


def test_only_services_and_jobs_write() -> None:
    found = [
        f"{path.relative_to(WEB)}:{node.lineno} {ast.unparse(node)[:80]}"
        for path in others()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and is_model_write(node)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("row.save()", True),
        ("Unit.objects.unscoped().filter(pk=1).update(name='x')", True),
        ("rows.filter(pk=1).delete()", True),
        ("Notice.objects.create(text='x')", True),
        ("Notice.every.bulk_create(rows)", True),
        ("shown.update(form=form)", False),
        ("digest.update(b'')", False),
        ("Unit.objects.within(scope).filter(pk=1).first()", False),
    ],
)
def test_a_write_is_told_from_a_dictionary(code: str, writes: bool) -> None:
    (call,) = (node for node in [ast.parse(code).body[0].value] if isinstance(node, ast.Call))  # type: ignore[attr-defined]
    assert is_model_write(call) is writes


def test_there_are_pages_and_services_to_look_at() -> None:
    names = {path.relative_to(WEB).as_posix() for path in pages()}
    assert {"people/views.py", "collect/views_review.py", "home.py"} <= names
    assert WEB / "people" / "services.py" in services()
