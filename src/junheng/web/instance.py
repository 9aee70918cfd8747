"""The instance: one folder with the embedded database, the frozen packages, the evidence and the secret key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

DATA_VARIABLE = "JUNHENG_DATA"
DATABASE_VARIABLE = "DATABASE_URL"
DEFAULT_FOLDER = "junheng-data"
KEY_FILE = "secret-key"


class Refused(Exception):
    """A command cannot be carried out; the message says why and what to do."""


def data_folder() -> Path:
    """The instance's folder, absolute; it need not exist yet."""
    return Path(os.environ.get(DATA_VARIABLE) or DEFAULT_FOLDER).absolute()


def database_url() -> str:
    """The database: PostgreSQL where the environment names one, else the SQLite file of the instance."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{(data_folder() / 'junheng.sqlite3').as_posix()}"


def secret_key() -> str:
    """The key that signs sessions and tokens, made at the first start and readable by the owner only."""
    path = data_folder() / KEY_FILE
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # Two processes started at once: the other one made it.
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
