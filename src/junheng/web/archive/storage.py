"""Files that never change: kept in the instance's folder under the hash of their own content."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

# Whoever may read the instance's folder may read its files; nobody writes to them again.
MODE = 0o440


class Damaged(Exception):
    """A kept file is missing, or its content is not what its name says. The message names the file."""


def sha256_of(content: bytes) -> str:
    """The hash under which a content is kept."""
    return hashlib.sha256(content).hexdigest()


def package_path(file_sha256: str) -> Path:
    """Where a frozen package lies."""
    return Path(settings.PACKAGE_FOLDER) / file_sha256


def evidence_path(sha256: str) -> Path:
    """Where a piece of evidence lies: a folder for every first two digits, so that none grows too long to list."""
    return Path(settings.EVIDENCE_FOLDER) / sha256[:2] / sha256


def keep(path: Path, content: bytes) -> None:
    """Put a content under its name, whole or not at all, and safe from a power cut. One that is there already stays as it is."""
    if path.exists() and sha256_of(path.read_bytes()) == path.name:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(MODE)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def kept(path: Path) -> bytes:
    """The content of a kept file, compared with its name. Raises Damaged."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Damaged(f"{path.name}：{error.strerror}") from error
    if sha256_of(content) != path.name:
        raise Damaged(f"{path.name}：内容与指纹不符")
    return content


@contextmanager
def under_its_name(content: bytes, name: str) -> Iterator[Path]:
    """The content as a file of the given name: readers name the file in what they find, and tell its form by its ending."""
    with tempfile.TemporaryDirectory(prefix="junheng-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


def _sync_folder(folder: Path) -> None:
    """Make the new name itself safe; only POSIX lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
