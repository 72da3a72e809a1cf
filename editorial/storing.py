"""Where files of pictures lie: a directory of this machine, or an S3-compatible store by setting. Never a public address."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage


def keep(name: str, file: BinaryIO) -> str:
    """Write a file under this name of ours; returns the name it really got."""
    return str(default_storage.save(name, File(file)))


def keep_file(name: str, source: Path) -> tuple[str, int, str]:
    """Write a file from disk; returns its name, bytes and SHA-256."""
    with source.open("rb") as reader:
        digest = hashlib.file_digest(reader, "sha256").hexdigest()
        reader.seek(0)
        kept = str(default_storage.save(name, File(reader)))
    return kept, source.stat().st_size, digest


def open_file(name: str) -> BinaryIO:
    """A fresh reader from the beginning of the file."""
    return cast(BinaryIO, default_storage.open(name, "rb"))


def fetch(name: str, to: Path) -> Path:
    """A copy of the file on local disk, for the process that opens it."""
    with open_file(name) as reader, to.open("wb") as writer:
        while chunk := reader.read(1 << 20):
            writer.write(chunk)
    return to


def forget(name: str) -> None:
    """Remove the file; one that is gone already is no error."""
    if name:
        default_storage.delete(name)
