"""All clients of a member side by side: the same measures as each client's own dashboard, in a few queries.

Each client's days are those of its own zone, so that its line here and its dashboard say the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from analytics.queries.figures import authors, midnight
from analytics.series import Figure, Period, Source, last_days
from clients.models import Client
from people.models import Member
from people.prepared import prepared

# Followers are told, as on a client's dashboard, on days when every channel known so far was read: the last such day is
# looked for from the end, so that of months of days a few are read. Sums are made as floating point: whole numbers up to
# 2^53 stay exact, and it is several times faster than numeric. A period and the one before are summed apart: a sum that is told
# row by row which of both it is takes a quarter longer. The last day was taken last.
_LEVEL = """
    SELECT sum(d.followers::float8) AS level FROM analytics_channelday d
    WHERE d.client_id = a.client_id AND d.day_on >= {first} AND d.day_on {last}
    GROUP BY d.day_on
    HAVING count(d.followers) > 0
        AND count(d.followers) = (SELECT count(*) FROM unnest(c.begun) AS begun_on WHERE begun_on <= d.day_on)
    ORDER BY d.day_on DESC LIMIT 1
"""
_TOTALS = f"""
    WITH asked AS (
        SELECT * FROM unnest(%(clients)s::bigint[], %(before)s::date[], %(first)s::date[], %(last)s::date[])
            AS a(client_id, before_on, first_on, last_on)
    ), channels AS (
        SELECT h.client_id, array_agg(f.day_on) AS begun FROM asked a JOIN clients_channel h USING (client_id)
        CROSS JOIN LATERAL (
            SELECT day_on FROM analytics_channelday d
            WHERE d.channel_id = h.id AND d.day_on >= a.before_on AND d.day_on <= a.last_on
                AND d.followers IS NOT NULL
            ORDER BY day_on LIMIT 1
        ) f
        GROUP BY h.client_id
    )
    SELECT a.client_id,
        (SELECT day_on FROM analytics_channelday d WHERE d.client_id = a.client_id ORDER BY day_on LIMIT 1),
        found.n, found_before.n, here.level, there.level,
        (
            SELECT max(d.taken_at) FROM analytics_channelday d
            WHERE d.client_id = a.client_id AND d.day_on >= a.before_on AND d.day_on <= a.last_on
            GROUP BY d.day_on ORDER BY d.day_on DESC LIMIT 1
        )
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT sum(d.engagements_gained::float8) AS n FROM analytics_channelday d
        WHERE d.client_id = a.client_id AND d.day_on >= a.first_on AND d.day_on <= a.last_on
    ) found
    CROSS JOIN LATERAL (
        SELECT sum(d.engagements_gained::float8) AS n FROM analytics_channelday d
        WHERE d.client_id = a.client_id AND d.day_on >= a.before_on AND d.day_on < a.first_on
    ) found_before
    LEFT JOIN channels c USING (client_id)
    LEFT JOIN LATERAL ({_LEVEL.format(first="a.first_on", last="<= a.last_on")}) here ON true
    LEFT JOIN LATERAL ({_LEVEL.format(first="a.before_on", last="< a.first_on")}) there ON true
"""  # noqa: S608 - only names of columns are put in
_CHANGES = """
    SELECT a.client_id,
        (SELECT day_on FROM analytics_channelday d WHERE d.client_id = a.client_id ORDER BY day_on LIMIT 1)
            <= a.before_on,
        here.found, there.found
    FROM unnest(%(clients)s::bigint[], %(before)s::date[], %(first)s::date[], %(last)s::date[])
        AS a(client_id, before_on, first_on, last_on)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, sum(d.engagements_gained::float8) AS found FROM analytics_channelday d
        WHERE d.client_id = a.client_id AND d.day_on >= a.first_on AND d.day_on <= a.last_on
    ) here
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, sum(d.engagements_gained::float8) AS found FROM analytics_channelday d
        WHERE d.client_id = a.client_id AND d.day_on >= a.before_on AND d.day_on < a.first_on
    ) there
    WHERE here.n + there.n > 0
