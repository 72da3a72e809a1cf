"""One process that loads the product once and forks the workers and the clock from itself.

Three Celery processes that each load Django, Celery and our tasks take about 100 MB and two seconds of work each. Forked from one that
has loaded everything, they share most of those pages, and a start is quicker. In production every role is a container of its own, as usual.

Run as a module this is that process: it reads one JSON order per line, forks, and reports each start and each end on its standard output.
It opens no connection and starts no thread, so that a fork copies nothing that must not be copied.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from smm.local.processes import Process, Reaper, Running, size_after_capping, uninterrupted

# The programs themselves, not Celery's command line: its commands load a whole terminal toolkit that no program uses.
PRELOADED = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "celery.concurrency.thread",
    "celery.worker.consumer",
    "kombu.transport.redis",
)
LOADING_SECONDS = 90.0

Kind = Literal["worker", "beat"]
Options = Mapping[str, str | int | bool]  # of celery.apps.worker.Worker or celery.apps.beat.Beat


class NurseryError(Exception):
    """The nursery did not do what it was told; the text says what."""


# --- our side ---------------------------------------------------------------------------------------


class Forked(Running):
    """A program that the nursery forked: not our child, so its end is what the nursery reports."""

    def __init__(self, nursery: Nursery, name: str, *, pid: int, log: Path, grace: float) -> None:
        super().__init__(name, log=log, grace=grace)
        self._nursery, self.pid = nursery, pid

    def poll(self) -> int | None:
        code = self._nursery.exits.get(self.pid)
        if code is None and not self._nursery.is_running:
            return -int(
                signal.SIGKILL
            )  # nobody can report it any more; it is stopped with its group
        return code


class Nursery(Process):
    """The loading process, as its supervisor sees it."""

    def __init__(self, *, log: Path, reaper: Reaper, **options: Any) -> None:
        """Start loading; `fork` waits until that is done."""
        orders, self._orders = os.pipe()
        self._reports, reports = os.pipe()
        super().__init__(
            "nursery",
            [sys.executable, "-m", "smm.local.nursery"],
            log=log,
            reaper=reaper,
            stdin=orders,
            stdout=reports,
            **options,
        )
        os.close(orders)
        os.close(reports)
        self._reaper = reaper
        self.exits: dict[int, int] = {}
        self._started: queue.Queue[int] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with os.fdopen(self._reports) as reports:
            for line in reports:
                word, _, rest = line.strip().partition(" ")
                if word == "ended":
                    pid, code = rest.split()
                    self.exits[int(pid)] = int(code)
                elif word == "started":
                    self._started.put(int(rest))

    def fork(
        self, name: str, kind: Kind, options: Options, *, log: Path, grace: float, is_verbose: bool
    ) -> Forked:
        """Fork one program of Celery's, made with these options. Raises NurseryError when loading failed."""
        from_byte = size_after_capping(log)
        order = {"name": name, "kind": kind, "options": dict(options), "log": str(log)}
        with uninterrupted():
            try:
                os.write(self._orders, json.dumps(order).encode() + b"\n")
                pid = self._started.get(timeout=LOADING_SECONDS if self.is_running else 0.1)
            except (OSError, queue.Empty):
                self.kill()
                raise NurseryError(
                    f"`{name}` could not be started; the end of {self.log}:\n{self.last_words(30)}"
                ) from None
            self._reaper.watch(pid, signal.SIGTERM, grace)
        forked = Forked(self, name, pid=pid, log=log, grace=grace)
        if is_verbose:
            forked.repeat_on_terminal(from_byte)
        return forked


# --- the nursery itself -----------------------------------------------------------------------------


def _report(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def _reap(number: int, frame: FrameType | None) -> None:
    """A child ended: say which and how."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _report(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def _load() -> None:
    """Everything a worker or the clock will use, then out of the garbage collector's sight, or it would touch every page.

    Without Django's checks, which load every page of the product: `run.py check` runs them, and so does each role in production.
    """
    os.environ["CELERY_SKIP_CHECKS"] = "true"
    app = importlib.import_module("smm.celery").app
    app.loader.import_default_modules()
    app.finalize()
    for name in PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _become(order: Mapping[str, Any]) -> None:
    """In the child: a session, a log and a name of its own."""
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    settings = importlib.import_module("django.conf").settings
    settings.DATABASES["default"]["OPTIONS"]["application_name"] = f"palinsesto {order['name']}"


def _run(order: Mapping[str, Any]) -> int:
    """In the child: be that program until it ends. Returns its exit code."""
    app = importlib.import_module("smm.celery").app
    if order["kind"] == "beat":
        app.Beat(**order["options"]).run()
        return 0
    worker = app.Worker(**order["options"])
    worker.start()
    return int(worker.exitcode or 0)


def main() -> None:
    """Fork one program per order until the orders end, which is when our supervisor does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load()
    signal.signal(signal.SIGCHLD, _reap)
    with os.fdopen(0, "rb", buffering=0, closefd=False) as orders:
        for line in iter(orders.readline, b""):
            order = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _become(order)
                sys.exit(_run(order))
            _report(f"started {pid}")


if __name__ == "__main__":
    main()
