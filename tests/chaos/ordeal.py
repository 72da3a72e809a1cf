"""Publishers that are killed, frozen and cut off from the database, and a network that misbehaves meanwhile."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from django.conf import settings as project
from django.db import connection

N_PUBLISHERS = 3
DUE_OVER_S = 22.0
NAME = "palinsesto chaos"
PACE = {
    "PUBLISH_CALL_S": 2.0,
    "PUBLISH_LEASE_S": 8.0,
    "PUBLISH_SETTLE_S": 1.0,
    "PUBLISH_REAP_S": 1.0,
    "PUBLISH_THREADS": 8,
}
FAULTS = {
    "cut_after": 0.03,
    "cut_before": 0.02,
    "error_after": 0.01,
    "error_before": 0.01,
    "rate_limit": 0.03,
}


class Publishers:
    """Three `manage.py publisher`, replaced as they are killed."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment, self._log = environment, log
        self.running: list[subprocess.Popen[bytes]] = []
        self.frozen: dict[int, float] = {}
        self.done: Counter[str] = Counter()

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "manage.py", "publisher"]
            self.running.append(
                subprocess.Popen(
                    command, cwd=project.BASE_DIR, env=self._environment, stdout=log, stderr=log
                )
            )

    def kill(self, at: int) -> None:
        process = self.running.pop(at)
        self.frozen.pop(process.pid, None)
        process.kill()
        process.wait()
        self.done["SIGKILL"] += 1
        self.start()

    def freeze(self, at: int, seconds: float) -> None:
        process = self.running[at]
        process.send_signal(signal.SIGSTOP)
        self.frozen[process.pid] = time.monotonic() + seconds
        self.done["SIGSTOP"] += 1
        self.done["SIGSTOP beyond the lease"] += seconds > PACE["PUBLISH_LEASE_S"]

    def thaw(self) -> None:
        for process in self.running:
            if self.frozen.get(process.pid, math.inf) < time.monotonic():
                del self.frozen[process.pid]
                process.send_signal(signal.SIGCONT)

    def end_sessions(self) -> int:
        """End all database sessions of the publishers; returns how many there were."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
                [NAME],
            )
            n_ended = cursor.rowcount
        self.done["sessions ended"] += n_ended
        return n_ended

    def wait_until_awake(self, n: int, *, seconds: float = 90.0) -> None:
        """Until so many publishers are at work: on a busy machine they take long to start, and killing none proves nothing."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME]
                )
                if cursor.fetchone()[0] >= n:
                    return
            time.sleep(0.2)

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
        self.running.clear()


def ordeal(publishers: Publishers, dice: Random, *, until: float) -> None:
    """Something bad every second or so: kills, short and long freezes, two ends of all sessions."""
    end_sessions_at = [until - DUE_OVER_S * 0.6, until - DUE_OVER_S * 0.25]
    while time.monotonic() < until:
        publishers.thaw()
        awake = [at for at, p in enumerate(publishers.running) if p.pid not in publishers.frozen]
        if end_sessions_at and time.monotonic() > end_sessions_at[0]:
            if publishers.end_sessions():
                end_sessions_at.pop(0)
        elif awake and dice.random() < 0.65:
            publishers.kill(dice.choice(awake))
        elif len(awake) > 1:
            publishers.freeze(dice.choice(awake), dice.choice([0.5, 2, 10]))
        time.sleep(dice.uniform(0.6, 1.6))