"""
_FOUND = """
    SELECT a.client_id, array_agg(f.place), array_agg(f.found)
    FROM unnest(%(clients)s::bigint[], %(first)s::date[], %(last)s::date[]) AS a(client_id, first_on, last_on)
    CROSS JOIN LATERAL (
        SELECT d.day_on - a.first_on AS place, sum(d.engagements_gained::float8)::bigint AS found
        FROM analytics_channelday d
        WHERE d.client_id = a.client_id AND d.day_on >= a.first_on AND d.day_on <= a.last_on
        GROUP BY d.day_on
    ) f
    GROUP BY a.client_id
"""
_POSTS_OUT = """
    SELECT a.client_id, here.n, there.n
    FROM unnest(%(clients)s::bigint[], %(before_at)s::timestamptz[], %(first_at)s::timestamptz[],
        %(end_at)s::timestamptz[]) AS a(client_id, before_at, first_at, end_at)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM editorial_publication p
        WHERE p.client_id = a.client_id AND p.published_at >= a.first_at AND p.published_at < a.end_at
    ) here
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM editorial_publication p
        WHERE p.client_id = a.client_id AND p.published_at >= a.before_at AND p.published_at < a.first_at
    ) there
"""
# One row for each person and network of figures by hand, and one without a name where a network answered at all.
_SOURCES = """
    WITH asked AS (
        SELECT * FROM unnest(%(clients)s::bigint[], %(before)s::date[], %(last)s::date[])
            AS a(client_id, before_on, last_on)
    )
    SELECT h.network, d.entered_by_id, max(d.taken_at)
    FROM asked a
    JOIN analytics_channelday d ON d.client_id = a.client_id AND d.day_on BETWEEN a.before_on AND a.last_on
    JOIN clients_channel h ON h.id = d.channel_id
    WHERE d.entered_by_id IS NOT NULL GROUP BY h.network, d.entered_by_id
    UNION ALL
    SELECT '', NULL, NULL WHERE EXISTS (
        SELECT FROM asked a
        JOIN analytics_channelday d ON d.client_id = a.client_id AND d.day_on BETWEEN a.before_on AND a.last_on
        WHERE d.entered_by_id IS NULL
    )
"""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client's period: its measures beside the period before, and when it was collected last."""

    client: Client
    engagements: Figure
    followers: Figure
    posts: Figure
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgencyResults:
    """All lines, and what they are together; `by_hand` are the figures that people wrote down."""

    n_days: int
    lines: tuple[ClientLine, ...]
    by_hand: tuple[Source, ...] = ()
    is_any_from_networks: bool = False

    @property
    def engagements(self) -> Figure:
        """Of all clients; compared only over those whose whole period before was collected."""
        known = [line.engagements for line in self.lines if line.engagements.value is not None]
        return Figure("engagements", sum(f.value or 0 for f in known) if known else None)

    @property
    def compared(self) -> Figure:
        """The engagements of the clients that can be compared, beside theirs of the period before."""
        pairs = [f for line in self.lines if (f := line.engagements).difference is not None]
        if not pairs:
            return Figure("engagements", None)
        return Figure(
            "engagements", sum(f.value or 0 for f in pairs), sum(f.before or 0 for f in pairs)
        )

    @property
    def n_compared(self) -> int:
        """How many clients the comparison holds."""
        return sum(line.engagements.difference is not None for line in self.lines)

    @property
    def n_measured(self) -> int:
        """How many clients have figures in the period."""
        return sum(line.engagements.value is not None for line in self.lines)

    @property
    def n_posts(self) -> int:
        """Posts out of all clients."""
        return sum(line.posts.value or 0 for line in self.lines)

    @property
    def taken_at(self) -> datetime | None:
        """When anything was collected last."""
        return max((line.taken_at for line in self.lines if line.taken_at), default=None)


