"""The two ends of `run.py bench chaos`: the posts that the ordeal is about, and what became of them.

The ordeal itself, with all its kills, is done by who started the installation (smm/local/bench_chaos.py).
"""

from __future__ import annotations

import itertools
import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F

from clients.models import Channel
from editorial.models import Attempt, Delivery, Lookup
from networks import registry
from networks.sandbox.orders import Orders
from people.clock import database_now
from smm.bench import stage
from smm.bench.judging import judge
from smm.bench.machine import percentiles

AGENCIES = 20
# On a channel posts that catch up keep five minutes between them: with a few a channel nothing outlives its grace.
POSTS_PER_CHANNEL = 2
NETWORKS = ("sandbox", *registry.OTHER_SANDBOXES)
# 8 % of all creates go wrong, as they were measured to when this engine was designed.
FAULTS = {
    "cut_after": 0.02,
    "reset_after": 0.01,
    "reset_before": 0.02,
    "error_after": 0.01,
    "error_before": 0.01,
    "rate_limit": 0.02,
    "slow": 0.01,
}
LAG_S = 0.4


def prepare(
    *, n_posts: int, span_s: float, begins_in_s: float, seed: int, has_faults: bool
) -> dict[str, Any]:
    """Write the posts, due evenly over `span_s` seconds from `begins_in_s` after the stage is set; tell the sandbox to misbehave.

    {"begins_at": instant}.
    """
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    made = stage.agencies(AGENCIES)
    owners = {member.agency_id: member for member, _ in made}
    clients = [client for _, client in made]
    n_channels = -(-n_posts // POSTS_PER_CHANNEL)
    networks = [each for each in NETWORKS if each in registry.NETWORKS]
    groups = [
        stage.channels(sandbox, clients, -(-(n_channels - at) // len(networks)), network=network)
        for at, network in enumerate(networks)
    ]
    channels = [c for row in itertools.zip_longest(*groups) for c in row if c is not None]
    # However long a busy machine takes to write them, none is due before all are there.
    meanwhile = database_now() + timedelta(days=1)
    pitch = timedelta(seconds=span_s) / n_posts
    posts = [
        # Words that resemble each other would be put to a person: that is right, and not what is asked here.
        stage.Planned(channels[at % n_channels], secrets.token_hex(30), meanwhile + pitch * at)
        for at in range(n_posts)
    ]
    written = [
        each.pk
        for at in range(0, n_posts, 500)
        for each in stage.write(posts[at : at + 500], owners=owners)
    ]
    sandbox.order("latency", ms=50)
    if has_faults:
        sandbox.order("lag", seconds=LAG_S)
        sandbox.order("rates", rates=FAULTS, seconds=3, seed=seed)
    begins_at = database_now() + timedelta(seconds=begins_in_s)
    sooner = meanwhile - begins_at
    Delivery.objects.filter(pk__in=written).update(
        **{name: F(name) - sooner for name in ("due_at", "next_attempt_at", "wall_at")}
    )
    return {"begins_at": begins_at.timestamp()}


def verdict(*, kills: Sequence[float]) -> dict[str, Any]:
    """What became of all posts, and how long after each kill (seconds since 1970) a call was begun again."""
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    found = judge(sandbox.ask("ledger"), Delivery.objects.values_list("pk", flat=True))
    classes = {
        registry.connector(network).idempotency: 0
        for network in NETWORKS
        if network in registry.NETWORKS
    }
    begun = sorted(
        each.timestamp() for each in Attempt.objects.values_list("started_at", flat=True)
    )
    last_due = Delivery.objects.order_by("-due_at").values_list("due_at", flat=True)[0]
    resumed = [
        begun[bisect_right(begun, at)] - at
        for at in kills
        if at < last_due.timestamp() and bisect_right(begun, at) < len(begun)
    ]
    first = Attempt.objects.filter(epoch=1).values_list(
        F("started_at") - F("delivery__due_at"), flat=True
    )
    return {
        "posts": found.n_judged,
        "duplicates": len(found.duplicates),
        "lost": len(found.lost),
        "stuck": len(found.stuck),
        "needs_human": classes | dict(found.needs_human),
        "resume_s": _short(resumed),
        "start_lag_s": percentiles([lag.total_seconds() for lag in first] or [float("nan")]),
        "channels": Channel.objects.count(),
        "attempts": Attempt.objects.count(),
        "doubtful": Attempt.objects.filter(outcome="doubtful").count(),
        "left_by_dead_workers": Attempt.objects.filter(error_kind="worker_lost").count(),
        "looks": dict(Counter(Lookup.objects.values_list("result", flat=True))),
        "violations": found.violations[:20],
    }


def _short(values: list[float]) -> dict[str, float]:
    found = percentiles(values or [float("nan")])
    return {"p50": found["p50"], "max": found["max"]}
