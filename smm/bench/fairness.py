"""Many agencies due at the same second, one of them with a quarter of all: do the others wait for it? And for a slow network?

First all posts of all agencies at once; then a few posts on quick accounts alone, and the like beside more on accounts whose
network takes five seconds to answer; at last an ordinary day, without and with the measuring of all of them. What arrived is counted in the sandbox's own ledger.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from clients.models import Channel, Client
from editorial.models import Attempt, Delivery, Publication
from networks.registry import OTHER_SANDBOXES
from networks.sandbox.orders import Orders
from people.clock import database_now
from people.models import Member
from smm.bench import stage
from smm.bench.machine import machine, percentiles
from smm.bench.publish import IDLE_POSTS, idle_moments, measure_until

SLOW_S = 5.0
BESIDE = 60
# Three times the threads of a worker: none would be left if a slow network could take them all.
N_SLOW = 96
PATIENCE_S = 600.0
Say = Callable[[str], Any]


def measure(*, n_agencies: int, n_posts: int, n_of_one: int, say: Say) -> dict[str, Any]:
    """Run the measurement; the answer is the JSON object of `run.py bench publish --agencies N --json`."""
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    say(f"Preparing {n_posts} posts of {n_agencies} agencies, {n_of_one} of them of one.")
    made = stage.agencies(n_agencies)
    owners = {member.agency_id: member for member, _ in made}
    crowd = _Crowd(sandbox, owners, [client for _, client in made])
    sandbox.order("latency", ms=50)
    large, others = crowd.clients[0], crowd.clients[1:]
    rows = crowd.posts([large], n_of_one) + crowd.posts(others, n_posts - n_of_one)
    quick_alone, quick_beside = (crowd.posts(others, BESIDE) for _ in range(2))
    slow = crowd.posts(others, N_SLOW, network=next(iter(OTHER_SANDBOXES)))
    for channel in {channel.remote_id: channel for channel, _ in slow}.values():
        sandbox.order("faults", kind="slow", seconds=SLOW_S, n=1000, account_id=channel.remote_id)
    from_here = sandbox.ask("state")["n_creates"]

    say("All at the same second.")
    ids = crowd.due_together(rows)
    all_lags = _lags(ids)
    other_lags = _lags(ids, besides=large)
    say("Posts on a network that answers at once, alone.")
    alone = _ends(crowd.due_together(quick_alone))
    say(f"The like, beside more on one that takes {SLOW_S:g} seconds.")
    beside_ids = crowd.due_together(slow + quick_beside)
    beside = _ends(beside_ids[len(slow) :])

    say("One at a time on an idle system, then while posts are measured.")
    calm, measuring = (crowd.posts(others, 2 * IDLE_POSTS)[::2] for _ in range(2))
    idle_lags = _lags(crowd.due_one_by_one(calm))
    measured_per_s: list[float] = []
    measuring_lags = _lags(
        crowd.due_one_by_one(
            measuring, meanwhile=lambda moment: measured_per_s.append(measure_until(moment))
        )
    )

    expected = [*rows, *quick_alone, *quick_beside, *slow, *calm, *measuring]
    arrived = Counter(
        line["text_sha256"]
        for line in sandbox.ask(f"ledger?from={from_here}")
        if not line["is_replay"]
    )
    return {
        "command": f"bench publish --agencies {n_agencies} --posts {n_posts} --one-agency {n_of_one}",
        "machine": machine(),
        "start_lag_s": percentiles(all_lags),
        "others_start_lag_s": percentiles(other_lags),
        "quick_alone_s": percentiles(alone),
        "quick_beside_slow_s": percentiles(beside),
        "delayed_by_slow_s": {
            name: round(value - percentiles(alone)[name], 3)
            for name, value in percentiles(beside).items()
        },
        "idle_start_lag_s": percentiles(idle_lags),
        "measuring_start_lag_s": percentiles(measuring_lags),
        "measured_meanwhile_per_s": round(measured_per_s[0], 1),
        "n_measured": len(rows) + len(quick_alone) + len(quick_beside) + len(slow),
        "duplicates": sum(n - 1 for n in arrived.values() if n > 1),
        "lost": len(expected) - len(arrived),
        "threads": settings.PUBLISH_THREADS,
    }


class _Crowd:
    """The agencies, and posts that are written for them."""

    def __init__(
        self, sandbox: Orders, owners: Mapping[int, Member], clients: Sequence[Client]
    ) -> None:
        self.sandbox, self.owners, self.clients = sandbox, owners, clients
        self.n_texts = 0

    def posts(
        self, clients: Sequence[Client], n: int, *, network: str = "sandbox"
    ) -> list[tuple[Channel, str]]:
        """So many posts on half as many new channels of these clients, in turn."""
        channels = stage.channels(self.sandbox, clients, (n + 1) // 2, network=network)
        found = []
        for at in range(n):
            self.n_texts += 1
            found.append((channels[at // 2], f"Prova in molti {self.n_texts}"))
        return found

    def due_together(self, rows: Sequence[tuple[Channel, str]]) -> list[int]:
        """Write them, all due at one full second, and wait until they are out; the ids of their deliveries in order."""
        due_at = (database_now() + timedelta(seconds=8 + len(rows) / 200)).replace(microsecond=0)
        planned = [stage.Planned(channel, text, due_at) for channel, text in rows]
        ids = [delivery.pk for delivery in stage.write(planned, owners=self.owners)]
        if database_now() > due_at - timedelta(seconds=1.5):
            raise RuntimeError("This machine is too busy to set the stage in time; run again.")
        _wait_until_out(ids, due_at)
        return ids

    def due_one_by_one(
        self,
        rows: Sequence[tuple[Channel, str]],
        *,
        meanwhile: Callable[[datetime], object] | None = None,
    ) -> list[int]:
        """Write them, due one after another, and wait until they are out; `meanwhile` is given the last moment."""
        moments = idle_moments()[: len(rows)]
        planned = [
            stage.Planned(channel, text, due_at)
            for (channel, text), due_at in zip(rows, moments, strict=True)
        ]
        ids = [delivery.pk for delivery in stage.write(planned, owners=self.owners)]
        if meanwhile is not None:
            meanwhile(moments[-1])
        _wait_until_out(ids, moments[-1])
        return ids


def _wait_until_out(ids: list[int], due_at: datetime) -> None:
    time.sleep(max((due_at - database_now()).total_seconds(), 0))
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if Publication.objects.filter(delivery__in=ids).count() == len(ids):
            return
        time.sleep(0.25)


def _lags(ids: list[int], besides: Client | None = None) -> list[float]:
    """Seconds from due to the committed intent of the first try."""
    tries = Attempt.objects.filter(delivery__in=ids, epoch=F("delivery__epoch"))
    if besides is not None:
        tries = tries.exclude(delivery__client=besides)
    return _seconds(tries.values_list(F("started_at") - F("delivery__due_at"), flat=True))


def _ends(ids: list[int]) -> list[float]:
    """Seconds from due until its answer is written down, so that waiting in line for a thread counts."""
    ended = Delivery.objects.filter(pk__in=ids, ended_at__isnull=False)
    return _seconds(ended.values_list(F("ended_at") - F("due_at"), flat=True))


def _seconds(spans: Any) -> list[float]:
    return [span.total_seconds() for span in spans] or [float("nan")]
