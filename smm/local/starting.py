"""A running installation, and what starts its programs."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from smm.local import place, preparing, servers
from smm.local.nursery import Kind, Nursery, Options
from smm.local.processes import SAID_WHY, Process, Reaper, Running
from smm.local.tables import Tables

BASE = place.BASE
READY_SECONDS = 90.0
QUEUES = "media,measure,listen,report,mail"  # of the second worker
Say = Callable[[str], None]


class StackError(Exception):
    """Something did not start or died; the text names it and shows the end of its log."""


@dataclass
class Stack:
    """A running installation."""

    data: Path
    port: int
    sandbox_origin: str
    environment: dict[str, str]
    reaper_pid: int
    servers: servers.Servers | None = None
    processes: dict[str, Running] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    starts: dict[str, Callable[[], Running]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where people go. Not 127.0.0.1: passkeys refuse an address that is a number."""
        return f"http://localhost:{self.port}"

    @property
    def pids(self) -> dict[str, int]:
        """The first process of each program; each is the leader of a session of its own."""
        ours = [self.servers.postgres, self.servers.valkey] if self.servers else []
        return {process.name: process.pid for process in (*ours, *self.processes.values())}

    def stop_servers(self) -> None:
        """The servers of its own, if they run."""
        if self.servers is not None:
            self.servers.stop()

    def manage(self, *arguments: str, is_owner: bool = False, text: str | None = None) -> str:
        """Run a management command against this installation and return what it printed. Raises StackError."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=self.environment | ({"MIGRATING": "1"} if is_owner else {}),
            input=text or "",
            capture_output=True,
            text=True,
            umask=0o077,
        )
        if done.returncode != 0:
            raise StackError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def restart(self, name: str) -> Running:
        """Start a program of the product again, for tests that killed it. Returns the new process."""
        self.processes[name].stop()
        self.processes[name] = self.starts[name]()
        return self.processes[name]

    def dead(self) -> Running | None:
        """The first program that ended although nobody asked it to, if any."""
        ours = [self.servers.postgres, self.servers.valkey] if self.servers else []
        return next(
            (process for process in (*ours, *self.processes.values()) if not process.is_running),
            None,
        )


def _what_is_wrong_at(url: str) -> str:
    """Nothing once it answers. A 503 that reaches the database counts: it speaks of late posts, not of the start."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own loopback address)
            return ""
    except urllib.error.HTTPError as error:
        is_up = error.code == 503 and b'"database": true' in error.read()
        return "" if is_up else f"HTTP {error.code}"
    except OSError as error:
        return str(error)


