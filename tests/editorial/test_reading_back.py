"""The posts a channel had before it came to us are read from the network when somebody asks, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from editorial.actions import looking_at_channels, reading_back
from editorial.models import ChannelLook, Publication
from people.clock import database_now
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
