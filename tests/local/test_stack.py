"""The whole installation with real processes: it answers, works as the right role, survives a killed worker, ends without a trace."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path

import psycopg2
import pytest

from smm.local import bench_idle, homes, place
from smm.local.starting import Stack
from tests.waiting import eventually

pytestmark = pytest.mark.slow


def is_ready(log: Path) -> bool:
    return " ready." in log.read_text()


def roles_in_the_database(stack: Stack) -> set[tuple[str, str]]:
    connection = psycopg2.connect(stack.environment["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT usename, application_name FROM pg_stat_activity"
            " WHERE datname = 'palinsesto' AND pid <> pg_backend_pid()"
        )
        found = {(str(role), str(name)) for role, name in cursor.fetchall()}
    connection.close()
    return found


def test_it_answers_at_localhost(stack: Stack) -> None:
    assert stack.address.startswith("http://localhost:")
    with urllib.request.urlopen(f"{stack.address}/healthz") as answer:
        assert json.load(answer)["database"] is True
    with urllib.request.urlopen(f"{stack.sandbox_origin}/api/v2/instance") as answer:
        assert answer.status == 200


def test_every_program_runs_and_the_product_uses_its_own_role(stack: Stack) -> None:
    assert set(stack.pids) == {
        "postgres",
        "valkey",
        "sandbox",
        "web",
        "nursery",
        "worker-publish",
        "worker",
        "beat",
    }
    assert stack.dead() is None
    assert eventually(lambda: ("palinsesto_app", "palinsesto web") in roles_in_the_database(stack))
    assert {role for role, _ in roles_in_the_database(stack)} == {"palinsesto_app"}
    for name in ("worker-publish", "worker"):
        log = stack.data / "log" / f"{name}.log"
        assert eventually(partial(is_ready, log)), log.read_text()


def test_no_program_of_the_product_knows_the_owners_password(stack: Stack) -> None:
    password = stack.environment["DATABASE_OWNER_URL"].split(":")[2].split("@")[0]
    for name in ("web", "nursery", "worker-publish", "worker", "beat", "sandbox"):
        process = Path(f"/proc/{stack.pids[name]}")
        assert password not in (process / "environ").read_text(), name
        assert password not in (process / "cmdline").read_text(), name


def test_a_killed_worker_is_noticed_and_can_be_started_again(stack: Stack) -> None:
    before = stack.pids["worker-publish"]
    os.kill(before, signal.SIGKILL)
    assert eventually(lambda: stack.dead() is not None)
    dead = stack.dead()
    assert dead is not None
    assert (dead.name, dead.poll()) == ("worker-publish", -signal.SIGKILL)
    again = stack.restart("worker-publish")
    assert again.pid != before
    assert stack.dead() is None


def test_memory_is_counted_for_every_program(stack: Stack) -> None:
    found: dict[str, float] = {}

    def is_counted() -> (
        bool
    ):  # a program that another test has just started again has no memory yet
        found.clear()
        found.update(bench_idle.pss_per_program(stack))
        return all(mb > 0 for mb in found.values())

    assert eventually(is_counted), found
    assert set(found) == {*stack.pids, "reaper", "supervisor"}


def processes_that_name(text: str) -> list[int]:
    found = []
    for directory in Path("/proc").iterdir():
        if directory.name.isdigit():
            try:
                state = (directory / "stat").read_text().rpartition(")")[2].split()[0]
                environment = (directory / "environ").read_bytes() + (
                    directory / "cmdline"
                ).read_bytes()
            except OSError:
                continue
            if text.encode() in environment and state != "Z":
                found.append(int(directory.name))
    return found


def a_free_port() -> int:
    """One that nobody listens on: others may test on this machine at the same time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["ctrl_c", "kill_9"])
def test_nothing_is_left_after_the_end(how: signal.Signals) -> None:
    data = place.throw_away()
    # Its own servers, whatever the tests' environment says.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL")
    }
    command = [
        sys.executable,
        "-m",
        "smm.local",
        "up",
        "--data",
        str(data),
        "--no-demo",
        "--port",
        str(a_free_port()),
    ]
    running = subprocess.Popen(
        command,
        cwd=place.BASE,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert running.stdout is not None
        said = ""
        for line in running.stdout:
            said += line
            if "Ctrl-C stops everything" in line:
                break
        assert "Palinsesto runs at http://localhost:" in said
        assert "createowner" in said
        assert len(processes_that_name(str(data))) > 6
        os.kill(running.pid, how)
        running.wait(60)
        assert running.returncode == (0 if how == signal.SIGINT else -signal.SIGKILL)
        assert eventually(lambda: not processes_that_name(str(data))), "something was left running"
    finally:
        running.stdout.close() if running.stdout else None
        homes.remove(data)
