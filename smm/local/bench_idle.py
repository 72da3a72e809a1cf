"""`python3 run.py bench idle`: what the whole product costs while nobody uses it, and how long it takes to start.

Memory is PSS: what a process has for itself plus its fair part of what several share, from the kernel's own books. It covers
everything that was started, the database and the broker included.
"""

from __future__ import annotations

import json
import os
import platform
import time
from pathlib import Path

import psycopg2

from smm.bench.machine import pids_by_session, pss_mb
from smm.local import homes, place
from smm.local.starting import Stack
from smm.local.supervise import stack

# Long enough for every periodic job to have run, so that what they import is counted.
REST_SECONDS = 30.0


class BenchError(Exception):
    """This machine cannot be measured; the text says why."""


def _children(pid: int) -> list[int]:
    """The direct children of `pid` (PostgreSQL gives each of its own a session of its own)."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(part) for part in text.split()]


def pss_per_program(running: Stack) -> dict[str, float]:
    """PSS in MB of each program with all its processes; the supervisor counts too. Needs Linux (BenchError)."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise BenchError(
            "Memory is read from /proc/*/smaps_rollup, which this system does not have."
        )
    sessions, counted = pids_by_session(), set[int]()
    result: dict[str, float] = {}
    for name, pid in {**running.pids, "reaper": running.reaper_pid}.items():
        members = {pid, *sessions.get(pid, [])}
        members |= set(_children(pid)) if name == "postgres" else set()
        result[name] = round(sum(pss_mb(member) for member in members - counted), 1)
        counted |= members
    result["supervisor"] = round(pss_mb(os.getpid()), 1)
    return result


def _n_connections(running: Stack) -> int:
    with (
        psycopg2.connect(running.environment["DATABASE_URL"]) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        row = cursor.fetchone()
    connection.close()
    assert row is not None
    return int(row[0])


def _memory_gb() -> float:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)


def measure(*, rest_seconds: float = REST_SECONDS) -> dict[str, object]:
    """Start on an empty data directory, stop, start again, let it rest, read the books."""
    data = place.throw_away()
    try:
        with stack(data=data, demo=False, sandbox=True) as running:
            cold, migrate = running.seconds["ready"], running.seconds["migrate"]
        with stack(data=data, demo=False, sandbox=True) as running:
            warm = running.seconds["ready"]
            time.sleep(rest_seconds)
            per_process = pss_per_program(running)
            n_connections = _n_connections(running)
    finally:
        homes.remove(data)
    return {
        "command": "run.py bench idle",
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "memory_gb": _memory_gb(),
            "load": round(os.getloadavg()[0], 1),
        },
        "pss_mb": round(sum(per_process.values()), 1),
        "per_process": per_process,
        "cold_start_s": round(cold, 2),
        "warm_start_s": round(warm, 2),
        "migrate_s": round(migrate, 2),
        "pg_connections": n_connections,
    }


def report(result: dict[str, object], *, is_json: bool) -> str:
    """The result for people, or as one line of JSON."""
    if is_json:
        return json.dumps(result)
    per_process = result["per_process"]
    assert isinstance(per_process, dict)
    lines = [f"  {name:<15} {mb:7.1f} MB" for name, mb in per_process.items()]
    return "\n".join(
        [
            *lines,
            f"  {'together':<15} {result['pss_mb']:7.1f} MB (PSS)",
            f"Start on an empty directory {result['cold_start_s']} s (tables {result['migrate_s']} s), "
            f"again {result['warm_start_s']} s; {result['pg_connections']} database connections at rest.",
        ]
    )
