"""The data directory of one installation: who uses it now, and how to reach what runs there.

keys/               secrets, made once (keys.py)
servers/            the database and the broker, or servers-at.txt that says where they are
log/                one file per program
media/  static/     uploaded files; the built front end
lock                held as long as anything runs here
running.json        address and environment of what runs, for `run.py manage`
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from smm.local.keys import write_private

BASE = Path(__file__).resolve().parents[2]
DEFAULT = BASE / "var"
# As long as the reaper may need to stop what a killed run left behind.
PATIENCE = 60.0


class PlaceError(Exception):
    """The data directory cannot be used; the text says why and what to do."""


class BusyError(PlaceError):
    """Somebody else runs on this data directory."""


def make(data: Path) -> Path:
    """The data directory, made if missing, closed to other accounts. Returns its absolute path.

    Refuses (PlaceError) a directory that holds something else.
    """
    data = data.expanduser().absolute()
    try:
        if not data.exists():
            data.mkdir(parents=True)
            # Root's servers run under another account, which must be able to pass through.
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        elif data != DEFAULT and not _is_ours(data):
            raise PlaceError(
                f"{data} is not empty and is not a data directory of Palinsesto. Name another with --data."
            )
        for name in ("log", "media"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise PlaceError(f"{data} cannot be used as data directory: {error.strerror}.") from error
    return data


def _is_ours(data: Path) -> bool:
    """Is it empty, or did make() make it, even if nothing came after that?"""
    names = {path.name for path in data.iterdir()}
    return not names or "keys" in names or names >= {"log", "media"}


class Lock:
    """Held by one run at a time; the kernel lets go of it even after kill -9."""

    def __init__(self, data: Path) -> None:
        self._path = data / "lock"
        self.descriptor = -1

    def __enter__(self) -> Lock:
        """Take the lock. Waits for a run that was killed and is being cleared away; raises BusyError for a living one."""
        self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = int(os.pread(self.descriptor, 20, 0) or b"0")
                if _is_alive(holder) or time.monotonic() > end:
                    os.close(self.descriptor)
                    raise BusyError(
                        f"Palinsesto already runs on {self._path.parent} (process {holder}). "
                        "Stop that one with Ctrl-C, or give this one another --data."
                    ) from None
                time.sleep(0.2)
                continue
            os.ftruncate(self.descriptor, 0)
            os.pwrite(self.descriptor, str(os.getpid()).encode(), 0)
            return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self.descriptor)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return pid > 0


def write_running(data: Path, *, address: str, environment: Mapping[str, str]) -> None:
    """Leave word of what runs here, for the owner's eyes only; what is our caller's own is not written down."""
    ours = {name: text for name, text in environment.items() if os.environ.get(name) != text}
    text = json.dumps({"pid": os.getpid(), "address": address, "environment": ours})
    write_private(data / "running.json", text)


def read_running(data: Path) -> dict[str, str] | None:
    """What runs on `data` now has in its environment beside its caller's own; None when nothing runs."""
    path = data / "running.json"
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    return dict(found["environment"]) if _is_alive(int(found["pid"])) else None


def throw_away() -> Path:
    """A data directory for one test or measurement; `homes.forget` removes it."""
    data = Path(tempfile.mkdtemp(prefix="palinsesto-"))
    data.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return make(data)


def free_bytes(path: Path) -> int:
    """The free space where `path` is or will be, in bytes."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free
