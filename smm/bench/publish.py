"""N posts due at the same second over N/2 channels, through beat, broker and workers as shipped.

In the same run the same posts go out by a bare loop, so that the ratio holds on any machine; then posts due
one by one on an idle system, for the lateness of an ordinary day. What arrived is counted in the sandbox
network's own ledger, not in our tables. At last the same ordinary day while posts are measured without a pause.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from analytics.models import Reading, Sampling
from clients.models import Channel
from editorial import when
from editorial.models import Attempt, Delivery, Publication
from networks.sandbox.orders import Orders
from people.clock import database_now
from people.models import Member
from smm.bench import bare, stage
from smm.bench.machine import cpu_seconds, machine, percentiles
from smm.celery import app

AGENCIES = 20
IDLE_POSTS = 20
PATIENCE_S = 600.0
Say = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class _Row:
    """One post of the run: its channel and its text."""

    channel: Channel
    text: str


def measure(*, n_posts: int, latency_ms: int, say: Say) -> dict[str, Any]:
    """Run the whole measurement; the answer is the JSON object of `run.py bench publish --json`."""
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    say(f"Preparing {n_posts} posts on {n_posts // 2} channels.")
    made = stage.agencies(AGENCIES)
    owners = {member.agency_id: member for member, _ in made}
    clients = [client for _, client in made]
    channels = stage.channels(sandbox, clients, n_posts // 2 + 2 * IDLE_POSTS)
    rows = [_Row(channels[at // 2], f"Prova di velocità {at}") for at in range(n_posts // 2 * 2)]
    sandbox.order("latency", ms=latency_ms)

    say("The bare loop.")
    quiet = sandbox.order("accounts", n=n_posts // 2, quiet=True, prefix="nudo")
    n_bare = len(rows)
    warm_up = settings.PUBLISH_THREADS
    bare_s = bare.send_all(
        origin=settings.SANDBOX_ORIGIN,
        tokens=[account["token"] for account in quiet],
        texts=[f"Prova nuda {at}" for at in range(n_bare + warm_up)],
        n_threads=settings.PUBLISH_THREADS,
    )
    start_of_ledger = sandbox.ask("state")["n_creates"]

    say("As shipped: all due at the same second.")
    burst = _prepare(rows, owners)
    calm, beside = (
        _prepare([_Row(c, f"Prova {word} {at}") for at, c in enumerate(some)], owners)
        for word, some in (
            ("calma", channels[-2 * IDLE_POSTS : -IDLE_POSTS]),
            ("accanto", channels[-IDLE_POSTS:]),
        )
    )
    due_at = (database_now() + timedelta(seconds=6)).replace(microsecond=0)
    _set_due(burst, [due_at] * len(burst))
    _sleep_until(due_at - timedelta(seconds=1.5))
    sessions = _sessions_without_sandbox()
    cpu_before = cpu_seconds(sessions)
    _wait_until_out(len(rows), after=due_at)
    cpu_s = cpu_seconds(sessions) - cpu_before
    last = Publication.objects.aggregate(last=Max("published_at"))["last"]
    total_s = (last - due_at).total_seconds()
    lags = _lags(due_from=due_at)

    say("As shipped: one at a time on an idle system.")
    idle_due = idle_moments()
    _set_due(calm, idle_due)
    _wait_until_out(len(rows) + IDLE_POSTS, after=idle_due[-1])
    idle_lags = _lags(due_from=idle_due[0])

    say("As shipped: one at a time while posts are measured.")
    beside_due = idle_moments()
    _set_due(beside, beside_due)
    measured_per_s = measure_until(beside_due[-1])
    _wait_until_out(len(rows) + 2 * IDLE_POSTS, after=beside_due[-1])
    measuring_lags = _lags(due_from=beside_due[0])

    n_expected = len(rows) + 2 * IDLE_POSTS
    arrived = Counter(
        line["text_sha256"]
        for line in sandbox.ask(f"ledger?from={start_of_ledger}")
        if not line["is_replay"]
    )
    bare_per_s = n_bare / bare_s
    return {
        "command": f"bench publish --posts {n_posts} --latency-ms {latency_ms}",
        "machine": machine(),
        "total_s": round(total_s, 3),
        "start_lag_s": percentiles(lags),
        "posts_per_s": round(len(rows) / total_s, 1),
        "bare_posts_per_s": round(bare_per_s, 1),
        "ratio_to_bare": round(len(rows) / total_s / bare_per_s, 3),
        "cpu_ms_per_post": round(cpu_s * 1000 / len(rows), 2),
        "idle_start_lag_s": percentiles(idle_lags),
        "measuring_start_lag_s": percentiles(measuring_lags),
        "measured_meanwhile_per_s": round(measured_per_s, 1),
        "duplicates": sum(n - 1 for n in arrived.values() if n > 1),
        "lost": n_expected - len(arrived),
        "threads": settings.PUBLISH_THREADS,
    }


def _prepare(rows: list[_Row], owners: Mapping[int, Member]) -> list[int]:
    """Write these posts, due in a day; the ids of their deliveries."""
    due = database_now() + timedelta(days=1)
    planned = [stage.Planned(row.channel, row.text, due) for row in rows]
    return [delivery.pk for delivery in stage.write(planned, owners=owners)]


@transaction.atomic
def _set_due(ids: list[int], moments: list[datetime]) -> None:
    for id, due in zip(ids, moments, strict=True):
        Delivery.objects.filter(pk=id).update(
            due_at=due, next_attempt_at=due, wall_at=when.wall_of(due, stage.ZONE)
        )
    late_by = (database_now() - min(moments)).total_seconds()
    if late_by > -1.5:
        raise RuntimeError("This machine is too busy to set the stage in time; run again.")


def idle_moments() -> list[datetime]:
    """Moments 0.4 to 0.7 s apart, none at a full second, so that no tick of the clock favours them."""
    start = database_now() + timedelta(seconds=4)
    return [start + timedelta(seconds=0.437 * at + 0.013 * (at % 20)) for at in range(IDLE_POSTS)]


def measure_until(moment: datetime) -> float:
    """Keep the worker that measures busy: whatever was measured is due again, each second. Posts measured a second."""
    n_before, began = Reading.objects.count(), time.monotonic()
    while (now := database_now()) < moment:
        Sampling.objects.filter(lease_until=None).update(next_at=now)
        app.send_task("analytics.tasks.measure_due", queue="measure")
        time.sleep(1)
    return (Reading.objects.count() - n_before) / (time.monotonic() - began)


def _sleep_until(moment: datetime) -> None:
    time.sleep(max((moment - database_now()).total_seconds(), 0))


def _wait_until_out(n: int, *, after: datetime) -> None:
    _sleep_until(after)
    deadline = time.monotonic() + PATIENCE_S
    while Publication.objects.count() < n and time.monotonic() < deadline:
        time.sleep(0.25)


def _lags(*, due_from: datetime) -> list[float]:
    """Seconds from due to the committed intent of the first attempt."""
    return [
        lag.total_seconds()
        for lag in Attempt.objects.filter(
            delivery__due_at__gte=due_from, epoch=F("delivery__epoch")
        ).values_list(F("started_at") - F("delivery__due_at"), flat=True)
    ] or [float("nan")]


def _sessions_without_sandbox() -> set[int]:
    pids: dict[str, int] = json.loads(os.environ.get("STACK_PIDS", "{}"))
    return {pid for name, pid in pids.items() if name != "sandbox"}
