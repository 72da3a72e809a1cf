"""What must be true before the product starts: tables as the code expects them, front end collected, demo told.

Each step leaves a mark of what it worked from and is skipped while nothing has changed: that is most of a second start's speed.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from pathlib import Path

import psycopg2

from smm.local import assets, place
from smm.local.keys import write_private

BASE = place.BASE
LOCK_FILES = (BASE / "requirements" / "app.txt",)


def _mark(paths: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(BASE)).encode() + b"\0" + path.read_bytes() + b"\0")
    for text in more:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _is_fresh(path: Path, mark: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8").strip() == mark


def _migrations_mark(database_url: str) -> str:
    """The migrations in the code together with those the database says it has had: both must be as they were."""
    ours = sorted(
        path for path in BASE.glob("*/migrations/*.py") if path.parent.parent.name != "node_modules"
    )
    try:
        with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
            applied = ",".join(row[0] for row in cursor.fetchall())
        connection.close()
    except psycopg2.Error:
        return ""
    return _mark([*ours, BASE / "smm" / "settings.py", *LOCK_FILES], applied)


def is_migrated(data: Path, database_url: str) -> bool:
    """Is the database as the last successful migration of this very code left it?"""
    mark = _migrations_mark(database_url)
    return bool(mark) and _is_fresh(data / ".migrated", mark)


def note_migrated(data: Path, database_url: str) -> None:
    write_private(data / ".migrated", _migrations_mark(database_url))


def _static_mark() -> str:
    built = sorted(path for path in assets.BUILT.rglob("*") if path.is_file())
    # Also the packages' own files (admin, crispy): they change only with the lock file.
    return _mark([*built, BASE / "smm" / "settings.py", *LOCK_FILES])


def is_collected(data: Path) -> bool:
    """Is the collected front end the built one?"""
    return (data / "static").is_dir() and _is_fresh(data / ".collected", _static_mark())


def note_collected(data: Path) -> None:
    write_private(data / ".collected", _static_mark())


def has_module(name: str) -> bool:
    """Is there a module of that dotted name? Does not import it."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
