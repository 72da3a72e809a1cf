"""Publishers are killed, frozen and cut off from the database while the network misbehaves; the ledger judges.

Crash points and pauses that matter are injected one by one in tests/editorial/test_publishing_*.py;
here chance looks for those that nobody thought of.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from editorial.actions import publishing, reaping, reconciling
from editorial.lifecycle import ENDED
from editorial.lifecycle import DeliveryState as S
from editorial.models import Attempt, Delivery, Lookup
from people.clock import database_now
from tests.chaos.ordeal import DUE_OVER_S, FAULTS, N_PUBLISHERS, PACE, Publishers, ordeal
from tests.make_posts import sandbox_channel, scheduled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

N_CHANNELS = 30
N_POSTS = 150


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
