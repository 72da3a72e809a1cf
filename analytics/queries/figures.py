"""What a period holds: days, measures, sources, what is missing. Reads roll-ups only, never readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from analytics.models import ChannelDay
from analytics.series import (
    ChannelLine,
    Day,
    Figure,
    Missing,
    Period,
    PeriodFigures,
    Source,
    last_known,
    total,
)
from clients.models import Channel, Client
from people.models import Member
from people.prepared import prepared

_COLUMNS = (
    "engagements_dated",
    "engagements_gained",
    "likes_gained",
    "comments_gained",
    "shares_gained",
    "quotes_gained",
    "views_gained",
    "saves_gained",
    "clicks_gained",
)
# Measures that are shown only where a network gives them at all.
_OPTIONAL = ("views", "saves", "clicks")

_DAYS = f"""
    SELECT channel_id, day_on, COALESCE(o.n, 0), d.taken_at, d.entered_by_id, d.n_read, d.followers,
        {", ".join(f"d.{name}" for name in _COLUMNS)}
    FROM (
        SELECT * FROM analytics_channelday
        WHERE client_id = %(client)s AND day_on >= %(first)s AND day_on <= %(last)s
            AND (%(channel)s::bigint IS NULL OR channel_id = %(channel)s)
    ) d FULL JOIN (
        SELECT channel_id, (published_at AT TIME ZONE %(zone)s)::date AS day_on, count(*) AS n
        FROM editorial_publication
        WHERE client_id = %(client)s AND published_at >= %(from)s AND published_at < %(to)s
            AND (%(channel)s::bigint IS NULL OR channel_id = %(channel)s)
        GROUP BY 1, 2
    ) o USING (channel_id, day_on)
    ORDER BY day_on, channel_id
"""  # noqa: S608 - only names of columns are put in


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant a day begins in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class _Row:
    channel_id: int
    day_on: date
    taken_at: datetime
    entered_by: int | None
    n_read: int
    followers: int | None
    gained: dict[str, int | None]


def period_figures(
    *,
    client: Client,
    channels: list[Channel],
    period: Period,
    previous: Period,
    is_one_channel: bool,
    now: datetime,
) -> PeriodFigures:
    """The figures of a client in a period, beside the period before, in one query.

    `channels` come from measured_channels: all of the client's, or the one that is asked for.

    Comparisons are left out (before is None) where the period before was not collected from its first day.
    """
    zone = ZoneInfo(client.time_zone)
    today = now.astimezone(zone).date()
    firsts = [first for channel in channels if (first := _first_on(channel))]
    data_since = min(firsts, default=None)
    rows, out = _asked(client, channels[0].pk if is_one_channel else None, previous, period, zone)
    n_out = _by_day(out)
    days = _days(rows, period, n_out, today)
    is_comparable = data_since is not None and data_since <= previous.first_on
    measures = _figures(rows, period, previous, n_out, is_comparable=is_comparable)
    return PeriodFigures(
        period=period,
        previous=previous,
        days=tuple(days),
        figures=tuple(measures),
        sources=_sources(rows, channels),
        missing=_missing(rows, channels, period, today),
        channels=tuple(_channel_line(each, rows, period, previous, out) for each in channels),
        data_since=data_since,
    )


@prepared()
def measured_channels(*, client: Client) -> QuerySet[Channel, Channel]:
    """The client's channels, also those let go, each with the first day it has figures of."""
    first = ChannelDay.objects.filter(channel_id=OuterRef("pk")).order_by("day_on")
    found = Channel.objects.filter(client_id=client.pk).annotate(
        first_on=Subquery(first.values("day_on")[:1])
    )
    return found.order_by("network", "handle", "id")


def _first_on(channel: Channel) -> date | None:
    first: date | None = getattr(channel, "first_on", None)
    return first


def _asked(
    client: Client, channel_id: int | None, previous: Period, period: Period, zone: ZoneInfo
) -> tuple[list[_Row], dict[tuple[int, date], int]]:
    """Days that were measured, and posts published by each channel on each day of the client's calendar."""
    parameters = {
        "client": client.pk,
        "channel": channel_id,
        "zone": client.time_zone,
        "first": previous.first_on,
        "last": period.last_on,
        "from": midnight(previous.first_on, zone),
        "to": midnight(period.last_on + timedelta(days=1), zone),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, parameters)
        found = cursor.fetchall()
    rows = [
        _Row(
            channel_id, day_on, taken_at, entered_by, n_read, followers,
            {name: None if value is None else int(value) for name, value in zip(_COLUMNS, gained, strict=True)},
        )
        for channel_id, day_on, _n_out, taken_at, entered_by, n_read, followers, *gained in found
        if taken_at is not None
    ]  # fmt: skip
    return rows, {(channel_id, day_on): n for channel_id, day_on, n, *_ in found if n}


def _by_day(out: dict[tuple[int, date], int]) -> dict[date, int]:
    n_out: dict[date, int] = defaultdict(int)
    for (_, day_on), n in out.items():
        n_out[day_on] += n
    return n_out


