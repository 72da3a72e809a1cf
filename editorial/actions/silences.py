"""Telling people that a channel is about to fall silent, while there is time to fill it: once a silence, and no more once it is filled.

Clients that are paused or leaving and whatever is on hold are not spoken of: there silence is meant.
"""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from editorial.actions import alerts, telling
from editorial.models import Alert
from editorial.queries.continuity import Rhythm, rhythms_to_watch
from editorial.words.alerts import AlertKind
from people import cldr

_day = lazy(cldr.day, str)


def watch_silences(*, now: datetime) -> int:
    """Opens an alert for each channel that is near a silence and has none, and ends those of channels that are not; how many are new.

    Running it twice changes nothing.
    """
    near = {each.channel.pk: each for each in rhythms_to_watch(now=now) if each.is_near}
    told = Alert.objects.open().filter(kind=AlertKind.SILENCE)
    for alert in told.exclude(channel__in=list(near)):
        with alerts.aside(f"ending the alert {alert.pk} of a silence"):
            telling.end_unsaid(alert, now=now)
    known = set(told.values_list("channel_id", flat=True))
    n_new = 0
    for pk, rhythm in near.items():
        if pk not in known:
            with alerts.aside(f"telling of a silence on channel {pk}"):
                n_new += _tell(rhythm, now)
    return n_new


def _tell(rhythm: Rhythm, now: datetime) -> int:
    channel = rhythm.channel
    alert, is_new = Alert.objects.get_or_create(
        client=channel.client,
        channel=channel,
        kind=AlertKind.SILENCE,
        over_at=None,
        defaults={"agency_id": channel.agency_id, "began_at": now, "told_at": now},
    )
    if not is_new:
        return 0
    words = sentence(client=channel.client.name, channel=channel.handle, rhythm=rhythm)
    url = reverse("editorial:calendar", args=[channel.client.slug])
    members = telling.who_can_act(channel.client)
    telling.notify(alert, members, words, url, is_news=True, mailing=None, now=now)
    return 1


def sentence(*, client: str, channel: str, rhythm: Rhythm) -> Promise:
    """What people are told: since when there has been nothing, or from when there will be nothing."""
    if rhythm.has_begun:
        words = _(
            "{client}, {channel}: nothing has gone out since {day}, and nothing is approved for these days."
        )
        return format_lazy(words, client=client, channel=channel, day=_written(rhythm.last_on))
    words = _("{client}, {channel}: with what is approved, a silence begins on {day}.")
    return format_lazy(words, client=client, channel=channel, day=_written(rhythm.silence_on))


def _written(day: date) -> str:
    return _day(day, "EEEE d MMMM")  # type: ignore[no-any-return]
