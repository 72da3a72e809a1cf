"""Threads while workers die, stop, or are two."""

from __future__ import annotations

import pytest

from editorial.actions import following_up, publishing, reaping, settling_parts
from editorial.actions.settling import Outcome
from editorial.lifecycle import PartState as P
from editorial.lifecycle import Rest
from editorial.models import PartAttempt, Step
from networks.types import Published
from tests.clock import true_now
from tests.editorial.engine import four_workers, living_owner
from tests.editorial.threads import (
    MINUTE,
    SECOND,
    a_thread,
    creates,
    first_part_out,
    parts,
    rest,
    states,
)
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_rounds_at_once_send_each_part_once(owner, client_of, sandbox):
    channels = [sandbox_channel(client_of, sandbox) for _ in range(8)]
    deliveries = [
        scheduled(owner, c, text=f"Uno {n}", thread=[f"Due {n}", f"Tre {n}"])
        for n, c in enumerate(channels)
    ]
    at = max(just_after(d) for d in deliveries)
    sandbox.order("latency", ms=30)

    four_workers(at)
    run_round(at)

    assert {state for d in deliveries for state in states(d)} == {P.DONE}
    for n, channel in enumerate(channels):
        assert creates(sandbox, channel, f"Uno {n}", f"Due {n}", f"Tre {n}") == [1, 1, 1]
    # The key at the network would hide a second call: there was none.
    mine = {channel.remote_id for channel in channels}
    ledger = [entry for entry in sandbox.ask("ledger") if entry["account_id"] in mine]
    assert not any(entry["is_replay"] for entry in ledger)


def test_of_two_workers_one_gets_the_part(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    assert len(ids) == 1

    first = following_up.begin_parts(owner=1, ids=ids, now=at)
    second = following_up.begin_parts(owner=2, ids=ids, now=at)

    assert (len(first), second) == (1, [])
    delivery.refresh_from_db()
    root = delivery.proof["remote_id"]
    assert PartAttempt.objects.filter(step=ids[0], outcome="").count() == 1
    assert first[0].key == f"{delivery.public_id}:100"
    assert first[0].draft.in_reply_to == first[0].draft.thread_root == root


def test_a_part_of_a_dead_worker_is_looked_up_under_a_new_epoch(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    (ready,) = following_up.begin_parts(owner=77, ids=ids, now=at)

    reaping.reap(now=at)
    assert states(delivery)[0] == P.SENDING, "its lease is not over"
    Step.objects.filter(pk=ready.step).update(lease_until=true_now() - SECOND)
    reaping.reap(now=at)

    step = parts(delivery)[0]
    assert (step.state, step.problem, step.epoch) == (P.UNKNOWN, "worker_lost", ready.epoch + 1)
    assert rest(delivery) == Rest.CHECKING
    # What the dead worker says later without a proof is not believed; a proof always is.
    late = Outcome(ready.id, ready.epoch, ready.channel_id, "", step=ready.step)
    settling_parts.settle_parts([late], now=at)
    assert parts(delivery)[0].state == P.UNKNOWN
    proof = Published("1234", f"{sandbox.origin}/@x/1234")
    late = Outcome(ready.id, ready.epoch, ready.channel_id, "", published=proof, step=ready.step)
    settling_parts.settle_parts([late], now=at)
    assert (parts(delivery)[0].state, parts(delivery)[0].remote_ref) == (P.DONE, "1234")
    assert parts(delivery)[1].next_try_at == at


def test_while_its_owner_lives_nobody_calls_a_part_doubtful(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    at = just_after(delivery) + 2 * SECOND
    ids = [part.step for part in following_up.parts_due(limit=5, now=at)]
    following_up.begin_parts(owner=4343, ids=ids, now=at)
    Step.objects.filter(state=P.SENDING).update(lease_until=true_now() - SECOND)
    with living_owner(4343):
        reaping.reap(now=at)
        assert states(delivery)[0] == P.SENDING

    reaping.reap(now=at)
    assert states(delivery)[0] == P.UNKNOWN


def test_a_part_that_was_never_given_its_turn_gets_it_from_the_reaper(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)
    delivery.steps.filter(state=P.WAITING).update(next_try_at=None, late_after=None)
    at = just_after(delivery) + MINUTE

    assert run_round(at) == 0
    assert states(delivery)[0] == P.WAITING
    reaping.reap(now=at)
    run_round(at)
    assert states(delivery) == [P.DONE] * 3


def test_a_worker_that_is_told_to_stop_begins_no_further_part(owner, channel, sandbox):
    delivery = a_thread(owner, channel)
    first_part_out(delivery, sandbox)

    publishing.stop_claiming()
    try:
        run_round(just_after(delivery) + 2 * SECOND)
    finally:
        publishing._stopping.clear()
    assert states(delivery) == [P.WAITING] * 3

    run_round(just_after(delivery) + 2 * SECOND)
    assert states(delivery) == [P.DONE] * 3
