"""Start a program, follow it, stop it, and leave nothing behind, whatever happens to us.

Each program runs in a session of its own, so a Ctrl-C in the terminal reaches only us and we choose the order of the end.
A tiny second process, the reaper, holds the other end of a pipe: when we vanish without a word (kill -9, out of memory) it
stops what we started. That works on every POSIX system, unlike asking the kernel for a signal at the parent's death.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

MAX_LOG_BYTES = 5_000_000
# How a command ends whose last line says for people what is wrong and what to do: nothing before it is worth showing.
SAID_WHY = 3

REAPER = r"""
import os, shutil, signal, sys, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
started, remove = [], []

def is_alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return True

for line in sys.stdin:
    word, _, rest = line.rstrip("\n").partition(" ")
    if word == "done":
        sys.exit()
    if word == "remove":
        remove.append(rest)
    elif word == "pid":
        started.append([int(part) for part in rest.split()])
for pid, number, grace in reversed(started):
    if is_alive(pid):
        os.kill(pid, number)
    end = time.monotonic() + grace
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
for path in remove:
    shutil.rmtree(path, ignore_errors=True)
"""

_is_held = False
_is_waiting = False


def interrupt(number: int, frame: FrameType | None) -> None:
    """Signal handler: end what we do, but never between the start of a program and the moment we know of it."""
    global _is_waiting
    if _is_held:
        _is_waiting = True
    else:
        raise KeyboardInterrupt


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back `interrupt` until the block is done."""
    global _is_held, _is_waiting
    _is_held = True
    try:
        yield
    finally:
        _is_held = False
    if _is_waiting:
        _is_waiting = False
        raise KeyboardInterrupt


class Reaper:
    """The process that stops our children when we can no longer do it ourselves."""

    def __init__(self, *, keep_open: Sequence[int] = ()) -> None:
        """Start it. It keeps the file descriptors `keep_open` (our lock) open until its work is done."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", REAPER],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=tuple(keep_open),
            cwd="/",
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def watch(self, pid: int, stop_signal: int, grace: float) -> None:
        """Remember a child; if we vanish it gets `stop_signal`, and SIGKILL after `grace` seconds."""
        self._tell(f"pid {pid} {int(stop_signal)} {int(grace)}")

    def remove_at_the_end(self, path: Path) -> None:
        """Remember a throw-away directory to delete if we vanish."""
        self._tell(f"remove {path}")

    def dismiss(self) -> None:
        """Everything was stopped in good order: nothing left to do."""
        if self._process.poll() is None:
            self._tell("done")
            self._process.wait()


class Running:
    """One running program with its log file, however it was started."""

    def __init__(
        self, name: str, *, log: Path, grace: float, stop_signal: int = signal.SIGTERM
    ) -> None:
        self.name, self.log, self.grace, self._stop_signal = name, log, grace, stop_signal
        self._is_asked = False
        self.pid = 0

    def poll(self) -> int | None:
        """Its exit code (negative: the signal that ended it), or None while it runs."""
        raise TypeError(f"{type(self).__name__} does not say how to look at its program")

    @property
    def is_running(self) -> bool:
        return self.poll() is None

    def wait(self, seconds: float | None = None) -> int | None:
        """Wait for its end, at most so many seconds. Returns the exit code, or None if it still runs."""
        end = None if seconds is None else time.monotonic() + seconds
        while (code := self.poll()) is None and (end is None or time.monotonic() < end):
            time.sleep(0.02)
        return code

    def ask_to_stop(self) -> None:
        """Send the polite signal, once (a second one tells Celery to drop its work), and return at once."""
        if self.is_running and not self._is_asked:
            self._is_asked = True
            with suppress(ProcessLookupError):
                os.kill(self.pid, self._stop_signal)

    def stop(self) -> int | None:
        """Stop it and whatever it started: politely, then after the grace for good. Returns its exit code."""
        self.ask_to_stop()
        self.wait(self.grace)
        return self.kill()

    def kill(self) -> int | None:
        """kill -9 it and its whole group, as a crash of the machine would. Returns its exit code."""
        # Nobody of its group may be left; macOS says "not permitted" for a group of zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        return self.wait(5)

    def last_words(self, n_lines: int = 12) -> str:
        """The end of its log, to show when it failed."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-n_lines:])

    def repeat_on_terminal(self, from_byte: int) -> None:
        """Follow the log on the terminal from now on, each line with the program's name before it."""
        threading.Thread(target=self._repeat, args=(from_byte,), daemon=True).start()

    def _repeat(self, from_byte: int) -> None:
        with self.log.open("rb") as file:
            file.seek(from_byte)
            while True:
                line = file.readline()
                if line:
                    text = line.decode(errors="replace").rstrip()
                    print(f"{self.name:<15}| {text}", flush=True)
                elif self.is_running:
                    time.sleep(0.2)
                else:
                    return


class Process(Running):
    """A program started by us."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        reaper: Reaper,
        env: Mapping[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
        grace: float = 10,
        is_verbose: bool = False,
        **options: Any,
    ) -> None:
        """Start `command`. `grace` is how many seconds it may take to stop; `options` go to Popen (cwd, user, group)."""
        super().__init__(name, log=log, grace=grace, stop_signal=stop_signal)
        self._command, self._env, self._options = [str(part) for part in command], env, options
        self._reaper, self._is_verbose = reaper, is_verbose
        self._start()

    def _start(self) -> None:
        from_byte = size_after_capping(self.log)
        with self.log.open("ab") as output, uninterrupted():
            streams: dict[str, Any] = {
                "stdin": subprocess.DEVNULL,
                "stdout": output,
                "stderr": subprocess.STDOUT,
            }
            self.popen = subprocess.Popen(
                self._command,
                env=None if self._env is None else dict(self._env),
                start_new_session=True,
                **(streams | self._options),
            )
            self.pid = self.popen.pid
            self._reaper.watch(self.pid, int(self._stop_signal), self.grace)
        if self._is_verbose:
            self.repeat_on_terminal(from_byte)

    def start_again(self) -> None:
        """The same program anew, for measurements that ended it."""
        self._is_asked = False
        self._start()

    def poll(self) -> int | None:
        return self.popen.poll()


def size_after_capping(log: Path) -> int:
    """Keep one older log beside a new one, so that logs never fill the disk. Returns the log's size now, in bytes."""
    if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return log.stat().st_size if log.exists() else 0
