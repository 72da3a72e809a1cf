"""`python3 run.py bench chaos`: publishing while everything it stands on is killed, frozen, restarted and cut off.

Real workers as shipped, and `manage.py publisher` beside them; real signals; a network that misbehaves. This process started
them all, so it can kill each and start it again, as a supervisor would. What the posts are and what became of them is
smm/bench/chaos.py; the network's own ledger is the judge.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from smm.bench.machine import machine
from smm.local import homes, place
from smm.local.processes import size_after_capping
from smm.local.supervise import Stack, stack

# Shorter than shipped, all in proportion: a process can be frozen for longer than its lease, dozens of times, in minutes.
PACE = {
    "PUBLISH_CALL_S": "2",
    "PUBLISH_LEASE_S": "8",
    "PUBLISH_SETTLE_S": "1",
    "PUBLISH_REAP_S": "1",
}
FROZEN_S = 10.0
N_PUBLISHERS = 2
SECONDS_PER_KILL = 2.0
LOADED_WITHIN_S = 60.0
AT_WORK = (b" ready.", b"Publishing what is due")  # said by a worker, and by a publisher
UNDER_WAY = """
    SELECT count(*) FROM editorial_delivery
     WHERE state NOT IN ('published', 'failed', 'cancelled', 'needs_human', 'missed', 'blocked', 'by_hand')
"""
Say = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything, over `span_s` seconds in which the posts are due."""

    n_posts: int
    n_kills: int
    n_freezes: int = 0
    n_cuts: int = 0
    n_broker_kills: int = 0
    n_database_restarts: int = 0
    n_deploys: int = 0
    has_faults: bool = True
    seed: int = 20261128
    begins_in_s: float = 5.0  # after the posts are written
    patience_s: float = 960.0

    @property
    def span_s(self) -> float:
        return max(self.n_kills * SECONDS_PER_KILL, self.n_posts / 40, 20.0)


@dataclass
class Ordeal:
    """What is done to a running installation, and when; times are seconds since 1970."""

    running: Stack
    dice: random.Random
    kills: list[float] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    frozen: dict[str, float] = field(default_factory=dict)
    said_before: dict[str, int] = field(default_factory=dict)  # bytes in its log when it started

    @property
    def publishing(self) -> list[str]:
        """The processes that publish."""
        is_one = ("worker-publish", "publisher-")
        return [name for name in self.running.processes if name.startswith(is_one)]

    def kill(self) -> None:
        """One process at random, mostly one that publishes; every tenth time all of these at once."""
        all_at_once = self.done["rounds of kills"] % 10 == 9
        likely = [*self.publishing * 4, "worker-publish", "worker-publish", "worker", "beat"]
        names = self.publishing if all_at_once else [self.dice.choice(likely)]
        for name in names:
            self.frozen.pop(name, None)
            self.running.processes[name].kill()
            self.kills.append(time.time())
        for name in names:
            self._start_again(name)
        self.done["rounds of kills"] += 1
        self.done["SIGKILL"] += len(names)

    def deploy(self) -> None:
        """What publishes is told to stop, ends by itself, and another takes its place."""
        name = self.dice.choice(self.publishing)
        if name not in self.frozen:
            self._wait_until_it_works(name)
            code = self.running.processes[name].stop()
            self.done["SIGTERM"] += 1
            self.done["ended in good order"] += code == 0
            if code != 0:
                self.done[f"{name} told to stop ended with {code}"] += 1
            self._start_again(name)

    def _start_again(self, name: str) -> None:
        self.said_before[name] = size_after_capping(self.running.processes[name].log)
        self.running.restart(name)

    def _wait_until_it_works(self, name: str) -> None:
        """One that is still loading has no work to end in good order: the signal ends it there and then."""
        log, before = self.running.processes[name].log, self.said_before.get(name, 0)
        end = time.monotonic() + LOADED_WITHIN_S
        while not any(words in log.read_bytes()[before:] for words in AT_WORK):
            if time.monotonic() > end:
                raise RuntimeError(f"{name} did not begin to work; see {log}")
            time.sleep(0.1)

    def freeze(self) -> None:
        """One that publishes, for longer than its lease; the others go on."""
        awake = [name for name in self.publishing if name not in self.frozen]
        if len(awake) > 1:
            name = self.dice.choice(awake)
            os.killpg(self.running.processes[name].pid, signal.SIGSTOP)
            self.frozen[name] = time.monotonic() + FROZEN_S
            self.done["SIGSTOP beyond the lease"] += 1

    def thaw(self, *, all_of_them: bool = False) -> None:
        """Those whose time has come."""
        for name, until in list(self.frozen.items()):
            if all_of_them or until < time.monotonic():
                del self.frozen[name]
                os.killpg(self.running.processes[name].pid, signal.SIGCONT)

    def cut(self) -> None:
        """The database ends every session of the product."""
        with asked(self.running) as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name LIKE 'palinsesto %'"
            )
            self.done["sessions ended"] += cursor.fetchone()[0]

    def kill_broker(self) -> None:
        """Valkey dies and comes back."""
        assert self.running.servers is not None
        self.running.servers.valkey.kill()
        time.sleep(1)
        self.running.servers.start_valkey_again()
        self.done["broker killed"] += 1

    def restart_database(self) -> None:
        """PostgreSQL stops and comes back."""
        assert self.running.servers is not None
        self.running.servers.postgres.stop()
        self.running.servers.start_postgres_again()
        self.done["database restarted"] += 1


