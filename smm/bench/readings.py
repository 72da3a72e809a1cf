"""Figures in bulk: how fast they are written, summed up, asked for and collected.

Rows go into the very table of the product, with its keys, indexes and partitions: one instant in ten by the action the
product uses, the others by COPY, so that both meet the table at every size and ten million rows are a matter of minutes;
the days of each such instant are rolled up after it, as the product does. Then the dashboards' own query is asked, and posts are collected from the sandbox network at 50 ms an answer.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.conf import settings
from django.db import connection

from analytics.actions import collecting
from analytics.actions.recording import Taken, ensure_months, record_readings
from analytics.actions.rolling_up import roll_up_all
from analytics.models import Reading
from analytics.queries.results import results
from clients.actions.connecting.keeping import store_credentials
from clients.models import Channel, Client, Gate
from editorial.models import Publication
from networks.sandbox.orders import Orders
from networks.types import Credentials, Secret
from people.clock import database_now
from smm.bench import crowd
from smm.bench.machine import machine, percentiles

N_CLIENTS = 200
INSTANTS = 200
EVERY = timedelta(hours=6)
BY_ACTION = 10  # one instant in so many
ROUND = 1000
ASKED = 100
LATENCY_MS = 50
COLLECTED_CHANNELS, POSTS_EACH = 100, 40
Say = Callable[[str], Any]


def measure(*, n_rows: int, say: Say) -> dict[str, Any]:
    """Run the whole measurement; the answer is the JSON object of `run.py bench readings --json`."""
    now = database_now()
    world = crowd.gather(n_clients=N_CLIENTS, now=now)
    posts = _posts(world, n_rows // INSTANTS, now)
    say(f"Writing {len(posts) * INSTANTS} readings of {len(posts)} posts.")
    insert_per_s, copy_per_s, rollup_s_per_million = _write(posts, now)
    crowd.settle_statistics()
    say("Asking the dashboards' query.")
    asked = _ask(world.clients, database_now())
    say("Collecting from the sandbox network.")
    collect_per_s = _collect(world)
    n_written = len(posts) * INSTANTS
    return {
        "command": f"bench readings --rows {n_rows}",
        "machine": machine(),
        "rows": n_written,
        "insert_per_s": round(insert_per_s),
        "copy_per_s": round(copy_per_s),
        "ratio_to_copy": round(insert_per_s / copy_per_s, 3),
        "rollup_s_per_million": round(rollup_s_per_million, 1),
        "query_ms": {name: value for name, value in asked.items() if name in ("p50", "p95")},
        "collect_per_s": round(collect_per_s, 1),
    }


def _posts(world: crowd.Crowd, n: int, now: datetime) -> list[Publication]:
    """Posts without deliveries, all out when the first reading is taken."""
    channels = [channel for group in world.channels.values() for channel in group]
    born = now - EVERY * (INSTANTS + 1)
    made: list[Publication] = []
    for start in range(0, n, 5000):
        made += Publication.objects.bulk_create(
            Publication(
                agency_id=channel.agency_id, client_id=channel.client_id, channel=channel,
                remote_id=f"r{at}", published_at=born, text=f"Prova {at}",
            )
            for at in range(start, min(start + 5000, n))
            for channel in [channels[at % len(channels)]]
        )  # fmt: skip
    return made


def _write(posts: list[Publication], now: datetime) -> tuple[float, float, float]:
    """Rows a second by the action, and by COPY into the same table (making the rows is not counted), and the seconds
    that rolling up a million rows takes: those of the action, whose days are rolled up after each instant.
    """
    instants = [now - EVERY * (INSTANTS - n) for n in range(INSTANTS)]
    ensure_months(instants)
    by_action = by_copy = rolling = 0.0
    for n, taken_at in enumerate(instants):
        if n % BY_ACTION == BY_ACTION - 1:
            by_action += _by_action(posts, taken_at, n)
            began = time.perf_counter()
            roll_up_all()
            rolling += time.perf_counter() - began
        else:
            by_copy += _by_copy(posts, taken_at, n)
    n_by_action = len(posts) * INSTANTS / BY_ACTION
    n_by_copy = len(posts) * INSTANTS - n_by_action
    return n_by_action / by_action, n_by_copy / by_copy, rolling / n_by_action * 1e6


def _by_action(posts: list[Publication], taken_at: datetime, n: int) -> float:
    rows = [
        Taken(post.pk, taken_at, {"likes": n * 3, "comments": n // 2, "shares": n // 5})
        for post in posts
    ]
    began = time.perf_counter()
    for start in range(0, len(rows), ROUND):
        record_readings(rows[start : start + ROUND])
    return time.perf_counter() - began


def _by_copy(posts: list[Publication], taken_at: datetime, n: int) -> float:
    at = taken_at.isoformat()
    lines = StringIO(
        "".join(
            f"{post.pk}\t{at}\t{post.agency_id}\t{post.client_id}\t{post.channel_id}\tmastodon\t{n * 3}\t{n // 2}\t{n // 5}\n"
            for post in posts
        )
    )
    columns = "publication_id, taken_at, agency_id, client_id, channel_id, source, likes, comments, shares"
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY analytics_reading ({columns}) FROM STDIN", lines)
    return time.perf_counter() - began


def _ask(clients: list[Client], now: datetime) -> dict[str, float]:
    """Milliseconds of what a client's dashboard asks, 30 and 90 days in turn, for clients at random."""
    chosen = random.Random(7)  # noqa: S311 - any client will do
    took = []
    for n in range(ASKED + 10):
        client = chosen.choice(clients)
        began = time.perf_counter()
        results(client=client, n_days=(30, 90)[n % 2], channel=None, now=now)
        took.append((time.perf_counter() - began) * 1000)
    return percentiles(took[10:])


