"""Publishing while a worker dies, freezes or comes back too late."""

from __future__ import annotations

import pytest

from editorial.actions import claiming, publishing, reaping, settling
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery
from editorial.verdicts import meaning_of
from networks.errors import ErrorKind, NetworkError
from tests.clock import true_now
from tests.editorial.engine import MINUTE, SECOND, living_owner
from tests.make_posts import just_after, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_claim_of_a_dead_worker_is_freed_and_its_sending_looked_up(owner, client_of, sandbox):
    claimed_one, sending_one = (
        scheduled(owner, sandbox_channel(client_of, sandbox), text=f"Morto {n}") for n in range(2)
    )
    at = just_after(sending_one)
    for one in claiming.claim_due(owner=77, limit=5, ahead=SECOND, now=at):
        if one.id == sending_one.pk:
            claiming.begin(owner=77, ids=[one.id], now=at)
    Delivery.objects.filter(state__in=[S.CLAIMED, S.SENDING]).update(
        lease_until=true_now() - SECOND
    )

    reaping.reap(now=at + MINUTE)

    claimed_one.refresh_from_db()
    sending_one.refresh_from_db()
    assert claimed_one.state == S.SCHEDULED
    assert (sending_one.state, sending_one.reason) == (S.UNKNOWN, "worker_lost")
    assert sending_one.epoch == 2


def test_while_its_owner_lives_nobody_calls_a_sending_delivery_doubtful(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=4242, limit=5, ahead=SECOND, now=at)
    claiming.begin(owner=4242, ids=[c.id for c in claimed], now=at)
    Delivery.objects.update(lease_until=true_now() - SECOND)
    with living_owner(4242):
        reaping.reap(now=at + MINUTE)
        delivery.refresh_from_db()
        assert delivery.state == S.SENDING

    reaping.reap(now=at + MINUTE)
    delivery.refresh_from_db()
    assert delivery.state == S.UNKNOWN


def test_a_fenced_worker_that_comes_back_changes_nothing(owner, channel):
    """Its epoch is old: its 'refused' must not end what is being looked up."""
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=9, limit=5, ahead=SECOND, now=at)
    (ready,) = claiming.begin(owner=9, ids=[c.id for c in claimed], now=at)
    Delivery.objects.update(lease_until=true_now() - SECOND)
    reaping.reap(now=at + MINUTE)

    answer = meaning_of(NetworkError(ErrorKind.CONTENT_REJECTED, http_status=422))
    settling.settle([publishing._not_sent(ready, answer)], now=at + 2 * MINUTE)

    delivery.refresh_from_db()
    assert delivery.state == S.UNKNOWN


def test_a_fenced_worker_that_brings_a_proof_is_believed(owner, channel):
    delivery = scheduled(owner, channel)
    at = just_after(delivery)
    claimed = claiming.claim_due(owner=9, limit=5, ahead=SECOND, now=at)
    (ready,) = claiming.begin(owner=9, ids=[c.id for c in claimed], now=at)
    outcome = publishing.send(ready, publishing.connecting.open_channels([channel.pk])[channel.pk])
    Delivery.objects.update(lease_until=true_now() - SECOND)
    reaping.reap(now=at + MINUTE)

    settling.settle([outcome], now=at + 2 * MINUTE)

    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED
