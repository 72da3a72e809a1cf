"""What counts when one asks whether people were answered."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from clients.actions import by_hand
from community.actions import promising, replying, triage, writing_down
from community.models import Conversation
from community.queries.answered import PATIENCE, answered
from community.states import Kind, Settled
from people.clock import database_now
from tests import make, make_numbers

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def instagram(cast):
    """A channel of the client's that a person keeps."""
    return by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )


@pytest.fixture
def asks(cast, instagram):
    """``asks(ago, after)``: somebody asked so long ago, and was answered so long after."""

    def ask(ago: timedelta, after: timedelta | None = None, how: Settled | None = None):
        said_at = database_now() - ago
        conversation = writing_down.write_down(
            by=cast.alice, channel=instagram, kind=Kind.COMMENT, person=f"Marta {ago}",
            text="quanto costa?", said_at=said_at, now=said_at,
        )  # fmt: skip
        values = {"by": cast.alice, "conversation": conversation}
        if how is not None:
            triage.close(how=how, now=said_at + MINUTE, **values)
        elif after is not None:
            replying.answered_there(text="18 euro.", now=said_at + after, **values)
        return conversation

    return ask


def counted(cast, now: datetime | None = None):
    now = now or database_now()
    return answered(client=cast.client, since=now - 30 * DAY, now=now)


def promise(cast, within_h):
    promising.promise(
        by=cast.alice, client=cast.client, within_h=within_h, days=range(1, 8), opens=time(0),
        closes=time(23, 59), now=database_now(),
    )  # fmt: skip


def test_spam_what_asks_for_nothing_and_who_waits_in_time_count_nowhere(cast, asks):
    asks(3 * DAY, 20 * MINUTE)
    asks(4 * DAY, 40 * MINUTE)
    asks(5 * DAY)
    asks(6 * DAY, how=Settled.SPAM)
    asks(7 * DAY, how=Settled.NOT_NEEDED)
    asks(PATIENCE - HOUR)

    found = counted(cast)

    assert (found.n, found.n_answered, found.median) == (3, 2, 30 * MINUTE)
    assert (found.n_promised, found.n_first_hour) == (0, 0)


def test_what_was_promised_is_judged_by_its_own_hour(cast, asks):
    promise(cast, 2)
    asks(3 * DAY, HOUR)
    asks(4 * DAY, 9 * HOUR)
    asks(5 * DAY)
    asks(HOUR)

    found = counted(cast)

    assert (found.n, found.n_answered, found.n_promised, found.n_in_time) == (3, 2, 3, 1)


def test_the_first_hour_is_that_of_the_post(cast, asks):
    out_at = database_now() - 3 * DAY
    publication = make_numbers.publication(cast.channel, at=out_at, text="Domenica apriamo")
    quick, slow = asks(3 * DAY - 30 * MINUTE, 20 * MINUTE), asks(3 * DAY - 40 * MINUTE, 3 * HOUR)
    asks(3 * DAY - 2 * HOUR, MINUTE)
    Conversation.objects.filter(pk__in=[quick.pk, slow.pk]).update(publication=publication)

    found = counted(cast)

    assert (found.n_first_hour, found.n_present) == (2, 1)


def test_the_page_of_quality_says_it_with_its_median(cast, asks, sign_in):
    promise(cast, 2)
    asks(3 * DAY, HOUR)
    asks(5 * DAY)
    url = reverse("analytics:quality", args=[cast.client.slug])
    page = sign_in(cast.alice).get(url).content.decode()

    assert "1 of 2, 1 of 2 in the promised time, half of them within 1\u00a0h" in page


def test_today_names_whoever_waited_longer_than_promised(cast, rivals, asks, sign_in):
    asks(3 * DAY)
    browser = sign_in(cast.rita)
    assert "longer than promised" not in browser.get("/t/").content.decode()
    promise(cast, 2)
    page = browser.get("/t/").content.decode()

    assert "1 person has waited longer than promised" in page
    assert f"Marta {3 * DAY}" in page
    assert reverse("community:inbox", args=[cast.client.slug]) in page
    assert "longer than promised" not in sign_in(rivals.eve).get("/t/").content.decode()
    triage.close(
        by=cast.alice, conversation=Conversation.objects.get(), how=Settled.NOT_NEEDED,
        now=database_now(),
    )  # fmt: skip
    assert "longer than promised" not in browser.get("/t/").content.decode()