def _collect(world: crowd.Crowd) -> float:
    """Posts measured a second by the product's own rounds, the sandbox answering after 50 ms."""
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    now = database_now()
    accounts = sandbox.order("accounts", n=COLLECTED_CHANNELS, quiet=True, prefix="misura")
    born = now - timedelta(days=2)
    Publication.objects.update(removed_at=now)  # only what is on the sandbox is asked for
    Channel.objects.update(health="reconnect")
    for account, client in zip(accounts, itertools.cycle(world.clients), strict=False):
        channel = _channel(client, account, now)
        rows = [
            {"account_id": account["id"], "text": f"Prova {n}",
             "created_at": (born + timedelta(minutes=n)).isoformat()}
            for n in range(POSTS_EACH)
        ]  # fmt: skip
        Publication.objects.bulk_create(
            Publication(
                agency_id=channel.agency_id, client=client, channel=channel, remote_id=each["id"],
                published_at=datetime.fromisoformat(each["created_at"]), text="Prova",
            )
            for each in sandbox.order("backdate", statuses=rows)
        )  # fmt: skip
    sandbox.order("latency", ms=LATENCY_MS)
    collecting.measure_channels(now=now, is_first_only=True)
    collecting.enlist(now=now)
    before = Reading.objects.filter(taken_at__gte=now).count()
    later = now + timedelta(seconds=1)
    began = time.perf_counter()
    while collecting.measure_due(now=later):
        pass
    took = time.perf_counter() - began
    sandbox.order("latency", ms=0)
    n_read = Reading.objects.filter(taken_at__gte=now).count() - before
    if n_read != COLLECTED_CHANNELS * POSTS_EACH:
        raise RuntimeError(
            f"{n_read} posts were collected, {COLLECTED_CHANNELS * POSTS_EACH} expected."
        )
    return n_read / took


def _channel(client: Client, account: dict[str, Any], now: datetime) -> Channel:
    """A channel as connecting leaves it."""
    channel = Channel.objects.create(
        agency_id=client.agency_id, client=client, network="sandbox", host=settings.SANDBOX_ORIGIN,
        remote_id=account["id"], handle=f"@{account['username']}", connected_at=now,
    )  # fmt: skip
    Gate.objects.create(agency_id=client.agency_id, channel=channel)
    store_credentials(
        channel,
        Credentials(
            host=settings.SANDBOX_ORIGIN, account_id=account["id"],
            access_token=Secret(account["token"]), scopes=frozenset(account["scopes"]),
        ),
        now,
    )  # fmt: skip
    return channel
