"""Proofs that come late, and doubts: what three readings prove, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from clients.actions import connecting
from editorial.actions import deciding, publishing, reaping, reconciling, settling
from editorial.lifecycle import DeliveryState as S
from editorial.models import Attempt, Delivery, Lookup, Publication
from networks.types import Published
from tests.clock import true_now
from tests.editorial.engine import MINUTE, SECOND, begun, living_owner, n_told, outcome, state
from tests.make_posts import just_after, run_round, sandbox_channel, scheduled
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_proof_that_comes_when_the_post_is_about_to_be_sent_again_keeps_it_from_being_sent(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Prova tardiva")
    (ready,) = begun(delivery)
    late = publishing.send(ready, connecting.open_channels([channel.pk])[channel.pk])
    # Everybody believes that it is not there.
    Delivery.objects.update(lease_until=true_now() - SECOND)
    reaping.reap(now=just_after(delivery))
    Delivery.objects.update(state=S.SCHEDULED, check_after=None, reason="absent")

    settling.settle([late], now=just_after(delivery) + MINUTE)

    assert state(delivery) == S.PUBLISHED
    assert run_round(just_after(delivery) + 2 * MINUTE) == 0
    assert len(sandbox.ask(f"ledger?account_id={channel.remote_id}")) == 1


def test_a_proof_for_a_delivery_that_a_person_gave_up_is_kept_and_shown(owner, channel):
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)
    Delivery.objects.update(lease_until=true_now() - SECOND)
    reaping.reap(now=just_after(delivery))
    Delivery.objects.update(state=S.NEEDS_HUMAN, check_after=None)
    deciding.drop(delivery=delivery, member=owner, now=just_after(delivery))

    late = outcome(ready, published=Published("77", "https://a.example/77"))
    settling.settle([late], now=just_after(delivery) + MINUTE)

    assert state(delivery) == S.CANCELLED
    assert Publication.objects.get(remote_id="77").delivery is None
    assert n_told(owner) == 2, "once that it is doubtful, once that it is out all the same"


def test_an_outcome_recorded_twice_is_recorded_once(owner, channel):
    """A commit whose answer was lost: the same batch is given again."""
    delivery = scheduled(owner, channel)
    (ready,) = begun(delivery)
    proof = outcome(ready, published=Published("77", ""))

    for _ in range(2):
        settling.settle([proof], now=just_after(delivery))

    assert state(delivery) == S.PUBLISHED
    assert Publication.objects.count() == 1
    assert n_told(owner) == 0


def absent_thrice(delivery: Delivery) -> None:
    for _ in range(3):
        delivery.refresh_from_db()
        assert delivery.state == S.UNKNOWN
        reconciling.look_up_due(now=delivery.check_after + SECOND)
    delivery.refresh_from_db()


def test_the_second_doubt_of_a_delivery_needs_three_readings_of_its_own(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Due volte in dubbio")
    sandbox.order("faults", kind="error_before", n=2)
    run_round(just_after(delivery))
    absent_thrice(delivery)
    assert delivery.state == S.SCHEDULED
    run_round(delivery.next_attempt_at + SECOND)
    assert state(delivery) == S.UNKNOWN

    reconciling.look_up_due(now=delivery.check_after + SECOND)

    assert state(delivery) == S.UNKNOWN
    assert delivery.n_negative_reads == 1


def test_looking_thrice_in_a_row_is_one_reading(owner, channel, sandbox):
    delivery = scheduled(owner, channel, text="Impaziente")
    sandbox.order("faults", kind="error_before")
    run_round(just_after(delivery))
    now = just_after(delivery) + 5 * MINUTE

    for n in range(4):
        reconciling.look_up_now(delivery=delivery, now=now + n * SECOND)

    assert state(delivery) == S.UNKNOWN
    assert delivery.n_negative_reads == 1


def test_a_post_proved_absent_after_the_networks_key_has_ended_is_for_a_person(
    owner, channel, sandbox
):
    delivery = scheduled(owner, channel, text="Chiave scaduta")
    Delivery.objects.filter(pk=delivery.pk).update(grace=timedelta(hours=3))
    sandbox.order("faults", kind="error_before")
    run_round(just_after(delivery))
    Attempt.objects.update(started_at=just_after(delivery) - timedelta(minutes=50))

    absent_thrice(delivery)

    assert (delivery.state, delivery.reason) == (S.MISSED, "absent")


def test_a_frozen_owner_does_not_keep_a_delivery_in_the_air_for_ever(owner, channel):
    delivery = scheduled(owner, channel)
    begun(delivery, owner=4242)
    with living_owner(4242):
        Delivery.objects.update(lease_until=true_now() - 4 * MINUTE)
        reaping.reap(now=just_after(delivery))
        assert state(delivery) == S.SENDING
        Delivery.objects.update(lease_until=true_now() - 6 * MINUTE)
        reaping.reap(now=just_after(delivery))

    assert state(delivery) == S.UNKNOWN


def test_many_doubts_on_a_slow_network_are_read_at_the_same_time(owner, client_of, sandbox):
    deliveries = [
        scheduled(owner, sandbox_channel(client_of, sandbox), text=f"Lento {n}") for n in range(8)
    ]
    sandbox.order("faults", kind="error_before", n=8)
    run_round(just_after(deliveries[-1]))
    sandbox.order("faults", kind="hold", match="GET /api/v1/accounts/", n=8)
    now = max(d.check_after for d in Delivery.objects.all()) + SECOND

    with ThreadPoolExecutor(1) as pool:
        looked_up = pool.submit(reconciling.look_up_due, now=now)
        assert eventually(lambda: sandbox.ask("state")["n_held"] == 8)
        sandbox.order("let-go")
        assert looked_up.result() == 8
        pool.submit(connection.close)

    assert set(Lookup.objects.values_list("result", flat=True)) == {"absent"}, "one gave up waiting"
