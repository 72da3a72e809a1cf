"""Where the servers of a data directory keep their files: beside the data, or in a place that their account can reach."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from smm.local.keys import write_private
from smm.local.programs import Account, ServersError, run_as

POINTER = "servers-at.txt"
ELSEWHERE = Path("/var/lib/palinsesto")


def _can_work_in(directory: Path, who: Account) -> bool:
    test = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1" && test -x .', "sh", str(directory)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **run_as(who),
    )
    return test.returncode == 0


def home_of(data: Path, *, who: Account | None) -> Path:
    """Where the servers of the data directory `data` keep their files; made if missing.

    Normally `data/servers`. As root, when the account `who` cannot get there, a directory under /var/lib/palinsesto, and
    `data` keeps a pointer to it.
    """
    pointer = data / POINTER
    if pointer.exists():
        home = Path(pointer.read_text(encoding="utf-8").strip())
    elif who is None or _can_work_in(data, who):
        home = data / "servers"
    else:
        home = ELSEWHERE / hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
        write_private(pointer, f"{home}\n")
    for directory in (ELSEWHERE, home) if home.parent == ELSEWHERE else (home,):
        if not directory.exists():
            directory.mkdir(parents=True)
            directory.chmod(0o711 if who else 0o700)  # `who` passes through; only root looks around
    return home


def existing_home(data: Path) -> Path:
    """Where the servers' files of `data` are, made or not, without making anything."""
    pointer = data / POINTER
    return (
        Path(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else data / "servers"
    )


def remove(data: Path) -> list[Path]:
    """Remove the data directory `data` and its servers' files, wherever they are. Returns what was removed."""
    removed = [path for path in (existing_home(data), data) if path.exists()]
    for path in removed:
        shutil.rmtree(path, ignore_errors=True)
    return removed


def forget(data: Path) -> list[Path]:
    """Like remove(), for a person: refuses (ServersError) a directory that is not one of ours."""
    if not (data / "keys").is_dir() and not (data / POINTER).exists():
        raise ServersError(f"{data} is not a data directory of Palinsesto; nothing was removed.")
    return remove(data)


def has_cluster(data: Path) -> bool:
    """Is there already a database in this data directory?"""
    return any(existing_home(data).glob("pg*/PG_VERSION"))