@contextmanager
def asked(running: Stack) -> Iterator[Any]:
    """A cursor on the installation's database, in a session that is not the product's."""
    connection = psycopg2.connect(running.environment["DATABASE_URL"])
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def measure(
    plan: Plan, *, is_durable: bool = True, say: Say = lambda sentence: None
) -> dict[str, Any]:
    """Start an installation, do everything of the plan to it, wait until it is quiet, judge.

    Not durable: its servers force nothing to disk, and the broker forgets everything when it is killed.
    """
    data = place.throw_away()
    os.environ.update(PACE, BENCH="1")
    try:
        say("Starting.")
        with stack(data=data, is_durable=is_durable, publishers=N_PUBLISHERS) as running:
            return endure(running, plan, say=say)
    finally:
        for name in (*PACE, "BENCH"):
            os.environ.pop(name, None)
        homes.remove(data)


def endure(running: Stack, plan: Plan, *, say: Say = lambda sentence: None) -> dict[str, Any]:
    """The ordeal on a running installation."""
    say(f"Writing {plan.n_posts} posts, due over {plan.span_s:.0f} s.")
    faults = [] if plan.has_faults else ["--no-faults"]
    prepared = json.loads(
        running.manage(
            "bench", "chaos-posts", "--posts", str(plan.n_posts), "--span", str(plan.span_s),
            "--begins-in", str(plan.begins_in_s), "--seed", str(plan.seed), *faults,
        ).splitlines()[-1]
    )  # fmt: skip
    ordeal = Ordeal(running, random.Random(plan.seed))  # noqa: S311  (chance, not a secret)
    time.sleep(max(prepared["begins_at"] - time.time(), 0))
    say("The ordeal.")
    _go_through(ordeal, plan, begins_at=time.monotonic())
    ordeal.thaw(all_of_them=True)
    say(f"It is over: {dict(ordeal.done)}. Waiting until all is quiet.")
    quiet_s = _wait_until_quiet(running, patience_s=plan.patience_s)
    kills = json.dumps(ordeal.kills)
    judged = json.loads(running.manage("bench", "chaos-verdict", text=kills).splitlines()[-1])
    return {
        "command": f"run.py bench chaos --posts {plan.n_posts} --kills {plan.n_kills}",
        "machine": machine(),
        "kills": ordeal.done["SIGKILL"],
        **judged,
        "done": dict(ordeal.done),
        "pace": PACE,
        "span_s": plan.span_s,
        "quiet_after_s": round(quiet_s, 1),
        "seed": plan.seed,
    }


def _go_through(ordeal: Ordeal, plan: Plan, *, begins_at: float) -> None:
    """Every deed of the plan at a moment of its own, in the order that chance gave them."""
    n_rounds = round(plan.n_kills / 1.2)  # every tenth round kills three
    deeds = [ordeal.kill] * n_rounds + [ordeal.freeze] * plan.n_freezes
    deeds += [ordeal.cut] * plan.n_cuts + [ordeal.kill_broker] * plan.n_broker_kills
    deeds += [ordeal.restart_database] * plan.n_database_restarts + [ordeal.deploy] * plan.n_deploys
    ordeal.dice.shuffle(deeds)
    ends_at = begins_at + plan.span_s
    for at, deed in enumerate(deeds):
        moment = begins_at + (at + ordeal.dice.random()) * plan.span_s / len(deeds)
        while (left := moment - time.monotonic()) > 0:
            ordeal.thaw()
            time.sleep(min(left, 0.2))
        ordeal.thaw()
        deed()
    while ordeal.done["SIGKILL"] < plan.n_kills:
        ordeal.kill()
        ordeal.thaw()
    while time.monotonic() < ends_at:
        ordeal.thaw()
        time.sleep(0.2)


def _wait_until_quiet(running: Stack, *, patience_s: float) -> float:
    """Until nothing is under way any more; how many seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < patience_s:
        with asked(running) as cursor:
            cursor.execute(UNDER_WAY)
            if cursor.fetchone()[0] == 0:
                break
        time.sleep(1)
    return time.monotonic() - began