def _channel_line(
    channel: Channel,
    rows: list[_Row],
    period: Period,
    previous: Period,
    out: dict[tuple[int, date], int],
) -> ChannelLine:
    """One channel's measures, by the same rules as those of all together."""
    own = [row for row in rows if row.channel_id == channel.pk]
    first = _first_on(channel)
    n_out = {day_on: n for (pk, day_on), n in out.items() if pk == channel.pk}
    figures = _figures(
        own, period, previous, n_out, is_comparable=first is not None and first <= previous.first_on
    )
    by_name = {figure.name: figure for figure in figures}
    return ChannelLine(channel.pk, by_name["engagements"], by_name["followers"], by_name["posts"])


def _days(rows: list[_Row], period: Period, n_out: dict[date, int], today: date) -> list[Day]:
    by_day: dict[date, list[_Row]] = defaultdict(list)
    for row in rows:
        by_day[row.day_on].append(row)
    followers = _followers(rows)
    return [
        Day(
            day_on=day,
            engagements=total(row.gained["engagements_dated"] for row in by_day[day]),
            found=_sum(by_day[day], "engagements"),
            likes=_sum(by_day[day], "likes"),
            comments=_sum(by_day[day], "comments"),
            shares=_shares(by_day[day]),
            views=_sum(by_day[day], "views"),
            saves=_sum(by_day[day], "saves"),
            clicks=_sum(by_day[day], "clicks"),
            followers=followers.get(day),
            n_out=n_out.get(day, 0),
            is_open=day >= today,
        )
        for day in period.days
        if day <= today or n_out.get(day)
    ]


def _sum(rows: list[_Row], name: str) -> int | None:
    return total(row.gained[f"{name}_gained"] for row in rows)


def _shares(rows: list[_Row]) -> int | None:
    return total([_sum(rows, "shares"), _sum(rows, "quotes")])


def _followers(rows: list[_Row]) -> dict[date, int]:
    """Followers of all channels together, only on days when each channel known so far was read."""
    latest: dict[int, int] = {}
    by_day: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.followers is not None:
            by_day[row.day_on][row.channel_id] = row.followers
    sums: dict[date, int] = {}
    for day in sorted(by_day):
        latest.update(by_day[day])
        if by_day[day].keys() == latest.keys():
            sums[day] = sum(by_day[day].values())
    return sums


def _figures(
    rows: list[_Row],
    period: Period,
    previous: Period,
    n_out: dict[date, int],
    *,
    is_comparable: bool,
) -> list[Figure]:
    here = [row for row in rows if period.holds(row.day_on)]
    there = [row for row in rows if previous.holds(row.day_on)] if is_comparable else []
    figures = [
        Figure(name, _sum(here, name), _sum(there, name))
        for name in ("engagements", "likes", "comments")
    ]
    figures.append(Figure("shares", _shares(here), _shares(there)))
    for name in _OPTIONAL:
        value = _sum(here, name)
        if value is not None:
            figures.append(Figure(name, value, _sum(there, name)))
    followers = _followers(rows)
    level = last_known([followers[day] for day in sorted(followers) if period.holds(day)])
    base = last_known([followers[day] for day in sorted(followers) if previous.holds(day)])
    figures.append(Figure("followers", level, base, is_level=True))
    out = sum(n for day, n in n_out.items() if period.holds(day))
    before = sum(n for day, n in n_out.items() if previous.holds(day)) if is_comparable else None
    figures.append(Figure("posts", out, before))
    return figures


def _sources(rows: list[_Row], channels: list[Channel]) -> tuple[Source, ...]:
    networks = {channel.pk: channel.network for channel in channels}
    names = authors(row.entered_by for row in rows)
    latest: dict[tuple[str, bool], datetime] = {}
    who: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        network = networks.get(row.channel_id)
        if network:
            key = network, row.entered_by is not None
            latest[key] = max(row.taken_at, latest.get(key, row.taken_at))
            if row.entered_by is not None:
                who[network].add(names[row.entered_by])
    return tuple(
        Source(network, at, ", ".join(sorted(who[network])) if is_by_hand else "")
        for (network, is_by_hand), at in sorted(latest.items())
    )


def authors(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of who wrote figures down; asks nothing where nobody did."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    found = Member.objects.filter(pk__in=wanted).select_related("user")
    return {member.pk: str(member) for member in found}


def _missing(
    rows: list[_Row], channels: list[Channel], period: Period, today: date
) -> tuple[Missing, ...]:
    """Channels that were not read on days between their first reading known here and yesterday.

    Those kept by hand are left out: nobody writes figures down every day.
    """
    days: dict[int, set[date]] = defaultdict(set)
    for row in rows:
        days[row.channel_id].add(row.day_on)
    found = []
    for channel in channels:
        read: Any = days.get(channel.pk)
        if not read or channel.is_by_hand:
            continue
        first = max(min(read), period.first_on)
        last = min(today - timedelta(days=1), period.last_on)
        n_missing = sum(1 for day in period.days if first <= day <= last and day not in read)
        if n_missing:
            found.append(Missing(channel.handle, channel.network, n_missing))
    return tuple(found)
