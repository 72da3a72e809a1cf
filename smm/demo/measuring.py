"""Ninety days of figures: what the sandbox tells of each evening, recorded and rolled up by the real statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from analytics.actions import collecting, rolling_up
from analytics.actions.recording import (
    Taken,
    ensure_months,
    record_channel_readings,
    record_readings,
)
from clients.models import Channel
from editorial import when
from editorial.models import Publication
from networks.sandbox.orders import Orders
from smm.demo.cast import Cast
from smm.demo.places import BORN_BEFORE
from smm.demo.plan import ZONE

# After the first hours a post is measured each evening for a month, then each week.
FIRST_LOOKS = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 180))
DAILY, WEEKLY = timedelta(days=30), timedelta(days=90)
EVENING = timedelta(hours=22)
# One client's days without figures, ages in days: somebody had changed the account's password.
GAP_OF, GAP = "trecorvi", range(38, 42)


def measure(
    cast: Cast,
    sandbox: Orders,
    publications: Sequence[Publication],
    *,
    dumb_since: Mapping[int, datetime],
    now: datetime,
) -> int:
    """All readings up to now, the days made of them, and each post's next measuring; returns how many readings.

    Channels that are dumb give no figures from then on.
    """
    looks = {
        one.remote_id: _heard(cast, one.channel, _looks(one, now), dumb_since, now)
        for one in publications
    }
    evenings = list(_evenings(now - BORN_BEFORE, now))
    accounts = {
        channel.remote_id: _heard(cast, channel, evenings, dumb_since, now)
        for channel in cast.channels.values()
    }
    told = sandbox.order(
        "figures",
        statuses={id_: [at.isoformat() for at in moments] for id_, moments in looks.items()},
        accounts={id_: [at.isoformat() for at in moments] for id_, moments in accounts.items()},
    )
    ensure_months([now, *evenings])
    n_readings = record_readings(
        Taken(
            one.pk,
            at,
            {"likes": likes, "shares": shares, "comments": comments, "quotes": 0},
        )
        for one in publications
        for at, (likes, shares, comments) in zip(
            looks[one.remote_id], told["statuses"][one.remote_id], strict=True
        )
    )
    record_channel_readings(
        Taken(channel.pk, at, {"followers": followers})
        for channel in cast.channels.values()
        for at, followers in zip(
            accounts[channel.remote_id], told["accounts"][channel.remote_id], strict=True
        )
    )
    # The last look is the real one: it asks the network and says of each post when to look again.
    collecting.enlist(now=now, is_thorough=True)
    while collecting.measure_due(now=now, limit=1000):
        pass
    rolling_up.roll_up_all()
    return n_readings


def _heard(
    cast: Cast,
    channel: Channel,
    moments: Iterable[datetime],
    dumb_since: Mapping[int, datetime],
    now: datetime,
) -> list[datetime]:
    """Of these moments those in which the network answered."""
    has_gap = channel.client_id == cast.clients[GAP_OF].pk
    end = dumb_since.get(channel.pk, now)
    return [at for at in moments if at < end and not (has_gap and (now - at).days in GAP)]


def _looks(publication: Publication, now: datetime) -> list[datetime]:
    born = publication.published_at
    moments = [born + after for after in FIRST_LOOKS]
    for evening in _evenings(born, now):
        age = evening - born
        is_weekly = age > DAILY and age.days % 7 == 0
        if age > FIRST_LOOKS[-1] and (age <= DAILY or (is_weekly and age <= WEEKLY)):
            moments.append(evening)
    return [moment for moment in moments if moment < now]


def _evenings(start: datetime, end: datetime) -> Iterable[datetime]:
    """Ten in the evening of each day between two instants, Rome's."""
    day = when.wall_of(start, ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    while (evening := when.instant_of(day + EVENING, ZONE)) < end:
        if evening > start:
            yield evening
        day += timedelta(days=1)
