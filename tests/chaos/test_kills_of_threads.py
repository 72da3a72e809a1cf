"""Threads of three and a first comment, while publishers die at any moment: no part twice, none lost, all in order."""

from __future__ import annotations

import hashlib
import json
import os
import time
import urllib.request
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db.models import F

from clients.actions import connecting
from editorial.actions import checking_parts, publishing, reaping, reconciling
from editorial.lifecycle import ENDED
from editorial.lifecycle import DeliveryState as S
from editorial.lifecycle import PartState as P
from editorial.models import Delivery, PartAttempt, PartLookup, Step
from people.clock import database_now
from tests.chaos.ordeal import FAULTS, N_PUBLISHERS, PACE, Publishers, ordeal
from tests.make_posts import sandbox_channel, scheduled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

N_CHANNELS = 12
N_THREADS = 36
DUE_OVER_S = 14.0


def is_quiet() -> bool:
    is_out = not Delivery.objects.exclude(state__in=ENDED).exists()
    return is_out and not Delivery.objects.filter(rest__in=["coming", "checking"]).exists()


def wait_until_quiet(publishers: Publishers, *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not is_quiet():
        publishers.thaw()
        time.sleep(0.2)


def finish() -> None:
    """What the publishers would do next, with a clock that runs ahead: it must come to rest by itself."""
    for n in range(60):
        at = database_now() + timedelta(seconds=10 * n)
        publishing.publish_round(clock=lambda: at)  # noqa: B023
        reaping.reap(now=at)
        reconciling.look_up_due(now=at)
        checking_parts.look_up_parts_due(now=at)
        if is_quiet():
            return
        time.sleep(0.3)


def test_no_part_of_a_thread_is_sent_twice_or_lost_when_publishers_die_at_any_moment(
    owner, client_of, sandbox, publishers, settings, record_property
):
    seed = int(os.environ.get("CHAOS_SEED", "20261128"))
    dice = Random(seed)
    for name, value in PACE.items():
        setattr(settings, name, value)
    for _ in range(N_PUBLISHERS):
        publishers.start()
    channels = [sandbox_channel(client_of, sandbox) for _ in range(N_CHANNELS)]
    # Words that resemble each other would be put to a person: that is right, and not what is asked here.
    threads = [[f"{dice.getrandbits(240):x}" for _ in range(4)] for _ in range(N_THREADS)]
    publishers.wait_until_awake(N_PUBLISHERS)
    now = database_now()
    deliveries = [
        scheduled(
            owner,
            channels[at % N_CHANNELS],
            text=texts[0],
            thread=texts[1:3],
            first_comment=texts[3],
            now=now,
            due_in=timedelta(days=1, seconds=dice.random() * DUE_OVER_S),
        )
        for at, texts in enumerate(threads)
    ]
    sandbox.order("latency", ms=250)
    sandbox.order("rates", rates=FAULTS, seconds=1, seed=seed)

    # However long a busy machine took to write them, they begin now.
    sooner = now + timedelta(days=1) - (database_now() + timedelta(seconds=1))
    Delivery.objects.update(
        **{name: F(name) - sooner for name in ("due_at", "next_attempt_at", "wall_at")}
    )
    ordeal(publishers, dice, until=time.monotonic() + DUE_OVER_S + 8)
    wait_until_quiet(publishers, seconds=25)
    publishers.stop()
    sandbox.order("clear")
    finish()

    accounts = {channel.remote_id for channel in channels}
    ledger = [line for line in sandbox.ask("ledger") if line["account_id"] in accounts]
    created = Counter(line["text_sha256"] for line in ledger if not line["is_replay"])
    by_words = {line["text_sha256"]: line["status_id"] for line in ledger}
    attempts = PartAttempt.objects
    figures = {
        "seed": seed,
        **publishers.done,
        "parts": dict(Counter(Step.objects.exclude(state="").values_list("state", flat=True))),
        "tries of parts": attempts.count(),
        "doubtful": attempts.filter(outcome="doubtful").count(),
        "left by dead workers": attempts.filter(error_kind="worker_lost").count(),
        "looks": dict(Counter(PartLookup.objects.values_list("result", flat=True))),
        "replays": sum(line["is_replay"] for line in ledger),
        "duplicates": sum(n - 1 for n in created.values()),
    }
    record_property("figures", figures)
    print(figures)

    assert [words for words, n in created.items() if n > 1] == [], "sent twice"
    assert len(created) == 4 * N_THREADS, "lost"
    states = set(Step.objects.exclude(state="").values_list("state", flat=True))
    assert states == {P.DONE}, "left hanging, or given to a person"
    assert set(Delivery.objects.values_list("state", "rest")) == {(S.PUBLISHED, "")}
    for delivery, texts in zip(deliveries, threads, strict=True):
        ids = [by_words[hashlib.sha256(text.encode()).hexdigest()] for text in texts]
        parents = [_parent_of(each, delivery, sandbox.origin) for each in ids]
        assert parents == [None, *ids[:-1]], "out of order"
    assert publishers.done["SIGKILL"] >= 3
    assert figures["left by dead workers"], "no kill hit a part: the test has proved nothing"


def _parent_of(remote_id: str, delivery: Delivery, origin: str) -> str | None:
    token = connecting.open_channel(delivery.channel).credentials.access_token.reveal()
    request = urllib.request.Request(
        f"{origin}/api/v1/statuses/{remote_id}", headers={"authorization": f"Bearer {token}"}
    )
    parent = json.loads(urllib.request.urlopen(request).read())["in_reply_to_id"]
    return None if parent is None else str(parent)
