"""Channels kept by hand: who went there, when a person published, and the figures somebody wrote down.

The networks everybody knows have no sandbox. Their accounts are invented and connected to nothing; what was published on
them is as if a person had done it at the hour and pasted the link, and the figures as if they had been imported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from analytics.actions import by_hand as figures
from analytics.actions.by_hand import DayFigures, HistoryPost
from clients.actions import by_hand, strategy
from clients.models import Channel
from editorial import when
from editorial.models import Publication
from networks.known import KNOWN
from smm.demo import texts
from smm.demo.cast import Cast
from smm.demo.places import BORN_BEFORE, Place
from smm.demo.plan import ZONE, Exit

# Shares of the people reached, and how many of the followers a usual post reaches.
REACHED = 0.28
SHARES = {"likes": 0.062, "comments": 0.0045, "shares": 0.007, "saves": 0.009, "clicks": 0.012}
MOST_OF_IT_AFTER = timedelta(hours=20)
# How many days after it came out somebody wrote down the figures of a post.
A_WEEK = timedelta(days=7)
AGES = (0, 1, 2, 3, 4, 6, 9, 14, 30)


def add_channels(cast: Cast, demo: texts.DemoClient, long_ago: datetime) -> None:
    """The client's accounts on the networks everybody knows."""
    nora, client = cast.members["nora"], cast.clients[demo.key]
    for network, account in demo.by_hand.items():
        keeper = cast.writers_of(demo)[0]
        channel = by_hand.add_channel(
            by=nora,
            client=client,
            network=network,
            account=account["account"],
            # Where an address names nobody, the channel goes by the client's name.
            name="" if KNOWN[network].profile else demo.name,
            keeper=keeper,
            now=long_ago,
        )
        strategy.set_part(by=nora, channel=channel, part=account["part"], now=long_ago)
        posts = account["posts"]
        cast.places.setdefault(demo.key, []).append(
            Place(
                Channel.objects.select_related("client").get(pk=channel.pk),
                keeper,
                posts if isinstance(posts, str) else tuple(posts),
                account["followers"],
                account["growth"],
                account["fame"],
            )
        )


def measure(
    cast: Cast, published: Sequence[tuple[Exit, Place, Publication]], now: datetime
) -> None:
    """The figures that were written down or imported, up to yesterday's."""
    yesterday = when.wall_of(now, ZONE).date() - timedelta(days=1)
    luca = cast.members["luca"]
    figures.record_of_posts(
        by=luca,
        figures=[
            (publication, DayFigures(on, _figures(one, place, publication, on, now)))
            for one, place, publication in published
            for born_on in [when.wall_of(publication.published_at, ZONE).date()]
            for age in AGES
            if (on := born_on + timedelta(days=age)) <= yesterday
        ],
        zone=ZONE,
        now=now,
    )
    for place in [each for places in cast.places.values() for each in places if each.followers]:
        figures.record_of_channel(
            by=luca,
            channel=place.channel,
            figures=[
                DayFigures(on, {"followers": place.followers_at(_end_of(on), now)})
                for age in range(1, BORN_BEFORE.days)
                for on in [yesterday - timedelta(days=BORN_BEFORE.days - age - 1)]
            ],
            now=now,
        )


def take_over(cast: Cast, demo: texts.DemoClient, now: datetime) -> None:
    """What the client posts without us, taken over from the network's own export."""
    yesterday = when.wall_of(now, ZONE).date() - timedelta(days=1)
    for place in cast.places.get(demo.key, ()):
        own = demo.by_hand[place.channel.network].get("own")
        if not own:
            continue
        posts = [_own(demo, place, *row, turn=turn, now=now) for turn, row in enumerate(own)]
        figures.import_history(
            by=cast.members["luca"],
            channel=place.channel,
            posts=[post for post in posts if post.figures[0].on <= yesterday],
            now=now,
        )


def _own(
    demo: texts.DemoClient, place: Place, words: str, text: str, *, turn: int, now: datetime
) -> HistoryPost:
    today = when.wall_of(now, ZONE).date()
    born_at = when.instant_of(texts.moment_of(words, today), ZONE)
    post = texts.Post(words, next(iter(demo.themes)), "", text)
    one = Exit(demo, post, turn=len(demo.posts) + turn, today=today, due_at=born_at)
    values = _of_age(one, place, born_at, A_WEEK, now)
    on = when.wall_of(born_at + A_WEEK, ZONE).date()
    return HistoryPost(born_at, place.address_of(one)[1], text, [DayFigures(on, values)])


def _figures(
    one: Exit, place: Place, publication: Publication, on: date, now: datetime
) -> dict[str, int]:
    born_at = publication.published_at
    return _of_age(one, place, born_at, max(_end_of(on) - born_at, timedelta()), now)


def _of_age(
    one: Exit, place: Place, born_at: datetime, age: timedelta, now: datetime
) -> dict[str, int]:
    """What the network's own insights would show at that age, of the figures it has."""
    dice = one.dice(f"figures:{place.channel.network}")
    come = 1 - math.exp(-(age / MOST_OF_IT_AFTER))
    audience = place.followers_at(born_at, now) or 420
    reach = audience * REACHED * place.fame * one.fame * dice.uniform(0.85, 1.15) * come
    found = {"reach": int(reach), "views": int(reach * dice.uniform(1.2, 1.6))}
    found |= {
        name: int(reach * share * one.fame**0.5 * dice.uniform(0.7, 1.3))
        for name, share in SHARES.items()
    }
    known = KNOWN[place.channel.network].metrics
    return {name: value for name, value in found.items() if name in known}


def _end_of(on: date) -> datetime:
    return when.instant_of(datetime.combine(on, time(23)), ZONE)
