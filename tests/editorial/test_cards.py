"""The card of a link is made before the post is due, and whatever becomes of it never holds the post."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clients.models import Channel
from editorial.actions import making_cards
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Step
from networks import registry
from people.clock import database_now
from tests.editorial import odd_networks
from tests.editorial.odd_networks import KNOWN_PAGE, Carding
from tests.make_posts import just_after, run_round, scheduled

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def carding(monkeypatch: pytest.MonkeyPatch, channel: Channel) -> None:
    """The channel is on a network that leaves the card to us."""
    monkeypatch.setitem(registry.NETWORKS, "carding", odd_networks.ODD["carding"])
    Channel.objects.filter(pk=channel.pk).update(network="carding")
    Carding.sent.clear()


def with_link(owner: Any, channel: Channel, link: str, **more: Any) -> Delivery:
    delivery = scheduled(owner, channel, text=f"Il menu: {link}", **more)
    content = delivery.revision.content
    content["versions"][str(channel.pk)]["link"] = link
    type(delivery.revision).objects.filter(pk=delivery.revision_id).update(content=content)
    return delivery


def cards() -> int:
    return making_cards.make_cards_due(clock=database_now)


def test_the_card_is_made_ahead_once_and_goes_with_the_post(owner, channel, sandbox):
    delivery = with_link(owner, channel, KNOWN_PAGE)

    assert (cards(), cards()) == (1, 0)
    step = delivery.steps.get(kind="card")
    assert step.done_at
    assert step.refs["card"]["uri"] == KNOWN_PAGE

    assert run_round(just_after(delivery)) == 1
    assert Carding.sent == [step.refs]


@pytest.mark.parametrize(
    "link", ["http://127.0.0.1:1/inside", "http://169.254.169.254/latest", "https://no.invalid/"]
)
def test_a_page_that_may_not_or_cannot_be_read_costs_the_card_and_not_the_post(
    owner, channel, sandbox, link
):
    delivery = with_link(owner, channel, link)

    assert (cards(), cards()) == (2, 0), "two tries, no more"
    step = delivery.steps.get(kind="card")
    assert (step.done_at, step.refs, bool(step.problem)) == (None, {}, True)

    assert run_round(just_after(delivery)) == 1
    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED
    assert Carding.sent == [{}]


def test_a_card_of_other_words_does_not_go_with_the_post(owner, channel, sandbox):
    delivery = with_link(owner, channel, KNOWN_PAGE)
    cards()
    Step.objects.filter(kind="card").update(subject="other words")

    assert cards() == 1
    assert delivery.steps.get(kind="card").subject == delivery.revision.content_hash
    Step.objects.filter(kind="card").update(subject="other words again")
    run_round(just_after(delivery))
    assert Carding.sent == [{}]


def test_a_post_without_a_link_or_far_away_or_due_gets_no_card(owner, channel):
    scheduled(owner, channel, text="Niente da vedere.")
    later = scheduled(owner, channel, text="Domani: https://osteria.example/", due_in=31 * MINUTE)

    assert cards() == 0
    assert making_cards.make_cards_due(clock=lambda: later.due_at) == 0
