"""A network that is down: its channel pauses and says so, and afterwards everything goes out, nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.models import Gate
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery
from networks import http
from tests.editorial.test_publishing import creates
from tests.make_posts import just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY_LISTENS = "http://127.0.0.1:9"
MINUTE = timedelta(minutes=1)


def test_an_outage_pauses_the_channel_explains_and_ends_without_duplicates(
    owner, channel, sandbox, sign_in
):
    texts = [f"Sei gradi alle sei, {n}." for n in range(6)]
    deliveries = [scheduled(owner, channel, text=text) for text in texts]
    # Late posts go out at a distance from each other: room for all six of them.
    Delivery.objects.update(grace=timedelta(hours=4))
    http.configure(allow_origins=[NOBODY_LISTENS])
    at = just_after(deliveries[-1])

    for minutes in range(4):
        assert run_round(at + minutes * MINUTE) == 0
    gate = Gate.objects.get(channel=channel)
    assert gate.shut_until is not None
    assert gate.shut_until > at
    type(owner.user).objects.update(language="en")
    browser = sign_in(owner)
    slug = channel.client.slug
    page = browser.get(reverse("clients:channel", args=[slug, channel.public_id]))
    assert "Sending waits" in page.content.decode()
    post = reverse("editorial:post", args=[slug, deliveries[0].post.public_id])
    assert "Nothing is out yet" in browser.get(post).content.decode()

    http.configure(allow_origins=[sandbox.origin])
    for minutes in range(1, 120):
        run_round(gate.shut_until + minutes * MINUTE)
        if not Delivery.objects.filter(state=S.SCHEDULED).exists():
            break
    assert set(Delivery.objects.values_list("state", flat=True)) == {S.PUBLISHED}
    assert [creates(sandbox, text) for text in texts] == [1] * 6
    gate.refresh_from_db()
    assert gate.n_failures == 0
