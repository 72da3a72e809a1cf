"""An offer without an answer that ends, or ended, is told on Today and on the client's own page, to who writes offers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from clients.models import Offer
from clients.models.prospects import OfferState
from people.clock import database_now
from tests import make


def offer(cast, client, days: int, state: str = OfferState.SENT) -> Offer:
    today, now = make.today(client), database_now()
    return Offer.objects.create(
        agency=client.agency, client=client, words="Due reel", price=Decimal(777), starts_on=today,
        valid_until=today + timedelta(days=days), state=state, made_by=cast.alice, made_at=now,
        sent_at=None if state == OfferState.DRAFT else now,
    )  # fmt: skip


def due(browser, **query: str) -> str:
    return browser.get(reverse("desk:due", query=query)).content.decode()


def test_an_offer_that_ends_unanswered_is_told_before_and_after(cast, rivals, sign_in):
    prospect = make.client(cast.alice, "Officina Grani", status="prospect")
    sent = offer(cast, prospect, 0)
    offer(cast, cast.client, 8)
    offer(cast, cast.client, -31)
    offer(cast, cast.client, 3, OfferState.DRAFT)
    Offer.objects.filter(pk=offer(cast, cast.client, 2).pk).update(state=OfferState.WITHDRAWN)
    page = reverse("clients:prospect", args=[prospect.slug])
    alice = sign_in(cast.alice)

    shown = due(alice)
    assert page in shown
    assert "valid until" in shown
    assert shown.count("valid until") == 1
    assert "777" not in shown
    assert page in due(alice, client=prospect.slug)
    assert "Offers without an answer" not in due(alice, client=cast.client.slug)
    # who does not write offers is told nothing
    assert "Offers without an answer" not in due(sign_in(cast.bruno))
    assert "Offers without an answer" not in due(sign_in(rivals.eve))

    Offer.objects.filter(pk=sent.pk).update(valid_until=make.today(prospect) - timedelta(days=1))
    assert "was valid until" in due(sign_in(cast.alice))
