"""Publishing leaves nothing untold and nothing hanging."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from clients.actions import gates
from clients.models import Channel
from editorial.actions import claiming, deciding, publishing, reaping, settling
from editorial.lifecycle import DeliveryState as S
from people.clock import database_now
from tests.editorial.engine import MINUTE, SECOND, begun, n_told, outcome, state
from tests.make_posts import just_after, run_round, scheduled
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_too_late_when_its_channel_is_back_is_missed_and_people_are_told(owner, channel):
    delivery = scheduled(owner, channel)
    Channel.objects.filter(pk=channel.pk).update(health="reconnect")
    reaping.reap(now=just_after(delivery))
    assert state(delivery) == S.BLOCKED
    Channel.objects.filter(pk=channel.pk).update(health="ok")

    reaping.reap(now=delivery.due_at + 20 * MINUTE)

    assert state(delivery) == S.MISSED
    assert n_told(owner) == 2, "once that it waits, once that it is missed"


def test_a_delivery_missed_twice_is_told_twice(owner, channel):
    delivery = scheduled(owner, channel)
    gates.shut(channel.pk, until=delivery.due_at + 60 * MINUTE, reason="x", now=delivery.due_at)
    reaping.reap(now=delivery.due_at + 15 * MINUTE)
    again = deciding.send_again(delivery=delivery, member=owner, now=delivery.due_at + 16 * MINUTE)

    reaping.reap(now=again.due_at + 15 * MINUTE)

    assert state(delivery) == S.MISSED
    assert n_told(owner) == 2


def test_what_is_given_back_unsent_does_not_count_among_the_tries(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)

    settling.settle([outcome(ready)], now=just_after(delivery))

    assert (state(delivery), delivery.n_attempts) == (S.SCHEDULED, 0)
    assert delivery.first_sent_at is None


def test_a_slow_call_does_not_keep_what_becomes_due_meanwhile_waiting(
    owner, channel, other_channel, sandbox
):
    """A round that only waits for its last answer leaves the claiming to the next ring."""
    slow = scheduled(owner, channel, text="Lenta", due_in=timedelta(seconds=0.5))
    soon = scheduled(owner, other_channel, text="Puntuale", due_in=timedelta(seconds=2))
    sandbox.order("faults", kind="hold", account_id=channel.remote_id)

    def ring() -> None:
        publishing.publish_round(clock=database_now, seconds=0.8)
        connection.close()

    rings: list[threading.Thread] = []

    def is_out() -> bool:
        rings.append(threading.Thread(target=ring))
        rings[-1].start()
        rings[-1].join(0.9)
        return state(soon) == S.PUBLISHED

    assert eventually(is_out)
    assert state(slow) == S.SENDING, "it went out only when the slow call was over"
    sandbox.order("let-go")
    for thread in rings:
        thread.join()
    assert state(slow) == S.PUBLISHED


def test_a_shut_gate_found_at_the_last_moment_leaves_the_reason_of_the_last_try(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    gates.shut(channel.pk, until=at + MINUTE, reason="rate_limited", now=at)

    assert claiming.begin(owner=4, ids=[c.id for c in claimed], now=at) == []

    assert state(delivery) == S.SCHEDULED
    assert run_round(at + 2 * MINUTE) == 1


def test_a_gate_shut_for_days_puts_no_try_off_beyond_the_grace(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4, limit=5, ahead=SECOND, now=at)
    gates.shut(channel.pk, until=at + timedelta(days=5), reason="forbidden", now=at)
    claiming.begin(owner=4, ids=[c.id for c in claimed], now=at)

    reaping.reap(now=delivery.due_at + delivery.grace)

    assert state(delivery) == S.MISSED