class Starter:
    """Starts the programs of one stack; knows where they log and who cleans up after us."""

    def __init__(self, stack: Stack, *, reaper: Reaper, is_verbose: bool, say: Say) -> None:
        self.stack, self.reaper, self.is_verbose, self.say = stack, reaper, is_verbose, say
        self.tables: Tables | None = None

    def product_environment(self, name: str) -> dict[str, str]:
        """What a program of the product sees: everything but the password of the tables' owner."""
        environment = self.stack.environment | {"PROCESS_NAME": f"palinsesto {name}"}
        environment.pop("DATABASE_OWNER_URL", None)
        return environment

    def run(self, name: str, command: Sequence[str | Path], **more: str) -> Process:
        return Process(
            name,
            [sys.executable, *command],
            log=self.stack.data / "log" / f"{name}.log",
            reaper=self.reaper,
            env=self.product_environment(name) | more,
            is_verbose=self.is_verbose,
            cwd=BASE,
            umask=0o077,
        )

    def start(self, name: str, *command: str | Path) -> None:
        """Start a program that stays, and remember how."""
        self._remember(name, lambda: self.run(name, command))

    def fork(self, name: str, kind: Kind, options: Options, *, grace: float) -> None:
        """The same for one that shares what the nursery has loaded."""
        log = self.stack.data / "log" / f"{name}.log"
        is_verbose = self.is_verbose
        self._remember(
            name,
            lambda: self.nursery.fork(
                name, kind, options, log=log, grace=grace, is_verbose=is_verbose
            ),
        )

    def _remember(self, name: str, begin: Callable[[], Running]) -> None:
        self.stack.starts[name] = begin
        self.stack.processes[name] = begin()

    def once(self, name: str, *arguments: str, **environment: str) -> Process:
        """Start a management command that ends by itself."""
        return self.run(name, ["manage.py", *arguments], **environment)

    def finish(self, process: Process) -> None:
        """Wait for such a command; raises StackError if it failed."""
        try:
            code = process.wait()
        except BaseException:
            process.stop()
            raise
        if code == SAID_WHY:
            raise StackError(process.last_words(1).strip().removeprefix("CommandError: "))
        if code != 0:
            raise StackError(
                f"`{process.name}` failed; the end of {process.log}:\n{process.last_words(30)}"
            )

    def load_tables(self) -> Tables:
        """Begin to load what makes the tables."""
        self.tables = Tables(
            env=self.stack.environment,
            log=self.stack.data / "log" / "migrate.log",
            reaper=self.reaper,
            is_verbose=self.is_verbose,
            cwd=BASE,
            umask=0o077,
        )
        return self.tables

    def prepare(self) -> None:
        """Tables and front end, at the same time, each only if something changed."""
        began, data = time.monotonic(), self.stack.data
        owner_url = self.stack.environment["DATABASE_OWNER_URL"]
        running: list[tuple[Process, Callable[[], None]]] = []
        if not preparing.is_migrated(data, owner_url):
            self.say("Preparing the tables.")
            tables = self.tables or self.load_tables()
            tables.begin()
            running.append((tables, lambda: preparing.note_migrated(data, owner_url)))
        if not preparing.is_collected(data):
            collect = self.once("collectstatic", "collectstatic", "--noinput", "--clear", "-v", "0")
            running.append((collect, lambda: preparing.note_collected(data)))
        try:
            for process, note in running:
                self.finish(process)
                self.stack.seconds[process.name] = time.monotonic() - began
                note()
        finally:
            for process, _ in running:
                process.stop()

    def sandbox(self) -> None:
        port = str(urlsplit(self.stack.sandbox_origin).port)
        file = self.stack.data / "sandbox.sqlite3"
        # With its control pages: the demo moves its clock, tests and measurements order faults.
        self.start("sandbox", "-m", "networks.sandbox", "--port", port, "--db", file, "--control")

    def web(self) -> None:
        granian = (
            "-m granian --interface wsgi --workers 1 --blocking-threads 4 --no-ws --host 127.0.0.1"
        )
        self.start("web", *granian.split(), "--port", str(self.stack.port), "smm.wsgi:application")

    def load_workers(self) -> None:
        """Begin to load what the workers and the clock have in common."""
        self.nursery = Nursery(
            log=self.stack.data / "log" / "nursery.log",
            reaper=self.reaper,
            env=self.product_environment("nursery"),
            cwd=BASE,
            umask=0o077,
        )
        self.stack.processes["nursery"] = self.nursery

    def workers(self) -> None:
        """The publishing worker, the one for all the rest, and the clock."""
        self._worker("worker-publish", queues="publish", pool="threads", concurrency=4, grace=45)
        self._worker("worker", queues=QUEUES, pool="prefork", concurrency=1, grace=40)
        schedule = str(self.stack.data / "celerybeat-schedule")
        self.fork("beat", "beat", {"loglevel": "WARNING", "schedule": schedule}, grace=10)

    def _worker(self, name: str, *, queues: str, pool: str, concurrency: int, grace: float) -> None:
        options: Options = {
            "hostname": f"{name}@{socket.gethostname()}",
            "queues": queues,
            "pool_cls": pool,
            "concurrency": concurrency,
            "loglevel": "INFO",
            # Nobody asks one worker about another here.
            "without_gossip": True,
            "without_mingle": True,
            "without_heartbeat": True,
        }
        self.fork(name, "worker", options, grace=grace)

    def wait_for(self, name: str, url: str) -> None:
        """Wait until `url` answers; raises StackError when the program dies or takes too long."""
        process, end, last = self.stack.processes[name], time.monotonic() + READY_SECONDS, ""
        while time.monotonic() < end and process.is_running:
            last = _what_is_wrong_at(url)
            if not last:
                return
            time.sleep(0.05)
        raise StackError(
            f"{name} did not start ({last}); the end of {process.log}:\n{process.last_words(30)}"
        )

    def stop(self) -> None:
        """Stop the product: the clock, the workers and the web together, then what they talk to."""
        if self.tables is not None:
            self.tables.stop()
        last = ("nursery", "sandbox")
        together = [process for name, process in self.stack.processes.items() if name not in last]
        for process in reversed(together):
            process.ask_to_stop()
        for process in reversed(together):
            process.stop()
        for name in last:
            if name in self.stack.processes:
                self.stack.processes[name].stop()
