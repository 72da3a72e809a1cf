"""Publishers are killed, frozen and cut off from the database while the network misbehaves; the ledger judges.

Crash points and pauses that matter are injected one by one in tests/editorial/test_publishing_mishaps.py;
here chance looks for those that nobody thought of.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as project
from django.db import connection

from editorial.actions import publishing, reaping, reconciling
from editorial.lifecycle import ENDED
from editorial.lifecycle import DeliveryState as S
from editorial.models import Attempt, Delivery, Lookup
from people.clock import database_now
from tests.make_posts import sandbox_channel, scheduled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

N_PUBLISHERS = 3
N_CHANNELS = 30
N_POSTS = 150
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

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
        self.running.clear()


@pytest.fixture
def publishers(sandbox: Any, tmp_path: Path) -> Iterator[Publishers]:
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        **{name: str(value) for name, value in PACE.items()},
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "SANDBOX_ORIGIN": sandbox.origin,
        "PROCESS_NAME": NAME,
    }
    made = Publishers(environment, tmp_path / "publishers.log")
    yield made
    made.stop()


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


def wait_until_quiet(publishers: Publishers, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        publishers.thaw()
        if not Delivery.objects.exclude(state__in=ENDED).exists():
            return
        time.sleep(0.2)


def finish(now: Callable[[], datetime]) -> None:
    """What the publishers would do next, with a clock that runs ahead: it must come to rest by itself."""
    for n in range(40):
        ahead = timedelta(seconds=20 * n)
        publishing.publish_round(clock=lambda: now() + ahead)  # noqa: B023
        reaping.reap(now=now() + ahead)
        reconciling.look_up_due(now=now() + ahead)
        if not Delivery.objects.exclude(state__in=ENDED).exists():
            return
        time.sleep(0.3)


def test_nothing_is_sent_twice_lost_or_left_hanging_when_publishers_die_at_any_moment(
    owner, client_of, sandbox, publishers, settings, record_property
):
    seed = int(os.environ.get("CHAOS_SEED", "20261126"))
    dice = Random(seed)
    for name, value in PACE.items():
        setattr(settings, name, value)
    for _ in range(N_PUBLISHERS):
        publishers.start()
    channels = [sandbox_channel(client_of, sandbox) for _ in range(N_CHANNELS)]
    # Words that resemble each other would be put to a person: that is right, and not what is asked here.
    texts = [f"{dice.getrandbits(240):x}" for _ in range(N_POSTS)]
    now = database_now()
    deliveries = [
        scheduled(
            owner,
            channels[at % N_CHANNELS],
            text=text,
            now=now,
            due_in=timedelta(seconds=12 + dice.random() * DUE_OVER_S),
        )
        for at, text in enumerate(texts)
    ]
    sandbox.order("latency", ms=250)
    sandbox.order("rates", rates=FAULTS, seconds=1, seed=seed)

    begins = (now + timedelta(seconds=11) - database_now()).total_seconds()
    time.sleep(max(begins, 0))
    ordeal(publishers, dice, until=time.monotonic() + DUE_OVER_S + 1)
    wait_until_quiet(publishers, seconds=22)
    publishers.stop()
    sandbox.order("clear")
    finish(database_now)

    accounts = {channel.remote_id for channel in channels}
    ledger = [line for line in sandbox.ask("ledger") if line["account_id"] in accounts]
    created = Counter(line["text_sha256"] for line in ledger if not line["is_replay"])
    there = {(line["account_id"], line["status_id"]) for line in ledger}
    rows = list(Delivery.objects.select_related("channel"))
    published = [row for row in rows if row.state == S.PUBLISHED]
    figures = {
        "seed": seed,
        **publishers.done,
        "states": dict(Counter(row.state for row in rows)),
        "attempts": Attempt.objects.count(),
        "doubtful attempts": Attempt.objects.filter(outcome="doubtful").count(),
        "left by dead workers": Attempt.objects.filter(error_kind="worker_lost").count(),
        "look-ups": dict(Counter(Lookup.objects.values_list("result", flat=True))),
        "replays": sum(line["is_replay"] for line in ledger),
        "duplicates": sum(n - 1 for n in created.values()),
    }
    record_property("figures", figures)
    print(figures)

    assert [text for text, n in created.items() if n > 1] == [], "sent twice"
    assert len(created) == N_POSTS, "lost"
    assert {row.state for row in rows} == {S.PUBLISHED}, "left hanging, or given to a person"
    assert len(published) == len(deliveries)
    for row in published:
        assert (row.channel.remote_id, row.proof["remote_id"]) in there, "confirmed, but not there"
    assert publishers.done["SIGKILL"] >= 6
    assert publishers.done["sessions ended"] > 0
    assert figures["left by dead workers"], "no kill hit a call: the test has proved nothing"
