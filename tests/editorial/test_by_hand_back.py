"""What was said of publishing by hand is taken back: it was moved, or it was not published, and that was a slip."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse

from clients.actions import by_hand as channels
from clients.models import Channel
from editorial.actions import handing_over
from editorial.models import Delivery, HandAct
from people.clock import database_now
from people.models import AuditEntry
from tests import make_posts
from tests.cast import Cast
from tests.conftest import SignIn


@pytest.fixture
def instagram(cast: Cast) -> Channel:
    return channels.add_channel(
        by=cast.alice,
        client=cast.client,
        network="instagram",
        account="@trecorvi",
        now=database_now(),
    )


def _sheet(delivery: Delivery, name: str) -> str:
    return reverse(name, args=[delivery.client.slug, delivery.post.public_id, delivery.public_id])


def _way_back(page: HttpResponse, address: str) -> str:
    """Where the button of the page's toast leads, which is offered for ten seconds."""
    found = re.search(
        r'data-undo-seconds-value="10".*?action="([^"]+)" data-undo-target',
        page.content.decode(),
        re.S,
    )
    assert found
    assert found[1].startswith(f"{address}?was=")
    return unescape(found[1])


@pytest.mark.parametrize("act", ["later", "not_done"])
@pytest.mark.parametrize("is_due", [True, False])
def test_10_what_was_said_of_publishing_by_hand_is_taken_back_by_the_button_of_its_toast(
    cast: Cast, instagram: Channel, sign_in: SignIn, act: str, is_due: bool
) -> None:
    delivery = make_posts.scheduled(cast.rita, instagram, due_in=timedelta(hours=6))
    if is_due:
        handing_over.hand_over(now=make_posts.just_after(delivery))
    stood = Delivery.objects.filter(pk=delivery.pk).values()
    before = stood.get()
    assert before["state"] == ("by_hand" if is_due else "scheduled")
    asked_of = HandAct.objects.filter(delivery=delivery)
    said = list(asked_of.values_list("kind", flat=True))
    browser = sign_in(cast.rita)
    data = {
        "later": {"day": "2027-05-03", "clock": "18:15"},
        "not_done": {"not-why": "account", "not-words": "Manca il codice."},
    }[act]
    there = _sheet(delivery, f"editorial:by_hand_{act}")

    page = browser.post(there, data, follow=True)
    assert stood.get() != before
    after = browser.post(_way_back(page, there), follow=True).content.decode()

    assert stood.get() == before
    assert list(asked_of.values_list("kind", flat=True)) == said
    assert "Taken back: it is as it was." in after
    assert AuditEntry.objects.filter(verb="delivery.by_hand_taken_back").count() == 1


def test_what_was_said_is_taken_back_only_as_long_as_nobody_said_more(
    cast: Cast, instagram: Channel, sign_in: SignIn
):
    errand = make_posts.scheduled(cast.alice, instagram)
    browser = sign_in(cast.rita)
    sheet = _sheet(errand, "editorial:by_hand_later")
    page = browser.post(sheet, {"day": "2027-05-03", "clock": "18:15"}, follow=True)
    way_back = _way_back(page, sheet)
    assert (
        browser.post(
            _sheet(errand, "editorial:by_hand"),
            {"done-url": "https://www.instagram.com/p/DRx1_abC/"},
        ).status_code
        == 302
    )
    refused = browser.post(way_back, follow=True).content.decode()

    errand.refresh_from_db()
    assert errand.state == "published"
    assert "Somebody did more with it meanwhile." in refused
    # of another delivery it says nothing
    other = make_posts.scheduled(cast.alice, errand.channel, text="Altro.")
    answer = browser.post(way_back.replace(sheet, _sheet(other, "editorial:by_hand_later")))
    assert answer.status_code == 422
    # and who may not move it may not move it back
    assert sign_in(cast.bruno).post(way_back).status_code == 403