def agency_results(*, member: Member, n_days: int, now: datetime) -> AgencyResults:
    """The clients this member may see, archived ones left out, by name."""
    clients = _current(member=member)
    if not clients:
        return AgencyResults(n_days, ())
    periods = {client.pk: _period(client, n_days, now) for client in clients}
    bounds = _bounds(periods)
    totals = {row[0]: row[1:] for row in _asked(_TOTALS, bounds)}
    sources = _asked(_SOURCES, bounds)
    out = {
        client_id: (here, there)
        for client_id, here, there in _asked(_POSTS_OUT, _instants(clients, periods))
    }
    return AgencyResults(
        n_days,
        tuple(
            _line(client, periods[client.pk], totals[client.pk], out[client.pk])
            for client in clients
        ),
        by_hand=_by_hand(sources),
        is_any_from_networks=any(author is None for _, author, _ in sources),
    )


@prepared()
def _current(*, member: Member) -> QuerySet[Client, Client]:
    shown = ("name", "slug", "colour", "time_zone")
    return Client.objects.visible_to(member).current().only(*shown)


def engagement_changes(*, clients: list[Client], n_days: int, now: datetime) -> dict[int, Figure]:
    """Each client's engagements beside those of the period before, by client, in one query.

    The same figures as agency_results; a client without any is left out. The clients are those the caller may see.
    """
    periods = {client.pk: _period(client, n_days, now) for client in clients}
    if not periods:
        return {}
    return {
        client_id: Figure("engagements", _whole(found), _whole(before) if is_whole else None)
        for client_id, is_whole, found, before in _asked(_CHANGES, _bounds(periods))
    }


def found_by_day(
    *, clients: list[Client], n_days: int, now: datetime
) -> dict[int, list[int | None]]:
    """Engagements found on each day of each client's period, for the few that a page shows; None is a gap.

    The clients come from agency_results.
    """
    periods = {client.pk: _period(client, n_days, now) for client in clients}
    if not periods:
        return {}
    days: dict[int, list[int | None]] = {pk: [None] * n_days for pk in periods}
    for client_id, places, found in _asked(_FOUND, _bounds(periods)):
        for place, value in zip(places, found, strict=True):
            days[client_id][place] = value
    return days


def _period(client: Client, n_days: int, now: datetime) -> Period:
    return last_days(n_days, today=client.today(now))


def _bounds(periods: dict[int, Period]) -> dict[str, Any]:
    before = [period.before().first_on for period in periods.values()]
    last = [period.last_on for period in periods.values()]
    return {
        "clients": list(periods),
        "before": before,
        "first": [period.first_on for period in periods.values()],
        "last": last,
    }


def _instants(clients: list[Client], periods: dict[int, Period]) -> dict[str, Any]:
    zones = {client.pk: ZoneInfo(client.time_zone) for client in clients}
    each = [(pk, period, zones[pk]) for pk, period in periods.items()]
    return {
        "clients": list(periods),
        "before_at": [midnight(period.before().first_on, zone) for _, period, zone in each],
        "first_at": [midnight(period.first_on, zone) for _, period, zone in each],
        "end_at": [midnight(period.last_on + timedelta(days=1), zone) for _, period, zone in each],
    }


def _asked(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _by_hand(sources: list[tuple[Any, ...]]) -> tuple[Source, ...]:
    names = authors(author for _, author, _ in sources)
    who: dict[str, set[str]] = defaultdict(set)
    latest: dict[str, datetime] = {}
    for network, author, at in sources:
        if author is not None:
            who[network].add(names[author])
            latest[network] = max(at, latest.get(network, at))
    return tuple(Source(each, latest[each], ", ".join(sorted(who[each]))) for each in sorted(who))


def _line(
    client: Client, period: Period, totals: tuple[Any, ...], n_out: tuple[int, int]
) -> ClientLine:
    begun_on, found, before, level, level_before, taken_at = totals
    is_comparable = begun_on is not None and begun_on <= period.before().first_on
    return ClientLine(
        client=client,
        engagements=Figure("engagements", _whole(found), _whole(before) if is_comparable else None),
        followers=Figure("followers", _whole(level), _whole(level_before), is_level=True),
        posts=Figure("posts", n_out[0], n_out[1] if is_comparable else None),
        taken_at=taken_at,
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
