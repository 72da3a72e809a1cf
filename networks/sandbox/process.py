"""Starts a sandbox in a process of its own and speaks to its control, for tests, demo and benchmarks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from networks.sandbox.orders import Orders

ROOT = Path(__file__).resolve().parents[2]


class SandboxError(Exception):
    """The sandbox did not start, or refused an order."""


@dataclass(frozen=True, slots=True)
class SandboxProcess:
    """A running sandbox at `origin`."""

    origin: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End it and wait; twice is harmless."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def order(self, name: str, /, **data: Any) -> Any:
        """POST /sandbox/<name> with these fields; its answer."""
        return Orders(self.origin).order(name, **data)

    def ask(self, name: str) -> Any:
        """GET /sandbox/<name>; its answer."""
        return Orders(self.origin).ask(name)


def start(
    *,
    db: Path | str,
    port: int = 0,
    latency_ms: float = 0,
    seed: int = 41,
    ahead_s: float = 0,
    has_control: bool = True,
    origin: str = "",
    timeout_s: float = 30,
) -> SandboxProcess:
    """Start a sandbox and wait until it answers. `origin` is how others reach it, when not directly; its clock is `ahead_s` ahead of ours. Raises SandboxError when it does not within `timeout_s`."""
    command = [
        sys.executable, "-m", "networks.sandbox", "--port", str(port), "--db", str(db),
        "--latency-ms", str(latency_ms), "--seed", str(seed), "--ahead-s", str(ahead_s),
        "--origin", origin, *(["--control"] if has_control else []),
    ]  # fmt: skip
    paths = [str(ROOT), *([os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else [])]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    killer = threading.Timer(timeout_s, process.kill)
    killer.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("sandbox ready "):
                return SandboxProcess(line.split()[2], process)
    finally:
        killer.cancel()
    process.wait(5)
    raise SandboxError(f"the sandbox ended with {process.returncode} before it was ready")
