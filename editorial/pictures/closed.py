"""The process in which strangers' pictures are opened: `python -m editorial.pictures.closed`, one job on stdin.

It has no settings, no secrets in its environment, no database; it may use only so much memory, time and disk. A
picture that breaks the decoder breaks this process and nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from editorial.pictures import making
from editorial.pictures.rules import Refusal

MOST_MEMORY = 900 * 2**20  # address space, of which libraries take a good part
MOST_CPU_S = 25
MOST_FILE = 200 * 2**20

Deed = Callable[[dict[str, Any]], dict[str, Any]]


def close_the_doors(
    *, memory: int | None = None, cpu_s: int | None = None, file: int | None = None
) -> None:
    """Set the bounds, ours where none is named; a system that does not know one of them goes without it."""
    for what, most in (
        (resource.RLIMIT_AS, memory or MOST_MEMORY),
        (resource.RLIMIT_CPU, cpu_s or MOST_CPU_S),
        (resource.RLIMIT_FSIZE, file or MOST_FILE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def deed(job: dict[str, Any]) -> dict[str, Any]:
    """What is to be done with a picture. Raises Refusal."""
    source, folder = Path(job["source"]), Path(job["folder"])
    if job["deed"] == "send":
        return making.cut_for_sending(source, folder, job["rule"])
    return making.open_for_good(source, folder)


def do(job: dict[str, Any], deed: Deed = deed) -> dict[str, Any]:
    """The answer to one job, or why it is refused."""
    try:
        answer = deed(job)
    except Refusal as refusal:
        return {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        return {"refused": "too_heavy", "params": {}}
    return {**answer, "n_bytes_of_memory": most_memory()}


def most_memory() -> int:
    """The most memory this process has held, in bytes.

    From /proc where there is one: getrusage counts what the process that forked us held.
    """
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    close_the_doors()
    print(json.dumps(do(json.loads(sys.stdin.read()))))
