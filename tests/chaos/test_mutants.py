"""The judge sees what it should: each of these changes to the engine makes a post go out twice, and is caught.

Every act is played first by the engine as it is, without a violation; then with one guard taken away.
"""

from __future__ import annotations

import inspect
import os
import signal
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import ModuleType
from typing import Any

import pytest

from clients.actions import connecting
from editorial import verdicts
from editorial.actions import (
    claiming,
    publishing,
    reaping,
    reconciling,
    settling,
)
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery
from networks.sandbox.orders import Orders
from people.clock import database_now
from tests.chaos import life, troupe
from tests.chaos.doomed import FREEZE
from tests.editorial.engine import SECOND, four_workers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("quick_pace"),
]
Act = Callable[[], troupe.Troupe]


@pytest.fixture
def enter(sandbox, owner, client_of) -> Callable[..., troupe.Troupe]:
    """Posts on a network where every call makes a new post and the account can be read back."""

    def entered(**more: Any) -> troupe.Troupe:
        sandbox.order("clear")
        return troupe.enter(sandbox, owner, client_of, ["readback"], **more)

    return entered


@pytest.fixture
def live(sandbox) -> Callable[..., bool]:
    """The other workers go on, and the network's clock with theirs."""
    return partial(life.live, sandbox=Orders(sandbox.origin))


@pytest.fixture
def change(monkeypatch) -> Callable[..., None]:
    """Replaces words in the source of a function or a statement; fails where they do not stand."""

    def changed(module: ModuleType, name: str, old: str, new: str) -> None:
        present = getattr(module, name)
        if isinstance(present, str):
            assert old in present
            monkeypatch.setattr(module, name, present.replace(old, new))
            return
        source = textwrap.dedent(inspect.getsource(present))
        assert old in source
        found: dict[str, Any] = {}
        exec(source.replace(old, new), module.__dict__, found)
        monkeypatch.setattr(module, name, found[name])

    return changed


def is_caught(act: Act, mutate: Callable[[], object]) -> bool:
    """Whether the act is clean without the change and sends something twice with it."""
    assert act().verdict().violations == []
    mutate()
    # Some acts are races, which a busy machine may decide otherwise once.
    return any(act().verdict().duplicates for _ in range(5))


def test_a_timeout_taken_for_not_sent_is_caught(enter, live, monkeypatch):
    def act() -> troupe.Troupe:
        posts = enter()
        live()
        return posts

    def mutate() -> None:
        unknown = verdicts.ErrorKind.UNKNOWN_OUTCOME
        assert verdicts._MEANINGS[unknown] is verdicts.Meaning.LOOK_UP
        monkeypatch.setitem(verdicts._MEANINGS, unknown, verdicts.Meaning.TRY_AGAIN)
        for module in (verdicts, publishing):
            monkeypatch.setattr(module, "says_no", lambda error: True)

    assert is_caught(act, mutate)


def test_a_single_look_without_settling_is_caught(
    enter, live, sandbox, settings, change, monkeypatch
):
    settings.PUBLISH_SETTLE_S = 12.0

    def act() -> troupe.Troupe:
        posts = enter(fates=[{"kind": "cut_after"}])
        sandbox.order("lag", seconds=20)
        live()
        return posts

    def mutate() -> None:
        change(reconciling, "_one_more_absence", "not is_long_enough", "False")
        monkeypatch.setattr(reconciling, "GOOD_READS_FOR_ABSENT", 1)

    assert is_caught(act, mutate)


def test_a_reading_that_failed_and_counts_as_negative_is_caught(enter, live, sandbox, change):
    def act() -> troupe.Troupe:
        posts = enter(fates=[{"kind": "cut_after"}])
        sandbox.order("faults", kind="error_before", match="GET /api/v1/accounts/", n=12)
        live()
        return posts

    def mutate() -> None:
        failed, negative = "return Look(None, failure=error.kind)", "return Look(Absent())"
        change(reconciling, "reading_of", failed, negative)

    assert is_caught(act, mutate)


