"""The posts a channel had before it came to us are read from the network when somebody asks, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.actions import collecting
from clients.actions import connecting, gates
from clients.models import Channel
from editorial import tasks
from editorial.actions import looking_at_channels, reading_back
from editorial.models import ChannelLook, Publication
from people.clock import database_now
from people.models import AuditEntry
from tests.editorial.test_channel_looks import OUTSIDE, night, posted_outside

pytestmark = pytest.mark.django_db(transaction=True)


def test_past_posts_are_read_once_when_somebody_asks_for_them(owner, channel):
    posted_outside(channel)
    later = database_now() + timedelta(days=10)
    night(channel, at=later)
    assert not Publication.objects.filter(channel=channel).exists()

    reading_back.read_past(by=owner, channel=channel, now=later)
    assert looking_at_channels.look_at_channels_due(now=later) == 1
    (known,) = Publication.objects.filter(channel=channel)
    assert (known.text, known.delivery) == (OUTSIDE, None)
    look = ChannelLook.objects.get(channel=channel)
    assert (look.reaches_to, look.problem) == (None, "")
    assert look.next_at > later


def test_a_channel_without_a_connection_says_so(owner, channel):
    channel.health = "reconnect"
    with (
        translation.override("en"),
        pytest.raises(reading_back.CannotReadBackError, match="import a file"),
    ):
        reading_back.read_past(by=owner, channel=channel, now=database_now())


@pytest.fixture
def page(owner, channel, sign_in):
    """The channel's page in English as (whole, the part that asks again by itself)."""
    type(owner.user).objects.update(language="en")
    browser = sign_in(owner)
    there = reverse("clients:channel", args=[channel.client.slug, channel.public_id])

    def both():
        whole = browser.get(there).content.decode()
        part = browser.get(there, headers={"hx-request": "true"}).content.decode()
        assert "<main" in whole
        assert "<main" not in part
        return whole, part

    both.browser, both.polls = browser, f'data-poll-url-value="{there}"'
    both.past = reverse("editorial:read_past", args=[channel.client.slug, channel.public_id])
    return both


def old(channel):
    """A channel that nobody connected just now."""
    Channel.objects.filter(pk=channel.pk).update(connected_at=database_now() - timedelta(days=9))


def test_the_page_says_how_far_the_reading_is_and_keeps_what_it_found(channel, page):
    old(channel)
    posted_outside(channel)
    assert all(page.polls not in words for words in page())
    page.browser.post(page.past)
    for words in page():
        assert "1 of 2: reading the posts since" in words
        assert page.polls in words
    # A worker has it.
    ChannelLook.objects.update(next_at=database_now() + timedelta(hours=1))
    assert "2 of 2: the posts since" in page()[1]
    ChannelLook.objects.update(next_at=database_now() - timedelta(seconds=1))

    tasks.read_past()
    found = f"?group=outside&amp;channel={channel.public_id}"
    for words in page():
        assert "1 since" in words
        assert "1 of them new here" in words
        assert found in words
        assert page.polls not in words
    # The night that follows finds nothing new, and what was found then stays.
    night(channel)
    assert "1 of them new here" in page()[0]
    posts = reverse("editorial:posts", args=[channel.client.slug])
    shown = page.browser.get(posts, {"group": "outside", "channel": str(channel.public_id)})
    assert OUTSIDE in shown.content.decode()


def test_the_reading_is_stopped_also_while_the_network_is_asked(owner, channel, page):
    old(channel)
    posted_outside(channel)
    page.browser.post(page.past)
    page.browser.post(page.past, {"deed": "stop"})
    assert "1 of 2" not in page()[1]
    assert AuditEntry.objects.filter(verb="channel.past_stopped").count() == 1
    tasks.read_past()
    assert not Publication.objects.exists()
    assert not reading_back.stop(by=owner, channel=channel, now=database_now())

    now = database_now()
    reading_back.read_past(by=owner, channel=channel, now=now)
    asked = ChannelLook.objects.get(channel=channel).reaches_to
    seen = looking_at_channels._see(_opened(channel), since=asked, now=now)
    assert seen.listing.posts
    assert reading_back.stop(by=owner, channel=channel, now=now)
    looking_at_channels._record(channel, seen, asked=asked, now=now)
    assert not Publication.objects.exists()
    assert ChannelLook.objects.get(channel=channel).past_read_at is None


def test_who_asks_while_the_night_looks_is_not_forgotten(owner, channel):
    posted_outside(channel)
    now = database_now() + timedelta(days=10)
    looking_at_channels._enlist(now=now)
    seen = looking_at_channels._see(_opened(channel), since=now - looking_at_channels.BACK, now=now)
    reading_back.read_past(by=owner, channel=channel, now=now)
    looking_at_channels._record(channel, seen, asked=None, now=now)
    assert looking_at_channels.look_at_channels_due(now=now, is_asked_only=True) == 1
    assert Publication.objects.get(channel=channel).text == OUTSIDE


def test_the_round_of_those_who_wait_leaves_the_night_alone(owner, channel):
    now = database_now()
    looking_at_channels._enlist(now=now)
    ChannelLook.objects.update(next_at=now)
    assert looking_at_channels.look_at_channels_due(now=now, is_asked_only=True) == 0
    assert looking_at_channels.look_at_channels_due(now=now) == 1


def test_a_network_that_does_not_answer_is_said_with_the_next_try(channel, page, sandbox):
    old(channel)
    sandbox.order("faults", kind="error_before", match="GET /api/v1/accounts", n=9)
    page.browser.post(page.past)
    tasks.read_past()
    words = page()[1]
    assert "The network did not let us read the past posts. Next try:" in words
    assert page.polls in words


def test_a_new_channel_says_that_it_is_read_for_the_first_time_until_it_was(channel, page):
    now = database_now()
    Channel.objects.filter(pk=channel.pk).update(connected_at=now)
    for words in page():
        assert "Being read for the first time" in words
        assert page.polls in words
    Channel.objects.filter(pk=channel.pk).update(connected_at=now - timedelta(minutes=9))
    assert "could not be read yet" in page()[0]
    gates.shut(channel.pk, until=now + timedelta(minutes=7), reason="asked", now=now)
    assert "are read for the first time after" in page()[1]
    gates.open_gates(channel.pk, now=now)

    collecting.measure_due(now=database_now())
    results = reverse("analytics:results", args=[channel.client.slug])
    for words in page():
        assert "Read for the first time on" in words
        assert f"{results}?channel={channel.public_id}" in words
        assert page.polls not in words
    old(channel)
    assert "for the first time" not in page()[0]


def _opened(channel):
    return connecting.open_channel(channel)
