"""The temporary folder: where uploads lie while they come in, and where workers make files. On disk, bounded, swept.

Not the system's own: in a container that is memory. What a process leaves behind when it is killed is swept after
some hours; a request that brings files is let in only while there is room (people/bodies.py).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

# Longer than any request or job lasts.
KEPT_S = 3 * 3600
# So much of the disk stays free for the database's sake, whoever uploads.
FREE_BYTES = 500_000_000


def folder() -> Path:
    """The folder, made if it is not there; nobody else on the machine may look into it."""
    place = Path(settings.SCRATCH_DIR)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def work_folder(prefix: str) -> tempfile.TemporaryDirectory[str]:
    """A folder for one job, removed with all that is in it when the job ends."""
    return tempfile.TemporaryDirectory(prefix=prefix, dir=folder())


def has_room(n_bytes: int) -> bool:
    """Whether so many bytes more fit under SCRATCH_MAX_BYTES, and on the disk."""
    place = folder()
    if used_bytes(place) + n_bytes > settings.SCRATCH_MAX_BYTES:
        return False
    return shutil.disk_usage(place).free - n_bytes > FREE_BYTES


def used_bytes(place: Path) -> int:
    """What lies in a folder and below it; what vanishes meanwhile counts nothing."""
    total = 0
    for root, _folders, files in os.walk(place):
        for name in files:
            with suppress(OSError):
                total += os.lstat(os.path.join(root, name)).st_size
    return total


def sweep(*, older_than_s: float = KEPT_S) -> int:
    """Remove what nobody touched for so long; returns how many entries. A link is removed, never followed."""
    oldest, n_removed = time.time() - older_than_s, 0
    for entry in os.scandir(folder()):
        with suppress(OSError):
            if entry.stat(follow_symlinks=False).st_mtime > oldest:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
            n_removed += 1
    return n_removed
