"""The secrets of one local installation, made once and kept in its data directory.

One file per secret, under `keys/`, readable by nobody else. They are made on the first start and never changed afterwards:
the sealing key opens every token in the database, so a new one would be as good as losing them.
"""

from __future__ import annotations

import base64
import os
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = "keys"


class KeysError(Exception):
    """The keys of this data directory cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class Keys:
    """Everything secret that a local run needs."""

    secret_key: str
    sealing_keys: str
    instance_id: str
    postgres_password: str
    owner_password: str
    app_password: str
    valkey_password: str


def _password() -> str:
    return secrets.token_urlsafe(24)


def _sealing_key() -> str:
    return "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "secret_key": lambda: secrets.token_urlsafe(50),
    "sealing_keys": _sealing_key,
    "instance_id": lambda: str(uuid.uuid4()),
    "postgres_password": _password,
    "owner_password": _password,
    "app_password": _password,
    "valkey_password": _password,
}


def fresh() -> Keys:
    """Keys that are written nowhere, for throw-away servers."""
    return Keys(**{name: make() for name, make in MAKERS.items()})


def write_private(path: Path, text: str) -> None:
    """Write `text` so that only the owner can read it and a reader never sees half of it (mode 0600, atomic)."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def load_or_make(data: Path, *, has_cluster: bool) -> Keys:
    """The keys of the data directory `data`, made where they are missing.

    Refuses (KeysError) to invent a key beside a database that already exists, and to use one that others can read.
    """
    directory = data / DIRECTORY
    directory.mkdir(mode=0o700, exist_ok=True)
    found: dict[str, str] = {}
    for name, make in MAKERS.items():
        path = directory / name
        if not path.exists():
            if has_cluster:
                raise KeysError(
                    f"{path} is missing, but there is already a database that was made with it. "
                    f"Put the file back from your backup; or give the data up with: "
                    f"python3 run.py forget --data {data}"
                )
            write_private(path, make() + "\n")
        if path.stat().st_mode & 0o077:
            raise KeysError(f"Other accounts can read {path}. Close it with: chmod 600 {path}")
        found[name] = path.read_text(encoding="utf-8").strip()
        if not found[name]:
            raise KeysError(f"{path} is empty. Put it back from your backup.")
    return Keys(**found)
