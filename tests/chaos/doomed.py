"""A process that publishes until it comes to one named point, and there kills or freezes itself.

It is forked from one that has loaded the product (`python -m tests.chaos.doomed`), so that a death costs milliseconds and
not a start of Django. Orders and reports are lines of JSON. Nothing in the product knows of this: the points are
recognised from outside, where Django commits and where the door's sockets send and read.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

import django
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.urls import reverse

from editorial import pace

KILL, FREEZE = "kill", "freeze"


class Nursery:
    """Our side: doomed processes, one after another."""

    def __init__(self, environment: Mapping[str, str], *, root: Path, log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.doomed"],
                cwd=root,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def send(self, at: str, deed: str, *, life: str = "live") -> dict[str, Any]:
        """One process of this life (life.LIVES) that does `deed` at the point `at`.

        Its end, or that it is frozen: {"pid", "end", "unlisted"}.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"at": at, "deed": deed, "life": life}) + "\n")
        self._process.stdin.flush()
        return self.report()

    def report(self) -> dict[str, Any]:
        """The next thing that happens to the process that was sent last."""
        assert self._process.stdout is not None
        report: dict[str, Any] = json.loads(self._process.stdout.readline())
        return report

    def stop(self) -> None:
        """End the loading process and what it forked."""
        self._process.kill()
        self._process.wait()


@dataclass
class _Trap:
    """Closes once, at the point that was ordered; notes what nobody listed."""

    at: str
    deed: str
    listed: frozenset[str]
    path: Mapping[str, str]
    lock: threading.Lock = field(default_factory=threading.Lock)
    unlisted: set[str] = field(default_factory=set)
    is_sprung: bool = False

    def reach(self, kind: str, moment: str, frame: FrameType | None) -> None:
        function, more = self._name(frame)
        if function not in self.listed:
            self.unlisted.add(f"{kind} in {function}")
        # Of what is done aside in words of its own, such as the number of a row, the function is enough.
        if self.at not in (f"{function}{more} | {moment}", f"{function} | {moment}"):
            return
        with self.lock:
            if self.is_sprung:
                return
            self.is_sprung = True
        # Sent to the process it would be taken by any thread, and this one would go on for a moment: long enough to send.
        deed = signal.SIGKILL if self.deed == KILL else signal.SIGSTOP
        signal.pthread_kill(threading.get_ident(), deed)

    def _name(self, frame: FrameType | None) -> tuple[str, str]:
        """The innermost function of the path; of a call also the network, of a sweep also what it does."""
        more, innermost = "", ""
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            known = frame.f_locals
            connector = known.get("connector") or getattr(known.get("channel"), "connector", None)
            if connector is not None and not more:
                more = f" [{connector.idempotency}]"
            if module in self.path:
                name = f"{self.path[module]}.{frame.f_code.co_qualname}"
                if name != "alerts.aside":
                    return name, more
                more = f" [{frame.f_locals['doing']}]"
            elif module.split(".")[0] in ("clients", "editorial", "networks", "people", "smm"):
                innermost = innermost or f"{module}.{frame.f_code.co_qualname}"
            frame = frame.f_back
        return innermost or "nowhere", more


def _set(trap: _Trap) -> None:
    """Put the trap round every commit and every byte of this process."""

    def around(owner: Any, name: str, kind: str, is_meant: Callable[..., bool]) -> None:
        real = getattr(owner, name)

        def watched(self: Any, *args: Any, **more: Any) -> Any:
            if not is_meant(self, *args):
                return real(self, *args, **more)
            frame = sys._getframe(1)
            trap.reach(kind, f"before {kind}", frame)
            result = real(self, *args, **more)
            trap.reach(kind, f"after {kind}", frame)
            return result

        setattr(owner, name, watched)

    def writes_alone(cursor: Any, sql: Any, *_: Any) -> bool:
        words = str(sql).upper()
        is_write = any(word in words for word in ("UPDATE ", "INSERT ", "DELETE ", "PG_ADVISORY_"))
        return is_write and not cursor.db.in_atomic_block

    around(BaseDatabaseWrapper, "commit", "commit", lambda *_: True)
    around(CursorWrapper, "execute", "commit", writes_alone)
    # The very system calls: no deadline is looked at any more between the point and the first byte.
    around(socket.socket, "send", "bytes", lambda *_: True)
    around(socket.socket, "recv", "answer", lambda *_: True)


def _child(trap: _Trap, live: Callable[[], object], report: int) -> None:
    _set(trap)
    live()
    os.write(report, json.dumps(sorted(trap.unlisted)).encode())


def _follow(pid: int, unlisted: int) -> None:
    """Say when it stops, and when it ends."""
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            print(json.dumps({"pid": pid, "end": "frozen"}), flush=True)
            continue
        with os.fdopen(unlisted) as found:
            names = json.loads(found.read() or "[]")
        end = {-signal.SIGKILL: "killed", 0: "survived"}.get(os.waitstatus_to_exitcode(status), "failed")  # fmt: skip
        print(json.dumps({"pid": pid, "end": end, "unlisted": names}), flush=True)
        return


def main() -> None:
    """Load the product once, then fork a doomed process per order. Opens no connection, starts no thread."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smm.settings")
    django.setup()
    # Models may be imported only now.
    from tests.chaos import life, points  # noqa: PLC0415

    pace.MARGIN_S = life.MARGIN_S
    # A notice holds an address: without this every child would load all pages for it.
    reverse("editorial:post", args=["client", uuid4()])
    listed = points.functions()
    for line in sys.stdin:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            try:
                order = json.loads(line)
                trap = _Trap(order["at"], order["deed"], listed, points.PATH)
                _child(trap, life.LIVES[order["life"]], writing)
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        os.close(writing)
        _follow(pid, reading)


if __name__ == "__main__":
    main()
