"""Act on a data directory from outside: a management command on it, or its removal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from smm.local import homes, place, servers
from smm.local import keys as local_keys
from smm.local.processes import Reaper
from smm.local.supervise import local_environment
from smm.local.up import EXPECTED

# These change tables, which only their owner may.
OWNERS_COMMANDS = {"migrate", "flush", "sqlflush", "dbshell"}


def _command(arguments: list[str], environment: dict[str, str]) -> int:
    more = {"MIGRATING": "1"} if arguments[:1] and arguments[0] in OWNERS_COMMANDS else {}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=place.BASE, env={**os.environ, **environment, **more}
    ).returncode


def main(data: Path, arguments: list[str]) -> int:
    """Run `manage.py …` on what runs on `data`; when nothing does, on its servers started just for that."""
    data = data.expanduser().absolute()
    running = place.read_running(data)
    if running is not None:
        return _command(arguments, running)
    try:
        data = place.make(data)
        with place.Lock(data) as lock:
            reaper = Reaper(keep_open=[lock.descriptor])
            keys = local_keys.load_or_make(data, has_cluster=homes.has_cluster(data))
            started = servers.start(data, keys=keys, reaper=reaper)
            try:
                environment = local_environment(
                    data, keys=keys, given=os.environ, demo=False, port=8000
                )
                return _command(arguments, environment | started.environment)
            finally:
                started.stop()
                reaper.dismiss()
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1


def forget(data: Path) -> int:
    """Remove `data` and what belongs to it elsewhere, unless something runs on it."""
    try:
        if data.exists() and (data / "keys").is_dir():
            with place.Lock(data):
                removed = homes.forget(data)
        else:
            removed = homes.forget(data)
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    for path in removed:
        print(f"Removed {path}.")
    return 0