def test_a_living_owner_that_is_not_asked_for_is_caught(enter, live, nursery, change, monkeypatch):
    """Frozen between its last look at the clock and the first byte, it sends when it wakes up: once the others have
    settled everything without it, or after some leases in which they could not."""
    patience_s = 3.5 * life.PACE["PUBLISH_LEASE_S"]

    def act() -> troupe.Troupe:
        posts = enter(fates=[{"kind": "rate_limit", "match": "nothing"}], n_left=0)
        at = "publishing.send.<locals>.commit [readback] | before bytes"
        report = nursery.send(at, FREEZE)
        assert report["end"] == "frozen"
        end = time.monotonic() + patience_s
        while not live() and time.monotonic() < end:
            pass
        os.kill(report["pid"], signal.SIGCONT)
        assert nursery.report()["end"] == "survived"
        live()
        return posts

    def mutate() -> None:
        nonlocal patience_s
        patience_s = 25.0  # the network hangs up on a connection that says nothing for thirty
        condition = "AND (owner IN (SELECT owner FROM dead) OR lease_until < clock_timestamp() - %(frozen)s)"
        change(reaping, "_LEFT_SENDING", condition, "")
        doing = "doubt what was in the air"
        changed = replace(reaping._SWEEPS[doing], sql=reaping._LEFT_SENDING)
        monkeypatch.setitem(reaping._SWEEPS, doing, changed)

    assert is_caught(act, mutate)


def test_an_outcome_without_its_epoch_is_caught(enter, live, change):
    """A worker that was thought dead gives its delivery back while another has just sent it."""

    def act() -> troupe.Troupe:
        posts = enter(fates=[], n_left=1)
        (id_,) = posts.deliveries
        dead = publishing.Ready(id_, 1, 0, 0, "", None, 0.0)
        for step in range(20):
            now = database_now() + life.STEP * step
            reaping.reap(now=now)
            reconciling.look_up_due(now=now)
        assert Delivery.objects.get(pk=id_).state == S.SCHEDULED
        (claimed,) = claiming.claim_due(owner=8, limit=1, ahead=SECOND, now=now)
        (ready,) = claiming.begin(owner=8, ids=[id_], now=now)
        opened = connecting.open_channels([claimed.channel_id])
        outcome = publishing.send(ready, opened[claimed.channel_id])
        settling.settle([publishing._not_sent(dead, None)], now=now)
        publishing.publish_round(clock=lambda: now)
        settling.settle([outcome], now=now)
        live()
        return posts

    def mutate() -> None:
        change(settling, "_hold", "epoch=outcome.epoch, ", "")

    assert is_caught(act, mutate)


def test_a_claim_that_claims_nothing_is_caught(enter, live, sandbox, settings, change):
    settings.PUBLISH_CALL_S, settings.PUBLISH_LEASE_S = 3.0, 6.0

    def act() -> troupe.Troupe:
        posts = enter(fates=[{"kind": "rate_limit", "match": "nothing"}], n_left=0)
        sandbox.order("latency", ms=800)
        four_workers(database_now() + timedelta(seconds=1))
        sandbox.order("latency", ms=0)
        live()
        return posts

    def mutate() -> None:
        change(claiming, "claim_due", "if not cursor.fetchone()[0]:", "if not cursor.fetchone():")
        update = claiming._CLAIM[claiming._CLAIM.index("UPDATE editorial_delivery") :]
        update = update[: update.index("RETURNING")]
        change(claiming, "_CLAIM", update, "")
        change(claiming, "_CLAIM", "FOR UPDATE OF d SKIP LOCKED", "")
        change(claiming, "_CLAIM", "RETURNING", "SELECT")
        last = "d.agency_id\n"
        change(claiming, "_CLAIM", last, last + "FROM editorial_delivery d JOIN clients_channel c ON c.id = d.channel_id WHERE d.id IN (SELECT id FROM pick)\n")  # fmt: skip
        change(claiming, "_BEGIN", "AND d.state = 'claimed' AND d.owner = %(owner)s", "")
        change(claiming, "_BEGIN", "AND mine.obstacle = ''\n", "AND mine.obstacle = 'never'\n")

    assert is_caught(act, mutate)
