"""The part files of uploads: a file per upload, that grows at its end. On this machine's disk, shared by the web processes."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from people.scratch import FREE_BYTES

# A file without a row that is older than any upload may get.
ORPHANED_S = 3 * 86_400


def _folder() -> Path:
    place = Path(settings.PARTS_DIR)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _file(upload_id: UUID) -> Path:
    return _folder() / f"{upload_id.hex}.part"


def has_room(n_bytes: int) -> bool:
    """Whether so many bytes more leave the disk some air."""
    return shutil.disk_usage(_folder()).free - n_bytes > FREE_BYTES


def write(upload_id: UUID, at: int, data: bytes) -> None:
    """Put data at that place; whatever lay behind it, of a try that was cut off, is gone."""
    with open(os.open(_file(upload_id), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(at)
        file.write(data)
        file.truncate()


@contextmanager
def opened(upload_id: UUID) -> Iterator[BinaryIO]:
    """What has come. Raises FileNotFoundError when it is not there any more."""
    with _file(upload_id).open("rb") as file:
        yield file


def forget(upload_id: UUID) -> None:
    """Remove the part file; one that is gone already is no error."""
    with suppress(FileNotFoundError):
        _file(upload_id).unlink()


def forget_orphans() -> None:
    """Remove files that belong to no upload any more, by their age."""
    oldest = time.time() - ORPHANED_S
    for entry in os.scandir(_folder()):
        with suppress(OSError):
            if entry.stat(follow_symlinks=False).st_mtime < oldest:
                os.unlink(entry.path)
